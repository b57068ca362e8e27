"""Responsible for reopenings that the owner has to hear of, and for whether they have."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models.notice import Notice, NoticeState
from models.plan import Action
from models.session import UtcDateTime
from models.steps import EscalationStep


class Reopening(SQLModel, table=True):
    """That a completed action was opened again, after a check may have seen it closed."""

    __table_args__ = (UniqueConstraint("action_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    number: int
    reopened_at: datetime = Field(sa_type=UtcDateTime)
    reason: str
    episode: int
    """In which its owner hears of it."""

    @property
    def name(self) -> str:
        """How the step that tells it is called, among the answers to an action."""
        return f"reopened {self.number}"


def add_reopening(session: Session, action: Action, reason: str, at: datetime) -> None:
    """Store a reopening in the action's present episode; its caller writes the audit entry."""
    numbers = select(Reopening.number).where(Reopening.action_id == action.id)
    number = max(session.exec(numbers), default=0) + 1
    session.add(
        Reopening(
            action_id=action.id or 0,
            number=number,
            reopened_at=at,
            reason=reason,
            episode=action.episode,
        )
    )


def carry_over(session: Session, action: Action) -> None:
    """Let the owner hear, in an episode that begins, of reopenings in the last that they have not."""
    last = select(Reopening).where(
        Reopening.action_id == action.id, Reopening.episode == action.episode - 1
    )
    for reopening in session.exec(last):
        if not _was_told(session, reopening):
            reopening.episode = action.episode
            session.add(reopening)


def _was_told(session: Session, reopening: Reopening) -> bool:
    step = EscalationStep
    told = (
        select(step.id)
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            step.action_id == reopening.action_id,
            step.episode == reopening.episode,
            step.rung == f"answer: {reopening.name}",
            col(step.untold).is_(None),
            Notice.state == NoticeState.SENT,
        )
    )
    return session.exec(told).first() is not None
