"""Responsible for taking a plan's position at a cut-off: what is stored, read in one moment."""

from dataclasses import fields
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from followthrough.packs.facts import actions_of
from followthrough.plans.doubts import still_doubted
from models import registers
from models.notice import Notice, NoticeState
from models.pack import CutOff, Pack, cut_off_of, newest_cut_off, position_in
from models.plan import Action, Plan, Recommendation
from models.policy import versions
from models.steps import EscalationStep
from rules.calendar import local_date
from rules.packs import row as packing
from rules.packs.frozen import canonical, thaw
from rules.packs.order import is_older
from rules.packs.position import Position
from rules.packs.rungs import rung_meanings
from rules.packs.sections import LogLine, MeasureLine, RiskLine, RungActivity
from rules.packs.summary import compared

MEASURE = tuple(one.name for one in fields(MeasureLine) if one.name != "direction")
RISK = tuple(one.name for one in fields(RiskLine))
LOG = tuple(one.name for one in fields(LogLine) if one.name != "is_carried_forward")
"""What is told of each as it is stored."""
MONTHS_SHOWN = 12
"""Months that charts go back, this one included."""


def position_at(session: Session, plan: Plan, as_of: date, last: Pack | None) -> Position | None:
    """Return the position that packs as of a day are made from: the last that was taken, if any.

    Boards whose packs have one cut-off so read the same, whenever each is made. None if there is
    none, or if it is older than that of the board's `last` pack.
    """
    return _unless_older(session, newest_cut_off(session, plan.id or 0, as_of), last)


def position_of(session: Session, pack: Pack | None, last: Pack | None = None) -> Position | None:
    """Return the position that a pack was made from, or None where none was kept.

    None too if it is older than that of the `last` pack, if one is given.
    """
    return _unless_older(session, cut_off_of(session, pack) if pack else None, last)


def _unless_older(session: Session, kept: CutOff | None, last: Pack | None) -> Position | None:
    before = cut_off_of(session, last) if last else None
    if kept is None or (before and is_older(kept.id or 0, before.id or 0)):
        return None
    found: Position = thaw(Position, position_in(kept))
    return found


def take_position(session: Session, plan: Plan, as_of: date, today: date) -> Position:
    """Return what is recorded of a plan now, told as of a day."""
    rows = session.exec(
        select(Recommendation)
        .where(Recommendation.plan_id == plan.id)
        .order_by(col(Recommendation.id))
    )
    return Position(
        as_of=as_of,
        taken_on=today,
        actions=tuple(actions_of(session, plan, as_of)),
        recommendations=tuple(packing.Recommendation(row.ref, row.text) for row in rows),
        measures=tuple(_measure(row) for row in registers.measures_of(session, plan)),
        risks=tuple(RiskLine(**_same(row, RISK)) for row in registers.risks_of(session, plan)),
        log=tuple(LogLine(**_same(row, LOG)) for row in registers.log_of(session, plan)),
        ladder=_ladder(session, plan, as_of),
        rungs=rung_meanings(versions(session, plan.id or 0), default_policy(), as_of),
        doubts=still_doubted(session, plan),
    )


def as_cut_off(plan_id: int, taken: Position, now: datetime) -> CutOff:
    """Return a position as it is kept."""
    position = canonical(taken)
    return CutOff(
        plan_id=plan_id,
        as_of=taken.as_of,
        taken_at=now,
        position=position.decode(),
        sha256=sha256(position).hexdigest(),
    )


def _measure(row: registers.Measure) -> MeasureLine:
    way = compared(row.actual, row.previous)
    return MeasureLine(**_same(row, MEASURE), direction=way)


def _same(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _ladder(session: Session, plan: Plan, as_of: date) -> tuple[RungActivity, ...]:
    """Return how many actions each rung told someone of, by month; a step that told nobody is none."""
    step = EscalationStep
    rungs = _rungs(session, plan)
    rows = session.execute(
        sa.select(col(step.rung), col(Notice.sent_at))
        .join(Action, col(Action.id) == step.action_id)
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            col(Action.plan_id) == plan.id,
            col(step.rung).in_(rungs),
            col(step.untold).is_(None),
            col(Notice.state) == NoticeState.SENT,
        )
    )
    numbers: dict[tuple[date, str], int] = {}
    for rung, sent_at in rows:
        on = local_date(sent_at)
        if on <= as_of and _months_between(on, as_of) < MONTHS_SHOWN:
            key = (on.replace(day=1), rung)
            numbers[key] = numbers.get(key, 0) + 1
    in_order = sorted(numbers, key=lambda key: (key[0], rungs.index(key[1])))
    return tuple(RungActivity(*key, numbers[key]) for key in in_order)


def _rungs(session: Session, plan: Plan) -> list[str]:
    """Return the names of the rungs that a plan's policies have or had, in the order of a ladder."""
    kept = [version.policy for version in versions(session, plan.id or 0)] or [default_policy()]
    return list(dict.fromkeys(rung.name for policy in reversed(kept) for rung in policy.rungs))


def _months_between(start: date, end: date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month
