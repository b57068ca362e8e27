"""Responsible for holding what is understood of a table not made for us to rows 271 to 277."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from followthrough.plans.table.asked import Question, with_defaults
from followthrough.plans.table.headings import called, proposed
from followthrough.plans.table.profile import Profile, Several, profile_as_yaml, read_profile
from followthrough.plans.table.report import in_doubt, understood_in
from followthrough.reading.cells import Area
from followthrough.reading.notations import Answers, Quarters
from rules.problems import BadInput
from tests.builders.tables import ANSWERED, PLAN, a_table, read

HEADINGS = ("Action", "Owner", "Due date")
TRUST = "Tees, Esk and Wear Valley NHS Foundation Trust"


def test_a_plan_is_found_whatever_stands_around_it() -> None:
    """As row 271 says."""
    found = read(PLAN)
    assert found.table.row == 5
    assert found.table.above[0] == "Improvement plan 2018"
    assert [(one.ref, one.title, one.theme, one.due_date) for one in found.plan.actions] == [
        ("1.1", "Hold a board", "1. Leadership", date(2019, 3, 31)),
        ("1.2", "Write a strategy", "1. Leadership", date(2019, 4, 30)),
        ("2.1", "Train social workers in court work", "2. Practice", None),
    ]
    assert found.left == {"section": 2, "empty row": 2, "note": 1}
    said = " ".join(understood_in(found))
    assert "3 actions on sheet Plan 2018, below the headings of row 5" in said
    assert 'Found, and not taken in: E "RAG" is the status.' in said
    assert "Dates: 1 none, 2 understood." in said
    assert list(in_doubt(found)) == [
        'sheet Plan 2018, cell D11: "Ongoing" goes on or recurs; it has no last day. Taken as no date.'
    ]


def test_a_title_that_is_merged_over_columns_is_a_section_and_a_merged_owner_speaks_for_each_row() -> (
    None
):
    """As row 271 says."""
    rows = (
        HEADINGS,
        ("Leadership",),
        ("Meet", "Jo Smith", "2019-03-01"),
        ("Write", None, "2019-04-01"),
    )
    found = read(rows, Area(1, 2, 3, 2), Area(2, 3, 2, 4))
    assert [(one.title, one.owner, one.theme) for one in found.plan.actions] == [
        ("Meet", "Jo Smith", "Leadership"),
        ("Write", "Jo Smith", "Leadership"),
    ]


def test_two_rows_of_headings_are_read_together() -> None:
    """As row 272 says."""
    rows = (
        ("No", "What", None, "Who"),
        (None, "Action", "Success measure", "Lead", "Contributors"),
        ("1", "Meet", "minutes", "Jo Smith", "Pat Lee"),
    )
    found = read(rows, Area(1, 1, 1, 2), Area(2, 1, 3, 1), Area(4, 1, 5, 1))
    assert found.table.headings == {
        1: "No",
        2: "What: Action",
        3: "What: Success measure",
        4: "Who: Lead",
        5: "Who: Contributors",
    }
    (one,) = found.plan.actions
    assert (one.ref, one.measure, one.owner, one.contributors) == (
        *("1", "minutes", "Jo Smith"),
        ("Pat Lee",),
    )


BANDED = (
    ("What we will do", None, "Who and when", None),
    ("Ref", "Action", "Lead officer(s)", "Timescale"),
    ("1", "Meet", "Jo Smith", "30/06/2027"),
)
BANDS = (Area(1, 1, 2, 1), Area(3, 1, 4, 1))


def test_a_heading_below_another_is_known_by_its_own_words() -> None:
    """As row 358 says."""
    (one,) = read(BANDED, *BANDS).plan.actions
    assert (one.ref, one.owner, one.due_date) == ("1", "Jo Smith", date(2027, 6, 30))
    below = (BANDED[0], ("Ref", "Action", "Corporate lead", "Finish"), BANDED[2])
    asked = {one.of: one.default for one in read(below, *BANDS).questions}
    assert asked["Who and when: Corporate lead"] == "owner"


@pytest.mark.parametrize("heading", ["lead officer(s)", "Who and when: Lead officer(s)"])
def test_an_answer_names_a_heading_below_another_by_its_own_words(heading: str) -> None:
    told = replace(ANSWERED, columns={heading: "measure"})
    (one,) = read(BANDED, *BANDS, profile=told).plan.actions
    assert (one.measure, one.owner) == ("Jo Smith", "")


def test_an_answer_about_a_heading_that_is_not_there_is_refused() -> None:
    """As row 358 says; one that is left out need not be there."""
    told = replace(ANSWERED, columns={"Sponsor": "owner", "Cost": "leave out"})
    (problem,) = read(BANDED, *BANDS, profile=told).problems
    assert problem.startswith(
        'plan.xlsx: the profile says that "Sponsor" is the owner, and no column is headed so; '
    )
    two = (BANDED[0], ("Ref", "Date", "Lead", "Date"), BANDED[2])
    told = replace(ANSWERED, columns={"Date": "due date"})
    assert "several columns are headed so" in " ".join(read(two, *BANDS, profile=told).problems)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        pytest.param("By  WHEN:", "due date", id="row-273-case-and-signs"),
        ("dueDate", "due date"),
        ("due_date", "due date"),
        ("Action(s)", "title"),
        ("#", "reference"),
        ("Revised completion date", "revised date"),
        ("Lead Officer", "owner"),
        ("Lead officer(s)", "owner"),
        ("Owners", "owner"),
        ("Who and when: Timescale(s)", "due date"),
    ],
)
def test_a_usual_name_decides(heading: str, column: str) -> None:
    assert called(heading) == column


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Newly agreed revised date", "revised date"),
        ("Date added", "leave out"),
        ("Due in", "due date"),
        ("Corporate lead", "owner"),
        # It may be when something was complete, or is to be.
        ("Completion date", "due date"),
        ("Implementation date", "due date"),
        ("Support", "contributors"),
        ("Is it confidential?", "part 2"),
        ("Colour", ""),
    ],
)
def test_words_only_propose(heading: str, column: str) -> None:
    assert (called(heading), proposed(heading)) == ("", column)


def test_what_is_proposed_or_headed_alike_is_asked() -> None:
    """As row 273 says."""
    rows = (
        ("Action", "Milestone", "Corporate lead", "Finish"),
        ("Meet", "Meet in March", "Jo Smith", "31/03/2019"),
        ("Meet", "Meet in April", "Jo Smith", "30/04/2019"),
    )
    found = read(rows)
    assert {one.of: one.default for one in found.questions} == {
        "Action": "leave out",
        "Milestone": "title",
        "Corporate lead": "owner",
        "Finish": "due date",
    }
    assert [one.title for one in found.plan.actions] == ["Meet in March", "Meet in April"]
    told = replace(ANSWERED, columns={"Milestone": "leave out", "action": "title"})
    again = read(rows, profile=told)
    assert [one.title for one in again.plan.actions] == ["Meet", "Meet"]
    assert {one.of for one in again.questions} == {"Corporate lead", "Finish"}


@pytest.mark.parametrize(
    ("heading", "cells", "times"),
    [
        pytest.param("What good looks like", ("Every file is seen", ""), 1, id="row-360-text"),
        pytest.param("Sponsor", ("Ann Bell", "Cllr Pat Lee"), 1, id="row-360-names"),
        ("Actions taken so far", ("Two panels met", ""), 1),
        ("Cost", ("500", "20"), 0),
        ("Ward", ("North", "East"), 0),
        ("Started", ("1 May 2027", "2 June 2027"), 0),
        ("Date raised", ("by the board", "by the board"), 0),
        ("Nothing", ("", ""), 0),
    ],
)
def test_a_column_of_texts_that_nothing_takes_is_asked_about_once(
    heading: str, cells: tuple[str, str], times: int
) -> None:
    """As row 360 says."""
    rows = ((*HEADINGS, heading), *(("Meet", "Jo", "31/03/2019", cell) for cell in cells))
    asked = [one for one in read(rows).questions if one.about == "columns"]
    assert [(one.of, one.default) for one in asked] == [(heading, "leave out")] * times
    for question in asked:
        kept = question.answered(ANSWERED, "measure")
        again = read(rows, profile=kept)
        assert [one.measure for one in again.plan.actions] == list(cells)
        for profile in (kept, question.answered(ANSWERED, "leave out")):
            assert "columns" not in {one.about for one in read(rows, profile=profile).questions}


def test_an_equal_name_alone_decides_who_is_meant() -> None:
    """As row 274 says."""
    rows = (
        HEADINGS,
        ("a", "JO  SMITH", ""),
        ("b", TRUST, ""),
        ("c", "Jo Smyth", ""),
        ("d", "Ann Lee / Jo Smith", ""),
        ("e", "Housing, Health and Hope", ""),
    )
    found = read(rows, people=("Jo Smith", "Ann Lee"))
    assert [(one.owner, one.contributors) for one in found.plan.actions] == [
        *(("Jo Smith", ()), (TRUST, ()), ("Jo Smyth", ())),
        *(("Ann Lee", ("Jo Smith",)), ("Housing, Health and Hope", ())),
    ]
    asked = {one.about: one for one in found.questions}
    assert asked.keys() == {"owners", "several owners"}
    assert "Known are Jo Smith." in asked["owners"].text
    told = replace(ANSWERED, owners={"jo smyth": ("Jo Smith", "Ann Lee")}, several=Several.ONE)
    again = read(rows, people=("Jo Smith", "Ann Lee"), profile=told)
    assert [one.owner for one in again.plan.actions][2:4] == ["Jo Smith", "Ann Lee / Jo Smith"]
    assert not again.questions


def test_people_without_an_address_are_kept_without_one() -> None:
    told = replace(ANSWERED, people=({"name": "Jo Smith", "address": "jo@example.example"},))
    found = read((HEADINGS, ("a", "jo smith", ""), ("b", "Ann Lee", "")), profile=told)
    assert {(one.name, one.address) for one in found.plan.people} == {
        *(("Jo Smith", "jo@example.example"), ("Ann Lee", "")),
        *(("Ada Admin", ""), ("Sam Secretary", "")),
    }


def test_part_2_is_never_left_out() -> None:
    """As row 276 says."""
    rows = (
        (*HEADINGS, "Exempt"),
        ("a", "Jo", "", "Yes"),
        ("b", "Jo", "", "no"),
        ("c", "Jo", "", "?"),
    )
    found = read(rows)
    assert [one.exempt for one in found.plan.actions] == [True, False, False]
    (problem,) = found.problems
    assert 'sheet Plan 2018, cell D4: "?" is neither yes nor no' in problem


def test_recommendations_are_named_by_reference_or_told_in_full() -> None:
    rows = (
        ("Action", "Recommendation"),
        ("a", "R1, R2 and R4"),
        ("b", "Make sure, in time, that children are seen alone."),
        ("c", "r1"),
        ("d", "Make sure, in time,\nthat children are seen  alone."),
    )
    found = read(rows).plan
    assert [one.recommendations for one in found.actions] == ["R1, R2, R4", "R3", "R1", "R3"]
    assert [one.ref for one in found.recommendations] == ["R1", "R2", "R4", "R3"]


def test_a_reference_that_is_there_twice_gets_a_number_and_is_told() -> None:
    """As row 298 says."""
    found = read(
        (
            (*HEADINGS, "Ref"),
            ("a", "Jo", "", "1"),
            ("b", "Jo", "", "1"),
            ("c", "Jo", "", ""),
        )
    )
    assert [one.ref for one in found.plan.actions] == ["1", "1-2", "A3"]
    assert any("is the reference of sheet Plan 2018, cell D2 too" in one for one in in_doubt(found))


def test_what_says_that_it_is_done_or_moved_is_told_and_never_taken_as_due() -> None:
    rows = (
        (*HEADINGS, "Revised date", "Date completed"),
        ("a", "Jo", "1/3/2019", "1/4/2019", "2/3/2019"),
    )
    found = read(rows)
    assert found.plan.actions[0].due_date == date(2019, 3, 1)
    assert [one.why.partition(",")[0] for one in found.doubts] == [
        "is its completed on",
        "is its revised date",
    ]


DATED = (
    HEADINGS,
    ("a", "Jo", "Q2 2019"),
    ("b", "Jo", "12 months"),
    ("c", "Jo", "2019"),
    ("d", "Jo", "1/3/2019"),
    ("e", "Jo", "Quarterly"),
)


def test_every_answer_is_kept_and_the_next_file_needs_none(tmp_path: Path) -> None:
    """As row 275 says."""
    found = read(DATED, profile=Profile())
    assert {one.about for one in found.questions} == {
        *("plan", "board", "quarters", "counted from", "dates"),
    }
    answers = {"quarters": "financial", "counted from": "5 November 2018"}
    profile = replace(ANSWERED, sheet="Plan 2018", several=Several.LEAD_FIRST)
    while questions := read(DATED, profile=profile).questions:
        profile = questions[0].answered(profile, answers.get(questions[0].about, "yes"))
    due = [one.due_date for one in read(DATED, profile=profile).plan.actions]
    assert due == [
        date(2019, 9, 30),
        date(2019, 11, 5),
        date(2019, 12, 31),
        date(2019, 3, 1),
        date(2019, 2, 5),
    ]
    assert [one.repeats for one in read(DATED, profile=profile).plan.actions][4] == "quarterly"
    assert profile.answers == Answers(Quarters.FINANCIAL, date(2018, 11, 5))
    kept = tmp_path / "kept.yaml"
    kept.write_text(profile_as_yaml(profile))
    assert read_profile(kept) == profile


@pytest.mark.parametrize("rows", [PLAN, DATED], ids=["row-275-plan", "row-275-dates"])
def test_who_takes_what_is_proposed_is_asked_nothing_that_has_a_proposal(
    rows: tuple[tuple[object, ...], ...],
) -> None:
    first = read(rows, profile=Profile(), people=("Jo Smyth",))
    settled = with_defaults(Profile(), first.questions)
    again = read(rows, profile=settled, people=("Jo Smyth",))
    assert [one for one in again.questions if one.default] == []
    assert again.plan.actions == first.plan.actions


def test_a_cell_that_holds_the_place_of_a_date_is_named_and_a_blank_is_counted() -> None:
    """As row 359 says."""
    found = read((HEADINGS, ("a", "Jo", "TBC"), ("b", "Jo", "-"), ("c", "Jo", "n/a"), ("d", "Jo")))
    assert "Dates: 1 left blank, 3 none." in list(understood_in(found))
    assert list(in_doubt(found)) == [
        f'sheet Plan 2018, cell C{n}: "{words}" stands where a date would be. Taken as no date.'
        for n, words in ((2, "TBC"), (3, "-"), (4, "n/a"))
    ]


def test_a_table_without_actions_can_not_be_stored() -> None:
    assert read((HEADINGS,)).problems == (
        "plan.xlsx: there is no action on sheet Plan 2018, below the headings of row 1.",
    )
    told = replace(ANSWERED, columns={"Action": "leave out"})
    assert read((HEADINGS, ("a", "Jo", "")), profile=told).problems == (
        "plan.xlsx: no column is the title of its actions; say in the profile which is.",
    )


def test_an_answer_that_can_not_be_taken_is_refused_with_what_can() -> None:
    column = Question("columns", "Who", "What is it?", "owner", ("owner", "leave out"))
    with pytest.raises(BadInput, match="write owner"):
        column.answered(Profile(), "ownr")
    with pytest.raises(BadInput, match="An answer is needed"):
        Question("plan", "title", "Title?").answered(Profile(), "")
    with pytest.raises(BadInput, match="is not a date"):
        Question("counted from", "", "When?", may_be_blank=True).answered(Profile(), "soon")


def test_a_profile_with_mistakes_is_refused_by_line(tmp_path: Path) -> None:
    kept = tmp_path / "kept.yaml"
    kept.write_text(
        "version: 1\ncolumns:\n  - {heading: Who, is: ownr}\nwritten dates:\n  - {written: Q2, is: never}\n"
    )
    with pytest.raises(BadInput) as wrong:
        read_profile(kept)
    assert [problem.partition(":")[0] for problem in wrong.value.problems] == [
        "kept.yaml, line 3",
        "kept.yaml, line 5",
    ]


def test_a_table_without_a_known_heading_is_headed_by_its_first_row_of_texts() -> None:
    assert a_table((("Plan",), ("Wer", "Was", "Wann"), ("a", "b", "c"))).row == 2


def test_the_profile_that_the_documents_show_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "plan-file.md").read_text()
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "shown.yaml").write_text(shown)
    profile = read_profile(tmp_path / "shown.yaml")
    assert profile.owner("hos / dcs") == ("Jo Smith", "Dee Director")
    assert profile_as_yaml(profile).splitlines()[0] == shown.splitlines()[0]
