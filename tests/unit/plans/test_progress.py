"""Responsible for holding what is understood of a column of progress to rows 319 to 322."""

from dataclasses import replace
from datetime import date

import pytest

from followthrough.plans.file.rows import UpdateRow
from followthrough.plans.table.about import Known
from followthrough.plans.table.asked import Question, with_defaults
from followthrough.plans.table.profile import Profile, profile_as_yaml, read_profile
from followthrough.plans.table.progress import parted, progress_in
from followthrough.plans.table.report import in_doubt, understood_in
from followthrough.plans.table.understood import understand
from followthrough.reading.entry import Written
from rules.plans.reported import said_by_day
from rules.problems import BadInput
from tests.builders.tables import ANSWERED, a_table, read

MARCH, APRIL = date(2027, 3, 12), date(2027, 4, 9)
BOTH = ((MARCH, "panel met."), (APRIL, "strategy written."))
ROWS = (
    ("Action", "Lead", "Comments"),
    ("Hold a panel", "Jo Smith", "12/03/2027: panel met. 9 Apr 2027: strategy written."),
    ("Write a strategy", "Jo Smith", "A draft is out."),
    ("Train", "Jo Smith", "n/a"),
    ("Ask", "Jo Smith", "x" * 2_001),
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ROWS[1][2], id="row-319-on-one-line"),
        "12/03/2027: panel met.\n09/04/2027: strategy written.",
        "9th April 2027 \u2013 strategy written.\n12 March 2027 - panel met.",
        "(12.03.2027): panel met. (2027-04-09): strategy written.",
        "12/03/27:panel met.\n\n09/04/27:strategy written.",
    ],
)
def test_each_part_that_begins_with_a_whole_date_is_of_that_day(text: str) -> None:
    assert parted(text) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Panel met on 12/03/2027.", id="row-320-a-date-within"),
        "Begun. 12/03/2027: panel met.",
        "12/03/2027: panel met. 9 Apr: strategy written.",
        "April 2027: panel met.",
        "Apr 27: panel met.",
        "04/13/2027: panel met.",
        "31/02/2027: panel met.",
        "12/03/2027:",
        "12/03/2027: 09/04/2027: panel met.",
        "12/03/2027 - 09/04/2027: panel met.",
        "12/03/2027 to 09/04/2027: panel met.",
        "March: panel met.",
        "",
    ],
)
def test_any_other_text_is_one_update_that_shows_no_day(text: str) -> None:
    assert parted(text) == ()


def test_a_day_to_come_is_no_day_of_a_report() -> None:
    """As row 320 says."""
    today = date(2027, 4, 8)
    assert said_by_day("whole", BOTH, today, today) == [(today, "whole")]
    assert said_by_day("whole", BOTH, today, APRIL) == list(BOTH)
    assert said_by_day("whole", (), MARCH, today) == [(MARCH, "whole")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param(Written("a b", marked="~~a~~ b"), "is struck through in part", id="row-321"),
        (Written("a\x07b"), "holds a control character"),
        (Written("x" * 2_001), "has 2,001 letters"),
        (Written("", span=(MARCH, MARCH)), "is a date"),
        (Written("#REF!", not_text="is an Excel error"), "is an Excel error"),
        (Written(" - "), None),
        (Written("N/A"), None),
        (Written("\u2026"), None),
        (Written("75%"), UpdateRow("A1", "75%")),
    ],
)
def test_what_is_no_text_of_progress_is_told(
    written: Written, told: UpdateRow | str | None
) -> None:
    found = progress_in(written, "A1")
    assert found == (f"{told}; not taken in as progress" if isinstance(told, str) else told)


def test_progress_is_asked_about_once_and_told() -> None:
    """As row 322 says."""
    found = read(ROWS)
    assert found.plan.updates == (
        UpdateRow("A1", str(ROWS[1][2]), BOTH),
        UpdateRow("A2", "A draft is out."),
    )
    (asked,) = found.questions
    assert 'Take the progress of 2 actions in, headed "Comments"?' in asked.text
    assert "Progress: of 2 actions, 1 with the days on which it was said." in " ".join(
        understood_in(found)
    )
    assert any("has 2,001 letters; not taken in as progress" in one for one in in_doubt(found))
    assert not read(ROWS, profile=with_defaults(ANSWERED, [asked])).questions
    known = Known(keys=frozenset({"plan"}))
    assert not understand("plan.xlsx", a_table(ROWS), ANSWERED, known).questions
    left = read(ROWS, profile=asked.answered(ANSWERED, "leave out"))
    assert (left.plan.updates, left.questions) == ((), ())
    with pytest.raises(BadInput, match="is not a date"):
        asked.answered(ANSWERED, "soon")


@pytest.mark.parametrize("said", ["day of import", "12 March 2027"])
def test_an_answer_reads_back(said: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    profile = Question("progress", "Comments", "?").answered(ANSWERED, said)
    kept = tmp_path_factory.mktemp("kept") / "plan.profile.yaml"
    kept.write_text(profile_as_yaml(profile))
    again: Profile = read_profile(kept)
    assert again == profile
    assert read(ROWS, profile=again).plan.progress_of == (MARCH if "March" in said else None)
    assert replace(again, progress="") == ANSWERED


def test_words_of_a_heading_alone_make_no_progress() -> None:
    """As row 322 says: what is asked about is a column of a usual name, or said to be one."""
    found = read((("Actions taken so far", "Lead", "When"), ("Meet", "Jo Smith", "")))
    assert [one.title for one in found.plan.actions] == ["Meet"]
