"""Recurring actions that come within the days ahead: when each is made, and who answers for it."""

from datetime import date

import pytest

from rules.daily.preview import Coming, play
from tests.builders.preview import (
    ADA,
    DEE,
    FIRST,
    OWEN,
    SUE,
    a_holding,
    a_scene,
    readers_of,
    rungs,
    with_facts,
)


def test_recurring_actions_come_when_they_are_made() -> None:
    due = a_holding(7, date(2026, 12, 8)).facts
    again = a_holding(8, date(2027, 1, 8)).facts
    coming = (Coming(date(2026, 11, 7), due, 1), Coming(date(2026, 12, 8), again, 1))
    found = play(a_scene(a_holding(1, date(2026, 11, 8)), coming=coming), FIRST, 60)
    assert rungs(found, "A7")["R0"] == date(2026, 12, 8)
    assert rungs(found, "A8")["R1"] == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("done_on", "heir_left_on", "owner"),
    [
        (None, None, "Sue Cessor"),
        (FIRST, None, "Sue Cessor"),
        (None, date(2026, 12, 9), "Dee Rector"),
    ],
)
def test_each_time_is_answered_for_by_who_answers_for_the_one_before_it(
    done_on: date | None, heir_left_on: date | None, owner: str
) -> None:
    """Open, that one went to the successor; complete, it did not, and the new one does at once."""
    leaver = OWEN._replace(left_on=date(2026, 12, 8), successor_id=SUE.id)
    heir = SUE._replace(left_on=heir_left_on)
    before = with_facts(a_holding(1, date(2026, 12, 18)), completed_on=done_on, reported_on=done_on)
    coming = (Coming(date(2026, 12, 14), a_holding(7, date(2026, 12, 21)).facts, 1),)
    found = play(a_scene(before, people=(leaver, DEE, heir, ADA), coming=coming), FIRST, 14)
    assert readers_of(found, "A7")["R1"] == owner
    assert ("to mend: owner" in readers_of(found, "A7")) == (heir_left_on is not None)


def test_a_time_after_one_without_anyone_has_nobody_either() -> None:
    coming = (Coming(FIRST, a_holding(7, date(2026, 12, 14)).facts, 1),)
    lonely = a_holding(1, owner=None)._replace(director_id=None)
    found = play(a_scene(lonely, coming=coming), FIRST, 8)
    assert readers_of(found, "A7") == {
        "to mend: owner": "Ada Min",
        "to mend: owner#1": "Ada Min",
        "R1": "",
        "R0": "",
    }
