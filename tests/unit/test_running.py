"""Working days running on which the same thing happened (semantics row 63)."""

from datetime import date

import pytest

from rules.calendar import days_running
from tests.builders.actions import england

DECEMBER = {
    "none": (set(), 0),
    "one": ({18}, 1),
    "friday-and-monday": ({18, 21}, 2),
    "three": ({21, 22, 23}, 3),
    "across-christmas": ({23, 24, 29}, 3),
    "a-day-off-does-not-count": ({24, 25, 26}, 1),
    "only-days-off": ({25, 26, 27}, 0),
    "a-day-between": ({17, 18, 22, 23}, 2),
    "the-last-ones-count": ({14, 15, 16, 22}, 1),
}


@pytest.mark.parametrize(
    ("days", "number"),
    [pytest.param(*case, id=f"row-063-{name}") for name, case in DECEMBER.items()],
)
def test_working_days_are_counted_back_to_the_first_that_is_missing(
    days: set[int], number: int
) -> None:
    found = {date(2026, 12, day) for day in days}
    assert days_running(found, england().is_working_day) == number
