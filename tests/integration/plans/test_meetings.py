"""Responsible for the meetings that a plan file may hold, and how long before them papers are due."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from followthrough.plans.file.rows import MeetingRow
from followthrough.plans.import_plan import fingerprint
from tests.builders.plan_file import SHEETS, Rows, only_problem, read_plan, save_plan

Build = Callable[..., Path]
MEETINGS: Rows = [
    ["Board", "Date", "Paper deadline", "Place"],
    ["Partners", date(2018, 12, 12), None, "10:00, Town Hall"],
    ["partners ", "11 January 2019", date(2019, 1, 4), None],
    ["Scrutiny", date(2018, 12, 12), None, None],
]
BOARDS: Rows = [
    [*SHEETS["Boards"][0], "Papers before", "Draft before"],
    [*SHEETS["Boards"][1], 5, 0],
    [*SHEETS["Boards"][2], None, None],
]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Save a good plan with meetings, with cells changed."""
    return partial(save_plan, tmp_path, sheets={"Meetings": MEETINGS, "Boards": BOARDS})


def test_reads_meetings_and_how_long_before_them_papers_are_due(build: Build) -> None:
    plan = read_plan(build())
    assert plan.meetings == (
        MeetingRow("Partners", date(2018, 12, 12), None, "10:00, Town Hall"),
        MeetingRow("Partners", date(2019, 1, 11), date(2019, 1, 4), ""),
        MeetingRow("Scrutiny", date(2018, 12, 12), None, ""),
    )
    assert [(board.papers_before, board.drafts_before) for board in plan.boards] == [(5, 0), (7, 3)]


def test_a_sheet_of_two_columns_is_enough(tmp_path: Path) -> None:
    rows = [row[:2] for row in MEETINGS]
    plan = read_plan(save_plan(tmp_path, sheets={"Meetings": rows}))
    assert [(row.paper_deadline, row.place) for row in plan.meetings] == [(None, "")] * 3


def test_a_plan_without_meetings_is_the_plan_it_was(tmp_path: Path) -> None:
    plain = read_plan(save_plan(tmp_path))
    blank = read_plan(
        save_plan(
            tmp_path,
            sheets={
                "Meetings": [],
                "Boards": [*BOARDS[:1], [*SHEETS["Boards"][1], 7, 3], BOARDS[2]],
            },
        )
    )
    assert plain.meetings == ()
    assert fingerprint(plain) == fingerprint(blank)
    assert fingerprint(plain) != fingerprint(
        read_plan(save_plan(tmp_path, sheets={"Boards": BOARDS}))
    )


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("Meetings!A2", None, "the board is missing"),
        ("Meetings!A2", "Partner", 'the board "Partner" is not on the sheet Boards; the closest'),
        ("Meetings!B2", None, "the date is missing; write it here"),
        ("Meetings!B2", "monthly", 'the date "monthly" is not a date'),
        (
            "Meetings!C3",
            date(2019, 1, 12),
            "the paper deadline lies after the meeting of 11 January",
        ),
        ("Meetings!D2", "x" * 2001, "the place is 2,001 characters long"),
        (
            "Boards!I2",
            "a week",
            '"a week" is not a whole number in plain digits; write a whole number from 0 to 60',
        ),
        ("Boards!I2", -1, '"-1" is not from 0 to 60; write a whole number'),
        ("Boards!I2", 61, '"61" is not from 0 to 60; write a whole number'),
        ("Boards!I2", "9" * 40, "is not a whole number"),
    ],
)
def test_names_the_cell_of_each_problem(
    build: Build, place: str, value: object, sentence: str
) -> None:
    sheet, _, cell = place.partition("!")
    problem = only_problem(build({place: value}))
    assert sentence in problem
    assert problem.startswith(f"plan.xlsx, sheet {sheet}, cell {cell}: ")


def test_a_day_that_a_board_has_twice_is_told_with_the_other(build: Build) -> None:
    problem = only_problem(build({"Meetings!B2": "11/01/2019"}))
    assert problem == (
        "plan.xlsx, sheet Meetings, cell B3: the Partners meets on 11 January 2019 already, by cell "
        "B2; keep one of them."
    )


def test_a_sheet_of_meetings_needs_its_two_columns(build: Build) -> None:
    problem = only_problem(build({"Meetings!B1": "X"}))
    assert 'sheet Meetings, row 1: the column "Date" is missing' in problem
