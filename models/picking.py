"""Responsible for which actions are picked: by plan, by what is due, by what they lack."""

from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.new_dates import Decision, ExtensionRequest
from models.people import Person
from models.plan import Action, Plan, Series
from rules.ladder.late import MOST_BELIEVED

Condition = ColumnElement[bool]
A_FORTNIGHT = timedelta(weeks=2)


def current_due_date() -> ColumnElement[date]:
    """Return the approved revised date if there is one, else the baseline (rules/ladder/late.py)."""
    return sa.func.coalesce(col(Action.revised_due_date), col(Action.due_date))


def is_open() -> Condition:
    """Pick the actions that are neither complete, as far as that counts, nor cancelled."""
    is_done = and_(
        col(Action.completed_on).is_not(None),
        or_(col(Action.validated_on).is_not(None), col(Action.times_refused) < MOST_BELIEVED),
    )
    return and_(~is_done, col(Action.cancelled_on).is_(None))


def is_unreported() -> Condition:
    """Pick those of which no completion is reported: the open ones that the indexes know."""
    return and_(col(Action.completed_on).is_(None), col(Action.cancelled_on).is_(None))


def is_overdue(today: date) -> Condition:
    """Pick the open actions whose current due date is past."""
    return and_(is_open(), current_due_date() < today)


def due_for_check(organisation_id: int, today: date) -> Condition:
    """Pick the actions on which anything can happen by `today`, by the index."""
    return and_(col(Plan.organisation_id) == organisation_id, col(Action.next_check_on) <= today)


def not_due_for_check(today: date) -> Condition:
    """Pick the actions that `due_for_check` leaves: nearly all, so never by the index."""
    return sa.func.coalesce(col(Action.next_check_on), date.max) > today


def due_by(organisation_id: int, day: date) -> Condition:
    """Pick the open, live actions that are overdue or due by `day`, by the indexes.

    Asked for one date or the other, SQLite would read every open action.
    """
    revised, baseline = col(Action.revised_due_date), col(Action.due_date)
    unreported = sa.select(col(Action.id)).where(is_unreported())
    ignored = sa.select(col(Action.id)).where(to_validate(organisation_id), is_open())
    by_either = sa.union(
        unreported.where(revised <= day), unreported.where(baseline <= day), ignored
    )
    return and_(
        col(Plan.organisation_id) == organisation_id,
        col(Action.id).in_(by_either),
        current_due_date() <= day,
        col(Action.live_on).is_not(None),
    )


def to_validate(organisation_id: int) -> Condition:
    """Pick the live actions that wait for validation, by their index."""
    plans = sa.select(col(Plan.id)).where(col(Plan.organisation_id) == organisation_id)
    return and_(
        col(Action.plan_id).in_(plans),
        col(Action.completed_on).is_not(None),
        col(Action.validated_on).is_(None),
        col(Action.cancelled_on).is_(None),
        col(Action.live_on).is_not(None),
    )


def of_plan(plan_id: int) -> Condition:
    """Pick every action of a plan."""
    return col(Action.plan_id) == plan_id


def may_bring(plan_id: int, day: date, last: date, due_by: date) -> Condition:
    """Pick the actions of a plan on which anything can happen from a day to the last.

    That is what a check looks at till then, what someone owns who leaves by then, what recurs, and
    what a weekly summary counts: what is due by `due_by`, or was cancelled since the week before.
    """
    first, ids = aliased(Action), sa.select(col(Action.id))
    leavers = sa.select(col(Person.id)).where(col(Person.left_on) <= last)
    again = col(Action.ref).startswith(col(first.ref).concat("/"))
    recurring = (
        ids.join(first, col(first.plan_id) == Action.plan_id)
        .join(Series, col(Series.action_id) == first.id)
        .where(or_(col(Action.id) == first.id, again))
    )
    happens = sa.union(
        ids.where(col(Action.next_check_on) <= last),
        ids.where(col(Action.owner_id).in_(leavers)),
        recurring,
    )
    is_counted = or_(
        and_(is_open(), current_due_date() <= due_by),
        col(Action.cancelled_on) >= day - A_FORTNIGHT,
    )
    return and_(of_plan(plan_id), or_(col(Action.id).in_(happens), is_counted))


def waiting(plan_id: int) -> Condition:
    """Pick the actions of a plan for which a person is waited for: to decide, or to mend the plan."""
    asked = sa.select(col(ExtensionRequest.action_id))
    to_decide = col(Action.id).in_(asked.where(col(ExtensionRequest.decision) == Decision.PENDING))
    is_reported = and_(col(Action.completed_on).is_not(None), col(Action.validated_on).is_(None))
    lacks = and_(is_open(), or_(current_due_date().is_(None), col(Action.owner_id).is_(None)))
    return and_(of_plan(plan_id), or_(is_reported, to_decide, lacks))


def one(action_id: int) -> Condition:
    """Pick one action."""
    return col(Action.id) == action_id


def overdue(plan_id: int, today: date) -> Condition:
    """Pick the open actions of a plan whose current due date is past."""
    return and_(of_plan(plan_id), is_overdue(today))


def lacking(session: Session, organisation_id: int) -> dict[str, list[str]]:
    """Return the open, live actions that lack a due date or an owner, by what they lack (row 95)."""
    found: dict[str, list[str]] = {}
    for what, asked in _lacking().items():
        refs = session.execute(asked, {"organisation_id": organisation_id}).all()
        if refs:
            found[what] = [f"{key}/{ref}" for key, ref in refs]
    return found


@cache
def _lacking() -> dict[str, Select[str, str]]:
    dateless = and_(col(Action.due_date).is_(None), current_due_date().is_(None))  # by its index
    lacks = {"due date": dateless, "owner": col(Action.owner_id).is_(None)}
    asked = sa.select(col(Plan.key), col(Action.ref))
    return {
        what: asked.join(Plan, col(Plan.id) == Action.plan_id)
        .where(
            lack,
            col(Plan.organisation_id) == sa.bindparam("organisation_id"),
            is_unreported(),
            col(Action.live_on).is_not(None),
        )
        .order_by(col(Action.id))
        for what, lack in lacks.items()
    }
