"""One person, plan, action and board however they are spelled: in a second plan, in a command."""

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.actions.pausing import Scope, pause
from followthrough.plans.file.rows import MilestoneRow
from models.people import Person
from models.plan import Organisation, action_called, plan_called
from models.session import reading, writing
from rules.problems import BadInput
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DUE,
    LIVE,
    THIRD,
    live_plan,
    names,
    person,
    second_plan,
)
from tests.builders.places import a_place
from tests.builders.plan_file import save_plan
from tests.builders.plans import (
    KEY,
    ORGANISATION,
    OWNER,
    Service,
    an_action,
    at,
)
from tests.builders.spellings import spellings
from tests.integration.cli.command_line import Command

NOON = at(LIVE, 12)
LATER = at(date(2026, 12, 8), 12)
OTHERWISE = ("OWEN ER", "owen er", "  Owen\u00a0 Er", "\uff2fwen\u2009Er", "Ow\u00aden Er")
NUMBERS = count(2)
SLOWLY = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def service(database: Engine) -> Service:
    """The small plan p, whose A1 is Owen Er's and whose A2 is another's."""
    return live_plan(database, an_action("A1", DUE), an_action("A2", DUE, COLLEAGUE.name))


@pytest.mark.parametrize("rows", [1], ids=["row-120"])
def test_a_second_plan_that_spells_all_otherwise_makes_nobody_new(
    service: Service, rows: int
) -> None:
    before = names(service.engine)
    second_plan(service)
    assert names(service.engine) == before
    with reading(service.engine) as session:
        assert len(session.exec(select(Organisation)).all()) == rows
    assert service.action("B1").owner_id == service.action("A1").owner_id
    (_, (_, detail)) = service.audited("imported plan")
    assert detail["spelled"]["OWEN ER"] == "Owen Er"


@pytest.mark.parametrize("name", OTHERWISE)
def test_leaver_cover_and_address_find_one_person_after_two_spellings(
    service: Service, name: str
) -> None:
    second_plan(service)
    service.address(name, "new@invented.example", NOON)
    service.cover(name, "DEB  UTY", date(2026, 12, 21), date(2026, 12, 24), NOON)
    assert "Owen Er" in service.leave(name, date(2026, 12, 28), NOON, COLLEAGUE.name.lower())
    owner = person(service.engine, OWNER.name)
    assert (owner.address, owner.left_on) == ("new@invented.example", date(2026, 12, 28))
    assert owner.successor_id == person(service.engine, COLLEAGUE.name).id


@pytest.mark.parametrize("ref", ["A1", "B1"], ids=["row-120-A1", "row-120-B1"])
@SLOWLY
@given(name=spellings(OWNER.name))
def test_no_spelling_lets_an_owner_validate_what_is_their_own(
    database: Engine, ref: str, name: str
) -> None:
    with reading(database) as session:
        begun = session.exec(select(Organisation)).first()
    if begun is None:
        service = live_plan(database)
        for plan in (service, second_plan(service)):
            plan.complete({"p": "A1", "q": "B1"}[plan.key], NOON)
    plan = Service(database, key={"A1": "p", "B1": "q"}[ref])
    with pytest.raises(BadInput, match="Owen Er is in the line of the owner"):
        plan.validate(ref, LATER, by=name)
    assert plan.action(ref).validated_on is None


@SLOWLY
@given(name=spellings("Pat O'Brien"))
def test_no_spelling_in_a_later_plan_makes_a_second_person(database: Engine, name: str) -> None:
    with reading(database) as session:
        begun = session.exec(select(Organisation)).first()
    if begun is None:
        second_plan(live_plan(database), "Pat O'Brien", owner="Pat O'Brien")
    before = names(database)
    key, ref = f"plan-{next(NUMBERS)}", f"C{next(NUMBERS)}"
    service = Service(database, people=[*CAST, replace(THIRD, name=name)], key=key)
    service.go_live(LIVE, an_action(ref, DUE, name))
    assert names(database) == before
    assert service.action(ref).owner_id == service.action("B1").owner_id


def test_import_says_who_is_spelled_otherwise_and_stays_so(
    command: Command, tmp_path: Path, database: Engine
) -> None:
    cells = {"Plan!B2": "visit-2", "Plan!B4": "SOME council", "People!A4": "Pat O\u2019Brien"}
    assert command("import", str(save_plan(tmp_path)), now=NOON)[0] == 0
    second = save_plan(tmp_path, cells)
    code, out, _ = command("import", str(second), now=NOON)
    assert code == 0
    assert "Pat O'Brien is spelled \"Pat O\u2019Brien\" in this file, and stays Pat O'Brien." in out
    assert 'Some Council is spelled "SOME council" in this file, and stays Some Council.' in out
    assert names(database) == ["Ann Lee", "Bob Ray", "Pat O'Brien"]
    again = save_plan(tmp_path, cells | {"Plan!B2": "VISIT-2"})
    _, out, _ = command("import", str(again), now=NOON)
    assert "(visit-2)" in out
    assert "It was imported before; nothing changed." in out
    assert "spelled" not in out


@pytest.mark.parametrize(
    ("plan", "ref"), [("p", "a1"), ("P", "A1"), (" P ", " A1 "), ("\uff50", "\uff211")]
)
def test_a_command_finds_plan_and_action_however_they_are_typed(
    command: Command, service: Service, plan: str, ref: str
) -> None:
    code, out, err = command("update", plan, ref, "--text", "Half of it.", now=LATER)
    assert (code, err) == (0, "")
    assert out.startswith("Recorded for A1, ")
    code, out, _ = command(
        "pause", plan, "--action", ref, "--until", "2026-12-20", "--reason", "x", now=LATER
    )
    assert "A1 of plan p" in out
    assert [subject for subject, _ in service.audited("paused")] == ["action p/A1"]
    code, out, _ = command("why", plan, ref, now=LATER)
    assert code == 0
    assert "A1" in out


def test_what_is_not_there_is_refused_by_all_that_are(service: Service) -> None:
    with reading(service.engine) as session:
        with pytest.raises(BadInput, match="There is no plan 'p2'; the plans are: p"):
            plan_called(session, "p2")
        with pytest.raises(BadInput, match="Plan p has no action 'A 1'; it has: A1"):
            action_called(session, plan_called(session, KEY), "A 1")


def test_boards_milestones_and_themes_are_found_however_they_are_typed(
    command: Command, database: Engine
) -> None:
    service = Service(database, milestones=[MilestoneRow("A1", "M1", "Posts", DUE)])
    service.go_live(LIVE, replace(an_action("A1", DUE), theme="Early  Help"))
    words = ("board", "meeting", "P", "strategic  PARTNERSHIP board", "--on", "2027-01-14")
    code, out, _ = command(*words, now=LATER)
    assert code == 0
    assert "Strategic Partnership Board" in out
    make = ("pack", "make", "P", "--board", "STRATEGIC partnership board")
    code, _, err = command(*make, now=LATER)
    assert (code, "drafted on Wednesday 30 December" in err) == (2, True), "found; its day is ahead"
    code, out, _ = command("milestone", "P", "a1", " m1", "--completed", "2026-12-08", now=LATER)
    assert (code, out) == (0, "Milestone M1 of A1 is complete as of Tue 8 Dec 2026.\n")
    scope = Scope("P", theme="EARLY help")
    said = pause(a_place(database, LATER), scope, date(2026, 12, 20), "Why.")
    assert said.startswith("Nothing is said about theme Early  Help of plan p")


def test_the_database_takes_no_second_spelling(service: Service) -> None:
    second = Person(organisation_id=1, name="OWEN ER", address="x@x.example", role="", agency="")
    with pytest.raises(sa.exc.IntegrityError), writing(service.engine) as session:
        session.add(second)
    with pytest.raises(sa.exc.IntegrityError), writing(service.engine) as session:
        session.add(Organisation(name=ORGANISATION.upper()))
