"""The editions of a pack: the default ones, a plan's own, and files with mistakes in them."""

from pathlib import Path

import pytest

from followthrough.packs.edition_file import (
    default_editions,
    edition_for,
    editions_of,
    parse_editions,
)
from rules.packs.edition import EVERYTHING, Depth, Exempt, Section
from rules.problems import BadInput

ONE = "- {name: Any, title: Pack, purpose: To note., sections: [summary]}\n"


@pytest.mark.parametrize(
    ("board", "edition"),
    [
        ("Strategic Partnership Board", "Strategic Partnership Board"),
        ("Improvement Board", "Improvement Board"),
        ("Middlesbrough Children Safeguarding Board (MSCB)", "Safeguarding children board"),
        ("Executive", "Executive"),
        ("Overview and Scrutiny Board", "Overview and Scrutiny Board"),
        ("Schools Forum", "Any other board"),
    ],
)
def test_each_kind_of_board_gets_its_own_edition(board: str, edition: str) -> None:
    assert edition_for(board, default_editions()).name == edition


def test_the_strategic_partnership_board_sees_agencies_and_the_executive_a_quarterly_report() -> (
    None
):
    partners = edition_for("Strategic Partnership Board", default_editions())
    executive = edition_for("Executive", default_editions())

    assert partners.depth(Section.PARTNERS) is Depth.FULL
    assert executive.depth(Section.PARTNERS) is None
    assert executive.depth(Section.EXCEPTIONS) is Depth.BRIEF
    assert (executive.title, executive.exempt) == ("Quarterly update report", Exempt.APART)


def test_every_default_edition_tells_what_is_late_and_what_is_missing() -> None:
    for one in default_editions():
        sections = [chosen.section for chosen in one.edition.sections]
        assert {Section.SUMMARY, Section.EXCEPTIONS, Section.QUALITY, Section.KEY} <= set(sections)
        assert len(sections) == len(set(sections))


def test_the_edition_that_leaves_nothing_out_has_every_section() -> None:
    assert [one.section for one in EVERYTHING.sections] == list(Section)


def test_a_plan_has_its_own_editions_where_the_data_folder_holds_them(tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "my-plan.yaml").write_text(ONE)

    assert [one.edition.name for one in editions_of(tmp_path, "my-plan")] == ["Any"]
    assert editions_of(tmp_path, "another") == default_editions()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            ONE.replace("summary", "sumary"),
            'line 1: the section "sumary" is not known; write summary.',
        ),
        (ONE.replace("[summary]", "[]"), "line 1: sections has 0 entries; write 1 to 19 of them."),
        (ONE.replace("title: Pack, ", ""), "has no title; add one, such as title: Progress pack."),
        (
            ONE.replace("summary", "{section: summary, depth: deep}"),
            'line 1: depth "deep" is not known; write full, brief or elsewhere.',
        ),
        (
            ONE.replace("purpose", "exempt: hidden, purpose"),
            'line 1: exempt "hidden" is not known; write within or apart.',
        ),
        (
            ONE.replace("title", "boards: [Executive], title"),
            "line 1: the last edition must be for any other board; leave out its boards.",
        ),
        (ONE + ONE.replace("Any", "Other"), "line 1: only the last edition is for any other board"),
        (ONE + ONE, 'line 2: name "Any" is used already on line 1.'),
        (
            "- name: Any\n  title: Pack\n  purpose: To note.\n  sections:\n    - summary\n    - summary\n",
            "line 6: section summary is there already on line 5.",
        ),
        ("", "there is nothing in the file"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_editions(text, "editions.yaml")

    assert any(complaint in problem for problem in refusal.value.problems), refusal.value.problems


def test_every_mistake_is_told_at_once() -> None:
    text = ONE.replace("summary", "nothing").replace("title: Pack, ", "") + ONE

    with pytest.raises(BadInput) as refusal:
        parse_editions(text, "editions.yaml")

    assert len(refusal.value.problems) == 4
