"""Responsible for the members of boards, who get a copy of each issued pack."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.people import Board, Person
from models.plan import Plan


class BoardMember(SQLModel, table=True):
    """A person who sits on a board."""

    __tablename__ = "board_member"
    board_id: int = Field(primary_key=True, foreign_key="board.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


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
