"""Responsible for storing a plan that is new: all its rows at once, tied by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, select

from models import audit
from models.boards import Board, BoardMeeting, BoardMember
from models.calendar import DayOff
from models.people import Person
from models.plan import Action, Contributor, Milestone, Organisation, Plan, Recommendation, Series
from models.registers import Registers, replace_registers


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

    People already known to the organisation by name are kept, brought up to date by the file.
    """
    organisation_id = organisation_called(session, new.organisation)
    people, changed = _add_people(session, organisation_id, new)
    plan = new.plan
    plan.organisation_id = organisation_id
    plan.administrator_id = people[new.administrator]
    plan.validator_id = people.get(new.validator)
    session.add(plan)
    session.flush()
    for board in new.boards:
        board.secretary_id = people.get(new.secretaries[board.name])
    for action in new.actions:
        action.owner_id = people.get(new.owners[action.ref])
        action.validator_id = people.get(new.validators.get(action.ref, ""))
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
    replace_registers(session, plan, new.registers, actor=actor, now=now)
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


def _add_parts(session: Session, new: NewPlan, people: Mapping[str, int]) -> None:
    """Store what belongs to boards and actions, such as members, meetings, joint owners, milestones."""
    for board in new.boards:
        for name in new.members.get(board.name, ()):
            session.add(BoardMember(board_id=board.id or 0, person_id=people[name]))
        for meeting in new.meetings.get(board.name, ()):
            meeting.board_id = board.id or 0
            session.add(meeting)
    for action in new.actions:
        action_id = action.id or 0
        for name in new.contributors.get(action.ref, ()):
            session.add(Contributor(action_id=action_id, person_id=people[name]))
        for milestone in new.milestones.get(action.ref, ()):
            milestone.action_id = action_id
            session.add(milestone)
        if action.ref in new.repeats:
            session.add(Series(action_id=action_id, every=new.repeats[action.ref]))
    session.flush()


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
    for name in ("address", "role", "agency"):
        before, after = getattr(old, name), getattr(new, name)
        if after and before != after:
            setattr(old, name, after)
            changed[name] = [before, after]
    return changed
