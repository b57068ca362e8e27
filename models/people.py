"""Responsible for the people that are told, and who stands in for whom."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.session import FOLDED
from rules.people.circle import Circle, Someone
from rules.people.circle import Cover as CoverFacts
from rules.people.merging import called_now
from rules.problems import BadInput, Remedy
from rules.text import folded, said
from rules.trail import NAMES, new_name
from rules.words import long_day


class Person(SQLModel, table=True):
    """An owner, director, secretary or administrator; two may share one address."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        Index("ix_person_folded", "organisation_id", "folded", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str
    folded: str | None = Field(default=None, nullable=False, sa_column_kwargs=FOLDED)
    """The name as names are compared: one person however it is spelled."""
    address: str
    role: str
    agency: str
    director_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    left_on: date | None = None
    """Told nothing from this date on."""
    successor_id: int | None = Field(default=None, foreign_key="person.id")
    unreachable_since: date | None = None
    """Since when mail to the address is known not to arrive."""
    channel: str = ""
    """The chat channel, by its name in the settings, that also tells them there is mail."""


class Cover(SQLModel, table=True):
    """A person is away from `first`, and back on `until`; the deputy is told instead."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int = Field(foreign_key="person.id")
    first: date
    until: date


def circle(session: Session, organisation_id: int) -> Circle:
    """Return everyone of an organisation, with their covers."""
    return Circle(_people(session, col(Person.organisation_id) == organisation_id))


def circle_around(session: Session, ids: Collection[int]) -> Circle:
    """Return some people, all who may stand in for them step by step, and their directors upward."""
    found: dict[int, Someone] = {}
    wanted = set(ids)
    while wanted:
        new = {person.id: person for person in _people(session, col(Person.id).in_(wanted))}
        found |= new
        others = {cover.deputy_id for person in new.values() for cover in person.covers}
        for person in new.values():
            others |= {person.successor_id or 0, person.director_id or 0}
        wanted = others - found.keys() - {0}
    return Circle(found.values())


def _people(session: Session, picked: ColumnElement[bool]) -> list[Someone]:
    covers: dict[int, list[CoverFacts]] = {}
    mine = select(Person.id).where(picked)
    newest_first = (
        select(Cover).where(col(Cover.person_id).in_(mine)).order_by(col(Cover.id).desc())
    )
    for cover in session.exec(newest_first):
        facts = CoverFacts(cover.deputy_id, cover.first, cover.until)
        covers.setdefault(cover.person_id, []).append(facts)
    rows = session.connection().execute(
        sa.select(
            col(Person.id),
            col(Person.name),
            col(Person.address),
            col(Person.role),
            col(Person.director_id),
            col(Person.left_on),
            col(Person.successor_id),
            col(Person.unreachable_since).is_(None) & (col(Person.address) != ""),
            col(Person.channel),
            col(Person.agency),
        ).where(picked)
    )
    return [Someone._make((*row, tuple(covers.get(row[0] or 0, ())))) for row in rows.all()]


def person_called(session: Session, organisation_id: int, name: str) -> Person:
    """Return the person with this name, however spelled; raise BadInput naming those there are."""
    found = find_person(session, organisation_id, name)
    if found is None:
        theirs = select(Person.name).where(Person.organisation_id == organisation_id)
        raise nobody_called(name, session.exec(theirs))
    return found


def nobody_called(name: str, known: Iterable[str]) -> BadInput:
    """Return the refusal of a name that nobody has, with the names that there are."""
    names = ", ".join(sorted(set(known))) or "none"
    return BadInput(f"There is no person {name!r}; the people are: {names}.")


def find_person(session: Session, organisation_id: int, name: str) -> Person | None:
    """Return the person of an organisation with this name, however spelled, or None."""
    mine = select(Person).where(Person.organisation_id == organisation_id)
    return session.exec(mine.where(Person.folded == folded(name))).first()


def names_before(session: Session, organisation_id: int) -> dict[str, str]:
    """Return who is meant by each name that somebody had before, by that name folded.

    That is the name of whom they were merged with, or which they got; a name that somebody has is
    no name of before.
    """
    told = session.exec(
        select(audit.AuditEntry.subject, audit.AuditEntry.detail)
        .where(audit.AuditEntry.organisation_id == organisation_id)
        .where(col(audit.AuditEntry.verb).in_(NAMES))
        .order_by(col(audit.AuditEntry.seq))
    ).all()
    if not told:
        return {}
    went = [(subject.removeprefix("person "), new_name(json.loads(said))) for subject, said in told]
    everyone = select(Person.name).where(Person.organisation_id == organisation_id)
    return called_now(went, session.exec(everyone).all())


def who_decides(
    session: Session, name: str, today: date, organisation_id: int | None = None
) -> str:
    """Return how someone who decides is known: in an organisation, or in any where none is meant.

    Raises BadInput if nobody is named, or nobody is called so, or whoever is has left.
    """
    name = said("name of who decides", name)
    if not name:
        raise BadInput("Nobody is named who decides.", remedy=Remedy.NAME_DECIDER.of())
    everyone = select(Person).order_by(col(Person.left_on).is_not(None), col(Person.id))
    if organisation_id is not None:
        everyone = everyone.where(Person.organisation_id == organisation_id)
    found = session.exec(everyone.where(Person.folded == folded(name))).first()
    if found is None:
        raise nobody_called(name, (person.name for person in session.exec(everyone)))
    refuse_leaver(found, today)
    return found.name


def refuse_leaver(person: Person, today: date, by: date | None = None) -> None:
    """Raise BadInput if someone has left, or will have by a day ahead."""
    if person.left_on is not None and person.left_on <= (by or today):
        verb = "left" if person.left_on <= today else "leaves"
        raise BadInput(f"{person.name} {verb} on {long_day(person.left_on)}.")


def reachable_at(session: Session, organisation_id: int, address: str) -> Sequence[Person]:
    """Return everyone whose mail to an address arrives as far as is known, held for a change."""
    mine = (
        col(Person.organisation_id) == organisation_id,
        sa.func.lower(col(Person.address)) == address.lower(),
        col(Person.unreachable_since).is_(None),
    )
    return session.exec(
        select(Person).where(*mine).order_by(col(Person.id)).with_for_update()
    ).all()


def change_person(
    session: Session,
    person: Person,
    changes: dict[str, object],
    *,
    actor: str,
    now: datetime,
    because: str = "",
) -> None:
    """Store new values of a person's fields, with old and new, and why, in the audit trail."""
    detail: dict[str, object] = {name: [getattr(person, name), v] for name, v in changes.items()}
    if because:
        detail["because"] = because
    for name, value in changes.items():
        setattr(person, name, value)
    session.add(person)
    change = audit.Change("changed person", f"person {person.name}", detail)
    audit.append(session, person.organisation_id, [change], actor=actor, now=now)


def add_person(session: Session, person: Person, *, actor: str, now: datetime) -> None:
    """Store someone new, with the audit entry; the caller knows that nobody else is called so."""
    session.add(person)
    session.flush()
    told = {name: getattr(person, name) for name in ("address", "role", "agency", "director_id")}
    change = audit.Change("added person", f"person {person.name}", told)
    audit.append(session, person.organisation_id, [change], actor=actor, now=now)


def rename_person(
    session: Session, person: Person, name: str, *, actor: str, now: datetime
) -> None:
    """Store another name of a person; the caller knows that nobody else is called so."""
    was = person.name
    person.name, person.folded = name, folded(name)
    session.add(person)
    change = audit.Change("renamed person", f"person {was}", {"name": [was, name]})
    audit.append(session, person.organisation_id, [change], actor=actor, now=now)


def add_cover(
    session: Session, person: Person, deputy: Person, cover: Cover, *, actor: str, now: datetime
) -> None:
    """Store that a deputy is told instead of a person; the audit entry names both (row 117)."""
    session.add(cover)
    detail = {"deputy": deputy.name, "first": cover.first, "until": cover.until}
    change = audit.Change("covered", f"person {person.name}", detail)
    audit.append(session, person.organisation_id, [change], actor=actor, now=now)
