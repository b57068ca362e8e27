"""Responsible for counting a plan's open actions by director, set-wise: none of them is loaded."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col

from models.people import Person
from models.picking import current_due_date, is_open, is_overdue
from models.plan import Action
from models.progress import ProgressUpdate
from rules.calendar import LONDON
from rules.notices.weekly import UNHEARD, Tally


def tallies(session: Session, plan_id: int, today: date, horizon: date) -> dict[int, Tally]:
    """Return the tally of each director with open, live actions under them, by person id.

    Due soon is what is due by `horizon`. What is paused today is not counted, nor what someone
    owns who is their own director. A director who holds an action for want of an owner has it
    under them.
    """
    director = sa.case(
        (col(Action.owner_id).is_(None), col(Action.holder_id)), else_=col(Person.director_id)
    )
    rows = session.execute(
        sa.select(
            director,
            sa.func.count(),
            _number(is_overdue(today)),
            _number(current_due_date().between(today, horizon)),
            _number(_is_unheard(today)),
        )
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(
            col(Action.plan_id) == plan_id,
            col(Action.live_on) <= today,
            is_open(),
            sa.func.coalesce(col(Action.paused_until), today) <= today,
            director.is_not(None),
            sa.func.coalesce(col(Action.owner_id), 0) != director,
        )
        .group_by(director)
    )
    return {row[0]: Tally._make(row[1:]) for row in rows}


def paused(session: Session, plan_id: int, today: date) -> list[tuple[int, Action]]:
    """Return the open, live actions of a plan that are silent today, with the id of their director."""
    director = sa.func.coalesce(Person.director_id, Action.holder_id)
    rows = session.execute(
        sa.select(director, Action)
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(
            col(Action.plan_id) == plan_id,
            col(Action.live_on) <= today,
            is_open(),
            col(Action.paused_until) > today,
            director.is_not(None),
            sa.func.coalesce(col(Action.owner_id), 0) != director,
        )
        .order_by(col(Action.id))
    )
    return [(director_id, action) for director_id, action in rows]


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _is_unheard(today: date) -> sa.ColumnElement[bool]:
    since = today - UNHEARD
    heard = sa.exists().where(
        col(ProgressUpdate.action_id) == Action.id,
        col(ProgressUpdate.reported_at) >= datetime.combine(since, time.min, LONDON),
    )
    return sa.and_(col(Action.live_on) <= since, ~heard)
