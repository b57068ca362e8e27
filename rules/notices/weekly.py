"""Responsible for a director's weekly summary: when it comes, what it counts, and its words."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from rules.calendar import WorkingCalendar
from rules.ladder.policy import LOOK_AHEAD
from rules.people.circle import Recipient
from rules.words import count

UNHEARD = timedelta(weeks=4)
"""How long an action may be without an update before a summary counts it as such."""


class Tally(NamedTuple):
    """How many open actions a director's owners have."""

    open: int
    late: int
    soon: int
    """Due within 5 working days."""
    unheard: int
    """Without an update for four weeks, all of which they were live."""

    @property
    def is_pressing(self) -> bool:
        """Say whether it is worth a mail of its own."""
        return bool(self.late or self.soon)

    @property
    def words(self) -> str:
        """Return the counts in a sentence."""
        late = _some(self.late, "is", "are", "late")
        soon = _some(self.soon, "is", "are", f"due within {LOOK_AHEAD} working days")
        unheard = _some(
            self.unheard, "has been", "have been", "without an update for four weeks or more"
        )
        return f"Your owners have {count(self.open, 'open action')}: {late}, {soon}, and {unheard}."


class Summary(NamedTuple):
    """What is counted for one director."""

    recipient: Recipient
    tally: Tally
    plans: tuple[str, ...]
    """The keys of the plans that it counts."""
    silent: tuple[str, ...] = ()
    """A sentence for each action that is not counted, since it is paused, or was cancelled late."""
    is_late_silent: bool = False
    """Whether any of these is, or was, overdue."""

    @property
    def is_pressing(self) -> bool:
        """Say whether it is worth a mail of its own."""
        return self.tally.is_pressing or self.is_late_silent

    @property
    def words(self) -> tuple[str, ...]:
        """Return the counts in a sentence, and what is paused or was cancelled."""
        return (self.tally.words, *self.silent)


def begins_week(calendar: WorkingCalendar, today: date, checked: Iterable[date]) -> bool:
    """Say whether today is the first working day of its week that is checked.

    `checked` are the days of the week before today that were.
    """
    if not calendar.knows(today) or not calendar.is_working_day(today):
        return False
    return not any(calendar.knows(day) and calendar.is_working_day(day) for day in checked)


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    return Tally._make(map(sum, zip(*tallies, strict=True)))


def _some(number: int, one: str, many: str, what: str) -> str:
    match number:
        case 0:
            return f"none {one} {what}"
        case 1:
            return f"1 {one} {what}"
        case _:
            return f"{number} {many} {what}"
