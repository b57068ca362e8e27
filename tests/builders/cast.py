"""Invented people around the small plan: who stands in, takes over, validates and records."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from followthrough.plans.file.rows import ActionRow, PersonRow
from models.people import Person, person_called
from models.session import reading
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    ORGANISATION,
    OWNER,
    Service,
    an_action,
)

SECRETARY = PersonRow("Sec Retary", "sec@invented.example", "Secretary", "Council", "")
VALIDATOR = PersonRow("Val Idator", "val@invented.example", "Auditor", "Council", "")
DEPUTY = PersonRow("Deb Uty", "deb@invented.example", "Manager", "Council", "")
COLLEAGUE = PersonRow("Col League", "col@invented.example", "Manager", "Trust", "")
THIRD = PersonRow("Thea Rd", "thea@invented.example", "Manager", "Trust", "")
FOURTH = PersonRow("Fay Urth", "fay@invented.example", "Manager", "Trust", "")
CAST = (
    ADMINISTRATOR,
    DIRECTOR,
    OWNER,
    SECRETARY,
    VALIDATOR,
    DEPUTY,
    COLLEAGUE,
    THIRD,
    FOURTH,
)
DUE = date(2026, 12, 18)
LIVE = date(2026, 12, 7)
L0, L1, L2 = date(2026, 12, 21), date(2026, 12, 29), date(2027, 1, 6)
"""The ladder of an action due on `DUE`, by semantics row 10."""


def live_plan(database: Engine, *actions: ActionRow, directed: bool = True) -> Service:
    """Return a plan that went live on Mon 7 Dec 2026, with the whole cast; A1 if none is given.

    Without a director nobody has a weekly summary, so that an owner's digest is a day's only mail.
    """
    service = Service(
        database,
        people=[person if directed else replace(person, director="") for person in CAST],
        boards=(replace(BOARD, secretary=SECRETARY.name),),
        validator=VALIDATOR.name,
    )
    service.go_live(LIVE, *(actions or (an_action("A1", DUE),)))
    return service


def slipping(database: Engine, until: date, *, directed: bool = True) -> Service:
    """Return a plan whose A1, due on Fri 18 Dec 2026, slips; every day to `until` was run."""
    service = live_plan(database, directed=directed)
    service.days(date(2026, 12, 11), until)
    return service


def unreachable(database: Engine) -> dict[str, date]:
    """Return since when mail to people is known not to arrive, by name."""
    with reading(database) as session:
        people = session.exec(select(Person)).all()
        return {p.name: p.unreachable_since for p in people if p.unreachable_since}


def second_plan(service: Service, *more: str, key: str = "q", owner: str = "OWEN ER") -> Service:
    """Let another plan go live that spells the organisation and all its people in capitals.

    `more` are people whom it alone knows. Its one action is B1.
    """
    cast = [replace(one, name=one.name.upper(), director=one.director.upper()) for one in CAST]
    cast += [
        replace(THIRD, name=name, address=f"{n}@invented.example") for n, name in enumerate(more)
    ]
    second = Service(
        service.engine,
        people=cast,
        boards=(replace(BOARD, secretary=SECRETARY.name.upper()),),
        validator=VALIDATOR.name.upper(),
        key=key,
        organisation=f" {ORGANISATION.upper()}",
    )
    second.go_live(LIVE, an_action("B1", DUE, owner))
    return second


def person(engine: Engine, name: str) -> Person:
    """Return someone of the first organisation as they are stored."""
    with reading(engine) as session:
        found = person_called(session, 1, name)
        session.expunge(found)
        return found


def names(engine: Engine) -> list[str]:
    """Return the names of all people that are stored."""
    with reading(engine) as session:
        return sorted(session.exec(select(Person.name)))
