"""Responsible for the versions of a plan's policy: kept, never edited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint, delete
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.plan import Plan
from models.session import UtcDateTime
from rules.ladder.policy import Policy, Version, in_force
from rules.ladder.policy_json import policy_as_json, policy_from_json
from rules.problems import RecordDamaged


class PolicyVersion(SQLModel, table=True):
    """A policy that a plan has from a date."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    number: int
    name: str
    body: dict[str, Any] = Field(sa_type=JSON)
    effective_from: date
    running_from: date | None = None
    """From when it holds for ladders that run already; None if nobody said so."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str


class Policies:
    """The policies of some plans, by plan key; what they fall back on if a plan has none."""

    def __init__(
        self, stored: Mapping[str, Sequence[tuple[PolicyVersion, Policy | None]]], default: Policy
    ) -> None:
        self._versions = {key: tuple(_readable(found)) for key, found in stored.items()}
        self._damaged = {
            key: [row.number for row, policy in found if policy is None]
            for key, found in stored.items()
        }
        self._default = Version(0, default, date.min)
        self._known: dict[tuple[str, int | None, date], Version] = {}

    def of(self, plan_key: str, began_with: int | None, today: date) -> Version:
        """Return the version that an action of a plan goes by today."""
        key = (plan_key, began_with, today)
        found = self._known.get(key)
        if found is None:
            found = in_force(self._versions.get(plan_key, ()), began_with, today) or self._default
            self._known[key] = found
        return found

    def later(
        self, plan_key: str, began_with: int | None, today: date
    ) -> tuple[tuple[date, Policy], ...]:
        """Return each date after today on which versions of a plan change, with what then holds."""
        versions = self._versions.get(plan_key, ())
        dates = {version.effective_from for version in versions}
        dates |= {version.running_from for version in versions if version.running_from}
        return tuple(
            (on, self.of(plan_key, began_with, on).policy) for on in sorted(dates) if on > today
        )

    def damaged(self, plan_key: str) -> Sequence[int]:
        """Return the numbers of a plan's versions that can't be read: they count as removed."""
        return self._damaged.get(plan_key, ())

    def lacks(self, plan_key: str, began_with: int | None) -> bool:
        """Say whether a ladder began with a version that is no longer there."""
        known = {version.number for version in self._versions.get(plan_key, ())}
        return began_with is not None and began_with not in known


def versions(session: Session, plan_id: int) -> list[Version]:
    """Return the versions of a plan's policy that can be read, oldest first."""
    return list(_readable(_stored(session, plan_id)))


def _stored(session: Session, plan_id: int) -> list[tuple[PolicyVersion, Policy | None]]:
    """Return a plan's versions, oldest first, with the policy of each that can be read."""
    mine = select(PolicyVersion).where(PolicyVersion.plan_id == plan_id)
    return [
        (row, _policy_of(row)) for row in session.exec(mine.order_by(col(PolicyVersion.number)))
    ]


def _policy_of(row: PolicyVersion) -> Policy | None:
    try:
        return policy_from_json(row.body)
    except (ValueError, RecordDamaged):
        return None


def _readable(stored: Iterable[tuple[PolicyVersion, Policy | None]]) -> Iterator[Version]:
    for row, policy in stored:
        if policy:
            yield Version(row.number, policy, row.effective_from, row.running_from)


def policies(session: Session, plans: Iterable[Plan], default: Policy) -> Policies:
    """Return the policies of some plans."""
    return Policies({plan.key: _stored(session, plan.id or 0) for plan in plans}, default)


def add_version(
    session: Session, plan: Plan, policy: Policy, effective_from: date, *, actor: str, now: datetime
) -> int:
    """Store the next version of a plan's policy; return its number."""
    numbers = select(PolicyVersion.number).where(PolicyVersion.plan_id == plan.id)
    number = max(session.exec(numbers), default=0) + 1
    body = policy_as_json(policy)
    session.add(
        PolicyVersion(
            plan_id=plan.id or 0,
            number=number,
            name=policy.name,
            body=body,
            effective_from=effective_from,
            made_at=now,
            made_by=actor,
        )
    )
    detail = {"number": number, "effective_from": effective_from, "policy": body}
    change = audit.Change("added policy version", f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
    session.flush()
    return number


def withdraw(session: Session, plan: Plan, number: int, *, actor: str, now: datetime) -> None:
    """Remove a version that never held; its audit entries keep what it said."""
    session.execute(
        delete(PolicyVersion).where(
            col(PolicyVersion.plan_id) == plan.id, col(PolicyVersion.number) == number
        )
    )
    change = audit.Change("withdrew policy version", f"plan {plan.key}", {"number": number})
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def apply_to_running(
    session: Session, plan: Plan, number: int, from_day: date, *, actor: str, now: datetime
) -> date:
    """Let a version hold for ladders that run already, from a date on (rows 53 to 56).

    Returns that date; one from which it holds for them already stands.
    """
    row = session.exec(
        select(PolicyVersion).where(
            PolicyVersion.plan_id == plan.id, col(PolicyVersion.number) == number
        )
    ).one()
    start = max(from_day, row.effective_from)
    row.running_from = min(row.running_from or start, start)
    session.add(row)
    detail = {"number": number, "from": row.running_from}
    change = audit.Change("applied policy to running ladders", f"plan {plan.key}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
    return row.running_from
