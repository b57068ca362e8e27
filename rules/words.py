"""Responsible for dates and counts in plain British English, the same in every medium."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from rules.text import by_number, quoted

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
A_DECADE = 4096
"""Days whose names are kept: a digest run names the same few ten thousand times."""
WITHHELD = "Part 2: not for publication"
"""Stands instead of the words of an exempt action (LGA 1972, Schedule 12A)."""


_A_DAY = re.compile(
    r"\d+([-/.])\d+\1\d+"
    rf"|\d+[^\W\d]*[ -](?:of )?(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*[.,]?[ -]\d+"
    rf"|\b(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\.? \d{{1,2}}[^\W\d]*,? \d{{4}}",
    re.IGNORECASE,
)
"""A day, a month and a year, the month being a number or a name."""


class Titled(Protocol):
    """What has the titles of an action."""

    @property
    def title(self) -> str:
        """What is to be done, in the words of the plan."""

    @property
    def short_title(self) -> str:
        """The same in few words; empty where the plan gives none."""


def shown_title(action: Titled) -> str:
    """Return which title of an action a table, a list or a subject shows (semantics row 125)."""
    return action.short_title or action.title


A_TITLE = 70
"""Letters of a title that have room where a short one was meant and none is given."""


def brief_title(action: Titled) -> str:
    """Return the short title of an action, or how its title begins where there is none."""
    return action.short_title or shortened(action.title, A_TITLE)


def shortened(text: str, most: int) -> str:
    """Return `text` on one line; if it has more letters than `most`, cut behind a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[:most].rpartition(" ")[0] or line[:most]
    return f"{kept.rstrip(',;:.')}\u2026"


def stopped(words: str) -> str:
    """Return `words` with a full stop, unless they end already."""
    return words if words.endswith((".", "!", "?", "\u2026")) else f"{words}."


_BETWEEN_REFS = re.compile(r"[\s,;|/&]+|\band\b")
_NO_BREAK = "\u00a0"


def brief_day(day: date) -> str:
    """Return `2 Jan 2019`, never broken between lines."""
    return _NO_BREAK.join((str(day.day), MONTHS[day.month - 1][:3], str(day.year)))


@lru_cache(A_DECADE)
def long_day(day: date) -> str:
    """Return `Wednesday 2 January 2019`."""
    return f"{WEEKDAYS[day.weekday()]} {plain_day(day)}"


@lru_cache(A_DECADE)
def short_day(day: date) -> str:
    """Return `Wed 2 Jan 2019`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def moment(when: datetime) -> str:
    """Return `07:05 on Wed 2 Jan 2019`, by the zone that the instant has."""
    return f"{when:%H:%M} on {short_day(when.date())}"


def plain_day(day: date) -> str:
    """Return `2 January 2019`."""
    return f"{day.day} {month(day)}"


def as_written(words: str) -> str:
    """Return `written "January 2019"` of a date that names no day, so that its last day was taken.

    Empty where the words name a day, or there are none (semantics row 135).
    """
    return f"written {quoted(words)}" if words and not _A_DAY.search(words) else ""


def month(day: date) -> str:
    """Return `January 2019`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def sentence(words: str) -> str:
    """Return `words` with a capital letter first and the rest as it is."""
    return words[:1].upper() + words[1:]


def count(number: int, thing: str) -> str:
    """Return `1 action`, `2 actions`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def share(part: int, whole: int) -> str:
    """Return `30 %` if it is that exactly, else `about 33 %`, `under 1 %` or `over 99 %`."""
    percent = 100 * part / whole if whole else 0
    if percent == int(percent):
        return f"{int(percent)} %"
    if percent < 1:
        return "under 1 %"
    return "over 99 %" if percent > 99 else f"about {percent:.0f} %"  # noqa: PLR2004 - of a hundred


def listed(names: Sequence[str], most: int) -> str:
    """Return `A1, A2 and 3 more`: at most so many by name."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def references(refs: Iterable[str], most: int | None = None) -> str:
    """Return `A1, A2, A10`: by the number within each, whichever way they came; at most so many."""
    found = sorted(refs, key=by_number)
    return listed(found, len(found) if most is None else most)


def each_reference(text: str) -> tuple[str, ...]:
    """Return each reference of a list of them, such as `R1, R2 and R4`."""
    return tuple(dict.fromkeys(filter(None, _BETWEEN_REFS.split(text))))


def by_word(reason: str, by: str) -> str:
    """Return why something was decided and by whose word, as every reader is told it."""
    said = reason.rstrip(".")
    return ", ".join(filter(None, (said, by and f"by {by}")))


def late(working_days: int) -> str:
    """Return `3 working days late`; 0 working days late reads `late` (semantics, BRAG key)."""
    return "late" if working_days == 0 else f"{count(working_days, 'working day')} late"


def due(due_date: date, today: date) -> str:
    """Return how a reminder speaks of a date that is not past (semantics row 5)."""
    named = f"{WEEKDAYS[due_date.weekday()]} {due_date.day} {MONTHS[due_date.month - 1]}"
    match (due_date - today).days:
        case 0:
            return "due today"
        case 1:
            return f"due tomorrow ({named})"
        case _:
            return f"due on {named} {due_date.year}"
