"""Invented people around the small plan: who stands in, takes over, validates and records."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from followthrough.plans.file.rows import ActionRow, PersonRow
from models.people import Person
from models.session import reading
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, OWNER, Service, an_action

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
