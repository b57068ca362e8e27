"""Responsible for a plan's calendar: shown, and replaced by a file; nothing is sent again."""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from followthrough.bank_holidays import bank_holidays
from followthrough.calendar_file import CalendarFile, calendar_as_yaml, read_calendar
from followthrough.clock import Clock
from followthrough.recompute import recompute
from models import plan as plans
from models.plan import Plan, plan_called
from models.session import reading, writing
from rules.calendar import local_date
from rules.deadlines import Proposal, months_after, working_days_after
from rules.problems import BadInput
from rules.words import count


def show(engine: Engine, plan_key: str) -> str:
    """Return a plan's calendar as a file to edit: its own days beside its division's.

    Raises BadInput for an unknown plan.
    """
    with reading(engine) as session:
        plan = plan_called(session, plan_key)
        return f"# {plan.key}\n{calendar_as_yaml(_own(session, plan))}"


def apply(engine: Engine, clock: Clock, plan_key: str, file: Path, *, actor: str) -> str:
    """Replace a plan's calendar by a file; return a sentence (rows 14 to 17).

    What was told stands; what comes is counted by the new calendar. Raises BadInput, and the
    calendar stays, for a file that can't be used, and for one that ends before this year.
    """
    read = read_calendar(file)
    now = clock()
    today = local_date(now)
    if read.until < today.year:
        raise BadInput(f"{file}: until: the calendar would end in {read.until}, which is past.")
    with writing(engine) as session:
        plan = plan_called(session, plan_key)
        days = bank_holidays(read.division, plan.calendar_first.year, read.until)
        days |= dict(read.days_off)
        added, removed = plans.replace_calendar(
            session, plan, read.division, date(read.until, 12, 31), days, actor=actor, now=now
        )
        recompute(session, plan, today)
        return (
            f"The calendar of {plan.title} has {count(added, 'day')} off more and "
            f"{count(removed, 'day')} fewer, and ends in {read.until}. Nothing is sent again."
        )


def deadline(
    engine: Engine, plan_key: str, received: date, *, working_days: int = 0, months: int = 0
) -> Proposal:
    """Return a statutory date by a plan's calendar, for a person to confirm (rows 87, 114).

    Raises BadInput for an unknown plan, and unless exactly one of the two spans is given.
    """
    if min(working_days, months) < 0 or (working_days > 0) == (months > 0):
        raise BadInput("Give --working-days or --months, as a number above 0.")
    with reading(engine) as session:
        calendar = plans.calendar(session, plan_called(session, plan_key))
    if months:
        return months_after(received, months, calendar)
    return working_days_after(received, working_days, calendar)


def _own(session: Session, plan: Plan) -> CalendarFile:
    first, last = plan.calendar_first.year, plan.calendar_last.year
    usual = bank_holidays(plan.division, first, last)
    own = {on: name for on, name in plans.days_off(session, plan).items() if on not in usual}
    return CalendarFile(plan.division, last, tuple(sorted(own.items())))
