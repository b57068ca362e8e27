"""Responsible for the columns that tell actions, and for where each stands in every format.

A column is declared once. The register, which tells every action, has its columns in three shapes:
as a sheet (Excel), narrow (Word), and on a page (PDF and HTML), where a cell holds several lines.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from followthrough.packs.writers.alike import brief_day
from followthrough.packs.writers.columns import OWN_RATING, RATING, Column, Listing
from rules.packs.edition import Depth
from rules.words import as_written, count, sentence, shown_title

if TYPE_CHECKING:
    from rules.packs.row import Row


def _first_due(row: "Row") -> date | str | None:
    written = as_written(row.due_date_as_written)
    return f"{brief_day(row.due_date)}, {written}" if row.due_date and written else row.due_date


REF = Column("Ref", 7, lambda row: row.ref, narrow=6)
TITLE = Column("Action", 36, shown_title, narrow=30)
WHOLE_TITLE = Column("Action", 36, lambda row: row.title)
BOTH_TITLES = Column("Action", 36, lambda row: "\n".join(_titles(row)), narrow=30)
SHORT_TITLE = Column("Short title", 20, lambda row: row.short_title or None)
OWNER = Column("Owner", 16, lambda row: row.owner or "No owner", narrow=14)
AGENCY = Column("Agency", 16, lambda row: row.agency or None)
DIRECTOR = Column("Director", 16, lambda row: row.director or "No director")
ORIGINAL = Column("Original due date", 12, lambda row: row.due_date, blank="No date")
FIRST_DUE = Column(ORIGINAL.heading, 12, _first_due, blank="No date")
"""The same where a cell need be no date: with the words of one that names no day."""
DUE = Column("Current due date", 12, lambda row: row.current_due_date, blank="No date")
REVISED = Column("Times revised", 9, lambda row: row.times_revised, narrow=8)
LATE = Column("Working days late", 10, lambda row: row.days_late, narrow=9)
SLIPPAGE = Column("Slippage in working days", 11, lambda row: row.slippage, narrow=9)
RATED = Column(RATING, 9, lambda row: str(row.brag))
OWN = Column(OWN_RATING, 9, lambda row: row.own_rating or None)
WHY = Column("Why", 20, lambda row: row.because)
SILENT = Column("Updated since the last pack", 10, lambda row: "no" if row.is_silent else "yes")
WHY_RED = Column("Why", 20, lambda row: row.because, narrow=18)
DIRECTION = Column("Against the last pack", 10, lambda row: row.direction or None)
RUNG = Column("Rung reached", 26, lambda row: row.told[-1] if row.told else "None")
TOLD = Column(
    "Who was told, and when", 30, lambda row: "\n".join(row.told) or "Nobody yet", narrow=28
)
NOTES = Column("Date changes and notes", 30, lambda row: "\n".join(row.notes) or None, narrow=28)
UPDATED = Column("Latest update on", 12, lambda row: row.updated_on)
UPDATE = Column("Latest update", 36, lambda row: row.update or None, narrow=28, blank="No update")
CAUSE = Column("Cause", 26, lambda row: row.cause or None, narrow=22, blank="Not given")
RECOVERY = Column("Recovery", 26, lambda row: row.recovery or None, narrow=22, blank="Not given")
FORECAST = Column("Forecast", 12, lambda row: row.forecast)
MEASURE = Column("Measure of success", 26, lambda row: row.measure or None, narrow=20)
COMPLETED = Column("Completed on", 12, lambda row: row.completed_on)
REPORTED = Column("Reported on", 12, lambda row: row.reported_on)
VALIDATED = Column("Validated on", 12, lambda row: row.validated_on)
VALIDATED_BY = Column("Validated by", 16, lambda row: row.validated_by or None)
STANDING = Column("Standing", 24, lambda row: row.standing, narrow=20)
IMPACT = Column("Impact", 30, lambda row: row.impact or None, narrow=22)
EVIDENCE = Column(
    "Evidence", 30, lambda row: "\n".join(one.where for one in row.evidence) or None, narrow=22
)
ANSWERS = Column("Recommendations", 17, lambda row: row.recommendations or None, narrow=16)
PARAGRAPH = Column("Report paragraph", 11, lambda row: row.paragraph or None)
THEME = Column("Theme", 16, lambda row: row.theme or None)


# --- As sheets ---


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


# --- Narrow ---


def narrow_register(depth: Depth | None) -> Listing:
    """Return the register as narrow as a page; an edition with all progress needs no updates there."""
    update = (UPDATE,) if depth is Depth.FULL else ()
    return _narrow(
        "All actions",
        "Every action of the plan, in its order",
        *(REF, BOTH_TITLES, OWNER, FIRST_DUE, DUE, SLIPPAGE, STANDING, *update, RATED),
    )


def _narrow(name: str, about: str, *columns: Column) -> Listing:
    return Listing(name, about, tuple(one.on_page() for one in columns))


NARROW_DATES_OF_RED = _narrow(
    "Dates of exceptions",
    "The exceptions with their dates: what is Red, and what its owner rates worse",
    *(REF, TITLE, OWNER, FIRST_DUE, DUE, REVISED, LATE, SLIPPAGE, FORECAST, RATED),
)
NARROW_WHY_RED = _narrow(
    "Causes and recovery",
    "Why each of them is an exception, what is done, and who was told when",
    *(REF, WHY_RED, CAUSE, RECOVERY, TOLD, NOTES),
)
NARROW_PROGRESS = _narrow(
    "Progress of each action",
    "Measure, progress, impact and evidence of every action",
    *(REF, TITLE, ANSWERS, MEASURE, UPDATE, IMPACT, EVIDENCE, RATED),
)


# --- On a page, in cells of several lines ---


class Look(StrEnum):
    """How a line of a cell is set."""

    PLAIN = "plain"
    NARROW = "narrow"  #: on a line of its own only where the column has little room
    NOTE = "note"  #: plain in print, faint on a screen
    FAINT = "faint"
    FAINT_PARTS = "parts"  #: faint, and told in parts: beside each other in print
    RATING = "rating"


class Line(NamedTuple):
    """One line of a cell: how it is set, what a row says in it, and whether it is told in brief."""

    look: Look
    says: Callable[["Row"], str | tuple[str, ...]]
    in_brief: bool = True


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A column of a page: its heading, its width in print if told in full and in brief, its lines."""

    heading: str
    full: str
    brief: str
    lines: tuple[Line, ...]
    is_text: bool = False
    """Whether what it holds may be long."""

    def cell(self, row: "Row") -> Iterator[tuple[Look, str | tuple[str, ...]]]:
        """Yield the first line of a row's cell, and of the others those that say something."""
        first, *others = ((line.look, line.says(row)) for line in self.lines)
        yield first
        yield from ((look, said) for look, said in others if said)


def page_register(comments: Mapping[str, str], depth: Depth) -> tuple[PageColumn, ...]:
    """Return the register's columns on a page; in brief without measures, updates and comments."""
    comment = Line(Look.NOTE, lambda row: _after("Comment: ", comments.get(row.ref, "")))
    if depth is Depth.FULL:
        return (*PAGE, replace(PAGE_UPDATE, lines=(*PAGE_UPDATE.lines, comment)))
    return tuple(
        replace(one, lines=tuple(line for line in one.lines if line.in_brief)) for one in PAGE
    )


def _titles(row: "Row") -> tuple[str, ...]:
    """Return the title that tables show, and below it the whole one where that is another."""
    return tuple(dict.fromkeys((shown_title(row), row.title)))


def _after(label: str, words: str) -> str:
    return f"{label}{words}" if words else ""


def _some(number: int, before: str, thing: str) -> str:
    return f"{before}{count(number, thing)}" if number else ""


def _source(row: "Row") -> tuple[str, ...]:
    """Return which recommendations an action answers, and where the report has it."""
    told = _after("Answers ", row.recommendations), _after("report paragraph ", row.paragraph)
    return tuple(filter(None, told))


def _end(row: "Row") -> tuple[str, str]:
    if row.completed_on and not row.is_open:
        return "Done", brief_day(row.completed_on)
    return ("Forecast", brief_day(row.forecast)) if row.forecast else ("No forecast", "")


def _late_or_done(row: "Row") -> str:
    return row.standing if row.completed_on or row.days_late is not None or row.paused else ""


def _update(row: "Row") -> str:
    return f"{brief_day(row.updated_on)}. {row.update}" if row.updated_on else "None recorded"


PAGE = (
    PageColumn("Ref", "15mm", "15mm", (Line(Look.PLAIN, lambda row: row.ref),)),
    PageColumn(
        *("Action", "1.55fr", "1fr"),
        (
            Line(Look.PLAIN, shown_title),
            Line(Look.NOTE, lambda row: "".join(_titles(row)[1:])),
            Line(Look.NOTE, lambda row: _after("Measure: ", row.measure), in_brief=False),
            Line(Look.FAINT_PARTS, _source),
        ),
        is_text=True,
    ),
    PageColumn(
        *("Owner and director", "35mm", "38mm"),
        (
            Line(Look.PLAIN, lambda row: row.owner or "No owner"),
            Line(Look.FAINT, lambda row: row.director or "No director"),
        ),
    ),
    PageColumn(
        *("Due date first set", "21.5mm", "24mm"),
        (
            Line(Look.PLAIN, lambda row: brief_day(row.due_date, "No date")),
            Line(Look.FAINT, lambda row: as_written(row.due_date_as_written)),
        ),
    ),
    PageColumn(
        *("Due date now", "21.5mm", "34mm"),
        (
            Line(Look.PLAIN, lambda row: brief_day(row.current_due_date, "No date")),
            Line(Look.FAINT, lambda row: _some(row.times_revised, "", "revision")),
            Line(Look.FAINT, lambda row: _some(row.slippage, "Slipped by ", "working day")),
        ),
    ),
    PageColumn(
        *("Done or forecast", "24mm", "24mm"),
        (
            Line(Look.PLAIN, lambda row: _end(row)[0]),
            Line(Look.NARROW, lambda row: _end(row)[1]),
        ),
    ),
    PageColumn(
        *("Rating and why", "40mm", "60mm"),
        (
            Line(Look.RATING, lambda row: row.brag),
            Line(Look.PLAIN, lambda row: sentence(row.because)),
            Line(
                Look.NOTE, lambda row: f"Owner says {row.own_rating}" if row.is_rated_apart else ""
            ),
            Line(Look.NOTE, _late_or_done),
        ),
    ),
)
PAGE_UPDATE = PageColumn("Latest update", "1fr", "", (Line(Look.PLAIN, _update),), is_text=True)
"""A page's last column, told in full alone: an edition with all progress has it there."""
