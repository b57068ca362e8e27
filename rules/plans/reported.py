"""Responsible for which day the progress in a file is of."""

from collections.abc import Sequence
from datetime import date


def said_by_day(
    text: str, parts: Sequence[tuple[date, str]], undated: date, today: date
) -> list[tuple[date, str]]:
    """Return what was said on which day: by its parts, or all of it on the day of what shows none.

    Nobody has reported on a day to come: a text that shows one is about days, and is not parted.
    """
    if not parts or any(day > today for day, _ in parts):
        return [(undated, text)]
    return list(parts)
