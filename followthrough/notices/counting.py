"""Responsible for what directors' weekly summaries count: when they are queued, and when they are sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from models.pause import pause_of, pauses_of
from models.plan import Plan
from models.tallies import paused, tallies
from rules.calendar import CalendarEnds, WorkingCalendar
from rules.ladder.late import is_overdue
from rules.ladder.policy import LOOK_AHEAD
from rules.notices.weekly import Summary, Tally, total
from rules.people.circle import Circle
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
    goes to whoever covers or succeeds them, and to nobody else: it is no step of a ladder.
    """
    found: dict[int, dict[str, Tally]] = defaultdict(dict)
    for plan, horizon in horizons:
        for director_id, tally in tallies(session, plan.id or 0, today, horizon).items():
            found[director_id][plan.key] = tally
    silent: dict[int, list[str]] = defaultdict(list)
    hidden: set[int] = set()
    for plan, _ in horizons:
        pauses = pauses_of(session, plan.id or 0, today)
        for director_id, action in paused(session, plan.id or 0, today) if pauses else ():
            if pause := pause_of(action, pauses):
                until = f"paused until {short_day(pause.until)}"
                why = until if action.is_exempt else pause.words
                silent[director_id].append(f"{action.ref} is {why}.")
                found[director_id].setdefault(plan.key, NOTHING)
                if is_overdue(action, today):
                    hidden.add(director_id)
    return [
        Summary(
            recipient,
            total(by_plan.values()),
            tuple(by_plan),
            tuple(silent[director_id]),
            director_id in hidden,
        )
        for director_id, by_plan in sorted(found.items())
        if (recipient := circle.recipient(director_id, today))
    ]
