"""A register that is written and read again says the same, and what was changed in it and nothing else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.plans.differences import by_known_recommendations
from followthrough.plans.export import COLUMNS, Rows, answers_of, as_csv, as_workbook, rows_of
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    PersonRow,
    PlanFile,
    RecommendationRow,
)
from followthrough.plans.lines import lines
from followthrough.plans.table.about import Known
from followthrough.plans.table.found import find_table
from followthrough.plans.table.understood import understand
from followthrough.reading.cells import Sheet
from followthrough.reading.separated import as_cell, plain, sheet_of
from followthrough.reading.xlsx import sheets_of
from rules.plans.diff import Change, Diff, compare
from rules.text import folded
from tests.effort import LONG

NAMES = (
    *("Ann Lee", "Pat O\u2019Brien", "Tees, Esk and Wear Valley Trust", "HoS / DCS"),
    *("Anne Lee", "North; South", "=cmd|'/c calc'!A1"),
)
WORDS = st.text("abcXYZ é\u2019=+-@';,\"0129.", min_size=1, max_size=30)
TEXTS = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
MAYBE = st.one_of(st.just(""), TEXTS)
DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
NO_DATES = ("", "ongoing", "TBC", "-", "Q2 2019", "12 months", "after the review", "=next year")
DUE = st.tuples(DAYS, st.just("")) | st.tuples(st.none(), st.sampled_from(NO_DATES))


@st.composite
def registers(draw: st.DrawFn) -> PlanFile:
    titles = draw(st.lists(TEXTS, min_size=2, max_size=8))
    refs = draw(
        st.lists(
            st.sampled_from(
                [f"{letter}{n}" for letter in ("A", "1.", "Action ") for n in range(9)]
            ),
            min_size=len(titles),
            max_size=len(titles),
            unique_by=folded,
        )
    )
    due = draw(st.lists(DUE, min_size=len(titles), max_size=len(titles)))
    actions = tuple(
        ActionRow(
            ref=ref,
            title=title,
            paragraph=draw(MAYBE),
            recommendations=draw(st.sampled_from(["", "R1", "R1, Long2", "Long2"])),
            owner=draw(st.sampled_from(["", *NAMES[:4]])),
            due_date=day,
            due_date_as_written=words,
            measure=draw(MAYBE),
            theme=draw(MAYBE),
            contributors=tuple(draw(st.lists(st.sampled_from(NAMES[4:]), max_size=3, unique=True))),
            exempt=draw(st.booleans()),
        )
        for ref, title, (day, words) in zip(refs, titles, due, strict=True)
    )
    return PlanFile(
        key="plan",
        title="Plan",
        organisation="Borough",
        report="",
        report_date=None,
        division="England",
        administrator=NAMES[0],
        notes=(),
        people=tuple(PersonRow(name, "", "", "", "") for name in NAMES),
        boards=(BoardRow("Board", "", NAMES[0], "b@example.example", True, True, "", ""),),  # noqa: FBT003
        recommendations=(RecommendationRow("R1", "Do", ""), RecommendationRow("Long2", "More", "")),
        actions=actions,
    )


def sheet(rows: Rows, kind: str) -> Sheet:
    if kind == "csv":
        return sheet_of("plan.csv", as_csv(rows))
    (found,) = sheets_of(as_workbook(rows), (), least=2).values()
    return found


def read(rows: Rows, kind: str, register: PlanFile) -> PlanFile:
    table = find_table(sheet(rows, kind))
    assert table
    found = understand("x.csv", table, answers_of(register), Known(people=NAMES))
    assert not [one for one in found.questions if not one.may_be_blank]
    assert found.problems == ()
    return found.plan


def differ(read_again: PlanFile, register: PlanFile) -> Diff:
    file, recommendations = by_known_recommendations(read_again, register, is_ours=False)
    assert recommendations == ()
    return compare(lines(register), lines(file), {}, same={}, people=NAMES, named=NAMES)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(registers())
@settings(max_examples=300 if LONG else 6)
def test_a_register_comes_in_again_without_a_difference(kind: str, register: PlanFile) -> None:
    """As row 317 says, and row 359 of words that are no date."""
    again = read(rows_of(register), kind, register)
    found = differ(again, register)
    assert (found.added, found.gone, found.changed, found.doubtful) == ((), (), (), ())
    said = [
        [one.due_date or one.due_date_as_written for one in it.actions] for it in (register, again)
    ]
    assert said[0] == said[1]


@given(registers(), st.data())
@settings(max_examples=300 if LONG else 6)
def test_what_is_changed_in_a_register_is_what_differs(
    register: PlanFile, data: st.DataObject
) -> None:
    """As row 317 says."""
    rows = [[*row] for row in rows_of(register)]
    number = data.draw(st.integers(1, len(rows) - 1))
    heading, field, values = data.draw(
        st.sampled_from(
            [
                ("Due date", "due_date", DAYS),
                ("Owner", "owner", st.sampled_from(NAMES[:4])),
                ("Success measure", "measure", TEXTS),
                ("Theme", "theme", TEXTS),
            ]
        )
    )
    place, value = [*COLUMNS].index(heading), data.draw(values)
    before, rows[number][place] = rows[number][place], value
    found = differ(read(rows, "csv", register), register)
    said = value.isoformat() if isinstance(value, date) else value
    was = (
        before.isoformat()
        if isinstance(before, date)
        else (None if field == "due_date" else before or "")
    )
    expected = (Change(register.actions[number - 1].ref, field, was, said),)
    assert found.changed == (() if before == value else expected)
    assert (found.added, found.gone, found.doubtful) == ((), (), ())


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-5", "@x", "'=1", "''-", "plain", "it's", "'", ""]
)
def test_no_text_is_a_formula_and_each_comes_back(text: str) -> None:
    """As row 317 says."""
    written = str(as_cell(text))
    assert not written.startswith(("=", "+", "-", "@"))
    assert plain(written) == text
