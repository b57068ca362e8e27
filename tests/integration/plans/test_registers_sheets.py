"""Responsible for the registers that a plan file may hold: measures, risks, the log of its boards."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from followthrough.plans.file.rows import LogRow, MeasureRow, RiskRow
from followthrough.plans.import_plan import fingerprint
from tests.builders.plan_file import SHEETS, Rows, only_problem, read_plan, save_plan

Build = Callable[..., Path]
MEASURES: Rows = [
    ["Reference", "Measure", "Target", "Actual", "Recommendations", "Measured on"],
    ["M1", "Decided in a day", "95 %", "88 %", "R1; r2", date(2018, 12, 3)],
    ["M2", "Posts filled", 12, None, None, None],
]
RISKS: Rows = [
    ["Reference", "Risk", "Owner", "Likelihood", "Impact", "Mitigation", "Reviewed on"],
    ["K1", "No one applies.", "Bob Ray", "Likely", "Major", "Agencies are asked.", None],
]
LOG: Rows = [
    ["Board", "Reference", "Date", "Text", "Kind", "Who", "Due date", "Completed on", "To be told"],
    ["partners", "D1", date(2018, 12, 3), "Report on posts.", None, "Bob Ray", None, None, "All"],
    ["Scrutiny", "D2", date(2018, 12, 4), "Noted.", None, None, None, None, None],
    ["Partners", "D3", date(2018, 12, 3), "Tell schools.", "Message", None, None, None, None],
]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Save a good plan with all three registers, with cells changed."""
    sheets = {"Measures": MEASURES, "Risks": RISKS, "Board log": LOG}
    return partial(save_plan, tmp_path, sheets=sheets)


def test_reads_the_registers(build: Build) -> None:
    plan = read_plan(build())

    assert plan.measures == (
        MeasureRow("M1", "Decided in a day", "95 %", "88 %", "R1, R2", "", date(2018, 12, 3)),
        MeasureRow("M2", "Posts filled", "12", ""),
    )
    assert plan.risks == (
        RiskRow("K1", "No one applies.", "Bob Ray", "Likely", "Major", "Agencies are asked."),
    )
    assert plan.log[0] == LogRow(
        "Partners",
        "D1",
        date(2018, 12, 3),
        "action",
        "Report on posts.",
        "Bob Ray",
        to_be_told="All",
    )
    assert [entry.kind for entry in plan.log] == ["action", "decision", "message"]


def test_a_plan_without_registers_is_the_plan_it_was(tmp_path: Path, build: Build) -> None:
    plain = read_plan(save_plan(tmp_path))
    empty = read_plan(save_plan(tmp_path, sheets={"Measures": [], "Risks": RISKS[:1]}))

    assert fingerprint(plain) == fingerprint(empty) != fingerprint(read_plan(build()))


def test_an_action_may_be_part_2_material(tmp_path: Path) -> None:
    rows = [
        [*row, mark]
        for row, mark in zip(SHEETS["Actions"], ("Part 2", "yes", None, "no"), strict=True)
    ]

    plan = read_plan(save_plan(tmp_path, sheets={"Actions": rows}))

    assert [action.exempt for action in plan.actions] == [True, False, False]


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("Measures!A3", "M1", 'the reference "M1" is used already in cell A2'),
        ("Measures!B2", None, "the measure is missing; write it here"),
        ("Measures!E2", "R1, R9", 'the recommendation "R9" is not on the sheet Recommendations'),
        ("Measures!F2", "soon", 'the measured on "soon" is not a date'),
        ("Risks!B2", None, "the risk is missing"),
        ("Board log!A2", "Partner", 'the board "Partner" is not on the sheet Boards'),
        ("Board log!C2", None, "the date is missing; write it here"),
        ("Board log!E2", "wish", 'the kind "wish" is not known; write decision, action or message'),
    ],
)
def test_names_the_cell_of_each_problem(
    build: Build, place: str, value: object, sentence: str
) -> None:
    sheet, _, cell = place.partition("!")
    problem = only_problem(build({place: value}))

    assert sentence in problem
    assert problem.startswith(f"plan.xlsx, sheet {sheet}, cell {cell}: ")


def test_figures_are_what_their_cells_show(build: Build) -> None:
    figures = {"Measures!C2": 0.95, "Measures!D2": 0.88, "Measures!C3": 1234.5, "Measures!D3": 4.1}
    forms = {"C2": "0%", "D2": "0%", "C3": "£#,##0.00", "D3": "0.00"}
    plan = read_plan(build(figures, forms={f"Measures!{at}": form for at, form in forms.items()}))

    assert [(row.target, row.actual) for row in plan.measures] == [
        ("95%", "88%"),
        ("£1,234.50", "4.10"),
    ]


@pytest.mark.parametrize("form", ["# ?/?", '"$"#,##0_);("$"#,##0)', ";;;"])
def test_a_figure_whose_looks_are_not_known_is_refused_by_its_cell(build: Build, form: str) -> None:
    problem = only_problem(build({"Measures!D2": 0.5}, forms={"Measures!D2": form}))
    assert problem.startswith("plan.xlsx, sheet Measures, cell D2: the actual is shown in a way")
    assert "format the cell as Text and write it as it is to be read." in problem


def test_a_month_is_due_on_its_last_day_and_is_no_day_of_a_meeting(build: Build) -> None:
    months = {f"{at}": date(2027, 4, 1) for at in ("Actions!F2", "Board log!G2", "Board log!C3")}
    forms = dict.fromkeys(months, "mmm-yy")
    problem = only_problem(build(months, forms=forms))
    assert 'Board log, cell C3: the date "Apr-27" names a month' in problem

    del months["Board log!C3"], forms["Board log!C3"]
    plan = read_plan(build(months, forms=forms))
    due = date(2027, 4, 30), "Apr-27"
    assert (plan.actions[0].due_date, plan.actions[0].due_date_as_written) == due
    assert (plan.log[0].due_date, plan.log[0].due_date_as_written) == due
