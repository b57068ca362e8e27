"""Responsible for the steps that were planned: the record that no rung is told twice."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import UniqueConstraint, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.notice import Notice, NoticeState
from models.plan import Action, Plan, look_again
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
    """A step of an action with the notice that carries it, or with why none does."""

    action_id: int
    step: Step
    ref: str
    notice_id: int | None
    untold: Became | None = None
    policy: str = ""
    """The name of the policy that it was decided by."""


def record_steps(
    session: Session,
    organisation_id: int,
    planned: Iterable[Planned],
    *,
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
        name: statement.excluded[name]
        for name in ("planned_on", "policy", "reason", "notice_id", "untold")
    }
    first = func.coalesce(EscalationStep.first_planned_on, statement.excluded.planned_on)
    statement = statement.on_conflict_do_update(
        index_elements=["action_id", "episode", "rung", "occurrence"],
        set_={**anew, "first_planned_on": first},
    )
    insert_columns(session, statement, _columns(planned, today))
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


def tell_anew(
    session: Session, organisation_id: int, notice_id: int, *, actor: str, now: datetime
) -> None:
    """Let what a dead notice was to tell be planned anew by the next check, for whoever is next.

    So it is where nobody reads at its address (row 196). Of a rung only its last time is told anew.
    """
    step, later = EscalationStep, aliased(EscalationStep)
    repeated = sa.select(col(later.id)).where(
        col(later.action_id) == col(step.action_id),
        col(later.episode) == col(step.episode),
        col(later.rung) == col(step.rung),
        col(later.occurrence) > col(step.occurrence),
    )
    is_dead = (col(Notice.id) == notice_id, col(Notice.state) == NoticeState.DEAD)
    dead = sa.select(col(Notice.id)).where(*is_dead)
    untold = (
        update(EscalationStep)
        .where(
            col(EscalationStep.notice_id).in_(dead),
            col(EscalationStep.untold).is_(None),
            ~repeated.exists(),
        )
        .values(untold=Became.LAPSED)
        .returning(col(EscalationStep.action_id), col(EscalationStep.rung))
        .execution_options(synchronize_session=False)
    )
    found = sorted((action_id, rung) for action_id, rung in session.execute(untold))
    if not found:
        return
    look_again(session, {action_id for action_id, _ in found}, local_date(now))
    steps = [{"action": action_id, "rung": rung} for action_id, rung in found]
    change = audit.Change("to be told anew", f"notice {notice_id}", {"steps": steps})
    audit.append(session, organisation_id, [change], actor=actor, now=now)


def told_after_all(session: Session, notice_id: int) -> None:
    """Let a dead notice that is sent again carry its steps again; audited with its release.

    What it had dropped since it was no longer true stays dropped.
    """
    mine = update(EscalationStep).where(
        col(EscalationStep.notice_id) == notice_id,
        col(EscalationStep.untold) == Became.LAPSED,
        col(EscalationStep.first_planned_on).is_not(None),
    )
    session.execute(mine.values(untold=None).execution_options(synchronize_session=False))


def carried(session: Session, notice_id: int) -> Sequence[tuple[str, str, bool]]:
    """Return each step that a notice is to tell: action as `plan/A1`, rung, and whether it is told anew."""
    step = EscalationStep
    rows = session.execute(
        sa.select(col(Plan.key), col(Action.ref), col(step.rung), col(step.untold))
        .join(Action, col(Action.id) == step.action_id)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .where(
            col(step.notice_id) == notice_id,
            or_(col(step.untold).is_(None), col(step.first_planned_on).is_not(None)),
        )
        .order_by(col(step.id))
    )
    return [(f"{key}/{ref}", rung, untold is not None) for key, ref, rung, untold in rows]


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
    episodes, rungs, occurrences, audiences, reasons, _ = zip(
        *[item.step for item in planned], strict=True
    )
    return {
        "action_id": [item.action_id for item in planned],
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
