"""Responsible for the days between two checks: those missed, and a clock that went back or leapt."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from followthrough.workplace import Workplace
from models import run
from models.people import who_decides
from models.run import JOB
from models.session import reading
from rules.calendar import ONE_DAY, WorkingCalendar, local_date
from rules.problems import Remedy, Sentence
from rules.words import count, short_day

LONGEST_GAP = 10
"""Working days without a check, beyond which an operator must say so (semantics row 36)."""


class Fault(NamedTuple):
    """Why a check is refused by the clock."""

    said: Sentence
    last: date
    """When the last check was done."""
    can_be_accepted: bool
    """Whether the clock may be right, if someone answers for it."""


def clock_fault(
    session: Session, organisation_id: int, calendars: Iterable[WorkingCalendar], today: date
) -> Fault | None:
    """Return why a check of today is refused by the clock; None if it is not (rows 34, 36)."""
    last = run.last_done(session, organisation_id, JOB)
    if last is None or last == today:
        return None
    if last > today:
        return Fault(
            Sentence(
                f"The clock says {short_day(today)}, but {short_day(last)} was checked already: "
                "put the clock right."
            ),
            last,
            can_be_accepted=False,
        )
    missed = days_between(calendars, last, today)
    if len(missed) <= LONGEST_GAP:
        return None
    return Fault(
        Sentence(
            f"The last check was on {short_day(last)}, {count(len(missed), 'working day')} ago.",
            Remedy.ACCEPT_GAP.of(today=short_day(today)),
        ),
        last,
        can_be_accepted=True,
    )


def accepted_by(place: Workplace, name: str) -> str:
    """Return how whoever answers for a gap is known; nothing if nobody does.

    Raises BadInput for somebody of no organisation.
    """
    if not name:
        return ""
    with reading(place.engine) as session:
        return who_decides(session, name, local_date(place.clock()))


def would_be_refused(fault: Fault | None) -> tuple[Sentence, ...]:
    """Return a sentence that says so before a check is run; none if it would not be refused."""
    if fault is None:
        return ()
    return (Sentence(f"The check would be refused. {fault.said.text}", fault.said.remedy),)


def days_between(calendars: Iterable[WorkingCalendar], last: date, today: date) -> tuple[date, ...]:
    """Return the working days after `last` and before today, by a calendar that knows them.

    Where none does, Mondays to Fridays count: a clock that leapt may stand beyond every calendar.
    """
    eve = today - ONE_DAY
    for known in calendars:
        if known.knows(today) and known.knows(last):
            return tuple(known.days(last, eve))
    return tuple(WorkingCalendar(frozenset(), last, today).days(last, eve))
