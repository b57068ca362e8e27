"""Responsible for the working days of a plan: its days off, and where its calendar ends."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.plan import Plan
from rules.calendar import WorkingCalendar
from rules.problems import BadInput, Remedy
from rules.words import long_day


class DayOff(SQLModel, table=True):
    """A day that is not a working day in one plan's calendar, beside Saturdays and Sundays."""

    __tablename__ = "day_off"
    plan_id: int = Field(primary_key=True, foreign_key="plan.id")
    on: date = Field(primary_key=True)
    name: str


def calendar(session: Session, plan: Plan) -> WorkingCalendar:
    """Return the working calendar of a plan."""
    days = session.exec(select(col(DayOff.on)).where(DayOff.plan_id == plan.id))
    return WorkingCalendar(frozenset(days), plan.calendar_first, plan.calendar_last)


def days_off(session: Session, plan: Plan) -> dict[date, str]:
    """Return the days off of a plan's calendar, by date."""
    rows = session.exec(select(DayOff).where(DayOff.plan_id == plan.id))
    return {row.on: row.name for row in rows}


def replace_calendar(
    session: Session,
    plan: Plan,
    division: str,
    last: date,
    days: Mapping[date, str],
    *,
    actor: str,
    now: datetime,
) -> tuple[int, int]:
    """Store other days off and another end; return how many days were added and removed."""
    before = days_off(session, plan)
    added = {on: name for on, name in days.items() if on not in before}
    removed = sorted(on for on in before if on not in days)
    gone = delete(DayOff).where(col(DayOff.plan_id) == plan.id, col(DayOff.on).in_(removed))
    session.execute(gone)
    session.add_all(DayOff(plan_id=plan.id or 0, on=on, name=name) for on, name in added.items())
    plan.division, plan.calendar_last = division, last
    session.add(plan)
    detail = {
        "division": division,
        "last": last,
        "added": {str(on): name for on, name in sorted(added.items())},
        "removed": removed,
    }
    change = audit.Change("changed calendar", f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
    return len(added), len(removed)


def refuse_past_calendar(plan: Plan, until: date) -> None:
    """Raise BadInput for a silence or a cover until a day that a plan's calendar does not know."""
    if until > plan.calendar_last:
        raise BadInput(
            f"{long_day(until)} lies past the calendar of {plan.title}, which ends in "
            f"{plan.calendar_last.year}.",
            remedy=Remedy.MORE_YEARS.of(plan=plan.key),
        )
