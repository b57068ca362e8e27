"""Responsible for the weekly summaries: which plans' week begins today, and what each counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from models import run
from models.plan import Plan
from models.tallies import tallies
from rules.calendar import ONE_DAY, WorkingCalendar
from rules.notices.weekly import Summary, Tally, begins_week, monday, total
from rules.people.circle import Circle


def beginning(
    session: Session,
    organisation_id: int,
    job: str,
    plans: Mapping[str, Plan],
    calendars: Mapping[str, WorkingCalendar],
    today: date,
) -> frozenset[str]:
    """Return the plans whose first working day of a week that is checked is today, by key.

    A plan that went live this week has its first summary next week (semantics row 93).
    """
    first = monday(today)
    checked = run.days_done(session, organisation_id, job, first, today - ONE_DAY)
    return frozenset(
        key
        for key, plan in plans.items()
        if plan.live_on is not None
        and plan.live_on < first
        and begins_week(calendars[key], today, checked)
    )


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
    return [
        Summary(recipient, total(by_plan.values()), tuple(by_plan))
        for director_id, by_plan in sorted(found.items())
        if (recipient := circle.recipient(director_id, today))
    ]
