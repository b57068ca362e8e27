"""Responsible for the days on which packs fall due: paper deadlines, else the first of the month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from sqlmodel import Session, col, select

from followthrough.workplace import Workplace
from models import pack as packs
from models.boards import Board, Meeting, meetings
from models.calendar import calendar
from models.plan import Plan
from models.session import reading
from rules.calendar import ONE_DAY, CalendarEnds, WorkingCalendar, local_date, pack_day
from rules.problems import BadInput, Remedy
from rules.words import long_day

Day = TypeVar("Day")


@dataclass(frozen=True, slots=True)
class PackDue:
    """A board whose pack is due and not made yet."""

    plan: str
    board: str
    pack_day: date
    meets_on: date | None = None
    """The meeting that it is for; None for a month's pack."""


class PackDay(NamedTuple):
    """What one pack of a board is for, and as of when it is made."""

    period: date
    """The day of the meeting; for a month's pack the first of the month."""
    as_of: date
    meets_on: date | None = None


def packs_due(place: Workplace) -> list[PackDue]:
    """Return the packs whose day has come and which are not made, by plan and board.

    The day is the paper deadline of a meeting (row 109), or the first working day of the month
    where the board has no meeting in this month or later (rows 76, 112). A plan that went live
    after it has its first pack at the next. A missed day is made up for (row 32): until the
    meeting is past, or for the rest of the month.
    """
    today = local_date(place.clock())
    with reading(place.engine) as session:
        return [
            PackDue(plan.key, board.name, day.as_of, day.meets_on)
            for plan, board in _live_boards(session, today)
            for day in _known(_due(session, plan, board, today))
        ]


def next_pack_day(place: Workplace) -> date | None:
    """Return the next day after today on which a pack falls due; None without a live plan."""
    today = local_date(place.clock())
    with reading(place.engine) as session:
        days = [
            day
            for plan, board in _live_boards(session, today)
            for day in _known(_ahead(session, plan, board, today))
        ]
    return min(days, default=None)


def pack_days(
    session: Session, plan: Plan, board: Board, first: date, last: date
) -> Iterator[date]:
    """Yield the days from `first` to `last` on which packs of a board fall due, as far as is known."""
    day = first - ONE_DAY
    while days := [one for one in _known(_ahead(session, plan, board, day)) if one <= last]:
        day = min(days)
        yield day


def day_of_pack(session: Session, plan: Plan, board: Board, today: date) -> PackDay:
    """Return for what and as of when the pack that is asked for today is: it may be made already.

    That is the earliest that is due, else the next meeting's or the month's. Raises BadInput while
    a meeting's paper deadline is still to come.
    """
    due = list(_due(session, plan, board, today))
    if due:
        return due[0]
    days = calendar(session, plan)
    month = today.replace(day=1)
    mine = [one for one in _of_board(session, plan, board, days) if one.on >= month]
    if not mine:
        return PackDay(month, today)
    coming = [one for one in mine if one.on >= today] or mine[-1:]
    found = next((one for one in coming if one.is_packed), coming[0])
    if not found.is_packed and found.deadline > today:
        raise BadInput(
            f"The next pack of the {board.name} is made on {long_day(found.deadline)}, its paper "
            "deadline.",
            remedy=Remedy.MOVE_PAPERS.of(plan=plan.key, board=board.name, on=found.on),
        )
    in_time = plan.live_on is not None and plan.live_on <= found.deadline
    return PackDay(found.on, found.deadline if in_time else today, found.on)


def _known(days: Iterator[Day]) -> list[Day]:
    """Return a board's days; none if its plan's calendar ends before them, which the check names."""
    try:
        return list(days)
    except CalendarEnds:
        return []


def _due(session: Session, plan: Plan, board: Board, today: date) -> Iterator[PackDay]:
    days = calendar(session, plan)
    if not days.knows(today):
        return  # the daily check names what can't be decided; the others go on
    mine = _of_board(session, plan, board, days)
    for day in _days(mine, days, today):
        in_time = plan.live_on is not None and plan.live_on <= day.as_of <= today
        if in_time and packs.pack_of(session, board.id or 0, day.period) is None:
            yield day


def _days(mine: Sequence[Meeting], days: WorkingCalendar, today: date) -> list[PackDay]:
    """Return what a board has packs for as of today: its meetings that are not past, else the month."""
    month = today.replace(day=1)
    if not any(one.on >= month for one in mine):
        return [PackDay(month, pack_day(days, month))]
    return [PackDay(one.on, one.deadline, one.on) for one in mine if one.on >= today]


def _ahead(session: Session, plan: Plan, board: Board, today: date) -> Iterator[date]:
    """Yield the days after today on which packs of a board fall due, as far as is known."""
    days = calendar(session, plan)
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    mine = _of_board(session, plan, board, days)
    if any(one.on >= following for one in mine):
        found = [one.deadline for one in mine]
    elif days.knows(today) and days.knows(following):
        found = [day.as_of for day in _days(mine, days, today)] + [pack_day(days, following)]
    else:
        found = []
    yield from (day for day in found if day > today)


def _of_board(session: Session, plan: Plan, board: Board, days: WorkingCalendar) -> list[Meeting]:
    return [one for one in meetings(session, plan, days) if one.board.id == board.id]


def _live_boards(session: Session, today: date) -> Sequence[tuple[Plan, Board]]:
    return session.exec(
        select(Plan, Board)
        .join(Board, col(Board.plan_id) == Plan.id)
        .where(col(Plan.live_on) <= today, col(Board.packs))
        .order_by(Plan.key, Board.name)
    ).all()
