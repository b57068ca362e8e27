"""Responsible for one action in a pack: its facts at the cut-off, and the row that every file shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.calendar import WorkingCalendar
from rules.ladder.slippage import completion, lateness, slippage
from rules.packs.brag import BRAG_KEY, Brag, Rating, RatingFacts, rate
from rules.words import count, late, short_day

UNVALIDATED_AFTER = 10
"""Working days after which a completion that nobody validated is said to be so (row 105)."""

NEW, BETTER, SAME, WORSE = "new", "better", "same", "worse"
"""How a rating stands against the last pack; empty in a first pack, and where one was Grey."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the inspector asked for."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class DateRequest:
    """A new due date that was asked for, with what became of it."""

    number: int
    asked_on: date
    asked_by: str
    was: date | None
    proposed: date
    reason: str
    decision: str
    """`pending`, `approved` or `refused`."""
    decided_on: date | None = None
    decided_by: str = ""
    meeting_on: date | None = None
    answer: str = ""
    is_for_board: bool = False
    """Whether the board decides on it, and not the director (rows 49, 61)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone of an action."""

    ref: str
    title: str
    due_date: date
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where what shows an action's progress can be found, and who said so."""

    where: str
    reported_on: date
    by: str


@dataclass(frozen=True, slots=True)
class PackAction:
    """The facts of one action at the cut-off."""

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    director: str
    measure: str
    due_date: date | None
    revised_due_date: date | None
    times_revised: int
    completed_on: date | None
    reported_on: date | None
    validated_on: date | None
    forecast: date | None
    updated_on: date | None
    update: str
    told: tuple[str, ...]
    """Each rung of the ladder that was reached: whom it told and when, in order."""
    cancelled_on: date | None = None
    cancelled_because: str = ""
    is_asked: bool = False
    """Whether a new date was asked for and is not decided."""
    milestone_overdue: bool = False
    notes: tuple[str, ...] = ()
    """How its date changed, who holds it, which milestones are late: each in a sentence."""
    theme: str = ""
    agency: str = ""
    """The body that its owner works for."""
    rung: str = ""
    """The highest rung reached in its present episode."""
    is_with_board: bool = False
    """Whether that rung tells the board at the top of the ladder."""
    cause: str = ""
    recovery: str = ""
    impact: str = ""
    """What its owner said last of why it is late, what will recover it, and what it changed."""
    own_rating: str = ""
    """The rating that its owner gave it last; empty if none was given."""
    validated_by: str = ""
    requests: tuple[DateRequest, ...] = ()
    stages: tuple[Stage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    is_exempt: bool = False
    """Whether it is Part 2 material: not for publication."""


@dataclass(frozen=True, slots=True)
class Row:
    """One action as every file of the pack shows it."""

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    director: str
    measure: str
    due_date: date | None
    current_due_date: date | None
    times_revised: int
    completed_on: date | None
    forecast: date | None
    brag: Brag
    because: str
    standing: str
    days_late: int | None
    slippage: int
    update: str
    updated_on: date | None
    told: tuple[str, ...]
    notes: tuple[str, ...]
    is_cancelled: bool
    theme: str = ""
    agency: str = ""
    rung: str = ""
    is_with_board: bool = False
    cause: str = ""
    recovery: str = ""
    impact: str = ""
    own_rating: str = ""
    is_rated_apart: bool = False
    """Whether its owner rates it otherwise than the key does."""
    last_brag: Brag | None = None
    """Its rating in the last pack; None if it was not in it."""
    direction: str = ""
    """How its rating stands against the last pack: NEW, BETTER, SAME, WORSE or empty."""
    reported_on: date | None = None
    validated_on: date | None = None
    validated_by: str = ""
    requests: tuple[DateRequest, ...] = ()
    stages: tuple[Stage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    is_exempt: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether it is neither reported complete nor cancelled."""
        return self.completed_on is None and not self.is_cancelled


_ALIKE = (
    *("ref", "title", "paragraph", "recommendations", "theme", "measure", "is_exempt"),
    *("owner", "director", "agency", "due_date", "times_revised", "forecast"),
    *("completed_on", "reported_on", "validated_on", "validated_by"),
    *("update", "updated_on", "cause", "recovery", "impact", "own_rating"),
    *("told", "notes", "requests", "stages", "evidence"),
)
"""What a row says as it was recorded."""


@dataclass(frozen=True, slots=True)
class Cut:
    """By what an action is looked at: the calendar, the cut-off, and the pack before."""

    calendar: WorkingCalendar
    as_of: date
    last_cut_off: date | None = None
    last_brags: dict[str, Brag] | None = None
    """The ratings in the last pack by reference; None if this is the first."""


def row(action: PackAction, cut: Cut) -> Row:
    """Return an action as the pack shows it; overdue goes by its current date (Words: Slippage)."""
    current = action.revised_due_date or action.due_date
    rating = rated(action, cut)
    is_open = action.completed_on is None and action.cancelled_on is None
    overdue = current is not None and is_open and current < cut.as_of
    days_late = None
    if current and overdue:
        days_late = lateness(current, cut.as_of, cut.calendar).working_days
    last = (cut.last_brags or {}).get(action.ref)
    alike: dict[str, Any] = {name: getattr(action, name) for name in _ALIKE}
    return Row(
        **alike,
        current_due_date=current,
        brag=rating.brag,
        because=rating.because,
        standing=_standing(action, current, days_late, cut),
        days_late=days_late,
        slippage=slippage(action.due_date, current, action.completed_on, cut.as_of, cut.calendar),
        is_cancelled=action.cancelled_on is not None,
        rung=action.rung if is_open else "",
        is_with_board=action.is_with_board and is_open,
        is_rated_apart=is_open and action.own_rating not in ("", rating.brag),
        last_brag=last,
        direction="" if cut.last_brags is None else _direction(last, rating.brag),
    )


def rated(action: PackAction, cut: Cut) -> Rating:
    """Return the computed rating of an action at the cut-off."""
    facts = RatingFacts(
        action.revised_due_date or action.due_date,
        completed_on=action.completed_on,
        validated_on=action.validated_on,
        forecast=action.forecast,
        updated_on=action.updated_on,
        cancelled_on=action.cancelled_on,
        is_asked=action.is_asked,
        milestone_overdue=action.milestone_overdue,
    )
    return rate(facts, cut.calendar, cut.as_of, cut.last_cut_off)


def _direction(last: Brag | None, now: Brag) -> str:
    if last is None:
        return NEW
    if last is now:
        return SAME
    if Brag.GREY in (last, now):  # not rated, so that nothing can be said of it
        return ""
    worst_first = [brag for brag, _ in BRAG_KEY]
    return WORSE if worst_first.index(now) < worst_first.index(last) else BETTER


def _standing(action: PackAction, current: date | None, days_late: int | None, cut: Cut) -> str:
    if action.cancelled_on:
        return f"Cancelled on {short_day(action.cancelled_on)}: {action.cancelled_because}"
    if action.completed_on:
        reported = action.reported_on or action.completed_on
        said = f"Complete, {completion(current, action.completed_on, reported, cut.calendar)}"
        waited = cut.calendar.between(reported, cut.as_of)
        if action.validated_on is None and waited >= UNVALIDATED_AFTER:
            return f"{said}; unvalidated for {count(waited, 'working day')}"
        return said
    if current is None:
        return "No due date"
    return "Open" if days_late is None else late(days_late).capitalize()
