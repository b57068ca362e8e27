"""Responsible for what directors' weekly summaries count: when they are queued, and when they are sent."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col

from followthrough.ladder.policy_file import default_policy
from models import facts
from models.pause import pause_of, pauses_of
from models.people import circle_around
from models.plan import Action, Plan
from models.tallies import cancelled_late, of_readers, paused, tallies
from rules.calendar import CalendarEnds, WorkingCalendar, monday
from rules.ladder.holding import recipients
from rules.ladder.late import is_overdue
from rules.ladder.policy import LOOK_AHEAD, Audience
from rules.notices.weekly import Summary, Tally, total
from rules.people.circle import Circle, Recipient
from rules.words import by_word, short_day

NOTHING = Tally(0, 0, 0, 0)


def horizon(calendar: WorkingCalendar, today: date) -> date:
    """Return the last date that a digest may list; a few days more where the calendar ends."""
    try:
        return calendar.after(today, LOOK_AHEAD)
    except CalendarEnds:
        return calendar.last + timedelta(days=2 * LOOK_AHEAD)


def summaries(
    session: Session, horizons: Sequence[tuple[Plan, date]], circle: Circle, today: date
) -> list[Summary]:
    """Return the summary of each director who can be told, over all these plans.

    `horizons` are the plans, and until when what is due is due soon. What is meant for a director
    goes to whoever covers or succeeds them, and to nobody else: it is no step of a ladder. But of
    what that reader owns, alone or jointly, the next person up has a summary (row 198).
    """
    found: dict[Recipient, _Counted] = defaultdict(_Counted)
    for plan, horizon in horizons:
        apart = _read_by_another(session, plan.id or 0, today, circle)
        for reader, tally in _tallies(session, plan.id or 0, today, horizon, circle, apart):
            found[reader].add(plan.key, tally)
        for director_id, action, said, is_late in _silent(session, plan.id or 0, today):
            usual = circle.recipient(director_id, today)
            reads = apart.get(action.id or 0, usual)
            if reads and (action.cancelled_by != reads.meant or not action.cancelled_on):
                found[reads].add(plan.key, NOTHING)
                found[reads].silent.append(said)
                found[reads].is_late_silent |= is_late
    return [
        Summary(
            reader,
            total(counted.by_plan.values()),
            tuple(counted.by_plan),
            tuple(counted.silent),
            counted.is_late_silent,
        )
        for reader, counted in sorted(found.items(), key=lambda one: one[0].via)
    ]


@dataclass(slots=True)
class _Counted:
    """What is counted for one reader."""

    by_plan: dict[str, Tally] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    is_late_silent: bool = False

    def add(self, plan: str, tally: Tally) -> None:
        self.by_plan[plan] = total((self.by_plan.get(plan, NOTHING), tally))


def _tallies(
    session: Session,
    plan_id: int,
    today: date,
    horizon: date,
    circle: Circle,
    apart: Mapping[int, Recipient | None],
) -> Iterator[tuple[Recipient, Tally]]:
    """Yield what is counted for each reader of a plan; `apart` are the actions that another reads of."""
    others = (~col(Action.id).in_(apart),) if apart else ()
    for director_id, tally in tallies(session, plan_id, today, horizon, *others).items():
        if reader := circle.recipient(director_id, today):
            yield reader, tally
    for action_id, another in apart.items():
        only = tallies(session, plan_id, today, horizon, col(Action.id) == action_id)
        if another is not None:
            yield from ((another, tally) for tally in only.values())


def _silent(session: Session, plan_id: int, today: date) -> Iterator[tuple[int, Action, str, bool]]:
    """Yield each action that is paused, or was cancelled late since last week, and what is said of it.

    With it come the id of its director, and whether it is, or was, overdue.
    """
    pauses = pauses_of(session, plan_id, today)
    for director_id, action in paused(session, plan_id, today) if pauses else ():
        if pause := pause_of(action, pauses):
            until = f"paused until {short_day(pause.until)}"
            why = until if action.is_exempt else pause.words
            yield director_id, action, f"{action.ref} is {why}.", is_overdue(action, today)
    for director_id, action in cancelled_late(session, plan_id, _last_week(today), today):
        on = short_day(action.cancelled_on or today)
        why = by_word("" if action.is_exempt else action.cancelled_because, action.cancelled_by)
        said = f"{action.ref} was late and is cancelled since {on}{f': {why}' if why else ''}."
        yield director_id, action, said, True


def _last_week(today: date) -> date:
    """Return the Monday since which a summary tells what was cancelled: no week's has a gap."""
    return monday(today) - timedelta(days=7)


def _read_by_another(
    session: Session, plan_id: int, today: date, circle: Circle
) -> dict[int, Recipient | None]:
    """Return who reads instead of the actions that are their reader's own, by action; None if nobody."""
    directors = set(circle.directors.values()) - {None}
    readers = {
        director_id: found.person.address.lower()
        for director_id in directors
        if director_id and (found := circle.recipient(director_id, today))
    }
    ids = of_readers(session, plan_id, today, readers, _last_week(today))
    held = facts.holdings(session, col(Action.id).in_(ids)) if ids else []
    around = circle_around(session, {person for one in held for person in one.everyone})
    told = {
        one.facts.id: recipients(one, Audience.SUMMARY, around, default_policy(), today)
        for one in held
    }
    return {action_id: to[0][1] if to else None for action_id, to in told.items()}
