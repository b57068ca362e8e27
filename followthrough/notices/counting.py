"""Responsible for what directors' weekly summaries count: when they are queued, and when they are sent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col

from followthrough.ladder.policy_file import default_policy
from models import facts
from models.pause import Pause, pause_of, pauses_of
from models.people import circle_around
from models.plan import Action, Plan
from models.tallies import of_readers, paused, tallies
from rules.calendar import CalendarEnds, WorkingCalendar
from rules.ladder.holding import recipients
from rules.ladder.late import is_overdue
from rules.ladder.policy import LOOK_AHEAD, Audience
from rules.notices.weekly import Summary, Tally, total
from rules.people.circle import Circle, Recipient
from rules.words import short_day

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
        about = (session, plan.id or 0, today)
        apart = _read_by_another(*about, circle)
        mine = col(Action.id).in_(apart)
        counted = tallies(*about, horizon, ~mine) if apart else tallies(*about, horizon)
        for director_id, tally in counted.items():
            if reader := circle.recipient(director_id, today):
                found[reader].add(plan.key, tally)
        for action_id, another in apart.items():
            only = tallies(*about, horizon, col(Action.id) == action_id)
            if another is not None:
                found[another].add(plan.key, total((NOTHING, *only.values())))
        pauses = pauses_of(session, plan.id or 0, today)
        for director_id, action in paused(*about) if pauses else ():
            usual = circle.recipient(director_id, today)
            whose = apart.get(action.id or 0, usual)
            if whose and (pause := pause_of(action, pauses)):
                found[whose].add(plan.key, NOTHING)
                found[whose].pause(action, pause, today)
    return [
        Summary(
            reader,
            total(counted.by_plan.values()),
            tuple(counted.by_plan),
            tuple(counted.silent),
            counted.is_late_paused,
        )
        for reader, counted in sorted(found.items(), key=lambda one: one[0].via)
    ]


@dataclass(slots=True)
class _Counted:
    """What is counted for one reader."""

    by_plan: dict[str, Tally] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    is_late_paused: bool = False

    def add(self, plan: str, tally: Tally) -> None:
        self.by_plan[plan] = total((self.by_plan.get(plan, NOTHING), tally))

    def pause(self, action: Action, pause: Pause, today: date) -> None:
        until = f"paused until {short_day(pause.until)}"
        why = until if action.is_exempt else pause.words
        self.silent.append(f"{action.ref} is {why}.")
        self.is_late_paused |= is_overdue(action, today)


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
    ids = of_readers(session, plan_id, today, readers)
    held = facts.holdings(session, col(Action.id).in_(ids)) if ids else []
    around = circle_around(session, {person for one in held for person in one.everyone})
    told = {
        one.facts.id: recipients(one, Audience.SUMMARY, around, default_policy(), today)
        for one in held
    }
    return {action_id: to[0][1] if to else None for action_id, to in told.items()}
