"""Responsible for plans, their recommendations, actions and calendars, and for going live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint, update
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.people import Board, Person
from models.session import UtcDateTime
from rules.calendar import WorkingCalendar
from rules.problems import BadInput


class Organisation(SQLModel, table=True):
    """A public body; its audit chain, its daily check and its digests are its own."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


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
    division: str
    calendar_first: date
    calendar_last: date
    live_on: date | None = None
    file_sha256: str
    """Of what the plan file said, whatever the order of its rows."""
    imported_at: datetime = Field(sa_type=UtcDateTime)


class DayOff(SQLModel, table=True):
    """A day that is not a working day in one plan's calendar, beside Saturdays and Sundays."""

    __tablename__ = "day_off"
    plan_id: int = Field(primary_key=True, foreign_key="plan.id")
    on: date = Field(primary_key=True)
    name: str


class Recommendation(SQLModel, table=True):
    """What the inspector asked for."""

    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    ref: str
    text: str
    paragraph: str


class Action(SQLModel, table=True):
    """A line of the plan. `due_date` is the baseline and never edited."""

    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    ref: str
    title: str
    paragraph: str
    recommendations: str
    measure: str
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    due_date: date | None = None
    due_date_as_written: str = ""
    revised_due_date: date | None = None
    times_revised: int = 0
    live_on: date | None = None
    episode: int = 0
    """0 while a draft; 1 from going live; one more with each approved new date."""
    completed_on: date | None = None
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_check_on: date | None = Field(default=None, index=True)
    """The first date on which anything can happen to it; the daily check reads no others."""


@dataclass(frozen=True, slots=True)
class NewPlan:
    """All rows of a plan that is not stored yet; people are tied by name."""

    organisation: str
    plan: Plan
    administrator: str
    people: Sequence[Person]
    directors: Mapping[str, str]
    boards: Sequence[Board]
    secretaries: Mapping[str, str]
    recommendations: Sequence[Recommendation]
    actions: Sequence[Action]
    owners: Mapping[str, str]
    days_off: Mapping[date, str]


def add_plan(session: Session, new: NewPlan, *, actor: str, now: datetime) -> Plan:
    """Store a plan as a draft and return it; the caller knows that its key is free.

    People already known to the organisation by name are kept, brought up to date by the file.
    """
    organisation_id = organisation_called(session, new.organisation)
    people, changed = _add_people(session, organisation_id, new)
    plan = new.plan
    plan.organisation_id = organisation_id
    plan.administrator_id = people[new.administrator]
    session.add(plan)
    session.flush()
    for board in new.boards:
        board.secretary_id = people.get(new.secretaries[board.name])
    for action in new.actions:
        action.owner_id = people.get(new.owners[action.ref])
    days = [DayOff(on=on, name=name, plan_id=plan.id or 0) for on, name in new.days_off.items()]
    for row in (*new.boards, *new.recommendations, *new.actions):
        row.plan_id = plan.id or 0
    session.add_all([*new.boards, *new.recommendations, *new.actions, *days])
    session.flush()
    changes = [
        audit.Change(
            "imported plan",
            f"plan {plan.key}",
            {"file": plan.file_sha256, "actions": len(new.actions), "people": len(new.people)},
        ),
        *changed,
        *(
            audit.Change(
                "imported action",
                f"action {plan.key}/{action.ref}",
                {"due_date": action.due_date, "owner": new.owners[action.ref]},
            )
            for action in new.actions
        ),
    ]
    audit.append(session, organisation_id, changes, actor=actor, now=now)
    return plan


def organisation_called(session: Session, name: str) -> int:
    """Return the id of the organisation called `name`, made with its audit chain if it is new."""
    found = session.exec(select(Organisation).where(Organisation.name == name)).one_or_none()
    if found is not None:
        return found.id or 0
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    session.add(audit.AuditHead(organisation_id=organisation.id or 0, seq=0, hash=audit.START))
    session.flush()
    return organisation.id or 0


def find_plan(session: Session, key: str) -> Plan | None:
    """Return the plan with this key, or None."""
    return session.exec(select(Plan).where(Plan.key == key)).first()


def plan_called(session: Session, key: str) -> Plan:
    """Return the plan with this key; raise BadInput naming the plans there are."""
    plan = find_plan(session, key)
    if plan is None:
        known = ", ".join(sorted(session.exec(select(Plan.key)))) or "none"
        raise BadInput(f"There is no plan {key!r}; the plans are: {known}.")
    return plan


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


def calendar(session: Session, plan: Plan) -> WorkingCalendar:
    """Return the working calendar of a plan."""
    days = session.exec(select(col(DayOff.on)).where(DayOff.plan_id == plan.id))
    return WorkingCalendar(frozenset(days), plan.calendar_first, plan.calendar_last)


def set_next_checks(session: Session, dates: Mapping[int, date | None]) -> None:
    """Store when each action is next looked at: derived from recorded facts, so not audited."""
    rows = [{"id": action_id, "next_check_on": on} for action_id, on in dates.items()]
    if rows:
        session.execute(update(Action), rows)


def _add_people(
    session: Session, organisation_id: int, new: NewPlan
) -> tuple[dict[str, int], list[audit.Change]]:
    """Store the people of a plan; return all ids by name, and what it changed of those known."""
    stored = select(Person).where(Person.organisation_id == organisation_id)
    by_name = {person.name: person for person in session.exec(stored)}
    known = {name: person.director_id for name, person in by_name.items()}
    changes: dict[str, dict[str, list[str]]] = {}
    for person in new.people:
        old = by_name.setdefault(person.name, person)
        if old is person:
            person.organisation_id = organisation_id
            session.add(person)
        elif changed := _changed(old, person):
            changes[person.name] = changed
    session.flush()
    names = {person.id: name for name, person in by_name.items()}
    for name, director in new.directors.items():
        if not director:  # a plan that names no director takes none away
            continue
        by_name[name].director_id = by_name[director].id
        if name in known and known[name] != by_name[director].id:
            changes.setdefault(name, {})["director"] = [names.get(known[name], ""), director]
    session.flush()
    ids = {name: person.id or 0 for name, person in by_name.items()}
    said = [audit.Change("changed person", f"person {name}", it) for name, it in changes.items()]
    return ids, said


def _changed(old: Person, new: Person) -> dict[str, list[str]]:
    """Bring a known person up to date; return the old and new value of each field changed."""
    changed = {}
    for field in ("address", "role", "agency"):
        before, after = getattr(old, field), getattr(new, field)
        if after and before != after:
            setattr(old, field, after)
            changed[field] = [before, after]
    return changed
