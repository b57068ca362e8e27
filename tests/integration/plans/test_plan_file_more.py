"""Responsible for what a plan file may hold beyond its needs: joint owners, validators, stages."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from followthrough.plans.file.rows import ActionRow, MilestoneRow, PersonRow, PlanFile
from followthrough.plans.file.sheets import MORE_COLUMNS, MORE_SHEETS
from rules.problems import BadInput
from tests.builders.plan_file import (
    MORE,
    SHEETS,
    Rows,
    only_problem,
    problems,
    read_plan,
    save_plan,
)

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Save a good plan that uses everything, with cells or sheets changed."""

    def save(cells: dict[str, object] | None = None, **sheets: Rows | None) -> Path:
        return save_plan(tmp_path, cells, {**MORE, **sheets})

    return save


@pytest.fixture
def plain(tmp_path: Path) -> Build:
    """Save a good plan without anything that may be left out."""
    return partial(save_plan, tmp_path)


def test_reads_all_that_may_be_left_out(build: Build) -> None:
    plan = read_plan(build())
    assert (plan.validator, plan.evidence) == ("Val Day", True)
    assert plan.actions == (
        ActionRow(
            ref="A1",
            title="First",
            paragraph="4.1",
            recommendations="R1, R2",
            owner="Bob Ray",
            due_date=date(2018, 12, 14),
            due_date_as_written="",
            measure="It is done.",
            theme="Front door",
            contributors=("Pat O'Brien", "Joe May"),
            validator="",
            repeats="monthly",
            exempt=True,
            short_title="1st",
        ),
        ActionRow(
            ref="A2",
            title="Second",
            paragraph="4.2",
            recommendations="",
            owner="Pat O'Brien",
            due_date=date(2019, 4, 30),
            due_date_as_written="April 2019",
            measure="",
            validator="Joe May",
        ),
        ActionRow(
            ref="A3",
            title="Third",
            paragraph="4.3",
            recommendations="R2",
            owner="",
            due_date=None,
            due_date_as_written="",
            measure="",
            theme="Workforce",
            contributors=("Joe May",),
        ),
    )
    assert plan.milestones == (
        MilestoneRow("A1", "M1", "Begun", date(2018, 11, 30)),
        MilestoneRow("A2", "M1", "Half of it", date(2019, 1, 31), "January 2019"),
        MilestoneRow("A1", "M2", "Nearly there", date(2018, 12, 7)),
    )


def _told(plan: PlanFile) -> tuple[object, ...]:
    more = [(row.theme, row.contributors, row.validator, row.repeats) for row in plan.actions]
    return plan.validator, plan.evidence, plan.milestones, set(more)


def test_without_any_of_it_nothing_is_said(plain: Build) -> None:
    assert _told(read_plan(plain())) == ("", False, (), {("", (), "", "")})


def test_blank_it_says_the_same_as_left_out(plain: Build) -> None:
    blank: dict[str, Rows | None] = {
        "Plan": [*SHEETS["Plan"], ["Validator", None], ["Evidence", " "]],
        "Actions": [[*SHEETS["Actions"][0], *MORE_COLUMNS["Actions"]], *SHEETS["Actions"][1:]],
        "Milestones": [list(MORE_SHEETS["Milestones"])],
    }
    without = read_plan(plain())
    said = read_plan(plain(sheets=blank))
    assert replace(said, silent_on=without.silent_on) == without
    assert without.silent_on - said.silent_on, (
        "a column that is there says something to a later file"
    )
    assert read_plan(plain(sheets={"Milestones": []})) == without


@pytest.mark.parametrize("left_out", MORE_COLUMNS["Actions"])
def test_each_column_may_be_left_out_alone(build: Build, left_out: str) -> None:
    at = MORE["Actions"][0].index(left_out)
    rows = [[value for n, value in enumerate(row) if n != at] for row in MORE["Actions"]]
    whole, action = read_plan(build()).actions[0], read_plan(build(Actions=rows)).actions[0]
    fields = ("theme", "contributors", "validator", "repeats", "exempt", "short_title")
    lost = [name for name in fields if getattr(action, name) != getattr(whole, name)]
    called = {"Part 2": ["exempt"], "Validator": []}  # A1 names no validator
    assert lost == called.get(left_out, [left_out.lower().replace(" ", "_")])


def test_a_remark_above_the_headings_brings_no_column(plain: Build) -> None:
    remark: Rows = [["Theme"], ["Validator", "Repeats"]]
    assert read_plan(plain(sheets={"Actions": remark + SHEETS["Actions"]})) == read_plan(plain())


def test_its_columns_may_stand_anywhere_in_any_spelling(build: Build) -> None:
    said = {"Actions!H1": " con tributors", "Actions!I1": "THEME\u200b", "Plan!A10": "validator "}
    said |= {"Actions!H2": "joe may\nJOE  MAY,pat o\u2019brien;", "Actions!I2": "Front door"}
    action = read_plan(build(said | {"Actions!H4": None, "Actions!I4": None})).actions[0]
    assert (action.theme, action.contributors) == ("Front door", ("Joe May", "Pat O'Brien"))


@pytest.mark.parametrize("word", ["monthly", "Quarterly", " YEARLY "])
def test_how_often_an_action_repeats(build: Build, word: str) -> None:
    assert read_plan(build({"Actions!K2": word})).actions[0].repeats == word.strip().lower()


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ("Plan!A11", "validator", 'the field "Validator" is there twice'),
        ("Plan!B10", "Val Dai", 'the validator "Val Dai" is not on the sheet People; the closest'),
        ("Plan!B11", "perhaps", '"perhaps" is neither yes nor no'),
        ("Actions!H2", "x" * 2001, "the theme is 2,001 characters long"),
        ("Actions!I2", "Joe May, Zoe", 'the contributor "Zoe" is not on the sheet People'),
        ("Actions!I2", "Joe May, bob ray", '"Bob Ray" owns the action already'),
        ("Actions!I2", "#REF!", "the list of contributors is Excel's error #REF!"),
        ("Actions!J3", "Jo May", 'the validator "Jo May" is not on the sheet People; the closest'),
        (
            "Actions!K2",
            "weekly",
            'the repeats "weekly" is not known; write monthly, quarterly or yearly',
        ),
        ("Actions!A4", "a1/2", 'the reference "a1/2" is how a later time of A1, which repeats, is'),
        ("Actions!A4", "A1/30", "called (A1/2, A1/3 and so on); give this action another"),
        ("Actions!K4", "yearly", "needs a due date to begin with; write it in cell F4"),
        ("Milestones!A2", None, "the action is missing"),
        ("Milestones!A2", "A9", 'the action "A9" is not on the sheet Actions'),
        ("Milestones!B2", None, "the reference is missing"),
        ("Milestones!B4", "m1", 'the reference "m1" is used already in cell B2'),
        ("Milestones!C2", None, "the title is missing"),
        ("Milestones!D2", None, "the due date is missing; write it here"),
        ("Milestones!D2", "soon", 'the due date "soon" is not a date'),
        ("Milestones!D2", "#N/A", "the due date is Excel's error #N/A"),
    ],
)
def test_names_the_cell_of_each_problem(
    build: Build, place: str, value: object, sentence: str
) -> None:
    sheet, _, cell = place.partition("!")
    problem = only_problem(build({place: value}))
    assert sentence in problem
    assert problem.startswith(f"plan.xlsx, sheet {sheet}, cell {cell}: ")
    assert problem.endswith(".")


@pytest.mark.parametrize("ref", ["A2/2", "A1/B", "A1/2/B", "A1-2"])
def test_a_reference_that_no_series_needs_is_taken(build: Build, ref: str) -> None:
    assert read_plan(build({"Actions!A4": ref})).actions[2].ref == ref


def test_a_due_date_that_is_wrong_is_told_once_though_the_action_repeats(build: Build) -> None:
    assert "cell F2" in only_problem(build({"Actions!F2": "soon"}))


@pytest.mark.parametrize("column", MORE_SHEETS["Milestones"])
def test_a_sheet_of_milestones_needs_all_its_columns(build: Build, column: str) -> None:
    at = f"{chr(ord('A') + MORE_SHEETS['Milestones'].index(column))}1"
    problem = only_problem(build({f"Milestones!{at}": "X"}))
    assert f'sheet Milestones, row 1: the column "{column}" is missing' in problem


def test_a_column_there_twice(build: Build) -> None:
    assert '"Theme" heads the columns H and L' in only_problem(build({"Actions!L1": "theme"}))


def test_milestones_without_an_action_are_told_of_that_alone(build: Build) -> None:
    told = problems(build({"Milestones!A2": None, "Milestones!A3": None}))
    assert ["the action is missing" in problem for problem in told] == [True, True]


def test_without_actions_or_people_their_names_are_left_alone(build: Build) -> None:
    missing = "the sheet {} is missing; add it, with its headings."
    assert only_problem(build(Actions=None)).endswith(missing.format("Actions"))
    assert only_problem(build(People=None)).endswith(missing.format("People"))


def test_row_061_a_person_may_be_their_own_director(build: Build) -> None:
    people = read_plan(build({"People!E2": "ann  lee"})).people
    assert people[0] == PersonRow("Ann Lee", "ann@some.example", "Officer", "Council", "Ann Lee")


LINE_OF_BOB = [
    pytest.param("Bob Ray", id="row-105-owner"),
    pytest.param("Ann Lee", id="row-105-director"),
    pytest.param("Joe May", id="row-105-answers-to-the-owner"),
    pytest.param("Pat O'Brien", id="row-105-contributor"),
]


@pytest.mark.parametrize("validator", LINE_OF_BOB)
def test_an_actions_validator_is_never_in_its_owners_line(build: Build, validator: str) -> None:
    alone = {"Actions!I2": "Pat O'Brien", "Actions!J2": validator}
    assert only_problem(build(alone)) == (
        f'plan.xlsx, sheet Actions, cell J2: the validator "{validator}" is in the owner\'s line; '
        "name someone who has no part in the action and neither directs nor answers to its owner."
    )


@pytest.mark.parametrize("validator", LINE_OF_BOB)
def test_nor_is_the_plans_where_an_action_names_none(build: Build, validator: str) -> None:
    others = {"Actions!J3": "Val Day", "Actions!J4": "Val Day"}
    problem = only_problem(build(others | {"Plan!B10": validator}))
    assert problem == (
        f'plan.xlsx, sheet Plan, cell B10: the validator "{validator}" is in the line of the owner '
        "of A1; name someone outside it, or another validator on the sheet Actions."
    )
    assert read_plan(build(others | {"Plan!B10": validator, "Actions!J2": "Val Day"})).validator


def test_row_105_a_plans_validator_is_told_of_once_for_many_actions(build: Build) -> None:
    many: Rows = [[f"B{n}", "More", None, None, "Ann Lee", None] for n in range(1, 7)]
    told = only_problem(
        build({"Plan!B10": "Joe May", "Actions!I4": None}, Actions=MORE["Actions"] + many)
    )
    assert "the line of the owner of A1, B1, B2, B3, B4 and 2 more; name" in told


def test_row_105_someone_else_of_the_same_director_may_validate(build: Build) -> None:
    alone = {"Actions!I2": None, "Actions!J2": "Pat O'Brien"}
    assert read_plan(build(alone)).actions[0].validator == "Pat O'Brien"


@pytest.mark.parametrize("batch", range(3))
def test_random_values_in_random_cells_bring_nothing_but_sentences(
    build: Build, batch: int
) -> None:
    chance = random.Random(batch)  # noqa: S311 - the same values each time
    values = ["\u202e", "a\nb", "M1", "=1/0", "#N/A", 1e308, False, date(9999, 12, 31), None, ","]
    values += ["_x0000_", "Ann Lee", "A1", "yes", "monthly", ";;\n,", "Joe May", "Theme", "Action"]
    for _ in range(30):
        cells = {
            f"{chance.choice(list(MORE))}!{chance.choice('ABCDHIJK')}{chance.randrange(1, 9)}": value
            for value in chance.sample(values, 4)
        }
        with suppress(BadInput):
            read_plan(build(cells))
