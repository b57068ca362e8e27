"""Responsible for the example plan: true to the report, plainly invented elsewhere, reproducible."""

import csv
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from followthrough.plans.file.rows import PlanFile
from rules.calendar import WorkingCalendar
from tests.builders.plan_file import read_plan

FOLDER = Path(__file__).parents[3] / "examples" / "middlesbrough-2018"
NAMED_IN_REPORT = ("carr", "watson", "penswick", "reed")
HOLIDAYS = {date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1), date(2019, 4, 19)}
CALENDAR = WorkingCalendar(frozenset(HOLIDAYS), date(2018, 11, 1), date(2019, 4, 30))

# SHA-256 of each text as the report prints it, taken from the customer's transcript.
QUOTED = {
    "R1": "cd5c161ac53da92d",
    "R2": "45f11257144b1904",
    "R3": "f29f5352dc3a10cf",
    "R4": "237536e86aaaa65f",
    "A1": "d7b93a04bacdbfce",
    "A2": "7494282ae349fdef",
    "A3": "078f65bf80db17d1",
    "A4": "59064c663fd38d75",
    "A5": "80f31539951d0d26",
    "A6": "b332a5f1c5301778",
    "A7": "ca435d84885cdde6",
    "A8": "bb07881220db965f",
    "A9": "ff10887c896f1b04",
    "A10": "8c3876e9c4ce179c",
}


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return read_plan(FOLDER / "plan.xlsx")


def test_the_script_makes_the_committed_workbook_byte_for_byte(tmp_path: Path) -> None:
    made = tmp_path / "made.xlsx"
    subprocess.run([sys.executable, str(FOLDER / "make_plan.py"), str(made)], check=True)
    assert made.read_bytes() == (FOLDER / "plan.xlsx").read_bytes()


def test_it_quotes_the_report_word_for_word(plan: PlanFile) -> None:
    texts = {row.ref: row.text for row in plan.recommendations}
    texts |= {row.ref: row.title for row in plan.actions}
    assert {ref: sha256(text.encode()).hexdigest()[:16] for ref, text in texts.items()} == QUOTED
    assert {row.paragraph for row in plan.recommendations} == {"4.3.3"}
    assert {row.paragraph for row in plan.actions} == {"4.4.1"}


def test_its_bodies_are_the_reports(plan: PlanFile) -> None:
    assert {board.name: board.paragraph for board in plan.boards} == {
        "Executive": "1.1, 2.1, 4.4.3, 5.1, 6.1, 8.2",
        "Overview and Scrutiny Board": "4.4.3, 8.2",
        "Improvement Board": "4.4.2, 8.1",
        "Middlesbrough Children Safeguarding Board (MSCB)": "4.4.1, 4.4.2, 8.1",
        "Strategic Partnership Board": "4.4.1",
    }
    assert [board.name for board in plan.boards if board.escalations or board.packs] == [
        "Strategic Partnership Board"
    ]


def test_its_dates(plan: PlanFile) -> None:
    days = {
        "A1": date(2018, 11, 30),
        "A2": date(2019, 4, 30),
        "A3": date(2018, 12, 7),
        "A4": date(2018, 12, 21),
        "A5": date(2018, 12, 14),
        "A6": date(2019, 2, 28),
        "A7": date(2018, 12, 31),
        "A8": date(2019, 1, 31),
        "A9": date(2019, 1, 9),
        "A10": date(2018, 11, 30),
    }
    assert {row.ref: row.due_date for row in plan.actions} == days
    assert all(CALENDAR.is_working_day(day) for day in days.values())
    assert {
        row.ref: row.due_date_as_written for row in plan.actions if row.due_date_as_written
    } == {"A2": "April 2019"}
    assert plan.report_date == date(2018, 11, 20)


def test_no_address_can_reach_anybody_and_nobody_is_real(plan: PlanFile) -> None:
    addresses = [person.address for person in plan.people]
    addresses += [board.address for board in plan.boards]
    assert all(address.endswith(".example") for address in addresses)
    assert "pat.o'brien@middlesbrough.example" in addresses
    told = " ".join([person.name for person in plan.people] + addresses).casefold()
    assert not [name for name in NAMED_IN_REPORT if name in told]


def test_owners_and_directors(plan: PlanFile) -> None:
    people = {person.name: person for person in plan.people}
    owners = [action.owner for action in plan.actions]
    directors = {people[owner].director for owner in owners}
    assert sorted(owners.count(owner) for owner in set(owners)) == [1] * 8 + [2]
    assert "" not in directors
    assert len({name for name in directors if people[name].agency == plan.organisation}) == 2
    partner = people[next(row.owner for row in plan.actions if row.ref == "A5")]
    assert partner.agency == people[partner.director].agency != plan.organisation
    agencies = {person.agency for person in plan.people} - {plan.organisation}
    assert len(agencies) == 2
    assert all(agency.endswith("(invented)") for agency in agencies)


def test_what_is_invented_is_said_to_be() -> None:
    book = openpyxl.load_workbook(FOLDER / "plan.xlsx")
    for name in ("Plan", "People", "Boards", "Actions", "Measures", "Risks", "Board log"):
        assert str(book[name]["A1"].value).startswith("Invented: ")
    actions = list(book["Actions"].iter_rows(min_row=2, values_only=True))
    source = actions[0].index("Source of due date")
    assert [row[0] for row in actions[1:] if row[source] != "invented"] == ["A2"]
    assert "invented" in str(read_plan(FOLDER / "plan.xlsx").notes)


def test_the_updates_are_the_owners_own_on_working_days(plan: PlanFile) -> None:
    owners = {row.ref: row.owner for row in plan.actions}
    with (FOLDER / "updates.csv").open(encoding="utf-8", newline="") as file:
        updates = list(csv.DictReader(file))
    days = [date.fromisoformat(update["date"]) for update in updates]
    assert days == sorted(days)
    assert all(CALENDAR.is_working_day(day) for day in days)
    assert date(2018, 11, 22) <= days[0] <= days[-1] <= date(2018, 12, 31)
    assert all(update["by"] == owners[update["action"]] for update in updates)
    assert {update["action"]: update["completed_on"] for update in updates} == {
        "A1": "2018-11-29",
        "A10": "2018-12-04",
        "A3": "2018-12-06",
        "A6": "",
        "A2": "",
        "A8": "",
    }
    assert [row["forecast"] for row in updates if row["forecast"]] == ["2019-02-15"]
    assert CALENDAR.between(date(2018, 11, 30), date(2018, 12, 4)) == 2
