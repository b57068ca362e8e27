"""Responsible for what falls due again and again: every date counted from the first one."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from itertools import count, takewhile

MONTHS_IN_YEAR = 12


class Every(StrEnum):
    """How often something falls due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


_MONTHS = {Every.MONTHLY: 1, Every.QUARTERLY: 3, Every.YEARLY: 12}


def falls_due(anchor: date, every: Every, number: int) -> date:
    """Return the `number`-th due date, of which `anchor` is the first (semantics rows 77 to 79).

    A month too short for the anchor's day gives its last day; the next one is not moved by it.
    Raises ValueError if `number` is below 1, or the date past the last that Python knows.
    """
    if number < 1:
        raise ValueError(f"due dates are numbered from 1, not {number}")
    months = anchor.month - 1 + _MONTHS[every] * (number - 1)
    year, month = anchor.year + months // MONTHS_IN_YEAR, months % MONTHS_IN_YEAR + 1
    if year > date.max.year:
        raise ValueError(f"due date {number} lies in the year {year}")
    return date(year, month, min(anchor.day, monthrange(year, month)[1]))


def numbers_until(anchor: date, every: Every, first_number: int, until: date) -> list[int]:
    """Return the numbers, from `first_number` on, of the due dates on or before `until`.

    Raises ValueError as `falls_due` does.
    """
    return list(
        takewhile(
            lambda number: falls_due(anchor, every, number) <= until,
            count(first_number),
        )
    )
