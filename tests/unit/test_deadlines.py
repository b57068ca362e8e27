"""Statutory dates are proposals, with their counting shown."""

from datetime import date

import pytest

from rules.calendar import CalendarEnds
from rules.deadlines import months_after, working_days_after
from tests.builders.actions import england


@pytest.mark.parametrize(
    ("received", "number", "due"),
    [
        pytest.param(date(2016, 6, 27), 70, date(2016, 10, 4), id="row-114-plan"),
        pytest.param(date(2018, 8, 10), 20, date(2018, 9, 10), id="row-114-draft"),
    ],
)
def test_working_days_after(received: date, number: int, due: date) -> None:
    found = working_days_after(received, number, england())
    assert found.date == due
    assert f"Day {number} is" in found.calculation[-1]
    assert ("27 Aug 2018" in found.calculation[1]) is (received.year == 2018)


def test_where_nothing_is_closed_it_says_so() -> None:
    assert "days off: none." in working_days_after(date(2027, 6, 7), 3, england()).calculation[1]


@pytest.mark.parametrize(
    ("received", "due", "sentences"),
    [
        pytest.param(date(2027, 1, 31), date(2027, 3, 1), 3, id="row-087"),
        pytest.param(date(2027, 1, 28), date(2027, 3, 1), 2, id="row-087-weekend"),
        pytest.param(date(2027, 2, 10), date(2027, 3, 10), 1, id="row-087-plain"),
        pytest.param(date(2026, 12, 31), date(2027, 2, 1), 2, id="row-087-year"),
    ],
)
def test_a_calendar_month_after(received: date, due: date, sentences: int) -> None:
    found = months_after(received, 1, england())
    assert found.date == due
    assert len(found.calculation) == sentences


def test_no_date_is_guessed_past_the_calendar() -> None:
    with pytest.raises(CalendarEnds):
        working_days_after(date(2040, 12, 20), 20, england())
