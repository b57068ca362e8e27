"""Responsible for storing a plan that is new: all its rows at once, tied by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

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
from models.policy import versions
from models.registers import Registers, replace_registers
from rules.text import folded

FACTS = ("address", "role", "agency")
"""What a plan says of a person in words, beside who directs them."""


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


class Difference(NamedTuple):
    """What a plan says of someone of whom something else is recorded, and stays so."""

    person: str
    field: str
    recorded: str
    """Empty if nothing is."""
    given: str


def add_plan(session: Session, new: NewPlan, *, actor: str, now: datetime) -> Plan:
    """Store a plan as a draft and return it; the caller knows that its key is free.

    People already known to the organisation by name are kept as they are recorded: other plans go
    by it. What this one says otherwise of them is in its audit entry.
    """
    organisation_id = organisation_called(session, new.organisation)
    spelled = spelled_otherwise(session, new)
    kept = told_otherwise(session, new)
    people = add_people(session, organisation_id, new, kept)
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
            | ({"spelled": spelled} if spelled else {})
            | ({"kept": [list(one) for one in kept]} if kept else {}),
        ),
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


def told_otherwise(session: Session, new: NewPlan) -> list[Difference]:
    """Return what a plan says of people and is not taken; a blank says nothing.

    That is what is recorded otherwise, and a role of someone new whose holders the ladder of a live
    plan tells: they would be told at once, while theirs is a draft.
    """
    organisation = find_organisation(session, new.organisation)
    if organisation is None:
        return []
    everyone = select(Person).where(Person.organisation_id == organisation.id)
    known = {folded(person.name): person for person in session.exec(everyone)}
    names = {person.id: person.name for person in known.values()}
    roles = roles_told(session, organisation.id or 0)
    found = []
    for person in new.people:
        old = known.get(folded(person.name))
        if old is None:
            if folded(person.role) in roles:
                found.append(Difference(person.name, "role", "", person.role))
            continue
        told = [(name, getattr(old, name), getattr(person, name)) for name in FACTS]
        director = names.get(old.director_id, "")
        told.append(("director", director, new.directors.get(person.name, "")))
        found += [
            Difference(old.name, field, recorded, given)
            for field, recorded, given in told
            if given and folded(given) != folded(recorded)
        ]
    return found


def roles_told(session: Session, organisation_id: int) -> set[str]:
    """Return the roles, folded, that a version of a live plan's ladder tells."""
    live = select(Plan).where(
        Plan.organisation_id == organisation_id, col(Plan.live_on).is_not(None)
    )
    return {
        folded(rung.role)
        for plan in session.exec(live).all()
        for version in versions(session, plan.id or 0)
        for rung in version.policy.rungs
        if rung.role
    }


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


def add_people(
    session: Session, organisation_id: int, new: NewPlan, kept: Sequence[Difference]
) -> dict[str, int]:
    """Store the people of a plan who are new, but for what is kept; return all ids by folded name."""
    stored = select(Person).where(Person.organisation_id == organisation_id)
    by_name = {folded(person.name): person for person in session.exec(stored)}
    added = [person for person in new.people if folded(person.name) not in by_name]
    roleless = {one.person for one in kept if one.field == "role"}
    for person in added:
        by_name[folded(person.name)] = person
        person.role = "" if person.name in roleless else person.role
        person.organisation_id = organisation_id
        session.add(person)
    session.flush()
    for person in added:
        director = by_name.get(folded(new.directors[person.name]))
        person.director_id = director.id if director else None
    session.flush()
    return {name: person.id or 0 for name, person in by_name.items()}
