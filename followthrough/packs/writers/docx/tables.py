"""Responsible for which tables the Word file has in each section, narrow enough for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from followthrough.packs.writers import listings
from followthrough.packs.writers.columns import RATING, Column, Listing
from followthrough.packs.writers.register import (
    FINISHED,
    NARROW_DATES_OF_RED,
    NARROW_PROGRESS,
    NARROW_WHY_RED,
    narrow_register,
)
from rules.packs.contents import Contents
from rules.packs.edition import Section
from rules.packs.front import RedLine, told_in_full

if TYPE_CHECKING:
    from rules.packs.row import Row


def red_days(one: RedLine) -> str:
    """Return how many working days late an action is, now or by its forecast."""
    days = "not counted" if one.days is None else str(one.days)
    return f"{days}, by forecast" if one.is_forecast else days


KEY = Listing(
    "Rating key",
    "What each rating means",
    (
        Column(RATING, 9, lambda one: str(one.brag)),
        Column("What it means", 80, lambda one: one.meaning),
    ),
)
RED = Listing(
    "What is Red",
    "What is Red, longest late first, and what is needed of the board",
    (
        Column("Action, owner and agency", 40, lambda one: f"{one.ref} {one.title}\n{one.who}"),
        Column("Working days late", 10, red_days),
        Column("What is needed of the Board", 34, lambda one: one.needed),
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


def tables(pack: Contents, section: Section) -> list[Picked]:
    """Return the tables of a section; none where it has only sentences."""
    by_action: dict[Section, tuple[tuple[Listing, Sequence[Row]], ...]] = {
        Section.EXCEPTIONS: (
            (NARROW_DATES_OF_RED, told_in_full(pack)),
            (NARROW_WHY_RED, told_in_full(pack)),
        ),
        Section.COMPLETED: ((FINISHED, pack.validated + pack.awaiting),),
        Section.REGISTER: ((narrow_register(pack.edition.depth(section)), pack.actions),),
    }
    others: dict[Section, tuple[tuple[Listing, Sequence[Any]], ...]] = {
        Section.KEY: ((KEY, pack.counts), (RUNGS, pack.rungs), (DAYS_OFF, pack.days_off)),
        Section.SIGN_OFF: ((SIGN_OFF, pack.sign_off),),
        Section.PROGRESS: (
            (RECOMMENDATIONS, pack.recommendations),
            (NARROW_PROGRESS, pack.actions),
        ),
    }
    found = by_action.get(section) or others.get(section)
    if found is None:
        listed = listings.listed(pack, section)
        found = ((_NARROW.get(section, listed[0]), listed[1]),) if listed else ()
    return [Picked(one.name, one.about, one.columns, rows) for one, rows in found]
