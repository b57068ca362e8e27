"""Responsible for storing a plan that is new: all its rows at once, tied by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, select

from models import audit
from models.boards import Board, BoardMeeting, BoardMember
from models.calendar import DayOff
from models.people import Person
from models.plan import (
    Action,
    Contributor,
    Milestone,
    Organisation,
    Plan,
    Recommendation,
    Series,
    find_organisation,
)
from models.registers import Registers, replace_registers
from rules.text import folded


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
    validator: str = ""
    """By name, for the whole plan; empty means the administrator."""
    validators: Mapping[str, str] = field(default_factory=dict)
    """By action, where it names another."""
    contributors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    milestones: Mapping[str, Sequence[Milestone]] = field(default_factory=dict)
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By board."""
    meetings: Mapping[str, Sequence[BoardMeeting]] = field(default_factory=dict)
    """By board."""
    registers: Registers = field(default_factory=Registers)
    """Measures, risks and the log of the boards."""
    repeats: Mapping[str, str] = field(default_factory=dict)
    """How often an action falls due again; only actions that do."""


def add_plan(session: Session, new: NewPlan, *, actor: str, now: datetime) -> Plan:
    """Store a plan as a draft and return it; the caller knows that its key is free.

    People already known to the organisation by name are kept, brought up to date by the file; how
    they are spelled stays as it is.
    """
    organisation_id = organisation_called(session, new.organisation)
    spelled = spelled_otherwise(session, new)
    people, changed = _add_people(session, organisation_id, new)
    plan = new.plan
    plan.organisation_id = organisation_id
    plan.administrator_id = people[folded(new.administrator)]
    plan.validator_id = people.get(folded(new.validator))
    session.add(plan)
    session.flush()
    for board in new.boards:
        board.secretary_id = people.get(folded(new.secretaries[board.name]))
    for action in new.actions:
        action.owner_id = people.get(folded(new.owners[action.ref]))
        action.validator_id = people.get(folded(new.validators.get(action.ref, "")))
    days = [DayOff(on=on, name=name, plan_id=plan.id or 0) for on, name in new.days_off.items()]
    for row in (*new.boards, *new.recommendations, *new.actions):
        row.plan_id = plan.id or 0
    session.add_all([*new.boards, *new.recommendations, *new.actions, *days])
    session.flush()
    _add_parts(session, new, people)
    changes = [
        audit.Change(
            "imported plan",
            f"plan {plan.key}",
            {"file": plan.file_sha256, "actions": len(new.actions), "people": len(new.people)}
            | ({"spelled": spelled} if spelled else {}),
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
    replace_registers(session, plan, new.registers, actor=actor, now=now)
    return plan


def organisation_called(session: Session, name: str) -> int:
    """Return the id of the organisation called `name`, made with its audit chain if it is new."""
    found = find_organisation(session, name)
    if found is not None:
        return found.id or 0
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    session.add(audit.AuditHead(organisation_id=organisation.id or 0, seq=0, hash=audit.START))
    session.flush()
    return organisation.id or 0


def spelled_otherwise(session: Session, new: NewPlan) -> dict[str, str]:
    """Return how each name that a plan spells otherwise than it is known is known."""
    organisation = find_organisation(session, new.organisation)
    if organisation is None:
        return {}
    known = select(Person.folded, Person.name).where(Person.organisation_id == organisation.id)
    names = dict(session.exec(known).all())
    given = {person.name: names.get(folded(person.name)) for person in new.people}
    given[new.organisation] = organisation.name
    return {name: stored for name, stored in given.items() if stored and stored != name}


def _add_parts(session: Session, new: NewPlan, people: Mapping[str, int]) -> None:
    """Store what belongs to boards and actions, such as members, meetings, joint owners, milestones."""
    for board in new.boards:
        for name in new.members.get(board.name, ()):
            session.add(BoardMember(board_id=board.id or 0, person_id=people[folded(name)]))
        for meeting in new.meetings.get(board.name, ()):
            meeting.board_id = board.id or 0
            session.add(meeting)
    for action in new.actions:
        action_id = action.id or 0
        for name in new.contributors.get(action.ref, ()):
            session.add(Contributor(action_id=action_id, person_id=people[folded(name)]))
        for milestone in new.milestones.get(action.ref, ()):
            milestone.action_id = action_id
            session.add(milestone)
        if action.ref in new.repeats:
            session.add(Series(action_id=action_id, every=new.repeats[action.ref]))
    session.flush()


def _add_people(
    session: Session, organisation_id: int, new: NewPlan
) -> tuple[dict[str, int], list[audit.Change]]:
    """Store the people of a plan; return all ids by folded name, and what it changed of those known."""
    stored = select(Person).where(Person.organisation_id == organisation_id)
    by_name = {folded(person.name): person for person in session.exec(stored)}
    directors = {person.id: person.director_id for person in by_name.values()}
    changes: dict[str, dict[str, list[str]]] = {}
    for person in new.people:
        old = by_name.setdefault(folded(person.name), person)
        if old is person:
            person.organisation_id = organisation_id
            session.add(person)
        elif changed := _changed(old, person):
            changes[old.name] = changed
    session.flush()
    names = {person.id: person.name for person in by_name.values()}
    for name, its in new.directors.items():
        if not its:  # a plan that names no director takes none away
            continue
        person, director = by_name[folded(name)], by_name[folded(its)]
        person.director_id = director.id
        if directors.get(person.id, director.id) != director.id:
            was = names.get(directors[person.id], "")
            changes.setdefault(person.name, {})["director"] = [was, director.name]
    session.flush()
    ids = {name: person.id or 0 for name, person in by_name.items()}
    said = [audit.Change("changed person", f"person {name}", it) for name, it in changes.items()]
    return ids, said


def _changed(old: Person, new: Person) -> dict[str, list[str]]:
    """Bring a known person up to date; return the old and new value of each field changed."""
    changed = {}
    for name in ("address", "role", "agency"):
        before, after = getattr(old, name), getattr(new, name)
        if after and before != after:
            setattr(old, name, after)
            changed[name] = [before, after]
    return changed
