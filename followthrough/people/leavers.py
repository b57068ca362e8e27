"""Responsible for the actions of people who left: handed to their successor, or to the director."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models import picking
from models.interests import add_interest
from models.people import Person, circle
from models.plan import Action, Organisation, Plan, append_about
from rules.people.circle import Circle
from rules.people.leavers import taken_over


def hand_over(
    session: Session, organisation: Organisation, today: date, *, actor: str, now: datetime
) -> None:
    """Give the open actions of those who left by today to whom they belong now (rows 59, 60).

    Without a successor the director holds them, flagged as without an owner. Their ladders go on.
    """
    gone = select(Person.id).where(
        Person.organisation_id == organisation.id, col(Person.left_on) <= today
    )
    leavers = session.exec(gone).all()  # first: else a database may look at every action instead
    if not leavers:
        return
    rows = session.exec(
        select(Action, Plan)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .where(
            col(Action.owner_id).in_(leavers),
            Plan.organisation_id == organisation.id,
            picking.is_open(),
        )
        .order_by(col(Action.id))
    ).all()
    if not rows:
        return
    known = circle(session, organisation.id or 0)
    for action, plan in rows:
        _hand_over(session, plan, action, known, today, actor=actor, now=now)


def _hand_over(
    session: Session,
    plan: Plan,
    action: Action,
    known: Circle,
    today: date,
    *,
    actor: str,
    now: datetime,
) -> None:
    leaver = known.people[action.owner_id or 0]
    found = taken_over(leaver, known, today)
    successor, holder = found.owner, found.holder
    action.owner_id = successor.id if successor else None
    action.holder_id = holder.id if holder else None
    action.next_check_on = min(action.next_check_on or today, today)
    session.add(action)
    add_interest(session, action.id or 0, leaver.id, led=True)
    session.flush()
    detail = {
        "from": leaver.name,
        "to": successor.name if successor else "",
        "held_by": holder.name if holder else "",
    }
    append_about(session, plan, action, "reassigned: owner left", detail, actor=actor, now=now)
