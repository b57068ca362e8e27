"""Responsible for what moves or holds a due date: acknowledgements and requests for a new date."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models.plan import Action, Plan, append_about
from models.reopening import carry_over
from models.session import UtcDateTime
from rules.ladder.late import current_due_date


class Acknowledgement(SQLModel, table=True):
    """A promise of an update by a date; it holds the ladder, it moves no date."""

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    episode: int
    rung: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str
    until: date
    text: str


class Decision(StrEnum):
    """What became of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    GIVEN = "given"  #: by a rule when the action was opened again: nobody was asked to agree


class ExtensionRequest(SQLModel, table=True):
    """A new due date that was asked for, with what was decided; all are kept."""

    __tablename__ = "extension_request"
    __table_args__ = (UniqueConstraint("action_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    number: int
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: str
    due_date: date | None
    """The current due date when it was asked."""
    proposed: date
    reason: str
    decision: str = Decision.PENDING
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = ""
    answer: str = ""
    meeting_on: date | None = None
    """The board's meeting, where the board decided."""
    episode: int | None = None
    """The action's episode after the decision, in which its owner hears of it."""


def requests_of(session: Session, action: Action) -> list[ExtensionRequest]:
    """Return every request for an action's new date, oldest first."""
    found = select(ExtensionRequest).where(ExtensionRequest.action_id == action.id)
    return list(session.exec(found.order_by(col(ExtensionRequest.number))))


def acknowledge(
    session: Session,
    plan: Plan,
    action: Action,
    promise: Acknowledgement,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store a promise, with its audit entry."""
    session.add(promise)
    detail = promise.model_dump(mode="json", exclude={"id", "action_id"})
    append_about(session, plan, action, "acknowledged", detail, actor=actor, now=now)


def request_date(
    session: Session,
    plan: Plan,
    action: Action,
    request: ExtensionRequest,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store a request for a new date; nothing moves until it is decided (rows 45, 101)."""
    session.add(request)
    detail = {"number": request.number, "proposed": request.proposed, "reason": request.reason}
    append_about(session, plan, action, "asked for a new date", detail, actor=actor, now=now)


def decide_request(
    session: Session,
    plan: Plan,
    action: Action,
    request: ExtensionRequest,
    decision: Decision,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store what was decided; an approved date begins a new episode (rows 46, 104).

    The caller has set who decided, with which words and in which meeting.
    """
    request.decision = decision
    request.decided_at = now
    if decision is Decision.APPROVED:
        begin_episode(session, action, request.proposed)
    request.episode = action.episode
    session.add(request)
    session.add(action)
    detail = {
        "number": request.number,
        "by": request.decided_by,
        "answer": request.answer,
        "meeting": request.meeting_on,
        "was_due": request.due_date,
        "due_date": current_due_date(action),
    }
    append_about(session, plan, action, f"{decision} new date", detail, actor=actor, now=now)


def give_date(
    session: Session,
    action: Action,
    due_date: date,
    reason: str,
    *,
    by: str,
    agreed_by: str = "",
    now: datetime,
) -> None:
    """Begin an episode with a date that was not asked for before; not audited here.

    `agreed_by` is the approver whose it is, in words; empty for one that a rule gave.
    """
    given = ExtensionRequest(
        action_id=action.id or 0,
        number=len(requests_of(session, action)) + 1,
        asked_at=now,
        asked_by=by,
        due_date=current_due_date(action),
        proposed=due_date,
        reason=reason,
        decision=Decision.APPROVED if agreed_by else Decision.GIVEN,
        decided_at=now,
        decided_by=agreed_by,
    )
    begin_episode(session, action, due_date)
    given.episode = action.episode
    session.add(given)


def begin_episode(session: Session, action: Action, due_date: date) -> None:
    """Give an action a new due date: counted, and its ladder begins anew with today's policy."""
    action.revised_due_date = due_date
    action.times_revised += 1
    action.episode += 1
    action.policy_version = None
    action.held_until = None
    action.times_refused = 0
    action.date_assumed = False
    carry_over(session, action)
