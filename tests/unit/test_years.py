"""Years that were likely mistyped: what is long past, and who is asked whether it is meant."""

from datetime import date

import pytest

from rules.problems import BadInput, Remedy
from rules.years import ask_back, is_known, is_long_before

TODAY, LIVE = date(2027, 1, 4), date(2026, 11, 2)
A_YEAR_BEFORE_LIVE, A_YEAR_BEFORE_TODAY = date(2025, 11, 2), date(2026, 1, 4)


@pytest.mark.parametrize(
    ("year", "known"),
    [(1999, False), (2000, True), (2099, True), (2100, False)],
    ids=lambda one: f"row-170-{one}",
)
def test_the_years_that_a_plan_can_mean(year: int, *, known: bool) -> None:
    assert is_known(date(year, 12, 31)) is known


@pytest.mark.parametrize(
    ("day", "start", "long_before"),
    [
        (date(2026, 1, 4), TODAY, False),
        (date(2026, 1, 3), TODAY, True),
        (date(2027, 2, 28), date(2028, 2, 29), True),
        (date(2027, 3, 1), date(2028, 2, 29), False),
    ],
    ids=["a year", "a day more", "a leap day", "the day after a leap day"],
)
def test_long_before_is_more_than_a_year(day: date, start: date, *, long_before: bool) -> None:
    assert is_long_before(day, start) is long_before


@pytest.mark.parametrize(
    ("day", "live_on", "begun"),
    [
        (A_YEAR_BEFORE_LIVE, LIVE, "go-live, Monday 2 November 2026"),
        (A_YEAR_BEFORE_TODAY, None, "today, Monday 4 January 2027"),
        (A_YEAR_BEFORE_TODAY, date(2027, 3, 1), "today, Monday 4 January 2027"),
    ],
    ids=["row-171-live", "row-171-a-draft", "row-171-live-later"],
)
def test_a_day_long_before_the_start_is_asked_back(
    day: date, live_on: date | None, begun: str
) -> None:
    ask_back(day, live_on, TODAY, is_meant=False)
    older = day.replace(day=day.day - 1)
    with pytest.raises(BadInput, match=f"lies more than a year before {begun}: ch") as refused:
        ask_back(older, live_on, TODAY, is_meant=False)
    assert refused.value.remedy == Remedy.MEAN_OLD_DATE.of()
    ask_back(older, live_on, TODAY, is_meant=True)


def test_where_no_day_is_given_nothing_is_asked() -> None:
    ask_back(None, LIVE, TODAY, is_meant=False)
