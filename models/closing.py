"""Responsible for how actions close and open again: validation, reopening, cancelling."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from models.new_dates import give_date
from models.plan import Action, Plan, Series, append_about
from models.reopening import add_reopening
from models.session import UtcDateTime
from rules.ladder.late import MOST_BELIEVED


class Validation(SQLModel, table=True):
    """What someone outside the owner's line decided about a reported completion."""

    __table_args__ = (UniqueConstraint("action_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    number: int
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str
    accepted: bool
    reason: str
    episode: int
    """In which its owner hears of a refusal."""
    named: str = ""
    """The validator who was named, if another decided."""

    @property
    def whose(self) -> str:
        """Who decided; and who was named to, if that was another."""
        other = f"; the validator named is {self.named}" if self.named else ""
        return f"{self.decided_by}{other}"


def validate(
    session: Session,
    plan: Plan,
    action: Action,
    validation: Validation,
    today: date,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store a decision on a completion: accepted closes it, refused opens it again (row 107).

    A refused one stays in its episode, and does not climb on the day of the refusal; but once it was
    refused twice, nothing holds its ladder any more (row 182).
    """
    numbers = select(Validation.number).where(Validation.action_id == action.id)
    validation.number = max(session.exec(numbers), default=0) + 1
    if validation.accepted:
        action.validated_on = today
    else:
        _open(action)
        if action.times_refused < MOST_BELIEVED:
            action.held_until = today
        action.times_refused += 1
    validation.episode = action.episode
    session.add(validation)
    session.add(action)
    verb = "validated" if validation.accepted else "refused completion"
    detail = {"by": validation.decided_by, "reason": validation.reason}
    if validation.named:
        detail["named"] = validation.named
    append_about(session, plan, action, verb, detail, actor=actor, now=now)


class Restart(NamedTuple):
    """How an action goes on that is opened again."""

    due_date: date | None = None
    """Its new due date; None if the one that it has stands."""
    agreed_by: str = ""
    """The approver who gave that date; empty if a rule gave it, or there is none."""
    as_if_never_closed: bool = False
    """Whether no check saw it closed, so that its owner need not hear of it (row 51)."""

    @property
    def is_assumed(self) -> bool:
        """Say whether a rule gave its date."""
        return self.due_date is not None and not self.agreed_by


def reopen(
    session: Session,
    plan: Plan,
    action: Action,
    restart: Restart,
    reason: str,
    by: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Open a completed action again; a new due date begins a new episode (rows 50, 51)."""
    _open(action)
    action.validated_on = None
    if restart.due_date is not None:
        agreed_by = restart.agreed_by
        whose = agreed_by or by
        give_date(session, action, restart.due_date, reason, by=whose, agreed_by=agreed_by, now=now)
        action.date_assumed = restart.is_assumed
    session.add(action)
    if not restart.as_if_never_closed:
        add_reopening(session, action, reason, now)
    detail = {
        "due_date": restart.due_date,
        "assumed": restart.is_assumed,
        "reason": reason,
        "by": by,
    }
    append_about(session, plan, action, "reopened", detail, actor=actor, now=now)


def set_assumed_date(
    session: Session,
    plan: Plan,
    action: Action,
    due_date: date,
    reason: str,
    agreed_by: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Replace the date that a rule gave a reopened action by the one that its approver gives.

    It is no further revision, but its ladder begins anew: a reminder of the other date may have gone.
    """
    was = action.revised_due_date
    give_date(session, action, due_date, reason, by=agreed_by, agreed_by=agreed_by, now=now)
    action.times_revised -= 1
    session.add(action)
    detail = {"was": was, "due_date": due_date, "reason": reason, "by": agreed_by}
    append_about(
        session, plan, action, "gave reopened action its date", detail, actor=actor, now=now
    )


def cancel(
    session: Session,
    plan: Plan,
    action: Action,
    today: date,
    reason: str,
    by: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Close an action that will not be done; it is silent from now on (row 52), and not complete."""
    detail = {"reason": reason, "by": by, "was_completed_on": action.completed_on}
    _open(action)
    action.cancelled_on = today
    action.cancelled_because, action.cancelled_by = reason, by
    action.next_check_on = None
    session.add(action)
    append_about(session, plan, action, "cancelled", detail, actor=actor, now=now)


def end_series(
    session: Session,
    plan: Plan,
    first: Action,
    series: Series,
    reason: str,
    by: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Let an action fall due no more; each of its series that is open stays open."""
    series.make_next_on = None
    session.add(series)
    append_about(
        session, plan, first, "ended series", {"reason": reason, "by": by}, actor=actor, now=now
    )


def _open(action: Action) -> None:
    action.completed_on = None
    action.reported_at = None
