"""The commands about boards' meetings and update rounds, as people run them."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.boards import BoardMeeting
from models.session import reading
from rules.packs.sections import Paper
from tests.builders.plans import BOARD, KEY, OWNER, at
from tests.integration.boards.test_rounds import DEADLINE, FAR, OPENS, plan
from tests.integration.cli.command_line import Command

NOW = at(date(2026, 12, 14), 12)


def test_a_meeting_is_set_moved_listed_and_taken_out(database: Engine, command: Command) -> None:
    plan(database, FAR, meetings=())
    words = ("board", "meeting", KEY, BOARD.name)
    agenda = ("--agenda-item", "7", "--author", "Ada Min", "--assurance", "Partial")
    given = ("--on", "2027-01-14", "--place", "10:00, Hall", *agenda)
    code, said, _ = command(*words, *given, now=NOW)
    assert (code, said.split(". ")[0]) == (
        0,
        (
            "The Strategic Partnership Board meets on Thursday 14 January 2027; its papers are due on "
            "Tuesday 5 January 2027"
        ),
    )
    code, said, _ = command(*words, "--on", "21/01/2027", "--instead-of", "2027-01-14", now=NOW)
    assert (code, "Thursday 21 January 2027" in said) == (0, True)
    with reading(database) as session:
        moved = session.exec(select(BoardMeeting)).one()
    assert moved.paper == Paper("7", "Ada Min", "", "Partial"), "what is not given again stays"
    code, said, _ = command("board", "meetings", KEY, now=NOW)
    row = next(line for line in said.splitlines() if BOARD.name in line)
    assert [cell.strip() for cell in row.split("│")[1:5]] == [
        *(BOARD.name, "Thu 21 Jan 2027", "Tue 12 Jan 2027", "10:00, Hall"),
    ]
    code, said, _ = command("board", "no-meeting", KEY, BOARD.name, "--on", "2027-01-21", now=NOW)
    assert (code, "does not meet on Thursday 21 January 2027" in said) == (0, True)
    assert command("board", "meetings", KEY, now=NOW)[1] == "No board of this plan has a meeting.\n"


def test_a_wrong_board_is_told_in_a_sentence(database: Engine, command: Command) -> None:
    plan(database, FAR)
    code, said, wrong = command("board", "meeting", KEY, "SPB", "--on", "2027-02-11", now=NOW)
    assert (code, said) == (2, "")
    assert wrong == ("The plan has no board 'SPB'; its boards are: Strategic Partnership Board.\n")


def test_a_round_is_shown_as_a_table_and_as_json(database: Engine, command: Command) -> None:
    service = plan(database, FAR, FAR)
    service.days(date(2026, 12, 14), OPENS)
    service.update("A2", at(OPENS, 12))
    code, said, _ = command("round", KEY, now=at(OPENS, 13))
    assert code == 0
    assert "Strategic Partnership Board, meeting on Thu 14 Jan 2027 (p)" in said
    assert "Round open: 1 of 2 open actions without an update." in said
    rows = [[c.strip() for c in line.split("│")[1:-1]] for line in said.splitlines() if "│" in line]
    assert rows == [
        ["A1", OWNER.name, "Mon 14 Dec 2026", "", "not yet"],
        ["A2", OWNER.name, "Mon 14 Dec 2026", "", "Mon 14 Dec 2026"],
    ]
    code, said, _ = command("round", "--json", now=at(OPENS, 13))
    (found,) = json.loads(said)
    assert (found["deadline"], found["state"]) == (str(DEADLINE), "open")
    assert [action["updated_on"] for action in found["actions"]] == [None, str(OPENS)]


@pytest.mark.parametrize("words", [("round",), ("round", KEY)])
def test_without_a_meeting_there_is_no_round(
    database: Engine, command: Command, words: tuple[str, ...]
) -> None:
    plan(database, FAR, meetings=())
    assert command(*words, now=NOW)[1].startswith("No round is open or to come")


def test_a_pack_asked_for_too_early_says_when_it_is_due(database: Engine, command: Command) -> None:
    plan(database, FAR)
    code, _, wrong = command("pack", "make", KEY, "--board", BOARD.name, now=NOW)
    assert code == 2
    assert "drafted on Wednesday 30 December 2026; its papers are due on Tuesday 5 Jan" in wrong
    assert command("pack", now=NOW)[1] == "No pack is due.\n"
