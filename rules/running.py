"""Responsible for counting the working days running on which the same thing happened."""

from collections.abc import Callable, Collection
from datetime import date

from rules.calendar import ONE_DAY


def days_running(days: Collection[date], works: Callable[[date], bool]) -> int:
    """Return how many working days are among `days`, from the last back to the first that is not.

    Days off neither count nor break the row (semantics row 63).
    """
    found = 0
    day = max(days, default=date.min)
    first = min(days, default=date.max)
    while day >= first:
        if works(day):
            if day not in days:
                break
            found += 1
        day -= ONE_DAY
    return found
