"""Responsible for the meetings of boards, and for the update rounds that follow from them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.pack import Pack
from models.people import Board
from models.plan import Plan, calendar
from rules.calendar import CalendarEnds, WorkingCalendar
from rules.rounds import Round, paper_deadline, round_of


class BoardMeeting(SQLModel, table=True):
    """A day on which a board meets, for which its pack is made."""

    __tablename__ = "board_meeting"
    __table_args__ = (UniqueConstraint("board_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key="board.id")
    on: date
    paper_deadline: date | None = None
    """Where it is not the board's usual number of working days before."""
    place: str = ""
    """Time and place, in words."""


class Meeting(NamedTuple):
    """A meeting with the day by which its papers are ready."""

    board: Board
    on: date
    deadline: date
    place: str
    is_packed: bool
    """Whether its pack was made."""


def meetings(session: Session, plan: Plan, days: WorkingCalendar) -> list[Meeting]:
    """Return the meetings of a plan's boards that its calendar knows, earliest paper deadline first."""
    found = (
        select(BoardMeeting, Board)
        .join(Board, col(Board.id) == BoardMeeting.board_id)
        .where(Board.plan_id == plan.id)
    )
    made = set(
        session.execute(
            sa.select(col(Pack.board_id), col(Pack.month)).where(col(Pack.plan_id) == plan.id)
        ).tuples()
    )
    listed = (_meeting(board, row, days, made) for row, board in session.exec(found))
    return sorted(filter(None, listed), key=lambda m: (m.deadline, m.board.id or 0))


def rounds(session: Session, plan_ids: Collection[int]) -> dict[int, tuple[Round, ...]]:
    """Return the update rounds before the packs that are not made yet, by plan, earliest first.

    Only boards that get packs have rounds, and only where a paper deadline came after go-live. A
    round counts updates from the cut-off before it: of the board's last pack, or of the next to be
    made before its own.
    """
    with_meetings = (
        select(Plan)
        .join(Board, col(Board.plan_id) == Plan.id)
        .join(BoardMeeting, col(BoardMeeting.board_id) == Board.id)
        .where(col(Plan.id).in_(plan_ids), col(Board.packs))
        .distinct()
    )
    return {
        plan.id or 0: tuple(_rounds(session, plan, calendar(session, plan)))
        for plan in session.exec(with_meetings).all()
    }


def change_meeting(
    session: Session,
    plan: Plan,
    board: Board,
    old: BoardMeeting | None,
    new: BoardMeeting | None,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Add a meeting, put one in the place of another, or take one out, with the audit entry."""
    if old is not None:
        session.delete(old)
        session.flush()
    if new is not None:
        new.board_id = board.id or 0
        session.add(new)
        session.flush()
    verb = "moved meeting" if old and new else "added meeting" if new else "removed meeting"
    detail = {"board": board.name, "was": _said(old), "is": _said(new)}
    change = audit.Change(verb, f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def meeting_on(session: Session, board: Board, on: date) -> BoardMeeting | None:
    """Return a board's meeting on a day, or None."""
    mine = select(BoardMeeting).where(BoardMeeting.board_id == board.id, BoardMeeting.on == on)
    return session.exec(mine).first()


def _meeting(
    board: Board, row: BoardMeeting, days: WorkingCalendar, made: set[tuple[int, date]]
) -> Meeting | None:
    try:
        deadline = row.paper_deadline or paper_deadline(row.on, days, board.papers_before)
    except CalendarEnds:
        return None
    return Meeting(board, row.on, deadline, row.place, (board.id or 0, row.on) in made)


def _rounds(session: Session, plan: Plan, days: WorkingCalendar) -> Iterator[Round]:
    cut_offs = _cut_offs(session, plan)
    for meeting in meetings(session, plan, days):
        in_time = plan.live_on is None or plan.live_on <= meeting.deadline
        if not meeting.board.packs or meeting.is_packed or not in_time:
            continue
        since = max(cut_offs[meeting.board.id or 0], default=None)
        cut_offs[meeting.board.id or 0].append(meeting.deadline)
        try:
            yield round_of(meeting.board.name, meeting.on, meeting.deadline, days, since)
        except CalendarEnds:
            continue


def _cut_offs(session: Session, plan: Plan) -> dict[int, list[date]]:
    last: Sequence[tuple[int, date]] = session.exec(
        select(Pack.board_id, sa.func.max(Pack.as_of))
        .where(Pack.plan_id == plan.id)
        .group_by(col(Pack.board_id))
    ).all()
    found: dict[int, list[date]] = defaultdict(list)
    for board_id, as_of in last:
        found[board_id].append(as_of)
    return found


def _said(meeting: BoardMeeting | None) -> dict[str, object] | None:
    if meeting is None:
        return None
    return {"on": meeting.on, "papers": meeting.paper_deadline, "place": meeting.place}
