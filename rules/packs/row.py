"""Responsible for one action in a pack: its facts at the cut-off, and the row that every file shows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from rules.calendar import WorkingCalendar
from rules.ladder.late import current_due_date, done_on, is_open, is_overdue
from rules.ladder.slippage import completion, lateness, slippage
from rules.packs.brag import BRAG_KEY, NO_UPDATE, Brag, Rating, RatingFacts, rate
from rules.words import as_written, count, late, short_day

UNVALIDATED_AFTER = 10
"""Working days after which a completion that nobody validated is said to be so (row 105)."""

_WORST_FIRST = [brag for brag, _ in BRAG_KEY]
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
    """`pending`, `approved`, `refused`, or `given` by whoever opened the action again."""
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
class OnItsWay:
    """A step that was queued at the position and not sent; an issue knows what became of it."""

    step: int
    said: str
    """What is told of its rung."""
    once_sent: str
    """What is told instead once it was sent, up to the day."""


@dataclass(frozen=True, slots=True)
class Climb:
    """A rung that is yet to be climbed if nothing is recorded: when, and whom it tells."""

    on: date
    whom: str
    is_board: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is told of an action as it was recorded: of every pack action and of every row."""

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    director: str
    measure: str
    due_date: date | None
    times_revised: int
    completed_on: date | None
    forecast: date | None
    update: str
    updated_on: date | None
    told: tuple[str, ...]
    """Each rung of the ladder that was reached: whom it told and when, in order."""
    notes: tuple[str, ...] = ()
    """How its date changed, who holds it, which milestones are late: each in a sentence."""
    short_title: str = ""
    theme: str = ""
    agency: str = ""
    """The body that its owner works for."""
    rung: str = ""
    """The highest rung reached in its present episode; none in the row of one that is closed."""
    is_with_board: bool = False
    """Whether that rung tells the board at the top of the ladder."""
    cause: str = ""
    recovery: str = ""
    impact: str = ""
    """What its owner said last of why it is late, what will recover it, and what it changed."""
    own_rating: str = ""
    """The rating that its owner gave it last; empty if none was given."""
    reported_on: date | None = None
    validated_on: date | None = None
    validated_by: str = ""
    requests: tuple[DateRequest, ...] = ()
    stages: tuple[Stage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    is_exempt: bool = False
    """Whether it is Part 2 material: not for publication."""
    on_its_way: tuple[OnItsWay, ...] = ()
    updates: int = 0
    """How many updates were recorded of it."""
    due_date_as_written: str = ""
    """The words of a due date that was typed, or that showed its month alone."""
    times_refused: int = 0
    """How often its completion was refused in its present episode."""
    paused: str = ""
    """Until when it is paused, why, and by whose word; empty if it is not, or closed."""
    falls_due_again: bool = False
    """Whether it is the first of a series that goes on."""
    validation: int = 0
    """Which of the decisions on its completion is the one that stands; 0 while none does."""
    climbs: tuple[Climb, ...] = ()
    """Who is told next if nothing is recorded, up to the board at the top; none once it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAction(Recorded):
    """The facts of one action at the cut-off."""

    revised_due_date: date | None
    cancelled_on: date | None = None
    cancelled_because: str = ""
    is_asked: bool = False
    """Whether a new date was asked for and is not decided."""
    milestone_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Recorded):
    """One action as every file of the pack shows it: what was recorded, and what follows from it."""

    current_due_date: date | None
    brag: Brag
    because: str
    standing: str
    days_late: int | None
    slippage: int
    is_cancelled: bool
    is_rated_apart: bool = False
    """Whether its owner rates it otherwise than the key does."""
    last_brag: Brag | None = None
    """Its rating in the last pack; None if it was not in it."""
    direction: str = ""
    """How its rating stands against the last pack: NEW, BETTER, SAME, WORSE or empty."""
    is_silent: bool = False
    """Whether it is open, and no update was recorded since the last pack; in a first one ever."""
    forecast_late: int | None = None
    """Working days from its current date to a forecast after it; None without one, or past the calendar."""

    @property
    def kind(self) -> str:
        """Its rating, Green being apart where nobody has said how it stands."""
        return NO_UPDATE if self.brag is Brag.GREEN and self.is_silent else str(self.brag)

    @property
    def is_rated_worse(self) -> bool:
        """Say whether its owner rates it worse than the key does."""
        known = self.is_rated_apart and self.own_rating in _WORST_FIRST
        return known and _WORST_FIRST.index(Brag(self.own_rating)) < _WORST_FIRST.index(self.brag)

    @property
    def is_open(self) -> bool:
        """Say whether it is neither complete, as far as that counts, nor cancelled."""
        return done_on(self) is None and not self.is_cancelled


TOLD = {
    "title": "title",
    "short_title": "short title",
    "owner": "owner",
    "director": "director",
    "due_date": "due date",
    "current_due_date": "current date",
    "forecast": "forecast",
    "brag": "rating",
    "own_rating": "owner's rating",
    "completed_on": "completed on",
    "validated_on": "validated on",
    "is_cancelled": "cancelled",
    "measure": "measure",
    "theme": "theme",
    "agency": "agency",
    "recommendations": "recommendations",
    "update": "progress",
    "cause": "cause",
    "recovery": "recovery",
    "impact": "impact",
    "evidence": "evidence",
    "stages": "milestones",
    "requests": "requests for new dates",
}
"""What of a row is told where two packs differ, and by which name."""


@dataclass(frozen=True, slots=True)
class LastRow:
    """One action as the last pack showed it."""

    title: str
    brag: Brag
    current_due_date: date | None
    owner: str
    completed_on: date | None
    is_cancelled: bool
    short_title: str = ""
    validated_on: date | None = None
    updated_on: date | None = None
    requests: tuple[DateRequest, ...] = ()
    updates: int | None = None
    validation: int | None = None
    """None in a pack that was made before these were kept."""


@dataclass(frozen=True, slots=True)
class Cut:
    """By what an action is looked at: the calendar, the cut-off, and the pack before.

    What is new since the last pack is what that did not know. No date and no clock can tell: much
    is recorded on the day of a position and after it.
    """

    calendar: WorkingCalendar
    as_of: date
    last: Mapping[str, LastRow] | None = None
    """The last pack by reference; None if this is the first."""

    def is_updated(self, one: Recorded) -> bool:
        """Say whether an update was recorded since the last pack; in a first one whether ever."""
        was = self._was(one)
        if one.updated_on is None or was is None:
            return one.updated_on is not None
        if was.updates is None:
            return one.updated_on != was.updated_on
        return one.updates != was.updates

    def is_validated(self, one: Recorded) -> bool:
        """Say whether its completion was accepted since the last pack; in a first one whether at all."""
        was = self._was(one)
        if one.validated_on is None or was is None:
            return one.validated_on is not None
        if was.validation is None:
            return one.validated_on != was.validated_on
        return (one.validated_on, one.validation) != (was.validated_on, was.validation)

    def new_requests(self, one: Recorded) -> tuple[DateRequest, ...]:
        """Return the new dates that were asked for or decided since the last pack, or at all."""
        was = self._was(one)
        known = {(asked.number, asked.decision) for asked in was.requests} if was else ()
        return tuple(a for a in one.requests if (a.number, a.decision) not in known)

    def _was(self, one: Recorded) -> LastRow | None:
        return (self.last or {}).get(one.ref)


def row(action: PackAction, cut: Cut) -> Row:
    """Return an action as the pack shows it; overdue goes by its current date (Words: Slippage)."""
    current = current_due_date(action)
    rating = rated(action, cut)
    still_open = is_open(action)
    days_late = None
    if current and is_overdue(action, cut.as_of):
        days_late = lateness(current, cut.as_of, cut.calendar).working_days
    was = (cut.last or {}).get(action.ref)
    last = was.brag if was else None
    recorded: dict[str, Any] = {one.name: getattr(action, one.name) for one in fields(Recorded)}
    written = as_written(action.due_date_as_written)
    if action.due_date and written:
        first = f"First due on {short_day(action.due_date)}, {written}."
        recorded |= {"notes": (first, *action.notes)}
    if not still_open:
        recorded |= {"rung": "", "is_with_board": False, "climbs": ()}
    return Row(
        **recorded,
        current_due_date=current,
        brag=rating.brag,
        because=rating.because,
        standing="; ".join(
            filter(None, (_standing(action, current, days_late, cut), action.paused))
        ),
        days_late=days_late,
        slippage=slippage(action.due_date, current, done_on(action), cut.as_of, cut.calendar),
        is_cancelled=action.cancelled_on is not None,
        is_rated_apart=still_open and action.own_rating not in ("", rating.brag),
        last_brag=last,
        direction="" if cut.last is None else _direction(last, rating.brag),
        is_silent=still_open and not cut.is_updated(action),
        forecast_late=_forecast_late(action, current, cut.calendar) if still_open else None,
    )


def _forecast_late(
    action: PackAction, current: date | None, calendar: WorkingCalendar
) -> int | None:
    forecast = action.forecast
    if current is None or forecast is None or forecast <= current:
        return None
    known = calendar.knows(current) and calendar.knows(forecast)
    return calendar.between(current, forecast) if known else None


def rated(action: PackAction, cut: Cut) -> Rating:
    """Return the computed rating of an action at the cut-off."""
    facts = RatingFacts(
        current_due_date(action),
        completed_on=done_on(action),
        validated_on=action.validated_on,
        forecast=action.forecast,
        is_updated=cut.is_updated(action),
        cancelled_on=action.cancelled_on,
        is_asked=action.is_asked,
        milestone_overdue=action.milestone_overdue,
    )
    return rate(facts, cut.calendar, cut.as_of, is_first=cut.last is None)


def _direction(last: Brag | None, now: Brag) -> str:
    if last is None:
        return NEW
    if last is now:
        return SAME
    if Brag.GREY in (last, now):  # not rated, so that nothing can be said of it
        return ""
    return WORSE if _WORST_FIRST.index(now) < _WORST_FIRST.index(last) else BETTER


def _standing(action: PackAction, current: date | None, days_late: int | None, cut: Cut) -> str:
    if action.cancelled_on:
        return f"Cancelled on {short_day(action.cancelled_on)}: {action.cancelled_because}"
    if action.completed_on and not is_open(action):
        reported = action.reported_on or action.completed_on
        said = f"Complete, {completion(current, action.completed_on, reported, cut.calendar)}"
        waited = cut.calendar.between(reported, cut.as_of)
        if action.validated_on is None and waited >= UNVALIDATED_AFTER:
            return f"{said}; unvalidated for {count(waited, 'working day')}"
        return said
    said = "Open" if days_late is None else late(days_late).capitalize()
    said = "No due date" if current is None else said
    return f"{said}; reported complete again, not validated" if action.completed_on else said
