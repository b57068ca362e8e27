"""Responsible for plans, their recommendations and actions, and for going live."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Index, UniqueConstraint, or_, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.session import FOLDED, UtcDateTime, among
from rules.actions.new_date import ASSUMED
from rules.calendar import WorkingCalendar
from rules.problems import BadInput
from rules.text import folded, meant
from rules.words import references

NONE: Mapping[int, int] = MappingProxyType({})

MOST_NAMED = 100
"""References that a sentence names."""


class Organisation(SQLModel, table=True):
    """A public body; its audit chain, its daily check and its digests are its own."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    folded: str | None = Field(
        default=None, nullable=False, unique=True, index=True, sa_column_kwargs=FOLDED
    )
    """The name as names are compared."""
    suspending_held_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when no address is suspended, until a person has looked; None while they are."""
    suspending_looked_on: date | None = None
    """The day for which a person said that suspending may go on."""


class Plan(SQLModel, table=True):
    """An action plan; a draft until it goes live."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    key: str = Field(unique=True)
    title: str
    report: str
    notes: str
    """Sentences for every reader of its mails and packs, one a line."""
    administrator_id: int = Field(foreign_key="person.id")
    validator_id: int | None = Field(default=None, foreign_key="person.id")
    """Who validates completed actions, unless an action names another."""
    needs_evidence: bool = False
    """Whether a completion without evidence is a progress update only."""
    division: str
    calendar_first: date
    calendar_last: date
    live_on: date | None = None
    file_sha256: str
    """Of what the plan file said, whatever the order of its rows."""
    imported_at: datetime = Field(sa_type=UtcDateTime)


class Recommendation(SQLModel, table=True):
    """What the inspector asked for."""

    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    ref: str
    text: str
    paragraph: str


_OPEN: dict[str, Any] = {
    f"{database}_where": text("completed_on IS NULL") for database in ("sqlite", "postgresql")
}
_TO_VALIDATE: dict[str, Any] = {
    f"{database}_where": text(
        "completed_on IS NOT NULL AND validated_on IS NULL AND cancelled_on IS NULL"
    )
    for database in ("sqlite", "postgresql")
}


class Action(SQLModel, table=True):
    """A line of the plan. `due_date` is the baseline and never edited."""

    __table_args__ = (
        UniqueConstraint("plan_id", "ref"),
        Index("ix_action_open_due_date", "due_date", **_OPEN),
        Index("ix_action_open_revised_due_date", "revised_due_date", **_OPEN),
        Index("ix_action_to_validate", "plan_id", **_TO_VALIDATE),
    )
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    ref: str
    title: str
    short_title: str = ""
    """Shown in place of the title in tables, lists and subjects; empty shows the title."""
    paragraph: str
    recommendations: str
    measure: str
    theme: str = ""
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    holder_id: int | None = Field(default=None, foreign_key="person.id")
    """The director who holds it while it has no owner, since its owner left (row 60)."""
    validator_id: int | None = Field(default=None, foreign_key="person.id")
    due_date: date | None = None
    due_date_as_written: str = ""
    revised_due_date: date | None = None
    times_revised: int = 0
    date_assumed: bool = False
    """Reopened without a date: the one it has was set by rule."""
    live_on: date | None = None
    episode: int = 0
    """0 while a draft; 1 from going live; one more with each approved new date."""
    policy_version: int | None = None
    """The number of the version that its running ladder keeps; None before its first step."""
    completed_on: date | None = None
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    validated_on: date | None = None
    times_refused: int = 0
    """How often its completion was refused by the validator in its present episode."""
    held_until: date | None = None
    """Its ladder does not climb on or before this date."""
    cancelled_on: date | None = None
    cancelled_because: str = ""
    cancelled_by: str = ""
    """Who decided that; empty where an older version did not ask."""
    paused_until: date | None = None
    """Silent before this date; the pauses themselves are in models/pause.py."""
    is_exempt: bool = False
    """Whether it is Part 2 material, which is not for publication."""
    next_check_on: date | None = Field(default=None, index=True)
    """The first date on which anything can happen to it; the daily check reads no others."""

    def is_waiting_for_date(self, today: date, calendar: WorkingCalendar) -> bool:
        """Say whether it was reopened without a date, at most one working day ago (row 50)."""
        if not self.date_assumed or self.revised_due_date is None or self.completed_on:
            return False
        return today <= calendar.before(self.revised_due_date, ASSUMED - 1)


class Contributor(SQLModel, table=True):
    """Someone who owns an action jointly with its lead owner."""

    action_id: int = Field(primary_key=True, foreign_key="action.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


class Milestone(SQLModel, table=True):
    """A dated stage within an action."""

    __table_args__ = (UniqueConstraint("action_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    ref: str
    title: str
    due_date: date
    due_date_as_written: str = ""
    completed_on: date | None = None


class Series(SQLModel, table=True):
    """An action that falls due again and again; each time is an action of its own (row 80)."""

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    """The first of them, whose due date anchors the others."""
    every: str
    made: int = 1
    """How many of its actions there are."""
    make_next_on: date | None = Field(default=None, index=True)
    """When the next one is to be made; None while its plan is a draft."""


def find_organisation(session: Session, name: str) -> Organisation | None:
    """Return the organisation with this name, however spelled, or None."""
    return session.exec(select(Organisation).where(Organisation.folded == folded(name))).first()


def find_plan(session: Session, key: str) -> Plan | None:
    """Return the plan with this key, however spelled, or None."""
    known = meant(key, session.exec(select(Plan.key)))
    return session.exec(select(Plan).where(Plan.key == known)).first()


def plan_called(session: Session, key: str) -> Plan:
    """Return the plan with this key, however spelled; raise BadInput naming the plans there are."""
    plan = find_plan(session, key)
    if plan is None:
        known = ", ".join(sorted(session.exec(select(Plan.key)))) or "none"
        raise BadInput(f"There is no plan {key!r}; the plans are: {known}.")
    return plan


def action_called(session: Session, plan: Plan, ref: str) -> Action:
    """Return a plan's action with this reference, however spelled.

    Raises BadInput naming those there are.
    """
    mine = select(Action).where(Action.plan_id == plan.id)
    found = session.exec(mine.where(Action.ref == ref)).first()
    if found is None:  # a plan may be large: its references are read only now
        theirs = select(Action.ref).where(Action.plan_id == plan.id).order_by(col(Action.id))
        refs = session.exec(theirs).all()
        spelled = meant(ref, refs)
        if spelled is None:
            known = references(refs, MOST_NAMED)
            raise BadInput(f"Plan {plan.key} has no action {ref!r}; it has: {known}.")
        found = session.exec(mine.where(Action.ref == spelled)).one()
    return found


def go_live(
    session: Session,
    plan: Plan,
    on: date,
    next_checks: Mapping[int, date | None],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Make a draft live on a date: its actions' first episode begins, with their next checks."""
    plan.live_on = on
    session.add(plan)
    rows = [
        {"id": action_id, "live_on": on, "episode": 1, "next_check_on": next_check}
        for action_id, next_check in next_checks.items()
    ]
    session.execute(update(Action), rows)
    change = audit.Change("went live", f"plan {plan.key}", {"on": on})
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def set_next_checks(
    session: Session, dates: Mapping[int, date | None], began: Mapping[int, int] = NONE
) -> None:
    """Store when each action is next looked at: derived from recorded facts, so not audited.

    `began` are the policy versions that ladders keep which begin by the same steps (law 8).
    """
    alike: dict[tuple[date | None, int | None], list[int]] = defaultdict(list)
    for action_id, on in dates.items():
        alike[on, began.get(action_id)].append(action_id)
    for (on, version), ids in alike.items():
        kept = {"policy_version": version} if version else {}
        set_alike(session, ids, next_check_on=on, **kept)


def look_again(session: Session, ids: Collection[int], on: date) -> None:
    """Let the next check from a day on look at some actions; one that is looked at sooner stays so."""
    session.execute(
        update(Action)
        .where(
            col(Action.id).in_(ids),
            or_(col(Action.next_check_on).is_(None), col(Action.next_check_on) > on),
        )
        .values(next_check_on=on)
        .execution_options(synchronize_session=False)
    )


def set_alike(session: Session, ids: Sequence[int], **values: object) -> None:
    """Store the same values with many actions; the caller writes their audit entries."""
    session.execute(
        update(Action)
        .where(among(session, col(Action.id), ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def append_about(
    session: Session,
    plan: Plan,
    action: Action,
    verb: str,
    detail: Mapping[str, object],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Append one audit entry about an action."""
    change = audit.Change(verb, f"action {plan.key}/{action.ref}", dict(detail))
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
