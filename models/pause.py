"""Responsible for pauses: a plan, a theme or an action is silent until a date, with a reason."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, and_, col, func, or_, select, update

from models import audit
from models.plan import Action, Plan
from models.session import UtcDateTime
from rules.words import by_word, short_day

NO_ACTION = 0
"""The id of no action."""


class Pause(SQLModel, table=True):
    """Nothing is said before `until` about what it covers; its dates stand."""

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    theme: str | None = None
    """Only actions of this theme; None means all."""
    action_id: int | None = Field(default=None, foreign_key="action.id")
    """Only this action; None means all."""
    until: date
    reason: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str
    ended_on: date | None = None
    """When it was ended early."""

    @property
    def words(self) -> str:
        """Until when it silences, why, and by whose word."""
        return f"paused until {short_day(self.until)}: {by_word(self.reason, self.made_by)}"

    def covers(self, action: Action) -> bool:
        """Say whether an action of its plan is silent by it."""
        is_of_theme = self.theme is None or self.theme == action.theme
        return is_of_theme and self.action_id in (None, action.id)


def add_pause(
    session: Session, plan: Plan, pause: Pause, subject: str, *, actor: str, now: datetime
) -> None:
    """Store a pause and make what it covers silent."""
    session.add(pause)
    session.flush()
    restate(session, plan)
    detail = {"until": pause.until, "reason": pause.reason, "by": pause.made_by}
    change = audit.Change("paused", subject, detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def end_pauses(
    session: Session,
    plan: Plan,
    theme: str | None,
    action_id: int | None,
    subject: str,
    today: date,
    *,
    actor: str,
    now: datetime,
) -> int:
    """End the pauses of exactly this plan, theme or action; return how many there were."""
    found = session.exec(
        select(Pause).where(
            Pause.plan_id == plan.id,
            Pause.theme == theme,
            Pause.action_id == action_id,
            col(Pause.ended_on).is_(None),
            col(Pause.until) > today,
        )
    ).all()
    for pause in found:
        pause.ended_on = today
        session.add(pause)
    session.flush()
    restate(session, plan)
    if found:
        change = audit.Change("resumed", subject, {"pauses": len(found)})
        audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
    return len(found)


def pauses_of(session: Session, plan_id: int, today: date) -> list[Pause]:
    """Return the pauses of a plan that hold today, oldest first."""
    holding = (col(Pause.ended_on).is_(None), col(Pause.until) > today)
    found = select(Pause).where(Pause.plan_id == plan_id, *holding)
    return list(session.exec(found.order_by(col(Pause.id))))


def pause_of(action: Action, pauses: Sequence[Pause]) -> Pause | None:
    """Return the one of a plan's pauses that silences an action longest; None if none does."""
    found = (one for one in pauses if one.covers(action))
    return max(found, key=lambda one: one.until, default=None)


def silent_until(session: Session, plan_id: int, theme: str) -> date | None:
    """Return until when any action of a theme is silent: by pauses of the plan and of the theme."""
    return session.execute(_latest(plan_id, theme, NO_ACTION)).scalar()


def restate(session: Session, plan: Plan) -> None:
    """Store with each action of the plan until when it is silent: the latest of its pauses."""
    latest = _latest(col(Action.plan_id), col(Action.theme), col(Action.id)).scalar_subquery()
    mine = update(Action).where(col(Action.plan_id) == plan.id)
    session.execute(mine.values(paused_until=latest).execution_options(synchronize_session=False))
    session.expire_all()


def _latest(plan_id: Any, theme: Any, action_id: Any) -> Any:  # noqa: ANN401 - values or columns
    """Return a statement of the latest day on which a pause ends that covers an action."""
    covers = or_(
        and_(col(Pause.theme).is_(None), col(Pause.action_id).is_(None)),
        col(Pause.theme) == theme,
        col(Pause.action_id) == action_id,
    )
    found = select(func.max(Pause.until))
    return found.where(col(Pause.plan_id) == plan_id, col(Pause.ended_on).is_(None), covers)
