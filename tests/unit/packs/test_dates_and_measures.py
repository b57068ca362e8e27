"""What a pack says of a new date that was asked for, and of a measure against the last figure."""

from dataclasses import replace
from datetime import date

import pytest

from rules.packs.row import DateRequest
from rules.packs.sections import DateChange
from tests.builders.pack import OCCASION, action, pack_of
from tests.builders.pack_around import MEASURES

ASKED = DateRequest(
    1,
    asked_on=date(2018, 12, 20),
    asked_by="Pat O'Brien",
    was=date(2019, 3, 29),
    proposed=date(2019, 5, 31),
    reason="A supplier left.",
    decision="pending",
    is_for_board=True,
)
AGREED = replace(ASKED, decision="approved", decided_on=date(2018, 12, 27), decided_by="Sam Day")
TOP = replace(OCCASION, is_top=True, top_board="Partnership Board")


def change(asked: DateRequest) -> DateChange:
    (found,) = pack_of(action("A1", requests=(asked,)), occasion=TOP).date_changes
    return found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (ASKED, "Waits for the Partnership Board"),
        (replace(ASKED, is_for_board=False), "Waits for the director"),
        (AGREED, "Approved by Sam Day on Thu 27 Dec 2018"),
        (
            replace(AGREED, decision="refused", meeting_on=date(2018, 12, 17)),
            "Refused by Sam Day on Thu 27 Dec 2018, meeting of Mon 17 Dec 2018",
        ),
        (
            replace(AGREED, decision="given"),
            "Given when it was opened again; nobody was asked to agree",
        ),
    ],
    ids=["the board's", "the director's", "approved", "refused at a meeting", "row-184"],
)
def test_who_decided_on_a_new_date_or_is_to_decide(asked: DateRequest, said: str) -> None:
    assert change(asked).decided == said


def test_an_older_pack_that_names_no_board_waits_for_the_board() -> None:
    assert replace(change(ASKED), board="").decided == "Waits for the board"


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("up", "up since"),
        ("down", "down since"),
        ("level", "level since"),
        ("not comparable", "not comparable"),
        ("", ""),
    ],
)
def test_a_measure_is_told_against_its_previous_figure(direction: str, said: str) -> None:
    assert replace(MEASURES[0], direction=direction).since == said
