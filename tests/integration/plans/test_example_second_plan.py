"""Responsible for the second example plan: plainly invented, reproducible, at one with the first."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from followthrough.plans.bank_holidays import bank_holidays
from followthrough.plans.file.rows import PersonRow, PlanFile
from rules.calendar import WorkingCalendar
from rules.people.roles import is_in_line
from tests.builders.plan_file import read_plan

EXAMPLES = Path(__file__).parents[3] / "examples"
FOLDER = EXAMPLES / "practice-improvement-2018"
DAY = date(2019, 1, 2)
CALENDAR = WorkingCalendar(
    frozenset(bank_holidays("England", 2018, 2019)), date(2018, 1, 1), date(2019, 12, 31)
)
VALIDATOR = "Nina Calder"


@pytest.fixture(scope="module")
def first() -> PlanFile:
    return read_plan(EXAMPLES / "middlesbrough-2018" / "plan.xlsx")


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return read_plan(FOLDER / "plan.xlsx")


def test_the_script_makes_the_committed_workbook_byte_for_byte(tmp_path: Path) -> None:
    made = tmp_path / "made.xlsx"
    script = FOLDER / "make_practice_plan.py"
    subprocess.run([sys.executable, str(script), str(made)], check=True)
    assert made.read_bytes() == (FOLDER / "plan.xlsx").read_bytes()


def test_importing_it_changes_nobody_of_the_first_plan(plan: PlanFile, first: PlanFile) -> None:
    assert plan.organisation == first.organisation
    assert plan.key != first.key
    assert plan.title != first.title
    assert set(plan.people) - set(first.people) == {
        PersonRow(
            name=VALIDATOR,
            address="nina.calder@middlesbrough.example",
            role="Quality Assurance Lead",
            agency=first.organisation,
            director="",
        )
    }


def test_the_top_of_its_ladder_is_the_same_board_without_a_pack(
    plan: PlanFile, first: PlanFile
) -> None:
    (board,) = plan.boards
    (top,) = [known for known in first.boards if known.escalations]
    assert (board.name, board.address, board.chair) == (top.name, top.address, top.chair)
    assert board.secretary == top.secretary
    assert (board.escalations, board.packs) == (True, False)


def test_pat_obrien_owns_actions_in_both(plan: PlanFile, first: PlanFile) -> None:
    for either in (plan, first):
        assert [row.owner for row in either.actions].count("Pat O'Brien") == 1


def test_it_uses_all_that_may_be_left_out(plan: PlanFile) -> None:
    assert (plan.validator, plan.evidence) == (VALIDATOR, True)
    assert all(row.theme for row in plan.actions)
    assert {row.ref: row.contributors for row in plan.actions}["P2"] == (
        "Mark Dobson",
        "Lesley Grant",
    )
    assert [(row.ref, row.validator) for row in plan.actions if row.validator] == [
        ("P5", "Wendy Clarke")
    ]
    assert [(row.ref, row.repeats, row.due_date) for row in plan.actions if row.repeats] == [
        ("P2", "monthly", date(2019, 1, 31))
    ]
    assert {milestone.action for milestone in plan.milestones} == {"P3", "P4"}


def test_its_validator_is_in_nobodys_line(plan: PlanFile) -> None:
    directors = {person.name: person.director or None for person in plan.people}
    assert [p for p in directors if is_in_line(p, VALIDATOR, directors)] == [VALIDATOR]


def test_what_stands_on_2_january_2019(plan: PlanFile) -> None:
    due = {row.ref: row.due_date for row in plan.actions if row.due_date}
    assert [ref for ref, day in due.items() if day < DAY] == ["P1"]
    soon = [ref for ref, day in due.items() if day >= DAY and CALENDAR.between(DAY, day) <= 5]
    assert soon == ["P3"]
    late = [row for row in plan.milestones if row.due_date < DAY]
    assert [(row.action, row.ref) for row in late] == [("P4", "M1")]
    assert due["P4"] > DAY
    assert all(row.due_date <= due[row.action] for row in plan.milestones)
    days = [*due.values(), *(row.due_date for row in plan.milestones)]
    assert all(CALENDAR.is_working_day(day) for day in days)


def test_two_actions_are_to_be_mended(plan: PlanFile) -> None:
    assert [row.ref for row in plan.actions if row.due_date is None] == ["P7"]
    assert [row.ref for row in plan.actions if not row.owner] == ["P8"]


def test_all_of_it_is_said_to_be_invented_and_reaches_nobody(plan: PlanFile) -> None:
    book = openpyxl.load_workbook(FOLDER / "plan.xlsx")
    for name in ("Plan", "People", "Boards", "Actions", "Milestones"):
        assert str(book[name]["A1"].value).startswith("Invented: ")
    assert "invented" in plan.title
    assert "invented" in " ".join(plan.notes)
    addresses = [row.address for row in plan.people] + [row.address for row in plan.boards]
    assert all(address.endswith(".example") for address in addresses)
    agencies = {row.agency for row in plan.people} - {plan.organisation}
    assert all(agency.endswith("(invented)") for agency in agencies)
