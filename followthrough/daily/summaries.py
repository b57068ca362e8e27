"""Responsible for the weekly summaries: which plans' week begins today."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models import run
from models.plan import Plan
from rules.calendar import ONE_DAY, WorkingCalendar, monday
from rules.notices.weekly import begins_week


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
