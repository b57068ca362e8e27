"""Responsible for the computed rating of an action by the default BRAG key."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import WorkingCalendar
from rules.ladder.late import is_past
from rules.ladder.policy import LOOK_AHEAD
from rules.words import short_day


class Brag(StrEnum):
    """Worst first; always shown as the word, never by colour alone."""

    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"
    BLUE = "Blue"
    GREY = "Grey"


NO_UPDATE = "Green, no update"
"""How Green is told that goes by its dates alone: nobody has said how it stands."""

BRAG_KEY: tuple[tuple[Brag, str], ...] = (
    (Brag.RED, "Overdue on its current due date, or forecast to finish after it"),
    (
        Brag.AMBER,
        "Due within 5 working days without an update, new date asked for, or milestone overdue",
    ),
    (Brag.GREEN, "On course; or complete and awaiting validation, which is then said"),
    (Brag.BLUE, "Complete and validated by someone outside the owner's line"),
    (Brag.GREY, "No due date, or cancelled, so not rated"),
)
"""The default key as every pack prints it (semantics, Words: Default BRAG key)."""


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """What the rating of one action depends on."""

    current_due_date: date | None
    completed_on: date | None = None
    validated_on: date | None = None
    forecast: date | None = None
    is_updated: bool = False
    """Whether an update was recorded since the last pack; in a first one whether ever."""
    cancelled_on: date | None = None
    is_asked: bool = False
    """Whether a new date was asked for and is not decided."""
    milestone_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating and the sentence that explains it."""

    brag: Brag
    because: str


def rate(facts: RatingFacts, calendar: WorkingCalendar, as_of: date, *, is_first: bool) -> Rating:
    """Return the rating on `as_of`, the worst that applies; a blank date is never on time."""
    due = facts.current_due_date
    if facts.cancelled_on:
        return Rating(Brag.GREY, f"cancelled on {short_day(facts.cancelled_on)}")
    if facts.validated_on:
        return Rating(Brag.BLUE, f"validated on {short_day(facts.validated_on)}")
    if facts.completed_on:
        return Rating(Brag.GREEN, "complete, awaiting validation")
    if due is None:
        return Rating(Brag.GREY, "no due date")
    return _rate_open(facts, due, calendar, as_of, is_first=is_first)


def _rate_open(
    facts: RatingFacts,
    due: date,
    calendar: WorkingCalendar,
    as_of: date,
    *,
    is_first: bool,
) -> Rating:
    if is_past(due, as_of):
        return Rating(Brag.RED, f"overdue, due {short_day(due)}")
    if facts.forecast and facts.forecast > due:
        return Rating(Brag.RED, f"forecast {short_day(facts.forecast)}, after its due date")
    if facts.is_asked:
        return Rating(Brag.AMBER, "a new due date is asked for")
    if facts.milestone_overdue:
        return Rating(Brag.AMBER, "a milestone is overdue")
    return _rate_by_date(facts, due, calendar, as_of, is_first=is_first)


def _rate_by_date(
    facts: RatingFacts, due: date, calendar: WorkingCalendar, as_of: date, *, is_first: bool
) -> Rating:
    """Return the rating of an action that nothing speaks against: of a silent one its date tells all."""
    if facts.is_updated:
        return Rating(Brag.GREEN, "on course")
    silence = "no update yet" if is_first else "no update since the last pack"
    if calendar.is_within(as_of, due, LOOK_AHEAD):
        return Rating(Brag.AMBER, f"due {short_day(due)}, {silence}")
    return Rating(Brag.GREEN, f"on course by its date, {silence}")
