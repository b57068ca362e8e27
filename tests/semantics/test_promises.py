"""Acknowledging: a promise of an update holds the next rung, once a rung, twice an episode."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.notice import NoticeKind
from rules.problems import BadInput
from tests.builders.cast import DUE, L0, L1, L2, LIVE, live_plan, slipping
from tests.builders.plans import DIRECTOR, OWNER, at

MADE = date(2026, 12, 22)
UNTIL = date(2026, 12, 29)
HELD_TO = date(2026, 12, 30)


@pytest.mark.parametrize("until", [UNTIL], ids=["row-096"])
def test_a_promise_holds_the_director_back_and_is_named_when_broken(
    database: Engine, until: date
) -> None:
    service = slipping(database, MADE)
    said = service.acknowledge("A1", until, at(MADE, 9))
    assert said == ("Owen Er acknowledges A1 at rung L0: the ladder waits through Tue 29 Dec 2026.")
    service.days(date(2026, 12, 23), UNTIL)
    assert "L1" not in service.climbs("A1"), "held on the day on which it was due"
    service.days(HELD_TO, date(2027, 1, 7))
    assert service.climbs("A1")["L1"] == HELD_TO
    assert service.reason("A1", "L1").endswith(
        "; Owen Er promised an update by Tue 29 Dec 2026, and none was recorded"
    )
    broken = "Owen Er promised an update by Tue 29 Dec 2026, and none was recorded."
    for reader, on in ((OWNER, date(2027, 1, 4)), (DIRECTOR, HELD_TO)):
        assert broken in service.lines(reader.address, on)["A1"]["notes"]
    (notice,) = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
    assert broken in notice.payload["lines"][0]["notes"]
    assert service.digest(DIRECTOR.address, UNTIL) is None


@pytest.mark.parametrize("until", [date(2027, 1, 4)], ids=["row-097-too-far"])
def test_a_promise_reaches_five_working_days_at_most(database: Engine, until: date) -> None:
    service = slipping(database, MADE)
    for beyond in (until, date(2027, 1, 1), date(2026, 12, 21)):
        with pytest.raises(BadInput, match="from today to Thu 31 Dec 2026, not for"):
            service.acknowledge("A1", beyond, at(MADE, 9))
    assert service.audited("acknowledged") == []
    service.days(date(2026, 12, 23), L1)
    assert service.climbs("A1")["L1"] == L1, "a refused promise holds nothing"


@pytest.mark.parametrize("until", [date(2026, 12, 31)], ids=["row-097-last"])
def test_the_last_allowed_day_is_allowed(database: Engine, until: date) -> None:
    service = slipping(database, MADE)
    service.acknowledge("A1", until, at(MADE, 9))
    assert len(service.audited("acknowledged")) == 1


@pytest.mark.parametrize("updated", [date(2026, 12, 28)], ids=["row-098"])
def test_an_update_keeps_the_promise_and_stops_no_ladder(database: Engine, updated: date) -> None:
    service = slipping(database, MADE)
    service.acknowledge("A1", UNTIL, at(MADE, 9))
    service.days(date(2026, 12, 23), date(2026, 12, 24))
    service.update("A1", at(updated, 12))
    service.days(UNTIL, HELD_TO)
    assert service.climbs("A1")["L1"] == HELD_TO, "held to the end, then climbed"
    assert "promised" not in service.reason("A1", "L1")
    notes = service.lines(DIRECTOR.address, HELD_TO)["A1"]["notes"]
    assert not any("promised" in note for note in notes)


@pytest.mark.parametrize("hour", [9, 23], ids=["row-098-on-the-day", "row-098-end-of-day"])
def test_an_update_on_the_promised_day_keeps_the_promise(database: Engine, hour: int) -> None:
    service = slipping(database, MADE)
    service.acknowledge("A1", UNTIL, at(MADE, 9))
    service.days(date(2026, 12, 23), UNTIL)
    service.update("A1", at(UNTIL, hour, 59))
    service.day(HELD_TO)
    assert "promised" not in service.reason("A1", "L1")


@pytest.mark.parametrize("later", [HELD_TO], ids=["row-098-too-late"])
def test_an_update_after_the_promised_day_breaks_it(database: Engine, later: date) -> None:
    service = slipping(database, MADE)
    service.acknowledge("A1", UNTIL, at(MADE, 9))
    service.days(date(2026, 12, 23), UNTIL)
    service.update("A1", at(later, 0, 1))
    service.day(later)
    assert "and none was recorded" in service.reason("A1", "L1")


@pytest.mark.parametrize("again", [date(2026, 12, 24)], ids=["row-099-same-rung"])
def test_a_rung_is_acknowledged_once(database: Engine, again: date) -> None:
    service = slipping(database, MADE)
    service.acknowledge("A1", date(2026, 12, 23), at(MADE, 9))
    service.days(date(2026, 12, 23), again)
    with pytest.raises(BadInput, match="Rung L0 of A1 was acknowledged already"):
        service.acknowledge("A1", UNTIL, at(again, 9))
    service.day(L1)
    assert service.climbs("A1")["L1"] == L1, "the refused one holds nothing"


@pytest.mark.parametrize("third", [date(2027, 1, 11)], ids=["row-099-third"])
def test_an_episode_is_acknowledged_twice_at_most(database: Engine, third: date) -> None:
    service = slipping(database, MADE)
    service.acknowledge("A1", date(2026, 12, 23), at(MADE, 9))
    service.days(date(2026, 12, 23), L1)
    service.acknowledge("A1", HELD_TO, at(L1, 9))
    service.days(HELD_TO, third)
    assert "L2" in service.climbs("A1"), "a third rung to acknowledge"
    with pytest.raises(BadInput, match="A1 was acknowledged 2 times; that is the most"):
        service.acknowledge("A1", date(2027, 1, 12), at(third, 9))
    assert len(service.audited("acknowledged")) == 2


@pytest.mark.parametrize("day", [DUE], ids=["row-099-no-rung"])
def test_before_the_first_rung_there_is_nothing_to_acknowledge(database: Engine, day: date) -> None:
    service = live_plan(database)
    service.days(LIVE, day)
    with pytest.raises(BadInput, match="has reached no rung of its ladder yet"):
        service.acknowledge("A1", L0, at(day, 9))


@pytest.mark.parametrize("until", [date(2027, 1, 6)], ids=["row-100"])
def test_the_director_holds_the_board_back_in_the_same_way(database: Engine, until: date) -> None:
    service = slipping(database, HELD_TO)
    with pytest.raises(BadInput, match="neither owns nor directs"):
        service.acknowledge("A1", until, at(HELD_TO, 9), by="Val Idator")
    said = service.acknowledge("A1", until, at(HELD_TO, 10), by=DIRECTOR.name)
    assert said.startswith("Dee Rector acknowledges A1 at rung L1")
    service.days(date(2026, 12, 31), until)
    assert service.board_notices() == []
    service.day(date(2027, 1, 7))
    assert service.board_notices() == [(date(2027, 1, 7), ["A1"])]
    assert "Dee Rector promised an update by Wed 6 Jan 2027" in service.reason("A1", "L2")


@pytest.mark.parametrize("day", [L2], ids=["row-100-at-the-top"])
def test_at_the_top_a_promise_is_kept_and_holds_nothing(database: Engine, day: date) -> None:
    service = slipping(database, day)
    said = service.acknowledge("A1", date(2027, 1, 8), at(day, 9), DIRECTOR.name)
    assert said == (
        "Dee Rector acknowledges A1 at rung L2, the top of its ladder: there is no rung above to "
        "hold."
    )
    assert len(service.audited("acknowledged")) == 1
    service.days(date(2027, 1, 7), date(2027, 1, 13))
    assert service.rungs("A1")["L1#2"] == date(2027, 1, 11), "what is told again goes on"
    line = service.lines(DIRECTOR.address, date(2027, 1, 11))["A1"]
    assert (
        "Dee Rector promised an update by Fri 8 Jan 2027, and none was recorded." in line["notes"]
    )
