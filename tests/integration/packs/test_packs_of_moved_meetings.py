"""A pack is issued only for a day on which its board still meets."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.boards import meetings as board_meetings
from followthrough.boards.meetings import Wanted
from followthrough.cli.remedies import in_words
from followthrough.packs import due as pack_due
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plans import BOARD, KEY, Service, at
from tests.integration.packs.life import DEADLINE, MEETS, a_plan, again, draft, issue, kept

NOW = at(DEADLINE, 9)
MOVED = date(2027, 1, 21)


def move(service: Service, now: datetime) -> str:
    wanted = Wanted(KEY, BOARD.name, MOVED, MEETS)
    said = board_meetings.set_meeting(service.place(now), wanted)
    return " ".join(map(in_words, said))


def take_out(service: Service, now: datetime) -> str:
    return board_meetings.remove_meeting(service.place(now), KEY, BOARD.name, MEETS)


def test_the_draft_for_a_meeting_that_was_moved_is_not_issued(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    assert move(service, NOW).endswith(" Draft 0.1 for Thu 14 Jan 2027 can't be issued any more.")
    said = "does not meet on Thursday 14 January 2027 any more, for which draft 0.1 was made"
    with pytest.raises(BadInput, match=said):
        issue(service, tmp_path)
    with pytest.raises(BadInput, match=said):
        again(service, tmp_path, at(DEADLINE, 10))
    assert [pack.version for pack in kept(service)] == ["0.1"]
    due = pack_due.packs_due(a_place(database, at(date(2027, 1, 12), 7)))
    assert [one.meets_on for one in due] == [MOVED]


def test_the_draft_for_a_meeting_that_was_taken_out_is_issued_once_it_is_back(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    assert "can't be issued any more" in take_out(service, NOW)
    with pytest.raises(BadInput, match="does not meet on"):
        issue(service, tmp_path)
    back = Wanted(KEY, BOARD.name, MEETS)
    board_meetings.set_meeting(service.place(NOW), back)
    assert issue(service, tmp_path).version == "1.0"


def test_a_day_on_which_nobody_works_is_named(database: Engine) -> None:
    service = a_plan(database)
    wanted = Wanted(KEY, BOARD.name, date(2027, 2, 6), papers=date(2027, 1, 31))
    said = board_meetings.set_meeting(service.place(NOW), wanted)
    assert "Saturday 6 February 2027 is no working day." in said
    assert "Sunday 31 January 2027 is no working day." in said


def test_an_issued_pack_stays_when_its_meeting_is_moved(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    issue(service, tmp_path)
    assert move(service, at(date(2027, 1, 8), 9)).endswith(
        " Version 1.0 of the pack for Thu 14 Jan 2027 is issued, and stays."
    )
