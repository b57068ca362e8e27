"""Responsible for the steps that were planned: the record that no rung is told twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel

from models import audit
from models.session import insert
from rules.decide import Step
from rules.facts import Outcome


class EscalationStep(SQLModel, table=True):
    """One step of one action: unique by episode, rung and occurrence, whatever runs twice."""

    __tablename__ = "escalation_step"
    __table_args__ = (UniqueConstraint("action_id", "episode", "rung", "occurrence"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    episode: int
    rung: str
    occurrence: int
    audience: str
    policy: str
    """The policy that it was decided by (law 8)."""
    planned_on: date
    reason: str
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    untold: str | None = None
    """Why no notice carries it; None if one does."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with the notice that carries it, or with why none does."""

    step: Step
    ref: str
    notice_id: int | None
    untold: Outcome | None = None


def record_steps(
    session: Session,
    organisation_id: int,
    planned: Iterable[Planned],
    *,
    policy: str,
    today: date,
    actor: str,
    now: datetime,
) -> None:
    """Store steps with their audit entries; one whose notice lapsed is planned anew."""
    planned = list(planned)
    if not planned:
        return
    statement = insert(session, EscalationStep)
    anew = {
        name: statement.excluded[name] for name in ("planned_on", "reason", "notice_id", "untold")
    }
    statement = statement.on_conflict_do_update(
        index_elements=["action_id", "episode", "rung", "occurrence"], set_=anew
    )
    session.execute(statement, [_row(item, policy, today) for item in planned])
    changes = (
        audit.Change(
            item.untold.value if item.untold else "planned step",
            f"action {item.ref}",
            {
                "rung": item.step.rung,
                "occurrence": item.step.occurrence,
                "reason": item.step.reason,
            },
        )
        for item in planned
    )
    audit.append(session, organisation_id, changes, actor=actor, now=now)


def _row(item: Planned, policy: str, today: date) -> dict[str, object]:
    step = item.step
    return {
        "action_id": step.action_id,
        "episode": step.episode,
        "rung": step.rung,
        "occurrence": step.occurrence,
        "audience": step.audience.value,
        "policy": policy,
        "planned_on": today,
        "reason": step.reason,
        "notice_id": item.notice_id,
        "untold": item.untold.value if item.untold else None,
    }
