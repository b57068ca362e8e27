"""Responsible for counting a plan's open actions by director, set-wise: none of them is loaded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from models.people import Person
from models.picking import Condition, current_due_date, is_open, is_overdue
from models.plan import Action, Contributor
from models.progress import ProgressUpdate
from models.session import among
from rules.calendar import LONDON
from rules.notices.weekly import UNHEARD, Tally


def tallies(
    session: Session, plan_id: int, today: date, horizon: date, *picked: Condition
) -> dict[int, Tally]:
    """Return the tally of each director with open, live actions under them, by person id.

    Due soon is what is due by `horizon`. What is paused today is not counted, nor what someone
    owns who is their own director. A director who holds an action for want of an owner has it
    under them. `picked` are further conditions of the actions.
    """
    director = _director()
    rows = session.execute(
        _under(
            plan_id,
            today,
            director,
            sa.func.count(),
            _number(is_overdue(today)),
            _number(current_due_date().between(today, horizon)),
            _number(_is_unheard(today)),
        )
        .where(sa.func.coalesce(col(Action.paused_until), today) <= today, *picked)
        .group_by(director)
    )
    return {row[0]: Tally._make(row[1:]) for row in rows}


def paused(session: Session, plan_id: int, today: date) -> list[tuple[int, Action]]:
    """Return the open, live actions of a plan that are silent today, with the id of their director."""
    silent = _under(plan_id, today, _director(), Action).where(col(Action.paused_until) > today)
    rows = session.execute(silent.order_by(col(Action.id)))
    return [(director_id, action) for director_id, action in rows]


def cancelled_late(
    session: Session, plan_id: int, first: date, today: date
) -> list[tuple[int, Action]]:
    """Return the actions cancelled from a day on, before today, when they were overdue.

    With each comes the id of its director.
    """
    cancelled_on = col(Action.cancelled_on)
    gone = (cancelled_on >= first, cancelled_on < today, current_due_date() < cancelled_on)
    rows = session.execute(
        _directed(plan_id, today, _director(), Action).where(*gone).order_by(col(Action.id))
    )
    return [(director_id, action) for director_id, action in rows]


def of_readers(
    session: Session, plan_id: int, today: date, readers: Mapping[int, str], cancelled_since: date
) -> Sequence[int]:
    """Return the ids of the actions of which who reads a director's summary has a part.

    They are open, or were cancelled since a day.

    `readers` are the addresses, in lower case, at which each director's is read today. Whoever has
    such an address owns it, alone or jointly, or the director owns it jointly.
    """
    director = _director()
    known = select(col(Person.id), func.lower(col(Person.address)))
    by_address: dict[str, set[int]] = defaultdict(set)
    for person_id, address in session.execute(known):
        if address in readers.values():
            by_address[address].add(person_id)
    has_a_part, everyone = [_shares(director)], set[int]()
    for director_id, address in readers.items():
        others = by_address[address] - {director_id}
        if others:
            theirs = or_(col(Action.owner_id).in_(others), _shares(*others))
            has_a_part.append(and_(director == director_id, theirs))
            everyone |= others
    concerned = or_(is_open(), col(Action.cancelled_on) >= cancelled_since)
    alone = select(col(Action.id)).where(among(session, col(Action.owner_id), everyone))
    jointly = among(session, col(Contributor.person_id), everyone | readers.keys())
    either = (alone, select(col(Contributor.action_id)).where(jointly))
    by_index = col(Action.id).in_(sa.union(*either))  # else each of the plan is looked into
    found = _directed(plan_id, today, col(Action.id)).where(by_index, concerned, or_(*has_a_part))
    return session.execute(found).scalars().all()


def _director() -> sa.ColumnElement[int]:
    """Return whom an action's summary is meant for: who directs its owner, else who holds it."""
    has_none = col(Action.owner_id).is_(None)
    return sa.case((has_none, col(Action.holder_id)), else_=col(Person.director_id))


def _under(plan_id: int, today: date, *columns: Any) -> Any:  # noqa: ANN401 - a statement of any columns
    """Select of a plan's open, live actions that are under a director, who is not the owner."""
    return _directed(plan_id, today, *columns).where(is_open())


def _directed(plan_id: int, today: date, *columns: Any) -> Any:  # noqa: ANN401 - a statement of any columns
    director = _director()
    return (
        sa.select(*columns)
        .select_from(Action)
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(
            col(Action.plan_id) == plan_id,
            col(Action.live_on) <= today,
            director.is_not(None),
            sa.func.coalesce(col(Action.owner_id), 0) != director,
        )
    )


def _shares(*person_ids: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 - values or a column
    """Pick the actions that any of these owns jointly."""
    mine = sa.exists().where(col(Contributor.action_id) == Action.id)
    return mine.where(col(Contributor.person_id).in_(person_ids))


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _is_unheard(today: date) -> sa.ColumnElement[bool]:
    since = today - UNHEARD
    heard = sa.exists().where(
        col(ProgressUpdate.action_id) == Action.id,
        col(ProgressUpdate.reported_at) >= datetime.combine(since, time.min, LONDON),
    )
    return sa.and_(col(Action.live_on) <= since, ~heard)
