"""A directory of people is kept as a file lists them, and brings a messy plan to go live."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.audit import verify
from followthrough.boards.members import list_members
from followthrough.people.directory import Synced, sync
from followthrough.people.directory_file import read_directory
from followthrough.tables.directory import differences_in
from models.audit import AuditEntry
from models.boards import Board
from models.people import Person
from models.plan import Action
from models.session import reading
from rules.people.directory import Differences, Leaver, Listed
from rules.problems import BadInput
from tests.builders.cast import CAST, COLLEAGUE, DUE, LIVE, live_plan
from tests.builders.plans import BOARD, DIRECTOR, OWNER, Service, an_action, at
from tests.integration.cli.desk import Desk

NOON = at(LIVE, 12)
PLAN = """Ref;Action;Lead officer;By when
1;Hold a panel;Head of Care;31/03/2027
2;Write a strategy;Jo Smith;April 2027
3;Train staff;Head of Care / Jo Smith;June 2027
"""
PROFILE = """version: 1
plan: {key: plan, title: Plan, organisation: Borough of Example, administrator: Ada Admin}
board: {name: Top Board, secretary: Sam Secretary, address: board@example.example}
several owners: lead first
"""
PEOPLE = """Full name,E-mail,Post title,Organisation,Line manager,Sits on
Ada Admin,ada@example.example,Head of Quality,Council,Dee Director,
Sam Secretary,sam@example.example,Secretary,Council,Dee Director,
Jo Smith,jo@example.example,Auditor,Council,Dee Director,
Pat O'Brien,pat@example.example,Head of Care,Council,Dee Director,
Dee Director,dee@example.example,Director,Council,,Top Board
Top Board,secretariat@example.example,,,,
"""


def listed_as(*people: Listed) -> tuple[Listed, ...]:
    """Return the whole cast of the small plan as a directory lists them, but for who is given."""
    instead = {one.name: one for one in people}
    return (
        *(
            Listed(p.name, p.address, p.role, p.agency, p.director)
            for p in CAST
            if p.name not in instead
        ),
        *people,
    )


def person(service: Service, name: str) -> Person | None:
    with reading(service.engine) as session:
        return session.exec(select(Person).where(Person.name == name)).first()


def entries(service: Service) -> list[tuple[str, str]]:
    with reading(service.engine) as session:
        found = session.exec(select(AuditEntry).order_by(AuditEntry.id))  # type: ignore[arg-type]
        return [(one.verb, one.subject) for one in found]


@pytest.fixture
def service(database: Engine) -> Service:
    return live_plan(database, an_action("A1", DUE), an_action("A2", DUE, COLLEAGUE.name))


def test_what_is_new_and_changed_is_stored_at_once_and_once(service: Service) -> None:
    """As row 325 says."""
    new = Listed(
        "Nia New", "nia@invented.example", "Manager", "Trust", COLLEAGUE.name, (BOARD.name,)
    )
    moved = Listed(OWNER.name, "owen.er@invented.example", "Head", "", DIRECTOR.name)
    board = Listed(BOARD.name, "strategic@invented.example")
    directory = listed_as(new, moved, board)
    place, before = service.place(NOON), entries(service)
    trial = sync(place, directory, is_trial=True)
    assert entries(service) == before
    assert [str(one) for one in differences_in(trial)] == [
        f"New: Nia New, Manager, Trust, nia@invented.example, director Col League, {BOARD.name}.",
        "Changed: Owen Er: address owen@invented.example → owen.er@invented.example.",
        "Changed: Owen Er: role Head of service → Head.",
        f"Changed: {BOARD.name}: address {BOARD.address} → strategic@invented.example.",
    ]
    sync(place, directory, shown=trial)
    assert [verb for verb, _ in entries(service)[len(before) :]] == [
        "added person",
        "changed person",
        "added member",
        "changed person",
        "changed board",
    ]
    assert verify(place, {}).differences == ()
    again = sync(place, directory)
    assert not again.changes
    assert len(entries(service)) == len(before) + 5
    with reading(service.engine) as session:
        (top,) = session.exec(select(Board)).all()
        assert top.address == "strategic@invented.example"


def test_nobody_leaves_before_it_is_confirmed(service: Service) -> None:
    """As row 326 says."""
    place = service.place(NOON)
    heir = Listed("Nia New", "nia@invented.example", OWNER.role, OWNER.agency)
    directory = tuple(one for one in listed_as(heir) if one.name != OWNER.name)
    found = sync(place, directory)
    assert found.people.left == (Leaver(OWNER.name, heir.name),)
    owner = person(service, OWNER.name)
    assert owner
    assert owner.left_on is None
    done = sync(place, directory, are_leavers_confirmed=True)
    assert str(done.told[0]).endswith("their open actions are Nia New's.")
    with reading(service.engine) as session:
        action = session.exec(select(Action).where(Action.ref == "A1")).one()
        now = session.get_one(Person, action.owner_id)
        assert now.name == heir.name
    assert sync(place, directory, are_leavers_confirmed=True).people.left == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Listed("Nia New", director="Dee Rectro"), "near are Dee Rector"),
        (Listed("Nia New", boards=("Low Board",)), 'no plan has a board "Low Board"'),
        (Listed("Improvement Board"), 'No plan has a board "Improvement Board"'),
        (Listed(OWNER.name, director="Val Idator"), "would be in its owner's line"),
    ],
)
def test_what_nobody_knows_is_refused_and_nothing_stored(
    service: Service, line: Listed, said: str
) -> None:
    """As row 328 says."""
    before = entries(service)
    with pytest.raises(BadInput, match=said):
        sync(service.place(NOON), listed_as(Listed("Zed New"), line))
    assert entries(service) == before
    with pytest.raises(BadInput, match="changed meanwhile"):
        sync(service.place(NOON), listed_as(Listed("Zed New")), shown=Synced(Differences(), (), ()))


def test_a_messy_plan_goes_live_once_its_people_are_listed(tmp_path: Path) -> None:
    """As row 327 says: posts that a plan names are their holders', and all have an address."""
    desk = Desk(tmp_path / "var").at(at(date(2026, 11, 30), 9))
    plan, people = tmp_path / "plan.csv", tmp_path / "people.csv"
    plan.write_text(PLAN)
    (tmp_path / "plan.profile.yaml").write_text(PROFILE)
    people.write_text(PEOPLE)
    desk.says("import", plan, "--yes")
    assert "No address is recorded of Ada Admin, Head of Care" in desk.refuses(
        "go-live", "plan", "--on", "2026-12-01"
    )
    shown = desk.says("people", "sync", people, "--dry-run")
    assert "New: Pat O'Brien, Head of Care, Council, pat@example.example" in shown
    assert "Post: a plan names Head of Care, and Pat O'Brien holds that post" in shown
    unsaid = desk.run("people", "sync", people)
    assert (unsaid.returncode, "--yes stores what is new and changed" in unsaid.stderr) == (2, True)
    assert desk.says("people", "sync", people, "--yes").endswith("Stored.\n")
    assert "Nothing to change." in desk.says("people", "sync", people, "--yes")
    assert "is live from Tue 1 Dec 2026" in desk.says("go-live", "plan", "--on", "2026-12-01")
    assert "Pat O'Brien" in desk.says("why", "plan", "1")


def test_a_workbook_lists_people_on_its_only_sheet_or_on_one_called_so(tmp_path: Path) -> None:
    file, book = tmp_path / "people.xlsx", openpyxl.Workbook()
    book.worksheets[0].append(("Name", "Job title", "Sits on"))
    book.worksheets[0].append(("Jo Smith", "Auditor", "Top Board; Scrutiny"))
    book.save(file)
    assert read_directory(file) == (
        Listed("Jo Smith", role="Auditor", boards=("Top Board", "Scrutiny")),
    )
    book.create_sheet("Rooms").append(("Name", "Role"))
    book.save(file)
    with pytest.raises(BadInput, match="call the one that lists people People"):
        read_directory(file)
    book.worksheets[0].title = "People"
    book.save(file)
    assert len(read_directory(file)) == 1


def test_a_file_that_lists_nobody_well_is_refused_by_cell(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,Address\nJo,jo at home\njo,\n")
    with pytest.raises(BadInput) as wrong:
        read_directory(file)
    assert [said.partition(":")[0] for said in wrong.value.problems] == [
        "people.csv, cell A3",
        "people.csv, cell B2",
    ]
    file.write_text("Name,Address\n")
    with pytest.raises(BadInput, match="lists nobody below its headings"):
        read_directory(file)


def test_a_board_may_be_listed_by_any_of_its_names(database: Engine) -> None:
    """As row 335 says: in a directory, and in a command."""
    safe = replace(BOARD, name="Invented Safeguarding Children Partnership", escalations=False)
    service = Service(database, people=CAST, boards=(BOARD, safe))
    service.go_live(LIVE, an_action("A1", DUE))
    line = Listed(OWNER.name, boards=("ISCB",))
    found = sync(service.place(NOON), listed_as(line, Listed("LSCP", "safe@invented.example")))
    assert [(one.name, one.becomes) for one in (*found.people.changed, *found.boards)] == [
        (OWNER.name, safe.name),
        (safe.name, "safe@invented.example"),
    ]
    assert list_members(service.place(NOON), "p", "LSCB") == [f"{OWNER.name}, {OWNER.address}"]
