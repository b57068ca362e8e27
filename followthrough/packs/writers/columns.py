"""Responsible for what a list of a pack is made of: its columns, their colours, those of actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.packs.brag import Brag

Cell = str | int | date | None

INK = "#0B0C0C"
BLUE = "#12436D"
PALE = "#FFF6DC"
FILLS: Mapping[Brag, tuple[str, str]] = {
    Brag.RED: ("#A8182B", "#FFFFFF"),
    Brag.AMBER: ("#F6B400", INK),
    Brag.GREEN: ("#3FA37C", INK),
    Brag.BLUE: (BLUE, "#FFFFFF"),
    Brag.GREY: ("#6F777B", "#FFFFFF"),
}
"""The fill of each rating's word, and whichever of ink and white stands out on it by 4.5 to 1."""

RATING = "Rating"
OWN_RATING = "Owner's rating"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in letters, and what a row says in it."""

    heading: str
    width: float
    of: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Listing:
    """One sheet with one table of what a section of the pack tells."""

    name: str
    about: str
    columns: tuple[Column, ...]


REF = Column("Ref", 7, lambda row: row.ref)
TITLE = Column("Action", 36, lambda row: row.title)
OWNER = Column("Owner", 16, lambda row: row.owner or "No owner")
DUE = Column("Current due date", 12, lambda row: row.current_due_date)
_AGENCY = Column("Agency", 16, lambda row: row.agency or None)
_DIRECTOR = Column("Director", 16, lambda row: row.director or "No director")
_ORIGINAL = Column("Original due date", 12, lambda row: row.due_date)
_REVISED = Column("Times revised", 9, lambda row: row.times_revised)
_LATE = Column("Working days late", 10, lambda row: row.days_late)
_SLIPPAGE = Column("Slippage in working days", 11, lambda row: row.slippage)
_RATING = Column(RATING, 9, lambda row: str(row.brag))
_OWN = Column(OWN_RATING, 9, lambda row: row.own_rating or None)
_DIRECTION = Column("Against the last pack", 10, lambda row: row.direction or None)
_FORECAST = Column("Forecast", 12, lambda row: row.forecast)
_TOLD = Column("Who was told, and when", 30, lambda row: "\n".join(row.told) or "Nobody yet")
_NOTES = Column("Date changes and notes", 30, lambda row: "\n".join(row.notes) or None)
_UPDATED = Column("Latest update on", 12, lambda row: row.updated_on)
_UPDATE = Column("Latest update", 36, lambda row: row.update or None)
_MEASURE = Column("Measure of success", 26, lambda row: row.measure or None)
_COMPLETED = Column("Completed on", 12, lambda row: row.completed_on)
_STANDING = Column("Standing", 24, lambda row: row.standing)
_IMPACT = Column("Impact", 30, lambda row: row.impact or None)
_EVIDENCE = Column("Evidence", 30, lambda row: "\n".join(e.where for e in row.evidence) or None)
_ANSWERS = Column("Recommendations", 17, lambda row: row.recommendations or None)
_THEME = Column("Theme", 16, lambda row: row.theme or None)


def exceptions(comments: Mapping[str, str]) -> Listing:
    """Return the sheet of exceptions."""
    return Listing(
        "Exceptions",
        "Every action rated Red, longest late first",
        (
            *(REF, TITLE, OWNER, _AGENCY, _DIRECTOR, _ORIGINAL, DUE, _REVISED, _LATE, _SLIPPAGE),
            *(_RATING, _OWN, Column("Why red", 20, lambda row: row.because)),
            Column("Rung reached", 26, lambda row: row.told[-1] if row.told else "None"),
            *(_TOLD, _NOTES, _UPDATED, _UPDATE),
            Column("Cause", 26, lambda row: row.cause or None),
            Column("Recovery", 26, lambda row: row.recovery or None),
            *(_FORECAST, _comment(comments)),
        ),
    )


def actions(comments: Mapping[str, str]) -> Listing:
    """Return the sheet of all actions."""
    return Listing(
        "Actions",
        "Every action of the plan, in its order",
        (
            *(
                REF,
                TITLE,
                _ANSWERS,
                Column("Report paragraph", 11, lambda row: row.paragraph or None),
            ),
            *(OWNER, _DIRECTOR, _MEASURE, _ORIGINAL, DUE, _REVISED, _COMPLETED, _FORECAST, _RATING),
            *(Column("Why", 20, lambda row: row.because), _OWN, _DIRECTION, _STANDING, _LATE),
            *(_SLIPPAGE, _UPDATED, _UPDATE, _TOLD, _NOTES, _THEME, _AGENCY, _comment(comments)),
        ),
    )


COMPLETED = Listing(
    "Completed",
    "Validated since the last pack, and awaiting validation",
    (
        *(REF, TITLE, OWNER, _COMPLETED),
        Column("Reported on", 12, lambda row: row.reported_on),
        Column("Validated on", 12, lambda row: row.validated_on),
        Column("Validated by", 16, lambda row: row.validated_by or None),
        *(_STANDING, _EVIDENCE),
    ),
)
PROGRESS = Listing(
    "Progress",
    "Every action with its measure, progress, impact and evidence",
    (
        *(REF, TITLE, _ANSWERS, _THEME, _MEASURE, _UPDATED, _UPDATE, _IMPACT, _EVIDENCE),
        *(_RATING, _OWN, _DIRECTION),
    ),
)


def _comment(comments: Mapping[str, str]) -> Column:
    return Column("Comment", 26, lambda row: comments.get(row.ref))
