"""A draft changes nothing that live plans use: it is named, with the command that changes it."""

import re
import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from followthrough.ladder.policy_file import default_policy
from followthrough.notices import alarms
from models.plan import plan_called
from models.policy import add_version
from models.session import writing
from rules.ladder.policy import Audience, Rung
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    L1,
    LIVE,
    live_plan,
    person,
    slipping,
)
from tests.builders.plan_file import SHEETS, Rows, save_plan
from tests.builders.plans import BOARD, DIRECTOR, KEY, ORGANISATION, OWNER, Service, an_action, at
from tests.integration.cli.command_line import Command

NOON = at(LIVE, 12)
COUNTED = {"audit_head"}
"""What counts on with each entry of the trail."""


def rows(engine: Engine) -> set[tuple[str, str]]:
    """Return every row that is stored, but for counters."""
    with engine.connect() as connection:
        return {
            (table.name, repr(tuple(row)))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in COUNTED
            for row in connection.execute(table.select())
        }


def another(service: Service) -> Service:
    """Return a second plan that says all else of everybody, and names one person more."""
    people = [
        replace(
            one,
            address=f"other.{one.address}",
            role=f"Other {one.role}",
            agency=f"Other {one.agency}",
            director=COLLEAGUE.name,
        )
        for one in CAST
    ]
    people.append(replace(DEPUTY, name="Zed New", director=OWNER.name))
    board = replace(BOARD, secretary=DEPUTY.name, address="other.board@invented.example")
    return Service(service.engine, people=people, boards=(board,), key="q")


@pytest.mark.parametrize("live", [True, False], ids=["row-186-live", "row-186-draft"])
def test_a_draft_changes_no_row_that_is_there(database: Engine, *, live: bool) -> None:
    service = live_plan(database)
    if not live:
        service = Service(database, people=CAST, key="first")
        service.draft(LIVE, an_action("C1", DUE))
    before = rows(database)
    another(service).draft(LIVE, an_action("B1", DUE))
    assert before - rows(database) == set()
    assert person(database, "Zed New").director_id == person(database, OWNER.name).id


def test_nor_does_it_when_it_goes_live(database: Engine) -> None:
    service = slipping(database, L1)
    told = [(n.recipient_name, n.recipient_address) for n in service.notices()]
    assert (DIRECTOR.name, DIRECTOR.address) in told
    another(service).go_live(L1, an_action("B1", DUE))
    for one in CAST:
        found = person(database, one.name)
        assert (found.address, found.role, found.agency) == (one.address, one.role, one.agency)
    assert person(database, OWNER.name).director_id == person(database, DIRECTOR.name).id


def test_what_it_says_otherwise_is_in_the_trail(database: Engine) -> None:
    service = live_plan(database)
    another(service).draft(LIVE, an_action("B1", DUE))
    assert service.audited("changed person") == []
    (_, (_, detail)) = service.audited("imported plan")
    assert [OWNER.name, "director", DIRECTOR.name, COLLEAGUE.name] in detail["kept"]
    assert len(detail["kept"]) == 4 * len(CAST)


def test_each_is_named_with_the_command_that_changes_it(
    command: Command, tmp_path: Path, database: Engine
) -> None:
    first = save_plan(tmp_path)
    doubts = "dates long past, and the clock that tests move as the example does"
    assert command("import", str(first), now=NOON)[1].count("To check") == 3, doubts
    assert command("import", str(first), now=NOON)[1].count("stays") == 0
    people: Rows = [
        SHEETS["People"][0],
        ["Ann Lee", "ann@some.example", "Officer", "Council", None],
        ["BOB RAY", "bob.ray@some.example", "Head", "Trust", "Pat O'Brien"],
        ["Pat O'Brien", "pat.o'brien@some.example", None, None, "Ann Lee"],
    ]
    cells = {"Plan!B2": "visit-2", "Plan!B3": "Another"}
    code, out, _ = command("import", str(save_plan(tmp_path, cells, {"People": people})), now=NOON)
    assert code == 0
    said = [line for line in out.splitlines() if " stays " in line and line.startswith("To check")]
    assert said[0] == (
        "To check: Bob Ray: the address stays bob@some.example, for all plans; this file says "
        '"bob.ray@some.example". If the file is right, `followthrough person address "Bob Ray" '
        '"bob.ray@some.example"` records it.'
    )
    for line in said:
        typed = re.findall("`followthrough (.*?)`", line)
        assert command(*shlex.split(typed[0]), now=NOON)[0] == 0
    bob, pat = person(database, "Bob Ray"), person(database, "Pat O'Brien")
    assert (bob.address, bob.role, bob.agency) == ("bob.ray@some.example", "Head", "Trust")
    assert (bob.director_id, pat.role, pat.agency) == (pat.id, "Manager", "Trust")
    assert len(said) == 4


def test_what_is_to_mend_goes_by_what_is_recorded(
    command: Command, tmp_path: Path, database: Engine
) -> None:
    """The file would let Ann validate Bob's action; recorded is that she directs him."""
    del database
    assert command("import", str(save_plan(tmp_path)), now=NOON)[0] == 0
    alone: Rows = [row if row[0] != "Bob Ray" else [*row[:4], None] for row in SHEETS["People"]]
    boards = [SHEETS["Boards"][0], [*SHEETS["Boards"][1]]]
    cells = {"Plan!B2": "visit-2", "Plan!B3": "Another"}
    sheets = {"People": alone, "Boards": boards, "Actions": SHEETS["Actions"][:2]}
    _, out, _ = command("import", str(save_plan(tmp_path, cells, sheets)), now=NOON)
    assert "To mend: A1: nobody who is named may validate it" in " ".join(out.split())


def test_somebody_new_is_not_told_by_a_live_ladder_for_their_role(database: Engine) -> None:
    service = live_plan(database)
    rung = Rung("L3", Audience.ROLE, 15, role="Chief  officer")
    policy = replace(default_policy(), rungs=(*default_policy().rungs, rung))
    with writing(database) as session:
        plan = plan_called(session, KEY)
        add_version(session, plan, policy, LIVE, actor="test", now=NOON)
    draft = Service(database, people=[*CAST, replace(DEPUTY, name="Zed New", role="chief Officer")])
    draft.key = "q"
    draft.draft(LIVE, an_action("B1", DUE))
    assert person(database, "Zed New").role == ""
    (_, (_, detail)) = service.audited("imported plan")
    assert detail["kept"] == [["Zed New", "role", "", "chief Officer"]]


def test_a_drafts_administrator_hears_no_alarm_of_a_live_plan(database: Engine) -> None:
    service = live_plan(database)
    people = [replace(one, name="New Admin") if one is COLLEAGUE else one for one in CAST]
    read = replace(
        Service(database, people=people, key="q").plan_file(an_action("B1", DUE)),
        administrator="New Admin",
    )
    Service(database, key="q")._take_in(LIVE, read)  # noqa: SLF001 - a builder of ours
    alarms.raise_alarm(service.place(NOON), ORGANISATION, "key", "Title", "Body.", now=NOON)
    told = [n.recipient_name for n in service.notices() if n.recipient_address]
    assert told == ["Ada Min"]


@pytest.mark.parametrize(
    ("name", "director", "said"),
    [
        ("owen ER", "col LEAGUE", "Col League is the director of Owen Er from now on; it was Dee"),
        ("Owen Er", "Dee Rector", "Dee Rector is the director of Owen Er already"),
        ("Owen Er", "Nobody", "There is no person 'Nobody'"),
        ("Owen Er", "Val Idator", "the validator of p/A1 would be in its owner's line"),
    ],
)
def test_a_director_is_corrected_by_name(
    command: Command, database: Engine, name: str, director: str, said: str
) -> None:
    service = live_plan(database)
    before = rows(database)
    code, out, err = command("person", "director", name, director, now=NOON)
    assert said in " ".join((out + err).split())
    changed = director == "col LEAGUE"
    assert (code == 0) == (changed or "already" in said)
    assert (rows(database) == before) == (not changed)
    assert len(service.audited("changed person")) == changed


def test_who_has_left_directs_nobody(command: Command, database: Engine) -> None:
    service = live_plan(database)
    service.leave(COLLEAGUE.name, date(2026, 12, 7), NOON, "")
    code, _, err = command("person", "director", OWNER.name, COLLEAGUE.name, now=NOON)
    assert (code, err.split(":")[0].strip()) == (2, "Col League left on Monday 7 December 2026.")
