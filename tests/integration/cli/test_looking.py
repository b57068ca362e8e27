"""The commands that only look, as people run them."""

import re
from datetime import date
from pathlib import Path

import pytest

from followthrough.clock import start_example
from followthrough.database import open_database
from followthrough.ladder.policy_file import DEFAULT
from followthrough.laptop import example
from followthrough.plans import import_plan
from followthrough.settings import Settings
from tests.builders.places import a_place
from tests.builders.plans import at
from tests.integration.cli.desk import Desk

KEY = example.KEY
DRAFT_DAY = at(example.LIVE_ON, 9)


@pytest.fixture
def draft(tmp_path: Path) -> Desk:
    """A folder with the example plan as a draft, on the morning of 21 November 2018."""
    data = tmp_path / "var"
    engine = open_database(Settings(data=data, database_url=""))
    import_plan.import_plan(a_place(engine, DRAFT_DAY), example.WORKBOOK)
    engine.dispose()
    start_example(data, DRAFT_DAY)
    return Desk(data)


@pytest.fixture
def live(draft: Desk) -> Desk:
    draft.says("go-live", KEY, "--on", "2018-11-21")
    return draft


def policy_file(folder: Path, text: str) -> Path:
    path = folder / "other.yaml"
    path.write_text(text)
    return path


def test_a_draft_is_previewed_before_it_goes_live(draft: Desk) -> None:
    assert draft.says("preview") == "Nothing to preview: no plan is live.\n"
    before = draft.stored()
    said = draft.says("preview", "--plan", KEY, "--go-live", "2018-11-22", "--days", "20")
    assert draft.stored() == before
    assert said.startswith("Middlesbrough Council, Thu 22 Nov 2018 to Tue 11 Dec 2018: if nothing")
    assert "A1 L0: 1 working day after the due date (Fri 30 Nov 2018)" in said
    assert "alison.reid@middlesbrough.example" in said


def test_another_policy_is_shown_beside_todays(live: Desk, tmp_path: Path) -> None:
    sooner = DEFAULT.read_text().replace("name: P1", "name: P9").replace("days: 5", "days: 3")
    said = live.says("preview", "--days", "30", "--policy", policy_file(tmp_path, sooner))
    assert re.search(
        r"With P9 instead from [^,]+, [1-9]\d* notices would change; they are marked\.", said
    )
    row = next(line for line in said.splitlines() if "Wed 5 Dec 2018" in line)
    assert [cell.strip() for cell in row.split("│")[2:6]] == [
        "David Hughes",
        "",
        "A1 L1",
        "differs",
    ]


REFUSED = {
    ("preview", "--plan", "nope"): f"There is no plan 'nope'; the plans are: {KEY}.",
    ("preview", "--running"): "--running goes with --policy",
    ("preview", "--go-live", "2018-12-01"): "--go-live goes with --plan",
    ("preview", "--policy", "no.yaml"): "no.yaml is not there",
    ("preview", "--days", "367"): "",
    ("why", KEY, "A99"): f"Plan {KEY} has no action 'A99'; it has: A1, A2,",
    ("why", "nope", "A1"): f"There is no plan 'nope'; the plans are: {KEY}.",
}


def test_what_can_not_be_looked_at_is_told(live: Desk, tmp_path: Path) -> None:
    for arguments, sentence in REFUSED.items():
        assert live.refuses(*arguments).startswith(sentence)
    bad = policy_file(tmp_path, "name: P9\nrungs: [{name: L0, tells: everyone, working_days: 1}]\n")
    assert live.refuses("preview", "--policy", bad).startswith("other.yaml, line 2")


def test_a_preview_beyond_the_calendar_names_the_actions_and_ends_with_1(live: Desk) -> None:
    start_example(live.data, at(date(2024, 12, 20), 9))
    done = live.run("preview", "--days", "30")
    assert done.returncode == 1
    assert "Action A1 of Focused visit action plan: the calendar ends 2024" in done.stdout


def test_why_says_what_comes_next(live: Desk) -> None:
    said = live.says("why", KEY, "A5")
    assert said.startswith("\nWhere it stands\n  A5, Strengthening the use")
    assert "\n  Wednesday 2 January 2019: Strategic Partnership Board. L2: 10 working days" in said
