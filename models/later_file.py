"""Responsible for what the later files of a plan change in it, and for what its last file said."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, delete
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.interests import add_interest
from models.plan import (
    Action,
    Contributor,
    Milestone,
    Plan,
    Recommendation,
    Series,
    append_about,
)
from models.session import UtcDateTime

Said = Mapping[str, Mapping[str, Any]]
"""What a file said of each action, by reference and field, as JSON holds it."""


class LastFile(SQLModel, table=True):
    """What the last file of a plan said: what a later one says as it did is no change."""

    __tablename__ = "last_file"
    plan_id: int = Field(primary_key=True, foreign_key="plan.id")
    said: dict[str, dict[str, Any]] = Field(sa_type=JSON)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the file was last changed, as its folder says; None if that is not known."""
    taken_in_at: datetime = Field(sa_type=UtcDateTime)


def last_file(session: Session, plan: Plan) -> LastFile | None:
    """Return what a plan's last file said; None of one taken in before that was kept."""
    return session.get(LastFile, plan.id)


def was_taken_in(session: Session, plan: Plan, sha256: str) -> datetime | None:
    """Return when a file of a plan that says just that was last taken in; None if never."""
    about = (audit.AuditEntry.organisation_id == plan.organisation_id,)
    found = session.exec(
        select(audit.AuditEntry)
        .where(*about, audit.AuditEntry.subject == f"plan {plan.key}")
        .where(col(audit.AuditEntry.verb).in_(("imported plan", "imported again")))
        .where(col(audit.AuditEntry.detail).contains(f'"file":"{sha256}"'))
        .order_by(col(audit.AuditEntry.seq).desc())
    ).first()
    return found.at if found else None


def keep_file(
    session: Session, plan: Plan, said: Said, changed_at: datetime | None, *, now: datetime
) -> None:
    """Keep what a file of a plan said; the caller writes the audit entry of what it changed."""
    kept = last_file(session, plan) or LastFile(plan_id=plan.id or 0, said={}, taken_in_at=now)
    kept.said = {ref: dict(fields) for ref, fields in said.items()}
    kept.changed_at, kept.taken_in_at = changed_at, now
    session.add(kept)


def record_file(
    session: Session,
    plan: Plan,
    sha256: str,
    counted: Mapping[str, object],
    gone: Sequence[str],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Record that another file of a plan was taken in, and mark each action that is not in it."""
    plan.file_sha256, plan.imported_at = sha256, now
    session.add(plan)
    changes = [audit.Change("imported again", f"plan {plan.key}", {"file": sha256, **counted})]
    changes += [
        audit.Change("was not in the file", f"action {plan.key}/{ref}", {"file": sha256})
        for ref in gone
    ]
    audit.append(session, plan.organisation_id, changes, actor=actor, now=now)


def add_action(
    session: Session,
    plan: Plan,
    action: Action,
    owner: str,
    parts: Sequence[Contributor | Milestone | Series],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store an action that a plan gets later, with what hangs on it; `owner` is its owner by name."""
    action.plan_id = plan.id or 0
    session.add(action)
    session.flush()
    for part in parts:
        part.action_id = action.id or 0
        session.add(part)
    detail: dict[str, object] = {"due_date": action.due_date, "owner": owner}
    detail |= {"live_on": action.live_on} if action.live_on else {}
    append_about(session, plan, action, "added action", detail, actor=actor, now=now)


def change_action(
    session: Session,
    plan: Plan,
    action: Action,
    values: Mapping[str, object],
    told: Mapping[str, object],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store other values of an action's columns; `told` is what its audit entry says, old and new."""
    for name, value in values.items():
        setattr(action, name, value)
    session.add(action)
    append_about(session, plan, action, "changed action", told, actor=actor, now=now)


def set_contributors(session: Session, action: Action, people: Collection[int]) -> None:
    """Let others own an action jointly; who did before has had a part in it. The caller audits it."""
    mine = col(Contributor.action_id) == action.id
    before = set(session.exec(select(Contributor.person_id).where(mine)))
    session.execute(delete(Contributor).where(mine))
    session.add_all(Contributor(action_id=action.id or 0, person_id=one) for one in people)
    for person_id in before - set(people):
        add_interest(session, action.id or 0, person_id, led=True)


def set_recommendation(
    session: Session, plan: Plan, given: Recommendation, *, actor: str, now: datetime
) -> None:
    """Store a recommendation that is new, or another text of one that is known."""
    mine = select(Recommendation).where(Recommendation.plan_id == plan.id)
    known = session.exec(mine.where(Recommendation.ref == given.ref)).first()
    was = known.model_dump(include={"text", "paragraph"}) if known else None
    if known is None:
        known = Recommendation(plan_id=plan.id or 0, ref=given.ref, text="", paragraph="")
    known.text, known.paragraph = given.text, given.paragraph
    session.add(known)
    detail = {"was": was, "is": known.model_dump(include={"text", "paragraph"})}
    change = audit.Change("recorded recommendation", f"plan {plan.key}/{given.ref}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def set_milestones(session: Session, action: Action, given: Sequence[Milestone]) -> None:
    """Store new milestones and what is said otherwise of known ones; none goes. The caller audits it."""
    mine = select(Milestone).where(Milestone.action_id == action.id)
    known = {one.ref: one for one in session.exec(mine)}
    for one in given:
        kept = known.get(one.ref)
        if kept is None:
            one.action_id = action.id or 0
            session.add(one)
            continue
        kept.title, kept.due_date = one.title, one.due_date
        kept.due_date_as_written = one.due_date_as_written
        session.add(kept)
