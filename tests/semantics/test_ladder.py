"""The rows of the semantics that say on which day which rung speaks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rules import words
from rules.calendar import LONDON, WorkingCalendar
from rules.ladder.decide import decide, passed_before
from tests.builders.actions import P1, an_action, england, every_day, play


def ladder(due: date) -> dict[str, date]:
    return play(an_action(due), every_day(due - timedelta(days=30), due + timedelta(days=40)))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(
            date(2027, 5, 1), {"R0": date(2027, 4, 30), "L0": date(2027, 5, 4)}, id="row-005"
        ),
        pytest.param(
            date(2027, 5, 31),
            {"L0": date(2027, 6, 1), "L1": date(2027, 6, 7), "L2": date(2027, 6, 14)},
            id="row-006",
        ),
        pytest.param(
            date(2026, 12, 18),
            {
                "R1": date(2026, 12, 11),
                "R0": date(2026, 12, 18),
                "L0": date(2026, 12, 21),
                "L1": date(2026, 12, 29),
                "L2": date(2027, 1, 6),
            },
            id="row-010",
        ),
        pytest.param(
            date(2026, 12, 24),
            {"L0": date(2026, 12, 29), "L1": date(2027, 1, 5), "L2": date(2027, 1, 12)},
            id="row-011",
        ),
        pytest.param(
            date(2027, 3, 25),
            {"L0": date(2027, 3, 30), "L1": date(2027, 4, 5), "L2": date(2027, 4, 12)},
            id="row-012",
        ),
        pytest.param(
            date(2027, 8, 27),
            {"L0": date(2027, 8, 31), "L1": date(2027, 9, 6), "L2": date(2027, 9, 13)},
            id="row-013",
        ),
        pytest.param(date(2022, 9, 16), {"L0": date(2022, 9, 20)}, id="row-014"),
    ],
)
def test_each_rung_comes_on_its_day(due: date, expected: dict[str, date]) -> None:
    came = ladder(due)
    assert {rung: came[rung] for rung in expected} == expected


@pytest.mark.parametrize("due", [date(2027, 5, 1)], ids=["row-005"])
def test_a_due_date_on_a_saturday_is_not_moved_and_is_told_as_tomorrow(due: date) -> None:
    assert words.due(due, date(2027, 4, 30)) == "due tomorrow (Saturday 1 May)"
    assert not an_action(due).is_overdue(due)
    assert an_action(due).is_overdue(date(2027, 5, 2))


@pytest.mark.parametrize("day", [date(2027, 3, 30)], ids=["row-012"])
def test_seven_in_the_morning_after_easter_is_summer_time(day: date) -> None:
    assert datetime.combine(day, time(7), LONDON).astimezone(UTC).hour == 6


@pytest.mark.parametrize("holiday", [date(2022, 9, 19)], ids=["row-014"])
def test_a_calendar_without_the_one_off_holiday_would_speak_a_day_early(holiday: date) -> None:
    known = england()
    older = WorkingCalendar(known.days_off - {holiday}, known.first, known.last)
    due = date(2022, 9, 16)
    came = play(an_action(due), every_day(due, due + timedelta(days=7)), calendar=older)
    assert came["L0"] == holiday


@pytest.mark.parametrize("st_andrews", [date(2026, 11, 30)], ids=["row-019"])
def test_a_holiday_of_scotland_is_a_working_day_in_england(st_andrews: date) -> None:
    assert england().is_working_day(st_andrews)


DOWN = (date(2026, 11, 23), date(2026, 12, 1))
BACK = date(2026, 12, 2)


def days_around_the_outage() -> list[date]:
    days = every_day(date(2026, 10, 1), date(2026, 12, 31))
    return [day for day in days if not DOWN[0] <= day <= DOWN[1]]


@pytest.mark.parametrize("due", list(every_day(date(2026, 11, 1), date(2026, 11, 30))))
def test_row_028_every_action_climbs_at_most_one_rung_on_return(due: date) -> None:
    came = play(an_action(due), days_around_the_outage())
    rungs = [rung for rung, day in came.items() if day == BACK and rung in ("L0", "L1", "L2")]
    assert len(rungs) <= 1


@pytest.mark.parametrize("due", [date(2026, 11, 17)], ids=["row-029"])
def test_board_is_told_no_sooner_than_two_working_days_after_the_director(due: date) -> None:
    # L0 on 18 Nov; +5 is 24 Nov and +10 is 1 Dec, both in the gap
    came = play(an_action(due), days_around_the_outage())
    assert (came["L1"], came["L2"]) == (BACK, date(2026, 12, 4))


@pytest.mark.parametrize("due", [date(2026, 11, 26)], ids=["row-030"])
def test_a_reminder_lapses_with_its_day(due: date) -> None:
    came = play(an_action(due), days_around_the_outage())
    assert "R0" not in came
    assert came["L0"] == BACK


LIVE = date(2026, 11, 30)


@pytest.mark.parametrize("due", [date(2026, 9, 3)], ids=["row-093"])
def test_going_live_late_starts_the_clock_on_that_day(due: date) -> None:
    action = an_action(due, live_on=LIVE)
    came = play(action, every_day(LIVE, date(2026, 12, 20)))
    assert {rung: came[rung] for rung in ("L0", "L1", "L2")} == {
        "L0": date(2026, 12, 1),
        "L1": date(2026, 12, 7),
        "L2": date(2026, 12, 14),
    }
    assert decide(action, P1, england(), LIVE) == []
    passed = [rung.name for rung in passed_before(action, P1, england(), LIVE)]
    assert passed == ["R1", "R0", "L0", "L1", "L2"]
