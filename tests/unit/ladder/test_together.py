"""On which days what can wait is told, and that none of it is told later than it may be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import CalendarEnds, WorkingCalendar, week_begins
from rules.ladder.decide import decide, next_check, told
from rules.ladder.facts import ActionFacts
from rules.ladder.together import asked_together, told_again
from tests.builders.actions import P1, an_action, england, every_day, play

KNOWN = england()
DAYS = st.dates(date(2020, 1, 1), date(2039, 1, 1))
DUE = date(2026, 12, 18)
SHORT = WorkingCalendar(KNOWN.days_off, date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("due", [DUE], ids=["row-285"])
def test_an_owner_is_told_again_as_weeks_begin(due: date) -> None:
    came = play(an_action(due), every_day(date(2026, 12, 1), date(2027, 1, 4)))
    assert came == {
        "R1": date(2026, 12, 11),
        "R0": due,
        "L0": date(2026, 12, 21),
        "L0#1": date(2026, 12, 29),
        "L1": date(2026, 12, 29),
        "L0#2": date(2027, 1, 4),
        "L1#1": date(2027, 1, 4),
    }


@given(DAYS, st.integers(1, 30))
def test_it_is_told_again_no_later_than_it_may_be(day: date, span: int) -> None:
    told_on = KNOWN.on_or_after(day)
    latest = KNOWN.after(told_on, span)
    again = told_again(told_on, span, KNOWN)
    assert told_on < again <= latest
    assert KNOWN.is_working_day(again)
    begins = [d for d in KNOWN.days(told_on, latest) if KNOWN.before(d, 1) < _monday(d)]
    assert again == (begins or [latest])[-1]


@given(DAYS)
def test_a_validator_is_asked_on_mondays_and_thursdays(since: date) -> None:
    asked = asked_together(since, KNOWN)
    assert since < asked
    assert KNOWN.is_working_day(asked)
    assert KNOWN.between(since, asked) <= 3, "never longer than from Monday to Thursday"
    weekday = asked.weekday() in (0, 3)
    after_a_day_off = any(
        (asked - timedelta(days=n)).weekday() in (0, 3)
        and KNOWN.between(asked - timedelta(days=n + 1), asked) == 1
        for n in range(1, 12)
    )
    assert weekday or after_a_day_off


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        pytest.param({"reported_on": date(2026, 12, 7)}, date(2026, 12, 10), id="row-286"),
        pytest.param(
            {"reported_on": date(2026, 12, 10)}, date(2026, 12, 14), id="row-286-thursday"
        ),
        pytest.param(
            {"reported_on": date(2026, 12, 12)}, date(2026, 12, 14), id="row-286-saturday"
        ),
        pytest.param({"reported_on": date(2026, 12, 24)}, date(2026, 12, 29), id="row-286-holiday"),
        pytest.param(
            {"reported_on": date(2026, 12, 1), "paused_until": date(2026, 12, 9)},
            date(2026, 12, 10),
            id="row-286-paused",
        ),
        pytest.param(
            {"reported_on": date(2026, 12, 1), "live_on": date(2026, 12, 7)},
            date(2026, 12, 7),
            id="row-286-live",
        ),
    ],
)
def test_a_completion_is_told_to_its_validator(facts: dict[str, date], asked: date) -> None:
    done = an_action(DUE)._replace(completed_on=date(2026, 12, 1), **facts)  # type: ignore[arg-type]
    assert _days(done, date(2026, 12, 1), date(2026, 12, 31))[0] == asked


def test_where_a_calendar_begins_within_a_week_that_week_begins_with_it() -> None:
    assert week_begins(SHORT, date(2026, 1, 2)) == date(2026, 1, 2), "1 January is a day off"
    assert told_again(date(2026, 1, 2), 5, SHORT) == date(2026, 1, 5)
    with pytest.raises(CalendarEnds):
        week_begins(SHORT, date(2025, 12, 31))
    with pytest.raises(CalendarEnds):
        asked_together(date(2026, 12, 31), SHORT)


@pytest.mark.parametrize("due", [date(2026, 12, 14)], ids=["row-289"])
def test_where_a_calendar_ends_the_board_is_told_all_the_same(due: date) -> None:
    """What was told again on Tue 29 Dec is told again next year, which the calendar does not know."""
    action = an_action(due)
    for day in every_day(date(2026, 12, 1), date(2026, 12, 30)):
        action = told(action, decide(action, P1, SHORT, day), day)
    assert action.of_rung("L1")[-1].planned_on == date(2026, 12, 29)
    assert action.of_rung("L2")[0].planned_on == date(2026, 12, 30)
    with pytest.raises(CalendarEnds):
        next_check(action, P1, SHORT, date(2026, 12, 30))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(action: ActionFacts, first: date, last: date) -> list[date]:
    found = []
    for day in every_day(first, last):
        steps = decide(action, P1, KNOWN, day)
        action = told(action, steps, day)
        found += [day] if steps else []
    return found
