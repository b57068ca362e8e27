"""Responsible for turning rows into the frozen facts that decisions are made from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.ladder import EscalationStep
from models.notice import Notice, NoticeState
from models.people import Board, Person
from models.plan import Action, Plan
from rules.calendar import local_date
from rules.digest import Holding
from rules.facts import ActionFacts, Outcome, StepRecord

Condition = ColumnElement[bool]

OUTCOMES = {
    NoticeState.SENT: Outcome.TOLD,
    NoticeState.DEAD: Outcome.NOBODY,
    NoticeState.CANCELLED: Outcome.LAPSED,
}
"""What a notice's state makes of its steps; in any other state they are waiting."""


def due_for_check(organisation_id: int, today: date) -> Condition:
    """Pick the actions on which anything can happen by `today`, by the index."""
    return and_(col(Plan.organisation_id) == organisation_id, col(Action.next_check_on) <= today)


def held_by(people: Sequence[int]) -> Condition:
    """Pick the open, live actions that these people own or direct."""
    owned = col(Action.owner_id).in_(people)
    directed = col(Action.owner_id).in_(
        select(Person.id).where(col(Person.director_id).in_(people))
    )
    return and_(
        or_(owned, directed), col(Action.completed_on).is_(None), col(Action.live_on).is_not(None)
    )


def of_plan(plan_id: int) -> Condition:
    """Pick every action of a plan."""
    return col(Action.plan_id) == plan_id


def overdue(plan_id: int, today: date) -> Condition:
    """Pick the open actions of a plan whose current due date is past."""
    current = sa.func.coalesce(col(Action.revised_due_date), col(Action.due_date))
    return and_(of_plan(plan_id), col(Action.completed_on).is_(None), current < today)


def holdings(session: Session, *conditions: Condition) -> list[Holding]:
    """Return the actions picked, as facts with their holders and the steps of their episode."""
    records = _records(session, conditions)
    director = aliased(Person)
    rows = session.execute(
        sa.select(Action, Plan, Person, director, Board)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .join(Board, and_(col(Board.plan_id) == Plan.id, col(Board.escalations)))
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .outerjoin(director, col(director.id) == Person.director_id)
        .where(*conditions)
        .order_by(col(Action.id))
    )
    return [_holding(row, records.get(row[0].id or 0, ())) for row in rows]


def _records(session: Session, conditions: Iterable[Condition]) -> dict[int, list[StepRecord]]:
    rows = session.exec(
        select(EscalationStep, Notice.state, Notice.sent_at)
        .join(Action, col(Action.id) == EscalationStep.action_id)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .outerjoin(Notice, col(Notice.id) == EscalationStep.notice_id)
        .where(EscalationStep.episode == Action.episode, *conditions)
        .order_by(col(EscalationStep.id))
    )
    found: dict[int, list[StepRecord]] = defaultdict(list)
    for step, state, sent_at in rows:
        outcome = (
            Outcome(step.untold)
            if step.untold
            else OUTCOMES.get(NoticeState(state), Outcome.WAITING)
        )
        told_on = local_date(sent_at) if sent_at else None
        found[step.action_id].append(
            StepRecord(step.rung, step.occurrence, step.planned_on, outcome, told_on)
        )
    return found


def _holding(row: Any, records: Sequence[StepRecord]) -> Holding:  # noqa: ANN401 - a result row
    action, plan, owner, director, board = row
    return Holding(
        facts=ActionFacts(
            id=action.id,
            ref=action.ref,
            due_date=action.due_date,
            revised_due_date=action.revised_due_date,
            live_on=action.live_on,
            completed_on=action.completed_on,
            episode=action.episode,
            records=tuple(records),
        ),
        title=action.title,
        plan_key=plan.key,
        plan=plan.title,
        owner_id=owner.id if owner else None,
        owner_name=owner.name if owner else "",
        director_id=director.id if director else None,
        director_name=director.name if director else "",
        board_name=board.name,
    )
