"""Responsible for a plan's calendar: shown, and replaced by a file; nothing is sent again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.ladder.next_checks import recompute
from followthrough.plans.bank_holidays import bank_holidays
from followthrough.plans.calendar_file import CalendarFile, calendar_as_yaml, read_calendar
from followthrough.workplace import Workplace
from models import calendar as calendars
from models.pause import Pause
from models.plan import Action, Plan, plan_called
from models.session import reading, writing
from rules.calendar import CalendarEnds, local_date, silence_in
from rules.deadlines import Proposal, months_after, working_days_after
from rules.problems import BadInput, Remedy
from rules.words import count, listed, plain_day

MOST_NAMED = 5
WARN_BEFORE_END = timedelta(days=90)
"""How long before a calendar ends its administrators are warned (semantics row 18)."""


def show(place: Workplace, plan_key: str) -> str:
    """Return a plan's calendar as a file to edit: its own days beside its division's.

    Raises BadInput for an unknown plan.
    """
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        return f"# {plan.key}\n{calendar_as_yaml(_own(session, plan))}"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a calendar that was given: a sentence, and what must be minded."""

    sentence: str
    warnings: tuple[str, ...]


def apply(place: Workplace, plan_key: str, file: Path) -> Applied:
    """Replace a plan's calendar by a file; return what became of it (rows 14 to 17).

    What was told stands; what comes is counted by the new calendar. Raises BadInput, and the
    calendar stays, for a file that can't be used, for one that ends before this year, before a new
    due date that was agreed, as no pack could count to it, or before a pause ends, and for one that
    would silence the plan as a pause does (row 259).
    """
    read = read_calendar(file)
    now = place.clock()
    today = local_date(now)
    if read.until < today.year:
        raise BadInput(f"{file}: until: the calendar would end in {read.until}, which is past.")
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        last = date(read.until, 12, 31)
        _refuse_before_agreed_dates(session, plan, file, last)
        _refuse_before_pauses_end(session, plan, file, last)
        days = bank_holidays(read.division, plan.calendar_first.year, read.until)
        days |= dict(read.days_off)
        if silence := silence_in(days.keys(), today.year, read.until):
            raise BadInput(
                f"{file}: days_off: {silence}, so that nobody would be told and no pack would say why.",
                remedy=Remedy.PAUSE.of(plan=plan.key),
            )
        added, removed = calendars.replace_calendar(
            session, plan, read.division, last, days, actor=place.actor, now=now
        )
        recompute(session, plan, today)
        events.after_commit(session, PlanChanged(plan.key, "calendar"))
        sentence = (
            f"The calendar of {plan.title} has {count(added, 'day')} off more and "
            f"{count(removed, 'day')} fewer, and ends in {read.until}. Nothing is sent again."
        )
        return Applied(sentence, tuple(_ends_soon(last, today)))


def deadline(
    place: Workplace, plan_key: str, received: date, *, working_days: int = 0, months: int = 0
) -> Proposal:
    """Return a statutory date by a plan's calendar, for a person to confirm (rows 87, 114).

    Raises BadInput for an unknown plan, a date past its calendar's end, and unless exactly one of
    the two spans is given.
    """
    if min(working_days, months) < 0 or (working_days > 0) == (months > 0):
        raise BadInput(
            "A date is counted by working days or by months.", remedy=Remedy.GIVE_SPAN.of()
        )
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        calendar = calendars.calendar(session, plan)
        with within_calendar(plan):
            if months:
                return months_after(received, months, calendar)
            return working_days_after(received, working_days, calendar)


@contextmanager
def within_calendar(plan: Plan) -> Iterator[None]:
    """Raise BadInput, saying how to give a plan's calendar more years, where a date lies past it."""
    try:
        yield
    except CalendarEnds:
        first, last = plan.calendar_first.year, plan.calendar_last.year
        raise BadInput(
            f"A date lies outside the calendar of {plan.title}, which knows {first} to {last} only.",
            remedy=Remedy.MORE_YEARS.of(plan=plan.key),
        ) from None


def _refuse_before_agreed_dates(session: Session, plan: Plan, file: Path, last: date) -> None:
    beyond = select(Action).where(
        Action.plan_id == plan.id,
        col(Action.revised_due_date) > last,
        col(Action.validated_on).is_(None),
        col(Action.cancelled_on).is_(None),
    )
    found = session.exec(beyond.order_by(col(Action.revised_due_date), col(Action.id))).all()
    if found:
        named = [f"{a.ref} ({plain_day(a.revised_due_date or last)})" for a in found]
        latest = max(action.revised_due_date or last for action in found).year
        raise BadInput(
            f"{file}: until: the calendar would end in {last.year}, before new due dates that hold "
            f"already, of {listed(named, MOST_NAMED)}; write {latest} or later."
        )


def _refuse_before_pauses_end(session: Session, plan: Plan, file: Path, last: date) -> None:
    running = select(func.max(Pause.until)).where(
        Pause.plan_id == plan.id, col(Pause.until) > last, col(Pause.ended_on).is_(None)
    )
    until = session.exec(running).one()
    if until is not None:
        raise BadInput(
            f"{file}: until: the calendar would end in {last.year}, before a pause that ends on "
            f"{plain_day(until)}; write {until.year} or later, or end the pause first."
        )


def _ends_soon(last: date, today: date) -> Iterator[str]:
    if last - today <= WARN_BEFORE_END:
        yield (
            f"The calendar ends on {plain_day(last)}, in {count((last - today).days, 'day')}: what "
            "needs a later date can't be decided until it has more years."
        )


def _own(session: Session, plan: Plan) -> CalendarFile:
    first, last = plan.calendar_first.year, plan.calendar_last.year
    usual = bank_holidays(plan.division, first, last)
    own = {on: name for on, name in calendars.days_off(session, plan).items() if on not in usual}
    return CalendarFile(plan.division, last, tuple(sorted(own.items())))
