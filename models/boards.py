"""Responsible for boards: their members, their meetings, and the update rounds that follow."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.calendar import calendar
from models.pack import UNWRITTEN, Made, made_of
from models.people import Person
from models.plan import Plan
from rules.board_names import board_meant
from rules.calendar import LONDON, CalendarEnds, WorkingCalendar
from rules.packs.sections import PAPER, Paper
from rules.problems import BadInput
from rules.rounds import (
    DRAFTS_BEFORE,
    PAPERS_BEFORE,
    Round,
    draft_day,
    paper_deadline,
    round_of,
)
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
    drafts_before: int = Field(default=DRAFTS_BEFORE, sa_column_kwargs={"server_default": "3"})
    """Working days before the paper deadline on which its pack is first drafted."""


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
    agenda_item: str = Field(default="", sa_column_kwargs=UNWRITTEN)
    author: str = Field(default="", sa_column_kwargs=UNWRITTEN)
    lead_director: str = Field(default="", sa_column_kwargs=UNWRITTEN)
    assurance: str = Field(default="", sa_column_kwargs=UNWRITTEN)
    considered_by: str = Field(default="", sa_column_kwargs=UNWRITTEN)

    @property
    def paper(self) -> Paper:
        """What its agenda says of the pack that is made for it."""
        return Paper(**{name: getattr(self, name) for name in PAPER})


class Meeting(NamedTuple):
    """A meeting with the day by which its papers are ready, and how far its pack has come."""

    board: Board
    on: date
    deadline: date
    place: str
    draft_on: date
    """When its pack is first drafted; the paper deadline itself where it is not drafted before."""
    is_drafted: bool
    is_packed: bool
    """Whether its pack stands: it has the figures of the paper deadline, or is issued, or what is
    new is told in a later one."""
    paper: Paper

    def pack_due(self, today: date) -> date | None:
        """Return the day on which a version of its pack falls or fell due; None if it stands.

        A draft is due ahead of the paper deadline, and one more on it. Of what was missed only the
        last is made up for.
        """
        if self.is_packed:
            return None
        return self.deadline if self.is_drafted or today >= self.deadline else self.draft_on


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
    made = _made(session, plan)
    listed = (_meeting(board, row, days, made) for row, board in session.exec(found))
    in_order = sorted(filter(None, listed), key=lambda m: (m.deadline, m.board.id or 0))
    return list(_one_after_the_other(in_order))


def rounds(session: Session, plan_ids: Collection[int]) -> dict[int, tuple[Round, ...]]:
    """Return the update rounds before the packs that do not stand yet, by plan, earliest first.

    Only boards that get packs have rounds, and only where a paper deadline came after go-live. A
    round counts updates from the cut-off before it: of the board's last pack, or of the next to be
    made before its own. A draft of its own that came to be checked is none (row 233).
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
    board: Board,
    row: BoardMeeting,
    days: WorkingCalendar,
    made: Mapping[tuple[int, date], Made],
) -> Meeting | None:
    try:
        deadline = row.paper_deadline or paper_deadline(row.on, days, board.papers_before)
    except CalendarEnds:
        return None
    drafted = made.get((board.id or 0, row.on))
    has_later = any(id_ == board.id and period > row.on for id_, period in made)
    return Meeting(
        board,
        row.on,
        deadline,
        row.place,
        draft_on=draft_day(deadline, days, board.drafts_before),
        is_drafted=drafted is not None,
        is_packed=drafted is not None
        and (drafted.is_issued or drafted.as_of >= deadline or has_later),
        paper=row.paper,
    )


def _made(session: Session, plan: Plan) -> dict[tuple[int, date], Made]:
    """Return how far packs have come, but for drafts for a day on which their board meets no more.

    A pack for the first of a month may be that of the month.
    """
    of_plan = select(Board.id).where(Board.plan_id == plan.id)
    mine = select(BoardMeeting).where(col(BoardMeeting.board_id).in_(of_plan))
    met = {(one.board_id, one.on) for one in session.exec(mine)}
    return {
        key: one
        for key, one in made_of(session, plan.id or 0).items()
        if one.is_issued or key in met or key[1].day == 1
    }


def _one_after_the_other(in_order: Iterable[Meeting]) -> Iterator[Meeting]:
    """Yield meetings so that none is drafted before the papers of the board's one before are due.

    A draft made sooner would tell what that one is still to tell.
    """
    before: dict[int, date] = {}
    for one in in_order:
        id_ = one.board.id or 0
        yield one._replace(draft_on=max(one.draft_on, before.get(id_, one.draft_on)))
        before[id_] = one.deadline


def _start_of(day: date | None) -> datetime | None:
    """Return when a day begins: what was said before a plan went live answers no round of it."""
    return datetime.combine(day, time.min, LONDON) if day else None


def _rounds(session: Session, plan: Plan, days: WorkingCalendar) -> Iterator[Round]:
    taken = {key: one.taken_at for key, one in _made(session, plan).items()}
    for meeting in meetings(session, plan, days):
        in_time = plan.live_on is None or plan.live_on <= meeting.deadline
        if not meeting.board.packs or meeting.is_packed or not in_time:
            continue
        board_id = meeting.board.id or 0
        others = (at for key, at in taken.items() if key[0] == board_id and key[1] != meeting.on)
        since = max(others, default=_start_of(plan.live_on))
        taken[board_id, meeting.on] = _end_of(meeting.deadline)
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
    known = {name: said for name, said in asdict(meeting.paper).items() if said}
    return {"on": meeting.on, "papers": meeting.paper_deadline, "place": meeting.place} | known


def change_board(
    session: Session,
    plan: Plan,
    board: Board,
    name: Literal["address", "drafts_before"],
    value: str | int,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store where a board is told, or how long before its papers a draft comes, with the audit entry."""
    detail = {"board": board.name, name: [getattr(board, name), value]}
    setattr(board, name, value)
    session.add(board)
    session.flush()
    change = audit.Change("changed board", f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def board_called(session: Session, plan_id: int, name: str) -> Board:
    """Return a plan's board with this name, or another of its names; raise BadInput naming all."""
    mine = select(Board).where(Board.plan_id == plan_id).order_by(col(Board.id))
    boards = {board.name: board for board in session.exec(mine)}
    found = meant(name, boards) or board_meant(name, boards)
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
