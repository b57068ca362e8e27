"""Responsible for what reading a plan file takes, and how it refuses the rest: by sheet and cell."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from followthrough.plans.file.rows import ActionRow, BoardRow, PersonRow
from followthrough.plans.file.sheets import COLUMNS
from tests.builders.plan_file import SHEETS, Rows, only_problem, problems, read_plan, save_plan

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return partial(save_plan, tmp_path)


def test_reads_all_of_a_good_plan(build: Build) -> None:
    plan = read_plan(build())
    assert (plan.key, plan.title, plan.organisation) == ("visit-1", "Visit plan", "Some Council")
    assert (plan.report, plan.report_date) == ("Letter of 1 May", date(2018, 5, 1))
    assert (plan.division, plan.administrator) == ("England", "Ann Lee")
    assert plan.notes == ("First note.", "Second note.")
    assert plan.people[1] == PersonRow(
        "Bob Ray", "bob@some.example", "Manager", "Council", "Ann Lee"
    )
    assert plan.boards[1] == BoardRow(
        name="Scrutiny",
        chair="",
        secretary="Bob Ray",
        address="scrutiny@some.example",
        escalations=False,
        packs=False,
        paragraph="4.2",
        meets="",
    )
    assert [row.ref for row in plan.recommendations] == ["R1", "R2"]
    assert plan.actions[0] == ActionRow(
        "A1", "First", "4.1", "R1, R2", "Bob Ray", date(2018, 12, 14), "", "It is done."
    )
    assert (plan.actions[1].due_date, plan.actions[1].due_date_as_written) == (
        date(2019, 4, 30),
        "April 2019",
    )


@pytest.mark.parametrize(
    "blank",
    [None, " ", "\xa0\u2003", "\u200b \ufeff"],
    ids=["row-089", "space", "nbsp", "zero-width"],
)
def test_a_blank_date_and_owner_stay_blank(build: Build, blank: str | None) -> None:
    action = read_plan(build({"Actions!F2": blank, "Actions!E2": blank})).actions[0]
    assert (action.due_date, action.due_date_as_written, action.owner) == (None, "", "")


@pytest.mark.parametrize(
    ("value", "day", "words"),
    [
        pytest.param(datetime(2026, 12, 18, 9, 0), date(2026, 12, 18), "", id="row-009"),  # noqa: DTZ001
        pytest.param("2026-12-18 09:00", date(2026, 12, 18), "2026-12-18 09:00", id="row-009-text"),
        pytest.param("03/04/2026", date(2026, 4, 3), "03/04/2026", id="row-088"),
        pytest.param("12/02/2025\xa0\xa0", date(2025, 2, 12), "12/02/2025", id="nbsp-after"),
    ],
)
def test_dates_in_cells(build: Build, value: object, day: date, words: str) -> None:
    action = read_plan(build({"Actions!F2": value})).actions[0]
    assert (action.due_date, action.due_date_as_written) == (day, words)


def test_columns_may_come_in_any_order_with_more_beside_and_rows_above(build: Build) -> None:
    rows: Rows = [
        ["Invented: everybody"],
        [],
        ["Source", " DIRECTOR ", "Agency", "e-mail", "ROLE", None, "na me"],
        ["x", None, "Council", "ann@some.example", "Officer", None, " Ann Lee\xa0"],
        [],
        ["only a remark"],
        ["x", "ann lee", "Council", "bob@some.example", "Manager", None, "Bob Ray"],
        ["x", None, "Trust", "pat@some.example", "Manager", None, "Pat O\u2019Brien"],
    ]
    people = read_plan(build(sheets={"People": None, "people": rows})).people
    assert [person.name for person in people] == ["Ann Lee", "Bob Ray", "Pat O\u2019Brien"]
    assert people[1].director == "Ann Lee"


def test_an_owner_is_known_whatever_word_made_of_the_apostrophe(build: Build) -> None:
    actions = read_plan(build({"Actions!E2": "pat  o\u2019brien"})).actions
    assert actions[0].owner == "Pat O'Brien"


def test_a_read_me_and_unknown_sheets_are_ignored(build: Build) -> None:
    noise: Rows = [["Reference", "Title"], ["A9", None]]
    assert read_plan(build(sheets={"Read me": noise, "Old": noise})) == read_plan(build())


@pytest.mark.parametrize("title", ['=HYPERLINK("https://a.example","b")'], ids=["row-092"])
def test_text_that_begins_like_a_formula_stays_text(build: Build, title: str) -> None:
    path = build()
    book = openpyxl.load_workbook(path)
    book["Actions"]["B2"].value = title
    book["Actions"]["B2"].data_type = "s"
    book.save(path)
    assert read_plan(path).actions[0].title == title


ROW_092 = (
    ("Actions!B2", "x" * 2001, "the title is 2,001 characters long; shorten it to 2,000 at most"),
    ("Actions!B2", "x" * 40_000, "the title is 32,767 characters long"),
    ("Actions!B2", "ring_x0007_", 'the title "ring\ufffd" holds a control character'),
    ("Recommendations!B2", "del\x7f", "the text"),
)


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        *(pytest.param(*case, id=f"row-092-{n}") for n, case in enumerate(ROW_092)),
        pytest.param("Actions!F2", "04/13/2026", "write it as 13/04/2026", id="row-088-us"),
        pytest.param("Actions!F2", "29/02/2027", "write it as 28/02/2027", id="row-088-leap"),
        (
            "Actions!F2",
            "31/02/2019",
            'the due date "31/02/2019" is not a date; write it as 28/02/2019 or as an Excel date',
        ),
        ("Actions!F2", "Aug 23", "may mean 23 August or August 2023"),
        ("Actions!F4", 43465, '"43465" is not a date'),
        ("Actions!F2", True, '"TRUE" is not a date'),
        ("Actions!F2", time(9, 30), "is not a date"),
        ("Actions!F2", date(1900, 1, 1), "lies in the year 1900"),
        ("Actions!F2", "=TODAY()+30", "is a formula that moves every day"),
        ("Actions!F2", "=F3+30", "is a formula without a value"),
        ("Actions!F2", "#REF!", "is Excel's error #REF!"),
        ("Plan!B6", "31/06/2018", "the report date"),
        ("Actions!A2", None, "the reference is missing"),
        ("Actions!B2", None, "the title is missing"),
        (
            "Actions!C2",
            date(2003, 3, 4),
            'the paragraph "04/03/2003" was made a date or time by Excel',
        ),
        ("Actions!A3", " a1", 'the reference "a1" is used already in cell A2'),
        ("Recommendations!A2", None, "the reference is missing"),
        ("Recommendations!B2", None, "the text is missing"),
        ("Actions!D2", "R2; R7", 'the recommendation "R7" is not on the sheet Recommendations'),
        ("Actions!E2", "Bob Rae", 'the owner "Bob Rae" is not on the sheet People; the closest'),
        ("Actions!E2", "Zebedee", 'the owner "Zebedee" is not on the sheet People; correct it'),
        ("People!E3", "An Lee", 'the director "An Lee" is not on the sheet People; the closest'),
        ("People!B2", "a@b.example, c@d.example", "is not one plain e-mail address"),
        ("People!B2", "a@x.gov.uk&bcc=b@y", "is not one plain e-mail address"),
        ("People!B2", "a@b.example\nc@d.example", "is not one plain e-mail address"),
        ("People!B2", "Ann <a@b.example>", "is not one plain e-mail address"),
        ("People!B2", "a b@c.example", "is not one plain e-mail address; write a single one"),
        ("People!B2", "a@b.example\r\nBcc: eve@c.example", "is not one plain e-mail address"),
        (
            "People!B2",
            "a@m\u00fcnchen.example",
            "write its domain in ASCII: a@xn--mnchen-3ya.example",
        ),
        ("People!B2", "\u00fc@b.example", "is not one plain e-mail address; write a single one"),
        ("People!B2", None, "the address is missing"),
        ("Boards!C2", "Ann Leigh", 'the secretary "Ann Leigh" is not on the sheet People'),
        ("Boards!C2", None, "the secretary is missing"),
        ("Boards!D2", "board at some.example", "is not one plain e-mail address"),
        ("Boards!E3", "Yes", "cell E2 says yes already"),
        ("Boards!F2", "maybe", '"maybe" is neither yes nor no'),
        ("Boards!A3", "partners", 'the name "partners" is used already in cell A2'),
        ("Plan!B8", "Ann Leo", 'the administrator "Ann Leo" is not on the sheet People'),
        ("Plan!B2", "../etc", "can't stand in a link"),
        ("Plan!B7", "Britain", "the division"),
        ("Plan!A9", "Title", 'the field "Title" is there twice'),
    ],
)
def test_names_the_cell_of_each_problem(
    build: Build, place: str, value: object, sentence: str
) -> None:
    sheet, _, cell = place.partition("!")
    found = [p for p in problems(build({place: value})) if sentence in p]
    assert len(found) == 1
    assert found[0].startswith(f"plan.xlsx, sheet {sheet}, cell {cell}: ")
    assert found[0].endswith(".")


def test_two_people_of_the_same_name(build: Build) -> None:
    twice = SHEETS["People"] + [["bob  ray", "other@some.example", "", "", ""]]
    assert only_problem(build(sheets={"People": twice})) == (
        'plan.xlsx, sheet People, cell A5: the name "bob  ray" is used already in cell A3; '
        "each must be there once."
    )


def test_no_board_takes_escalations(build: Build) -> None:
    problem = only_problem(build({"Boards!E2": "no"}))
    assert problem.startswith("plan.xlsx, sheet Boards: no board has yes under Escalations")


@pytest.mark.parametrize("sheet", list(COLUMNS))
def test_a_missing_sheet_is_the_only_thing_told_of_it(build: Build, sheet: str) -> None:
    problem = only_problem(build(sheets={sheet: None}))
    assert problem == f"plan.xlsx: the sheet {sheet} is missing; add it, with its headings."


@pytest.mark.parametrize(
    ("sheet", "column"), [(sheet, column) for sheet, needed in COLUMNS.items() for column in needed]
)
def test_a_missing_column_is_named(build: Build, sheet: str, column: str) -> None:
    problem = only_problem(build({f"{sheet}!{chr(ord('A') + COLUMNS[sheet].index(column))}1": "X"}))
    told = "none of the first 10 rows" if sheet == "Plan" else f'row 1: the column "{column}" is'
    assert problem.startswith(f"plan.xlsx, sheet {sheet}")
    assert told in problem


def test_a_column_there_twice(build: Build) -> None:
    problem = only_problem(build({"Actions!H1": "owner"}))
    assert '"Owner" heads the columns E and H' in problem


def test_headings_are_not_looked_for_below_row_10(build: Build) -> None:
    above: Rows = [["x"]] * 9
    assert len(read_plan(build(sheets={"Actions": above + SHEETS["Actions"]})).actions) == 3
    problem = only_problem(build(sheets={"Actions": [["x"], *above, *SHEETS["Actions"]]}))
    assert "none of the first 10 rows holds the headings Reference, Title" in problem


def test_a_missing_field_of_the_plan(build: Build) -> None:
    problem = only_problem(build({"Plan!A3": None, "Plan!B3": None}))
    assert problem == 'plan.xlsx, sheet Plan: the field "Title" is missing; add a row for it.'


def test_no_actions_at_all(build: Build) -> None:
    problem = only_problem(build(sheets={"Actions": SHEETS["Actions"][:1]}))
    assert problem == "plan.xlsx, sheet Actions: there is no action; add at least one row."


def test_every_problem_is_told_at_once(build: Build) -> None:
    wrong = {
        "Plan!B8": "Nobody",
        "People!B3": "x",
        "Boards!E2": "no",
        "Recommendations!B2": None,
        "Actions!A3": "A1",
        "Actions!E2": "Nobody",
        "Actions!F2": "soon",
    }
    told = " ".join(problems(build(wrong)))
    assert len(problems(build(wrong))) == len(wrong)
    for place in ("Plan, cell B8", "People, cell B3", "Boards:", "Recommendations, cell B2"):
        assert place in told
    for place in ("cell A3", "cell E2", "cell F2"):
        assert f"sheet Actions, {place}" in told
