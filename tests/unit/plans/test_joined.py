"""Responsible for holding to row 292 which tables of a document are one register."""

from collections.abc import Sequence

import pytest

from followthrough.plans.table.about import NOTHING_KNOWN
from followthrough.plans.table.found import FoundTable
from followthrough.plans.table.joined import join_tables
from followthrough.plans.table.report import in_doubt, understood_in
from followthrough.plans.table.understood import Understood, understand
from followthrough.reading.word import tables_of
from tests.builders.tables import ANSWERED
from tests.builders.word_tables import a_document, cell, document, paragraph, row, table

HEADINGS = ("Action", "Owner", "By when")


def joined(*blocks: str, named: str = "") -> FoundTable | None:
    return join_tables(list(tables_of(document(*blocks)).values()), named)


def read(*blocks: str, named: str = "") -> Understood:
    found = joined(*blocks, named=named)
    assert found
    return understand("plan.docx", found, ANSWERED, NOTHING_KNOWN)


def titles(found: Understood) -> list[str]:
    return [one.title for one in found.plan.actions]


def told(found: Understood) -> str:
    return " ".join((*understood_in(found), *in_doubt(found)))


def test_tables_with_the_same_headings_are_one_each_a_section() -> None:
    """As row 292 says."""
    sheets = list(tables_of(a_document()).values())
    found = join_tables(sheets)
    assert found
    plan = understand("plan.docx", found, ANSWERED, NOTHING_KNOWN)
    assert [(one.ref, one.theme, one.owner) for one in plan.plan.actions] == [
        *(("1.1", "Leadership", "Jo Smith"), ("1.2", "Leadership", "Ann Lee")),
        *(("1.3", "Leadership", "Ann Lee"), ("2.1", "Children in need", "Jo Smith")),
        ("2.2", "Children in need", "Jo Smith"),
    ]
    said = told(plan)
    assert "5 actions in 2 tables" in said
    assert "table 1, cell D4: " in said
    assert 'table 2, cell C3: "Jo Smith" holds "Jo Smith", put in by a tracked change' in said


def test_tables_that_share_most_headings_are_one() -> None:
    found = read(
        table(("Action", "By when", "Report"), ("Meet", "May 2026", "x")),
        table(("Action", "Owner", "By when"), ("Write", "Jo", "June 2026"), ("Ask", "Al", "")),
    )
    assert titles(found) == ["Meet", "Write", "Ask"]
    assert [one.owner for one in found.plan.actions] == ["", "Jo", "Al"]
    assert "table 1, cell" not in told(found)


BAND = row(cell("What", over=2), cell("Who and when", over=2))


@pytest.mark.parametrize(
    "first",
    [
        pytest.param((BAND, ("Ref", "Action", "Owner", "By when")), id="row-357-below-a-band"),
        pytest.param((("No.", "Task", "Lead officer(s)", "Timescale"),), id="row-357-other-words"),
        (("Ref", "Action", "Lead", "By when"),),
        (("Ref", "Action", "Owner", "Timescale"),),
        (BAND, ("No.", "Milestone", "Responsible", "Deadlines")),
        (("Ref", "Action", "Corporate lead", "By when"),),
    ],
)
def test_tables_are_one_by_what_their_headings_mean(first: tuple[str | Sequence[str], ...]) -> None:
    """As row 357 says: whichever stands first, and no column of one is left out for the other's."""
    one = table(*first, ("1", "Meet", "Jo", "31/05/2026"))
    other = table(("Ref", "Action", "Owner", "By when"), ("2", "Write", "Al", "30/06/2026"))
    for blocks in ((one, other), (other, one)):
        found = read(*blocks)
        assert {(a.ref, a.title, a.owner, str(a.due_date)) for a in found.plan.actions} == {
            ("1", "Meet", "Jo", "2026-05-31"),
            ("2", "Write", "Al", "2026-06-30"),
        }
        assert "Not read" not in told(found)


def test_two_of_one_meaning_in_one_of_the_tables_are_asked_about() -> None:
    found = read(
        table(("Action", "Owner", "Lead", "By when"), ("Meet", "Jo", "Al", "May 2026")),
        table(("Action", "Responsible", "By when"), ("Write", "Al", "May 2026")),
    )
    assert {one.of for one in found.questions if one.about == "columns"} >= {"Owner", "Lead"}
    assert titles(found) == ["Meet", "Write"]


def test_a_table_of_something_else_is_named_and_not_read() -> None:
    """As row 292 says; by its number it is read alone."""
    blocks = (
        table(("Colour", "Means"), ("Green", "on track")),
        table(HEADINGS, ("Meet", "Jo", "May 2026")),
        table(("Risk", "Score", "Owner", "Action", "Left"), ("Fire", "5", "Al", "Wait", "1")),
    )
    found = read(*blocks)
    assert titles(found) == ["Meet"]
    assert "Not read: table 1, table 3, with other headings or none." in told(found)
    assert "table 3 has 1 more row under a heading of actions, not read: " in told(found)
    assert "table 1 has" not in told(found)
    assert titles(read(*blocks, named="3")) == ["Wait"]
    assert joined(*blocks, named="1") is None


def test_a_table_goes_on_in_one_without_headings() -> None:
    """As row 292 says."""
    found = read(
        table(HEADINGS, ("Meet", "Jo", "May 2026")),
        table(("Write", "Al", "June 2026"), ("Ask", "Jo", "July 2026")),
        table(("a", "b"), ("c", "d")),
    )
    assert titles(found) == ["Meet", "Write", "Ask"]
    assert "table 2 has no headings; read under those of table 1." in told(found)
    assert "Not read: table 3" in told(found)


def an_action(*rows: Sequence[str]) -> str:
    return table(*rows)


@pytest.mark.parametrize(
    "blocks",
    [
        (
            table(("Action 1", "Meet"), ("Owner", "Jo"), ("By when", "May 2026")),
            table(("Action 2", "Write"), ("Owner", "Al"), ("By when", "June 2026")),
        ),
        (
            table(
                *(row(cell("Action 1: Meet", over=2)), ("Owner", "Jo"), ("By when", "May 2026")),
                *(row(cell("Action 2: Write", over=2)), ("Owner", "Al"), ("By when", "June 2026")),
            ),
        ),
        (
            *(
                paragraph("Action 1: Meet", "Heading2"),
                table(("Owner:", "Jo"), ("By when:", "May 2026")),
            ),
            *(
                paragraph("Action 2: Write", "Heading2"),
                table(("Owner:", "Al"), ("By when:", "June 2026")),
            ),
        ),
        (
            table(("Action", "Meet", "Ref", "1"), ("Owner", "Jo", "By when", "May 2026")),
            table(("Action", "Write", "Ref", "2"), ("Owner", "Al", "By when", "June 2026")),
        ),
    ],
    ids=[
        "row-292-a-table-each",
        "row-292-one-under-another",
        "row-292-by-heading",
        "row-292-two-abreast",
    ],
)
def test_an_action_may_have_a_table_of_its_own(blocks: tuple[str, ...]) -> None:
    found = read(*blocks)
    assert [(one.ref, one.title, one.owner, str(one.due_date)) for one in found.plan.actions] == [
        *(("1", "Meet", "Jo", "2026-05-31"), ("2", "Write", "Al", "2026-06-30")),
    ]


def test_what_stands_beside_a_label_is_named_by_its_own_cell() -> None:
    found = read(
        paragraph("Leadership", "Heading1"),
        table(("Action", "Meet"), ("Owner", "Jo"), ("By when", "Ongoing"), ("Cost", "5")),
        paragraph("Practice", "Heading1"),
        table(("Action", "Write"), ("Owner", "Al"), ("By when", "2018")),
    )
    assert [one.theme for one in found.plan.actions] == ["Leadership", "Practice"]
    said = told(found)
    assert "2 actions in 2 tables" in said
    assert 'table 1, cell B3: "Ongoing"' in said
    assert 'table 2, cell B3: "2018"' in said
    assert 'Not read: "Cost".' in said
