"""Responsible for boards: their members, their meetings, and the update rounds that follow."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.calendar import calendar
from models.pack import Pack, last_taken_at
from models.people import Person
from models.plan import Plan
from rules.calendar import LONDON, CalendarEnds, WorkingCalendar
from rules.problems import BadInput
from rules.rounds import PAPERS_BEFORE, Round, paper_deadline, round_of
from rules.text import meant


class Board(SQLModel, table=True):
    """A body that follows a plan; its registered address is its secretariat's."""

    __table_args__ = (UniqueConstraint("plan_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    name: str
    chair: str
    secretary_id: int | None = Field(default=None, foreign_key="person.id")
    address: str
    escalations: bool
    """Whether it is the top of the ladder; exactly one board of a plan is."""
    packs: bool
    meets: str
    paragraph: str
    papers_before: int = Field(default=PAPERS_BEFORE, sa_column_kwargs={"server_default": "7"})
    """Working days before a meeting by which its papers are ready."""


class BoardMember(SQLModel, table=True):
    """A person who sits on a board."""

    __tablename__ = "board_member"
    board_id: int = Field(primary_key=True, foreign_key="board.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


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


def meets(session: Session, plan: Plan, board: str, on: date) -> bool:
    """Say whether a board of a plan meets on a day; True too if it has no meetings at all."""
    days = session.exec(
        select(col(BoardMeeting.on))
        .join(Board, col(Board.id) == BoardMeeting.board_id)
        .where(Board.plan_id == plan.id, Board.name == board)
    ).all()
    return not days or on in days


def meetings(session: Session, plan: Plan, days: WorkingCalendar) -> list[Meeting]:
    """Return the meetings of a plan's boards that its calendar knows, earliest paper deadline first."""
    found = (
        select(BoardMeeting, Board)
        .join(Board, col(Board.id) == BoardMeeting.board_id)
        .where(Board.plan_id == plan.id)
    )
    made: set[tuple[int, date]] = set(
        session.execute(
            sa.select(col(Pack.board_id), col(Pack.month)).where(col(Pack.plan_id) == plan.id)
        )
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
    last = last_taken_at(session, plan.id or 0)
    for meeting in meetings(session, plan, days):
        in_time = plan.live_on is None or plan.live_on <= meeting.deadline
        if not meeting.board.packs or meeting.is_packed or not in_time:
            continue
        board_id = meeting.board.id or 0
        since = last.get(board_id)
        last[board_id] = max(filter(None, (since, _end_of(meeting.deadline))))
        try:
            yield round_of(meeting.board.name, meeting.on, meeting.deadline, days, since)
        except CalendarEnds:
            continue


def _end_of(deadline: date) -> datetime:
    """Return by when the position of a pack to come will have been taken, if all goes well."""
    return datetime.combine(deadline, time.max, LONDON)


def _said(meeting: BoardMeeting | None) -> dict[str, object] | None:
    if meeting is None:
        return None
    return {"on": meeting.on, "papers": meeting.paper_deadline, "place": meeting.place}


def change_board_address(
    session: Session, plan: Plan, board: Board, address: str, *, actor: str, now: datetime
) -> None:
    """Store the address at which a board is told, with the audit entry."""
    detail = {"board": board.name, "address": [board.address, address]}
    board.address = address
    session.add(board)
    session.flush()
    change = audit.Change("changed board", f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def board_called(session: Session, plan_id: int, name: str) -> Board:
    """Return a plan's board with this name, however spelled; raise BadInput naming those there are."""
    mine = select(Board).where(Board.plan_id == plan_id).order_by(col(Board.id))
    boards = {board.name: board for board in session.exec(mine)}
    found = meant(name, boards)
    if found is None:
        known = ", ".join(boards)
        raise BadInput(f"The plan has no board {name!r}; its boards are: {known}.")
    return boards[found]


def members(session: Session, board: Board) -> Sequence[Person]:
    """Return the members of a board, by name."""
    mine = (
        select(Person)
        .join(BoardMember, col(BoardMember.person_id) == Person.id)
        .where(BoardMember.board_id == board.id)
    )
    return session.exec(mine.order_by(col(Person.name))).all()


def seats(session: Session, person: Person) -> Sequence[tuple[Board, Plan]]:
    """Return the boards that a person sits on, by plan and name."""
    theirs = (
        select(Board, Plan)
        .join(BoardMember, col(BoardMember.board_id) == Board.id)
        .join(Plan, col(Plan.id) == Board.plan_id)
        .where(BoardMember.person_id == person.id)
    )
    return session.exec(theirs.order_by(Plan.key, Board.name)).all()


def change_member(
    session: Session,
    plan: Plan,
    board: Board,
    person: Person,
    *,
    sits: bool,
    actor: str,
    now: datetime,
) -> bool:
    """Give a board a member, or take one off it, with the audit entry; say whether that is new."""
    key = (board.id or 0, person.id or 0)
    row = session.get(BoardMember, key)
    if (row is not None) == sits:
        return False
    if row is None:
        session.add(BoardMember(board_id=key[0], person_id=key[1]))
    else:
        session.delete(row)
    session.flush()
    verb = "added member" if sits else "removed member"
    detail = {"board": board.name, "person": person.name}
    change = audit.Change(verb, f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
    return True
