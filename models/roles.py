"""Responsible for who is a plan's administrator and validator, and its boards' secretaries."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models import audit
from models.boards import Board
from models.people import Person
from models.plan import Action, Plan
from rules.people.roles import Role


class Held(NamedTuple):
    """A role that someone is named for."""

    plan: Plan
    role: Role
    board: Board | None = None
    """Whose secretary they are."""
    refs: tuple[str, ...] = ()
    """The open actions that name them as their own validator, where the plan names another."""


def roles_of(session: Session, person_id: int) -> Iterator[Held]:
    """Yield every role that a person is named for, by plan."""
    for plan in session.exec(select(Plan).order_by(Plan.key)):
        if plan.administrator_id == person_id:
            yield Held(plan, Role.ADMINISTRATOR)
        if plan.validator_id == person_id:
            yield Held(plan, Role.VALIDATOR)
        elif refs := tuple(action.ref for action in validated_by(session, plan, [person_id])):
            yield Held(plan, Role.VALIDATOR, refs=refs)
        boards = select(Board).where(Board.plan_id == plan.id, Board.secretary_id == person_id)
        for board in session.exec(boards.order_by(col(Board.id))):
            yield Held(plan, Role.SECRETARY, board)


def validated_by(session: Session, plan: Plan, person_ids: list[int]) -> list[Action]:
    """Return the actions of a plan that are not closed and name one of these as their validator."""
    mine = select(Action).where(
        Action.plan_id == plan.id,
        col(Action.validator_id).in_(person_ids),
        col(Action.validated_on).is_(None),
        col(Action.cancelled_on).is_(None),
    )
    return list(session.exec(mine.order_by(col(Action.id))))


def appoint(session: Session, held: Held, person: Person, *, actor: str, now: datetime) -> None:
    """Name another person for a role; what the validator takes over names its own no more."""
    holder: Plan | Board = held.board or held.plan
    field = f"{held.role}_id"
    before = session.get(Person, getattr(holder, field) or 0)
    setattr(holder, field, person.id)
    session.add(holder)
    for action in _named(session, held):
        action.validator_id = None
        session.add(action)
    detail = {
        "role": held.role,
        "board": held.board.name if held.board else "",
        "from": before.name if before else "",
        "to": person.name,
        "actions": held.refs,
    }
    change = audit.Change("appointed", f"plan {held.plan.key}", detail)
    audit.append(session, held.plan.organisation_id, [change], actor=actor, now=now)


def _named(session: Session, held: Held) -> list[Action]:
    mine = select(Action).where(Action.plan_id == held.plan.id, col(Action.ref).in_(held.refs))
    return list(session.exec(mine)) if held.refs else []
