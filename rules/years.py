"""Responsible for years that were likely mistyped: whoever means a day long past has to say so."""

from datetime import date

from rules.problems import BadInput, Remedy
from rules.words import long_day

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years that a plan can mean."""


def is_known(day: date) -> bool:
    """Say whether a day lies in a year that a plan can mean."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def is_long_before(day: date, start: date) -> bool:
    """Say whether a day lies more than a year before another."""
    a_year_before = (start.year - 1, start.month, start.day)
    return (day.year, day.month, day.day) < a_year_before


def ask_back(day: date | None, live_on: date | None, today: date, *, is_meant: bool) -> None:
    """Raise BadInput for a day more than a year before go-live, unless it is said to be meant.

    `live_on` is None, or lies ahead, where nothing is live yet: then today counts in its place.
    """
    start = min(live_on or today, today)
    if day is not None and not is_meant and is_long_before(day, start):
        begun = f"go-live, {long_day(start)}" if start == live_on else f"today, {long_day(start)}"
        raise BadInput(
            f"{long_day(day)} lies more than a year before {begun}: check the year.",
            remedy=Remedy.MEAN_OLD_DATE.of(),
        )
