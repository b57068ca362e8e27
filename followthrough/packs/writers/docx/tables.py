"""Responsible for which tables the Word file has in each section, narrow enough for a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from followthrough.packs.writers import listings
from followthrough.packs.writers.columns import COMPLETED, RATING, Column, Listing
from rules.packs.contents import Contents
from rules.packs.edition import Depth, Section

if TYPE_CHECKING:
    from rules.packs.row import Row

_REF = Column("Ref", 6, lambda row: row.ref)
_TITLE = Column("Action", 30, lambda row: row.title)
_OWNER = Column("Owner", 14, lambda row: row.owner or "No owner")
_WAS = Column("Original due date", 12, lambda row: row.due_date or "No date")
_DUE = Column("Current due date", 12, lambda row: row.current_due_date or "No date")
_REVISED = Column("Times revised", 8, lambda row: row.times_revised)
_LATE = Column("Working days late", 9, lambda row: row.days_late)
_SLIPPAGE = Column("Slippage in working days", 9, lambda row: row.slippage)
_RATING = Column(RATING, 9, lambda row: str(row.brag))
_UPDATE = Column("Latest update", 28, lambda row: row.update or "No update")
_FORECAST = Column("Forecast", 12, lambda row: row.forecast)

DATES_OF_RED = Listing(
    "Dates of exceptions",
    "Every action rated Red, longest late first, with its dates",
    (_REF, _TITLE, _OWNER, _WAS, _DUE, _REVISED, _LATE, _SLIPPAGE, _FORECAST, _RATING),
)
WHY_RED = Listing(
    "Causes and recovery",
    "Why each of them is Red, what is done, and who was told when",
    (
        _REF,
        Column("Why red", 18, lambda row: row.because),
        Column("Cause", 22, lambda row: row.cause or "Not given"),
        Column("Recovery", 22, lambda row: row.recovery or "Not given"),
        Column("Who was told, and when", 28, lambda row: "\n".join(row.told) or "Nobody yet"),
        Column("Date changes and notes", 28, lambda row: "\n".join(row.notes)),
    ),
)
PROGRESS = Listing(
    "Progress of each action",
    "Measure, progress, impact and evidence of every action",
    (
        *(_REF, _TITLE, Column("Recommendations", 16, lambda row: row.recommendations)),
        Column("Measure of success", 20, lambda row: row.measure),
        _UPDATE,
        Column("Impact", 22, lambda row: row.impact),
        Column("Evidence", 22, lambda row: "\n".join(one.where for one in row.evidence)),
        _RATING,
    ),
)
REGISTER = Listing(
    "All actions",
    "Every action of the plan, in its order",
    (
        *(_REF, _TITLE, _OWNER, _WAS, _DUE, _SLIPPAGE),
        Column("Standing", 20, lambda row: row.standing),
        *(_UPDATE, _RATING),
    ),
)
BRIEF_REGISTER = replace(
    REGISTER, columns=tuple(one for one in REGISTER.columns if one is not _UPDATE)
)
KEY = Listing(
    "Rating key",
    "What each rating means",
    (
        Column(RATING, 9, lambda one: str(one.brag)),
        Column("What it means", 80, lambda one: one.meaning),
    ),
)
DAYS_OFF = Listing(
    "Days off",
    "The days off that the calendar knows",
    (Column("Day", 16, lambda one: one.on), Column("Name", 60, lambda one: one.name)),
)
RUNGS = Listing(
    "Rungs of the ladder",
    "What each rung of the ladder means",
    (
        Column("Rung", 10, lambda one: one.name),
        Column("Whom it tells", 40, lambda one: one.told),
        Column("When", 60, lambda one: one.when),
    ),
)
SIGN_OFF = Listing(
    "Sign-off record",
    "Who prepared, checked, approved and accepted the pack",
    (
        Column("Step", 30, lambda one: one.step),
        Column("Name", 40, lambda one: one.name),
        Column("Date", 20, lambda one: one.on),
    ),
)
RECOMMENDATIONS = Listing(
    "Recommendations",
    "What the inspector asked for",
    (Column("Ref", 8, lambda one: one.ref), Column("Recommendation", 90, lambda one: one.text)),
)
_NARROW = {
    Section.DECISIONS: listings.DECISIONS,
    Section.DATES: Listing(
        "New dates",
        "New due dates asked for and agreed",
        tuple(one for one in listings.DATES.columns if one.heading not in ("Action", "Asked on")),
    ),
}


@dataclass(frozen=True, slots=True)
class Picked:
    """One table: what it is called, its columns and its rows."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Sequence[Any]


def _register(pack: Contents) -> Listing:
    """Return all columns of the register, or those that an edition with all progress needs."""
    return REGISTER if pack.edition.depth(Section.REGISTER) is Depth.FULL else BRIEF_REGISTER


def tables(pack: Contents, section: Section) -> list[Picked]:
    """Return the tables of a section; none where it has only sentences."""
    by_action: dict[Section, tuple[tuple[Listing, Sequence[Row]], ...]] = {
        Section.EXCEPTIONS: ((DATES_OF_RED, pack.exceptions), (WHY_RED, pack.exceptions)),
        Section.COMPLETED: ((COMPLETED, pack.validated + pack.awaiting),),
        Section.REGISTER: ((_register(pack), pack.actions),),
    }
    others: dict[Section, tuple[tuple[Listing, Sequence[Any]], ...]] = {
        Section.KEY: ((KEY, pack.counts), (RUNGS, pack.rungs), (DAYS_OFF, pack.days_off)),
        Section.SIGN_OFF: ((SIGN_OFF, pack.sign_off),),
        Section.PROGRESS: ((RECOMMENDATIONS, pack.recommendations), (PROGRESS, pack.actions)),
    }
    found = by_action.get(section) or others.get(section)
    if found is None:
        listed = listings.listed(pack, section)
        found = ((_NARROW.get(section, listed[0]), listed[1]),) if listed else ()
    return [Picked(one.name, one.about, one.columns, rows) for one, rows in found]
