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
    """A board whose pack is due and not made yet, or is to be drafted anew."""

    plan: str
    board: str
    pack_day: date
    """The day on which it fell due."""
    meets_on: date | None = None
    """The meeting that it is for; None for a month's pack."""
    is_ahead: bool = False
    """Whether it comes to be checked before its papers are due, and is drafted anew then."""


class PackDay(NamedTuple):
    """What one pack of a board is for, and as of when it is made."""

    period: date
    """The day of the meeting; for a month's pack the first of the month."""
    as_of: date
    meets_on: date | None = None
    fell_due: date | None = None
    """The day on which this version of it fell due; None if none is due."""
    is_ahead: bool = False
    """Whether it is drafted anew on its paper deadline."""


def packs_due(place: Workplace) -> list[PackDue]:
    """Return the packs whose day has come and which are not made, by plan and board.

    A meeting's pack is drafted some working days before its paper deadline, and anew on it, unless
    it is issued by then (rows 109, 233 and 234). Where the board has no meeting in this month or
    later, the month's is drafted on its first working day (rows 76, 112). A plan that went live
    after the deadline has its first pack at the next. A missed day is made up for (row 32): until
    the meeting is past, or for the rest of the month.
    """
    today = local_date(place.clock())
    with reading(place.engine) as session:
        return [
            PackDue(plan.key, board.name, day.fell_due or day.as_of, day.meets_on, day.is_ahead)
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
    the day on which it is first drafted is still to come.
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
    found = next((one for one in coming if one.is_drafted), coming[0])
    if not found.is_drafted and found.draft_on > today:
        raise BadInput(
            f"The next pack of the {board.name} is drafted on {long_day(found.draft_on)}; its papers "
            f"are due on {long_day(found.deadline)}.",
            remedy=Remedy.MOVE_PAPERS.of(plan=plan.key, board=board.name, on=found.on),
        )
    in_time = plan.live_on is not None and plan.live_on <= found.deadline
    return PackDay(found.on, min(found.deadline, today) if in_time else today, found.on)


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
    if _by_the_month(mine, today):
        month = PackDay(today.replace(day=1), pack_day(days, today))
        made = packs.pack_of(session, board.id or 0, month.period)
        found = [] if made else [month._replace(fell_due=month.as_of)]
    else:
        found = [
            PackDay(one.on, min(today, one.deadline), one.on, on, today < one.deadline)
            for one in mine
            for on in [one.pack_due(today)]
            if one.on >= today and on and on <= today
        ]
    for day in found:
        if plan.live_on is not None and plan.live_on <= day.as_of <= today:
            yield day


def _by_the_month(mine: Sequence[Meeting], today: date) -> bool:
    """Say whether a board has its packs by the month: it has no meeting in this one or later."""
    return not any(one.on >= today.replace(day=1) for one in mine)


def _ahead(session: Session, plan: Plan, board: Board, today: date) -> Iterator[date]:
    """Yield the days after today on which packs of a board fall due, as far as is known."""
    days = calendar(session, plan)
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    mine = _of_board(session, plan, board, days)
    open_ = [one for one in mine if one.on >= today and not one.is_packed]
    found = [day for one in open_ for day in (one.pack_due(today), one.deadline)]
    if _by_the_month(mine, following) and days.knows(today) and days.knows(following):
        months = [today, following] if _by_the_month(mine, today) else [following]
        found += [pack_day(days, month) for month in months]
    yield from (day for day in found if day and day > today)


def _of_board(session: Session, plan: Plan, board: Board, days: WorkingCalendar) -> list[Meeting]:
    return [one for one in meetings(session, plan, days) if one.board.id == board.id]


def _live_boards(session: Session, today: date) -> Sequence[tuple[Plan, Board]]:
    return session.exec(
        select(Plan, Board)
        .join(Board, col(Board.plan_id) == Plan.id)
        .where(col(Plan.live_on) <= today, col(Board.packs))
        .order_by(Plan.key, Board.name)
    ).all()
