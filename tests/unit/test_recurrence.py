"""Responsible for holding recurring due dates to semantics rows 77 to 79."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.recurrence import Every, falls_due, numbers_until

ANCHORS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
HOW_OFTEN = st.sampled_from(Every)


@pytest.mark.parametrize(
    ("anchor", "every", "dates"),
    [
        pytest.param(
            date(2027, 1, 31),
            Every.MONTHLY,
            [
                date(2027, 1, 31),
                date(2027, 2, 28),
                date(2027, 3, 31),
                date(2027, 4, 30),
                date(2027, 5, 31),
                date(2027, 6, 30),
            ],
            id="row-077",
        ),
        pytest.param(
            date(2028, 2, 29),
            Every.YEARLY,
            [
                date(2028, 2, 29),
                date(2029, 2, 28),
                date(2030, 2, 28),
                date(2031, 2, 28),
                date(2032, 2, 29),
            ],
            id="row-078",
        ),
        pytest.param(
            date(2026, 11, 30),
            Every.QUARTERLY,
            [date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30), date(2027, 8, 30)],
            id="row-079",
        ),
        pytest.param(
            date(2026, 12, 1), Every.MONTHLY, [date(2026, 12, 1), date(2027, 1, 1)], id="new year"
        ),
    ],
)
def test_every_date_counts_from_the_first(anchor: date, every: Every, dates: list[date]) -> None:
    assert [falls_due(anchor, every, number + 1) for number in range(len(dates))] == dates


@pytest.mark.parametrize(
    ("first_number", "until", "numbers"),
    [
        (1, date(2027, 1, 30), []),
        (1, date(2027, 1, 31), [1]),
        (1, date(2027, 3, 30), [1, 2]),
        (2, date(2027, 4, 30), [2, 3, 4]),
        (5, date(2027, 4, 30), []),
    ],
)
def test_numbers_those_that_fell_due(first_number: int, until: date, numbers: list[int]) -> None:
    assert numbers_until(date(2027, 1, 31), Every.MONTHLY, first_number, until) == numbers


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_refuses_a_number_that_has_no_date(number: int) -> None:
    with pytest.raises(ValueError, match="due date"):
        falls_due(date(2027, 1, 31), Every.MONTHLY, number)


@given(ANCHORS, HOW_OFTEN, st.integers(1, 400))
def test_the_day_is_the_anchors_or_the_last_of_its_month(
    anchor: date, every: Every, number: int
) -> None:
    due, following = falls_due(anchor, every, number), falls_due(anchor, every, number + 1)
    assert due < following
    assert due.day == anchor.day or (due.day < anchor.day and _is_last_of_month(due))


def _is_last_of_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
