"""Responsible for how many mails a preview brings to a person in a week: the worst of each."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from rules.daily.preview import Preview


class Week(NamedTuple):
    """The week in which someone is told most often."""

    name: str
    address: str
    """Empty for a board, which has an address of its own."""
    monday: date
    notices: int


def worst_weeks(preview: Preview) -> tuple[Week, ...]:
    """Return the worst week of each person and board, the earliest of several; the worst first."""
    names: dict[tuple[str, str], tuple[str, str]] = {}
    told: Counter[tuple[tuple[str, str], date]] = Counter()
    for day in preview.days:
        monday = day.on - timedelta(days=day.on.weekday())
        for notice in day.notices:
            if notice.is_sent:
                key = (notice.address.lower(), "" if notice.address else notice.name)
                names.setdefault(key, (notice.name, notice.address))
                told[key, monday] += 1
    worst: dict[tuple[str, str], Week] = {}
    for (key, monday), number in sorted(told.items(), key=lambda one: (one[0][1], one[0][0])):
        if key not in worst or number > worst[key].notices:
            worst[key] = Week(*names[key], monday, number)
    return tuple(sorted(worst.values(), key=lambda one: (-one.notices, one.name)))
