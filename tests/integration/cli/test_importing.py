"""A plan that was not made for us comes in through the command line: shown, asked about, and kept."""

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine

from followthrough.cli.importing import asked_on, converse
from followthrough.cli.remedies import problems
from followthrough.people.changes import Who, set_address, set_reachable
from followthrough.plans.go_live import go_live
from followthrough.plans.table.about import Known
from followthrough.plans.table.profile import Profile, Several, profile_as_yaml, read_profile
from followthrough.plans.table.take_in import import_table, what_is_known
from followthrough.plans.table.understood import Understood
from models.people import circle
from models.plan import find_organisation
from models.session import reading
from rules.people.circle import why_not
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plans import at
from tests.builders.tables import ANSWERED, BOARD, CSV, PLAN, read
from tests.integration.cli.command_line import Command
from tests.integration.cli.desk import Desk

FILE = Path("plan.csv")
NOW = at(date(2018, 11, 21), 9)


def test_a_table_waits_for_its_answers_and_is_a_draft_with_them(tmp_path: Path) -> None:
    """As row 275 says."""
    desk, plan = Desk(tmp_path / "var").at(NOW), tmp_path / "plan.csv"
    plan.write_text(CSV)
    done = desk.run("import", plan)
    assert done.returncode == 2
    assert "3 actions below the headings of row 5; besides: 2 sections" in done.stdout
    assert "to answer, and nothing was stored:" in done.stderr
    assert "At what address is that board told?" in done.stderr
    assert "--yes takes what is proposed." in done.stderr
    kept = plan.with_suffix(".profile.yaml")
    assert not kept.exists()
    kept.write_text(profile_as_yaml(ANSWERED))
    assert "There is no preset" in desk.run("import", plan, "--preset", "school").stderr
    assert "goes with --preset" in desk.run("import", plan, "--received", "2018-11-05").stderr
    received = ("--preset", "ilacs-inspection", "--received", "5 November 2018")
    told = desk.says("import", plan, "--yes", *received)
    assert "Proposed for the action plan: Thursday 14 February 2019" in told
    assert "Plan (plan): 3 actions, 0 recommendations, 1 board. It is a draft now." in told
    assert f"What was answered is kept in {kept}." in told
    assert read_profile(kept) == replace(ANSWERED, several=Several.LEAD_FIRST)


def test_a_later_table_shows_what_differs_and_waits_for_its_answers(tmp_path: Path) -> None:
    """As row 316 says."""
    desk, plan = Desk(tmp_path / "var").at(NOW), tmp_path / "plan.csv"
    kept = plan.with_suffix(".profile.yaml")
    kept.write_text(profile_as_yaml(replace(ANSWERED, several=Several.LEAD_FIRST)))
    plan.write_text(CSV)
    desk.says("import", plan, "--yes")
    later = CSV.replace("Hold a board", "Hold a good board").replace("31/03/2019", "30/04/2019")
    plan.write_text(later)
    done = desk.run("import", plan)
    assert done.returncode == 2
    assert "3 actions found again: 1 changed." in done.stdout
    assert '1.1: title, from "Hold a board" to "Hold a good board".' in done.stdout
    assert (
        "1 due date above differs. Take them? The plan is a draft. Proposed is yes." in done.stderr
    )
    before = desk.stored()
    assert "Nothing was stored." in desk.says("import", plan, "--yes", "--dry-run")
    assert desk.stored() == before
    assert "go together" in desk.refuses("import", plan, "--yes", "--dates-agreed-by", "Jo Smith")
    assert "3 actions in the file. It is taken in." in desk.says("import", plan, "--yes")
    assert read_profile(kept).changes["dates"] == "yes"
    assert "It was imported before; nothing changed." in desk.says("import", plan)
    agreed = ("--dates-agreed-by", "Jo Smith", "--on", "20 November 2018")
    assert "decide-date" in desk.run("import", plan, *agreed).stderr, "as row 354 says"
    plan.write_text(later.replace("Write a strategy", "Something else again"))
    told = desk.run("import", plan, "--yes")
    assert (told.returncode, "in other words, or another?" in told.stderr) == (2, True)
    kept.write_text(kept.read_text().replace("dates", "1.2 as 1.2").replace("'yes'", "same"))
    assert "another?" in desk.run("import", plan, "--yes").stderr, "answers about another file"


ROWS = """Ref;Action;Lead officer;By when;Part 2
1;Hold a board;Jo Smith;31/03/2027;yes
2;Write a strategy;Pat Lunn;30/04/2027;
3;Train social workers;Jo Smith;30/04/2027;
"""
LATER_ROWS = """Ref;Action;Lead officer;By when;Part 2
1;Hold a board;Jo Smith;30/04/2027;
2;Write a strategy;Pat Lunn-Wood;30/04/2027;
"""
PROPOSED = {
    "owner Pat Lunn-Wood": "renamed",
    "body Health Board": "yes",
    "dates": "yes",
    "gone": "carry on",
    "part 2": "no",
}


@pytest.mark.parametrize("way", ["--yes", "by Enter", "typed"])
def test_every_proposal_about_a_later_table_is_kept_as_plain_text(
    way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As row 316 says, for each kind of question that has a proposal."""
    monkeypatch.setenv("FOLLOWTHROUGH_DATA", str(tmp_path / "var"))
    command, plan = Command(tmp_path / "var", capsys, monkeypatch), tmp_path / "plan.csv"
    kept = plan.with_suffix(".profile.yaml")
    for rows, agency in ((ROWS, "Health Trust"), (LATER_ROWS, "Health Board")):
        plan.write_text(rows)
        people = ({"name": "Jo Smith", "agency": agency},)
        kept.write_text(profile_as_yaml(replace(ANSWERED, people=people)))
        if rows is LATER_ROWS and way != "--yes":
            words = "\n".join(PROPOSED.values() if way == "typed" else [""] * len(PROPOSED))
            typed = StringIO(f"{words}\n")
            monkeypatch.setattr(typed, "isatty", lambda: True)
            monkeypatch.setattr("sys.stdin", typed)
            code, out, err = command("import", str(plan), now=NOW)
        else:
            code, out, err = command("import", str(plan), "--yes", now=NOW)
        assert (code, err) == (0, ""), out
    answers = read_profile(kept).changes
    assert answers == {"file": answers["file"], **PROPOSED}


def test_a_plan_goes_live_when_everyone_it_names_has_an_address(database: Engine) -> None:
    """As rows 278 and 279 say."""
    place = a_place(database, NOW)
    addressed = ("Ada Admin", "Sam Secretary", "Pat O'Brien")
    people = tuple({"name": one, "address": BOARD["address"]} for one in addressed)
    found = read(PLAN, profile=replace(ANSWERED, people=people))
    assert import_table(place, FILE, found, is_trial=True).new
    assert what_is_known(place, "") == Known()
    taken = import_table(place, FILE, found, is_trial=False)
    assert "Jo Smith: no address; record one before the plan goes live." in taken.data_quality
    assert not import_table(place, FILE, found, is_trial=False).new
    known = what_is_known(place, "")
    assert known.board.items() >= BOARD.items()
    assert set(known.people) == {"Ada Admin", "Sam Secretary", "Jo Smith", "Pat O'Brien"}
    with pytest.raises(BadInput) as wrong:
        go_live(place, "plan", date(2018, 11, 22))
    (problem,) = problems(wrong.value)
    assert problem.startswith(
        "No address is recorded of Jo Smith, and Plan would tell them nothing: "
    )
    assert problem.endswith('`followthrough person address "Jo Smith" ADDRESS` records one.')
    with pytest.raises(BadInput, match="No address is recorded of Jo Smith"):  # as row 282 says
        set_reachable(place, Who("Jo Smith"), reachable=True)
    (told, *_) = set_reachable(place, Who("Jo Smith"), reachable=False)
    assert str(told).startswith("Nothing is sent to Jo Smith any more")
    late = import_table(a_place(database, at(date(2020, 6, 1))), FILE, found, is_trial=True)
    assert late.doubts[0] == (
        "1.1: the due date, 31 March 2019, lies more than a year back; check the year."
    )
    with reading(database) as session:
        body = find_organisation(session, "Borough of Example")
        assert body
        everyone = circle(session, body.id or 0)
    (jo,) = [one for one in everyone.people.values() if one.name == "Jo Smith"]
    assert everyone.recipient(jo.id, NOW.date()) is None
    assert why_not(jo, NOW.date()) == "Jo Smith can't be reached: no address is recorded."
    set_address(place, Who("Jo Smith"), "jo@example.example")
    assert "is live from Thu 22 Nov 2018" in go_live(place, "plan", date(2018, 11, 22))


def test_the_conversation_takes_what_is_proposed_and_asks_again_what_it_can_not_take() -> None:
    """As row 275 says."""
    asked: list[str] = []
    answers = iter(
        ("", "Visit plan", "", "Borough", "Ada", "Board", "Sam", "b@example.example", "")
    )
    told: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(answers)

    def understood(profile: Profile) -> Understood:
        return read(PLAN, profile=profile)

    profile = converse(understood, Profile(), ask, told.append)
    assert [one.split()[0] for one in asked] == [
        "1.",
        "2.",
        "3.",
        "3.",
        "4.",
        "5.",
        "6.",
        "7.",
        "8.",
    ]
    assert asked[0].endswith("[plan] ")
    assert told == ["An answer is needed: Which public body is it of?"]
    assert profile.plan == {
        "key": "plan",
        "title": "Visit plan",
        "organisation": "Borough",
        "administrator": "Ada",
    }
    assert not understood(profile).questions


def test_what_is_proposed_is_seen() -> None:
    said = StringIO()
    ask = asked_on(Console(file=said), StringIO("Visit\n"))
    assert ask("1. Key? [plan] ").strip() == "Visit"
    assert said.getvalue() == "1. Key? [plan] "


def test_a_conversation_that_ends_early_stores_nothing() -> None:
    def gone(_: str) -> str:
        raise EOFError

    with pytest.raises(BadInput, match="not all answered"):
        converse(lambda profile: read(PLAN, profile=profile), Profile(), gone, print)
