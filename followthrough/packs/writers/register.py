"""Responsible for the columns that tell actions on the sheets of the Excel file.

A column is declared once.
"""

from collections.abc import Mapping

from followthrough.packs.writers.columns import OWN_RATING, RATING, Column, Listing
from rules.words import shown_title

REF = Column("Ref", 7, lambda row: row.ref)
TITLE = Column("Action", 36, shown_title)
WHOLE_TITLE = Column("Action", 36, lambda row: row.title)
SHORT_TITLE = Column("Short title", 20, lambda row: row.short_title or None)
OWNER = Column("Owner", 16, lambda row: row.owner or "No owner")
AGENCY = Column("Agency", 16, lambda row: row.agency or None)
DIRECTOR = Column("Director", 16, lambda row: row.director or "No director")
ORIGINAL = Column("Original due date", 12, lambda row: row.due_date)
DUE = Column("Current due date", 12, lambda row: row.current_due_date)
REVISED = Column("Times revised", 9, lambda row: row.times_revised)
LATE = Column("Working days late", 10, lambda row: row.days_late)
SLIPPAGE = Column("Slippage in working days", 11, lambda row: row.slippage)
RATED = Column(RATING, 9, lambda row: str(row.brag))
OWN = Column(OWN_RATING, 9, lambda row: row.own_rating or None)
WHY = Column("Why", 20, lambda row: row.because)
SILENT = Column("Updated since the last pack", 10, lambda row: "no" if row.is_silent else "yes")
WHY_RED = Column("Why", 20, lambda row: row.because)
DIRECTION = Column("Against the last pack", 10, lambda row: row.direction or None)
RUNG = Column("Told last", 26, lambda row: row.told[-1] if row.told else "None")
TOLD = Column("Who was told, and when", 30, lambda row: "\n".join(row.told) or "Nobody yet")
NOTES = Column("Date changes and notes", 30, lambda row: "\n".join(row.notes) or None)
UPDATED = Column("Latest update on", 12, lambda row: row.updated_on)
UPDATE = Column("Latest update", 36, lambda row: row.update or None)
CAUSE = Column("Cause", 26, lambda row: row.cause or None)
RECOVERY = Column("Recovery", 26, lambda row: row.recovery or None)
FORECAST = Column("Forecast", 12, lambda row: row.forecast)
MEASURE = Column("Measure of success", 26, lambda row: row.measure or None)
COMPLETED = Column("Completed on", 12, lambda row: row.completed_on)
REPORTED = Column("Reported on", 12, lambda row: row.reported_on)
VALIDATED = Column("Validated on", 12, lambda row: row.validated_on)
VALIDATED_BY = Column("Validated by", 16, lambda row: row.validated_by or None)
STANDING = Column("Standing", 24, lambda row: row.standing)
IMPACT = Column("Impact", 30, lambda row: row.impact or None)
EVIDENCE = Column("Evidence", 30, lambda row: "\n".join(one.where for one in row.evidence) or None)
ANSWERS = Column("Recommendations", 17, lambda row: row.recommendations or None)
PARAGRAPH = Column("Report paragraph", 11, lambda row: row.paragraph or None)
THEME = Column("Theme", 16, lambda row: row.theme or None)


def actions(comments: Mapping[str, str]) -> Listing:
    """Return the register as a sheet."""
    return Listing(
        "Actions",
        "Every action of the plan, in its order",
        (
            *(REF, WHOLE_TITLE, SHORT_TITLE, ANSWERS, PARAGRAPH, OWNER, DIRECTOR, MEASURE),
            *(ORIGINAL, DUE, REVISED, COMPLETED, FORECAST, RATED, WHY, OWN, DIRECTION, STANDING),
            *(LATE, SLIPPAGE, UPDATED, SILENT, UPDATE, TOLD, NOTES, THEME, AGENCY),
            _comment(comments),
        ),
    )


def exceptions(comments: Mapping[str, str]) -> Listing:
    """Return the sheet of exceptions."""
    return Listing(
        "Exceptions",
        "What is Red, longest late first, and what its owner rates worse than its dates",
        (
            *(REF, TITLE, OWNER, AGENCY, DIRECTOR, ORIGINAL, DUE, REVISED, LATE, SLIPPAGE, RATED),
            *(OWN, WHY_RED, RUNG, TOLD, NOTES, UPDATED, UPDATE, CAUSE, RECOVERY, FORECAST),
            _comment(comments),
        ),
    )


FINISHED = Listing(
    "Completed",
    "Validated since the last pack, and awaiting validation",
    (REF, TITLE, OWNER, COMPLETED, REPORTED, VALIDATED, VALIDATED_BY, STANDING, EVIDENCE),
)
PROGRESS = Listing(
    "Progress",
    "Every action with its measure, progress, impact and evidence",
    (
        *(REF, TITLE, ANSWERS, THEME, MEASURE, UPDATED, UPDATE, IMPACT, EVIDENCE),
        *(RATED, OWN, DIRECTION),
    ),
)


def _comment(comments: Mapping[str, str]) -> Column:
    return Column("Comment", 26, lambda row: comments.get(row.ref))
