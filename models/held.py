"""Responsible for what tables hold now of that which audit entries tell, to be held against them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.people import Person
from models.plan import Action, Milestone, Plan

BATCH = 5_000
"""Actions that are read at a time."""
ACTION = {
    "due date": Action.due_date,
    "revised due date": Action.revised_due_date,
    "complete on": Action.completed_on,
    "validated on": Action.validated_on,
    "cancelled on": Action.cancelled_on,
    "cancelled because": Action.cancelled_because,
    "owner": Person.name,
}
"""What is held of an action, by what its entries call it."""
PERSON = ("address", "role", "agency", "director_id", "left_on", "successor_id", "channel")
"""What is held of a person beside since when they can't be reached."""


class Held(NamedTuple):
    """What is held of one action."""

    subject: str
    plan: str
    """The subject of its plan."""
    theme: str
    values: dict[str, Any]
    live_on: str | None
    paused_until: str | None


def actions(session: Session, organisation_id: int) -> Iterator[Held]:
    """Yield every action of an organisation's plans, read some thousand at a time."""
    rows = (
        sa.select(
            *(col(Action.id), col(Plan.key), col(Action.ref), col(Action.theme)),
            *(col(Action.live_on), col(Action.paused_until)),
            *ACTION.values(),
        )
        .join(Plan, col(Plan.id) == Action.plan_id)
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(col(Plan.organisation_id) == organisation_id)
        .order_by(col(Action.id))
        .limit(BATCH)
    )
    after = 0
    while batch := session.execute(rows.where(col(Action.id) > after)).all():
        stages = _stages(session, batch[0][0], batch[-1][0])
        after = batch[-1][0]
        for number, plan, ref, theme, live_on, paused_until, *values in batch:
            yield Held(
                f"action {plan}/{ref}",
                f"plan {plan}",
                theme,
                dict(zip(ACTION, map(_as_json, values), strict=True)) | stages[number],
                _as_json(live_on),
                _as_json(paused_until),
            )


def _stages(session: Session, first: int, last: int) -> dict[int, dict[str, Any]]:
    """Return when milestones were complete, by action."""
    mine = sa.select(col(Milestone.action_id), col(Milestone.ref), col(Milestone.completed_on))
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for number, ref, on in session.execute(
        mine.where(col(Milestone.action_id).between(first, last))
    ):
        found[number][f"milestone {ref}"] = _as_json(on)
    return found


def plans(session: Session, organisation_id: int) -> Sequence[tuple[str, str | None]]:
    """Return the plans of an organisation, each with the day on which it went live."""
    mine = select(Plan).where(Plan.organisation_id == organisation_id).order_by(Plan.key)
    return [(f"plan {plan.key}", _as_json(plan.live_on)) for plan in session.exec(mine)]


def people(session: Session, organisation_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every person of an organisation with what is held of them."""
    mine = select(Person).where(Person.organisation_id == organisation_id).order_by(col(Person.id))
    for person in session.exec(mine):
        names = (*PERSON, "unreachable_since")
        yield f"person {person.name}", {name: _as_json(getattr(person, name)) for name in names}


def _as_json(value: date | str | int | None) -> Any:  # noqa: ANN401 - of JSON
    """Return a value as an audit entry has it."""
    return orjson.loads(orjson.dumps(value, str))
