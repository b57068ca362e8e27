"""Responsible for what owners report about their actions."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, func, select

from models import audit
from models.plan import Action, Plan
from models.session import UtcDateTime, among
from rules.calendar import local_date


class ProgressUpdate(SQLModel, table=True):
    """One report on an action: what was done, when it was completed, or when it will be."""

    __tablename__ = "progress_update"
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    reported_at: datetime = Field(sa_type=UtcDateTime)
    reported_by: str
    text: str
    completed_on: date | None = None
    forecast: date | None = None
    evidence: str = ""
    """Where what shows it can be found."""
    rating: str = ""
    """How its owner rates it, beside the rating that is computed."""
    cause: str = ""
    """Why it is late, or will be."""
    recovery: str = ""
    """What will bring it back on course."""
    impact: str = ""
    """What it has changed so far."""


def record_update(
    session: Session,
    plan: Plan,
    action: Action,
    report: ProgressUpdate,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store a report; one that says complete silences the ladder until it is validated.

    The validator is told at the next check (semantics row 105).
    """
    report.action_id = action.id or 0
    session.add(report)
    if report.completed_on is not None:
        action.completed_on = report.completed_on
        action.reported_at = report.reported_at
        action.next_check_on = local_date(now)
        session.add(action)
    change = _change(plan, action, report)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def record_earlier(
    session: Session,
    plan: Plan,
    reports: Sequence[tuple[Action, ProgressUpdate]],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store what was reported of a plan's actions before it came here, none of it as complete."""
    session.add_all([report for _, report in reports])
    changes = [_change(plan, action, report) for action, report in reports]
    audit.append(session, plan.organisation_id, changes, actor=actor, now=now)


def _change(plan: Plan, action: Action, report: ProgressUpdate) -> audit.Change:
    return audit.Change(
        "reported complete" if report.completed_on else "recorded progress",
        f"action {plan.key}/{action.ref}",
        report.model_dump(mode="json", exclude={"id", "action_id"}),
    )


def latest_updates(session: Session, action_ids: Collection[int]) -> list[ProgressUpdate]:
    """Return the latest report of each of these actions that has one."""
    if not action_ids:
        return []
    newest = (
        select(func.max(ProgressUpdate.id))
        .where(among(session, col(ProgressUpdate.action_id), action_ids))
        .group_by(col(ProgressUpdate.action_id))
    )
    return list(session.exec(select(ProgressUpdate).where(col(ProgressUpdate.id).in_(newest))))


def updates_of_plan(session: Session, plan_id: int) -> dict[int, list[ProgressUpdate]]:
    """Return every report of each action of a plan that has one, by action, oldest first."""
    found = (
        select(ProgressUpdate)
        .join(Action, col(Action.id) == ProgressUpdate.action_id)
        .where(Action.plan_id == plan_id)
        .order_by(col(ProgressUpdate.id))
    )
    reports: dict[int, list[ProgressUpdate]] = {}
    for report in session.exec(found):
        reports.setdefault(report.action_id, []).append(report)
    return reports
