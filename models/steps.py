"""Responsible for the steps that were planned: the record that no rung is told twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint, func, update
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.notice import Notice, NoticeState
from models.plan import Action, set_alike
from models.session import insert, insert_columns
from rules.calendar import local_date
from rules.ladder.decide import Step
from rules.ladder.facts import Became
from rules.ladder.policy import Audience


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
    first_planned_on: date | None = None
    """When it was planned at first; None if that was taken back."""
    reason: str
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    untold: str | None = None
    """Why no notice carries it; None if one does."""


class Planned(NamedTuple):
    """A step with the notice that carries it, or with why none does."""

    step: Step
    ref: str
    notice_id: int | None
    untold: Became | None = None
    policy: str = ""
    """The name of the policy that it was decided by."""
    begins: int = 0
    """The policy version that the action's ladder begins with by this step; 0 if it runs already."""


def record_steps(
    session: Session,
    organisation_id: int,
    planned: Iterable[Planned],
    *,
    today: date,
    actor: str,
    now: datetime,
) -> None:
    """Store steps with their audit entries; one whose notice lapsed is planned anew.

    The first step of a ladder fixes the version of the policy that it goes by (law 8).
    """
    planned = list(planned)
    if not planned:
        return
    statement = insert(session, EscalationStep)
    anew = {
        name: statement.excluded[name]
        for name in ("planned_on", "policy", "reason", "notice_id", "untold")
    }
    first = func.coalesce(EscalationStep.first_planned_on, statement.excluded.planned_on)
    statement = statement.on_conflict_do_update(
        index_elements=["action_id", "episode", "rung", "occurrence"],
        set_={**anew, "first_planned_on": first},
    )
    insert_columns(session, statement, _columns(planned, today))
    began: dict[int, dict[int, None]] = defaultdict(dict)
    for item in planned:
        if item.begins:
            began[item.begins][item.step.action_id] = None
    for number, ids in began.items():
        set_alike(session, list(ids), policy_version=number)
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


def lapse(
    session: Session,
    organisation_id: int,
    notice_id: int,
    dropped: Iterable[tuple[int, str]],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Record that a notice tells some of its steps no more, by action and audience.

    They count as not told, and are planned anew if they are still to be told.
    """
    for action_id, audience in sorted(dropped):
        step = update(EscalationStep).where(
            col(EscalationStep.notice_id) == notice_id,
            col(EscalationStep.action_id) == action_id,
            col(EscalationStep.audience) == audience,
        )
        session.execute(step.values(untold=Became.LAPSED, first_planned_on=None))
    subject = f"notice {notice_id}"
    changes = [
        audit.Change("dropped from notice", subject, {"action": action_id, "as": audience})
        for action_id, audience in sorted(dropped)
    ]
    audit.append(session, organisation_id, changes, actor=actor, now=now)


def on_their_way(session: Session, plan_id: int) -> dict[tuple[int, str, int], int]:
    """Return the steps of a plan whose notice is on its way: by action, rung and occurrence."""
    step = EscalationStep
    rows = session.execute(
        sa.select(col(step.action_id), col(step.rung), col(step.occurrence), col(step.id))
        .join(Action, col(Action.id) == step.action_id)
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            col(Action.plan_id) == plan_id,
            col(step.episode) == Action.episode,
            col(step.untold).is_(None),
            col(Notice.state).not_in((NoticeState.SENT, NoticeState.DEAD, NoticeState.CANCELLED)),
        )
    )
    return {(action_id, rung, occurrence): step_id for action_id, rung, occurrence, step_id in rows}


def sent_of(session: Session, step_ids: Collection[int]) -> Iterator[tuple[int, date, str]]:
    """Yield those of some steps that were sent: which, on which day, and who read it.

    Of a board nobody is named, since it reads by an address of its own.
    """
    step = EscalationStep
    rows = session.execute(
        sa.select(col(step.id), col(Notice.sent_at), col(step.audience), col(Notice.recipient_name))
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            col(step.id).in_(step_ids),
            col(step.untold).is_(None),
            col(Notice.state) == NoticeState.SENT,
        )
    )
    for step_id, sent_at, audience, name in rows:
        yield step_id, local_date(sent_at), "" if audience == Audience.BOARD else name


def boards_told_before(session: Session, plan_id: int) -> dict[int, date]:
    """Return when the board was last told of each action of a plan in an episode that is over."""
    step = EscalationStep
    rows = session.exec(
        select(col(step.action_id), func.max(Notice.sent_at))
        .join(Action, col(Action.id) == step.action_id)
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            Action.plan_id == plan_id,
            step.audience == Audience.BOARD,
            Notice.state == NoticeState.SENT,
            step.episode < col(Action.episode),
        )
        .group_by(col(step.action_id))
    )
    return {action_id: local_date(sent_at) for action_id, sent_at in rows if sent_at}


def _columns(planned: Sequence[Planned], today: date) -> dict[str, Sequence[object]]:
    ids, episodes, rungs, occurrences, audiences, reasons, *_ = zip(
        *(item.step for item in planned), strict=True
    )
    return {
        "action_id": ids,
        "episode": episodes,
        "rung": rungs,
        "occurrence": occurrences,
        "audience": [audience.value for audience in audiences],
        "policy": [item.policy for item in planned],
        "planned_on": [today] * len(planned),
        "first_planned_on": [today] * len(planned),
        "reason": reasons,
        "notice_id": [item.notice_id for item in planned],
        "untold": [item.untold.value if item.untold else None for item in planned],
    }
