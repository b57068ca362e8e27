"""Responsible for the actions of people who left: handed to their successor, or to the director."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models import picking
from models.interests import add_interest
from models.people import Person, circle
from models.plan import Action, Contributor, Organisation, Plan, append_about
from rules.people.circle import Circle
from rules.people.leavers import taken_over


def hand_over(
    session: Session, organisation: Organisation, today: date, *, actor: str, now: datetime
) -> None:
    """Give the open actions of those who left by today to whom they belong now (rows 59, 60).

    Without a successor the director holds them, flagged as without an owner. Their ladders go on.
    What they shared the successor shares, so that no mail or pack names who left (row 201).
    """
    gone = select(Person.id).where(
        Person.organisation_id == organisation.id, col(Person.left_on) <= today
    )
    leavers = session.exec(gone).all()  # first: else a database may look at every action instead
    if not leavers:
        return
    open_ones = (
        select(Action, Plan)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .where(Plan.organisation_id == organisation.id, picking.is_open())
        .order_by(col(Action.id))
    )
    shared = (
        select(Contributor, Action, Plan)
        .join(Action, col(Action.id) == Contributor.action_id)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .where(col(Contributor.person_id).in_(leavers), picking.is_open())
        .order_by(col(Action.id), col(Contributor.person_id))
    )
    rows = session.exec(open_ones.where(col(Action.owner_id).in_(leavers))).all()
    shares = session.exec(shared).all()
    if not rows and not shares:
        return
    known = circle(session, organisation.id or 0)
    for action, plan in rows:
        _hand_over(session, plan, action, known, today, actor=actor, now=now)
    for share, action, plan in shares:
        _hand_on(session, plan, action, share, known, today, actor=actor, now=now)


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


def _hand_on(
    session: Session,
    plan: Plan,
    action: Action,
    share: Contributor,
    known: Circle,
    today: date,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Give a leaver's share of an action to their successor; to nobody if there is none."""
    leaver = known.people[share.person_id]
    heir = known.successor(leaver, today)
    session.delete(share)
    add_interest(session, share.action_id, leaver.id, led=True)
    if heir is not None and session.get(Contributor, (share.action_id, heir.id)) is None:
        session.add(Contributor(action_id=share.action_id, person_id=heir.id))
    action.next_check_on = min(action.next_check_on or today, today)
    session.add(action)
    session.flush()
    detail = {"from": leaver.name, "to": heir.name if heir else ""}
    append_about(session, plan, action, "joint owner left", detail, actor=actor, now=now)
