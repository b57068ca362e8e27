"""Responsible for working days: which days count, and counting them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE = 45
"""Days in a row without a working day: as long as schools close in summer."""
FEWEST_A_YEAR = 190
"""Working days of a year: as many as schools are open."""


class CalendarEnds(Exception):  # noqa: N818 - it is a fact about the calendar, not an error's name
    """A date was asked for that lies outside the days the calendar knows."""


def local_date(instant: datetime) -> date:
    """Return the London date of an aware instant (semantics, Words: a date is a London date)."""
    return instant.astimezone(LONDON).date()


class _Index(NamedTuple):
    """The working days of a calendar in the two ways that counting looks them up."""

    eve: int
    """The ordinal of the day before the calendar's first."""
    tally: tuple[int, ...]
    """How many working days have passed by the eve, by the first day, by the second …"""
    working: tuple[date, ...]
    """The working days in order."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of one plan, known from `first` to `last`, both included.

    Every counting method raises CalendarEnds rather than guess beyond them.
    """

    days_off: frozenset[date]
    first: date
    last: date
    _made: _Index | None = field(default=None, init=False, repr=False, compare=False)

    def knows(self, day: date) -> bool:
        """Say whether `day` lies within the calendar."""
        return self.first <= day <= self.last

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is Monday to Friday and not a day off in the plan's calendar."""
        if not self.knows(day):
            raise self._ends()
        return day.weekday() < SATURDAY and day not in self.days_off

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly later than `day`; `count` is 1 or more."""
        if count < 1:
            return day
        eve, tally, working = self._made or self._make()
        place = day.toordinal() - eve
        if 0 <= place < len(tally) - 1:
            wanted = tally[place] + count - 1
            if wanted < len(working):
                return working[wanted]
        raise self._ends()

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly earlier than `day`; `count` is 1 or more."""
        if count < 1:
            return day
        eve, tally, working = self._made or self._make()
        place = day.toordinal() - eve - 1
        if 0 < place < len(tally):
            wanted = tally[place] - count
            if wanted >= 0:
                return working[wanted]
        raise self._ends()

    def on_or_before(self, day: date) -> date:
        """Return `day` if it is a working day, else the last one before it."""
        return day if self.is_working_day(day) else self.before(day, 1)

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is a working day, else the next one."""
        return day if self.is_working_day(day) else self.after(day, 1)

    def between(self, start: date, end: date) -> int:
        """Count the working days later than `start` and not later than `end`; 0 if none."""
        if start >= end:
            return 0
        eve, tally, _ = self._made or self._make()
        passed, until = start.toordinal() - eve, end.toordinal() - eve
        if passed < 0 or until >= len(tally):
            raise self._ends()
        return tally[until] - tally[passed]

    def is_within(self, start: date, end: date, count: int) -> bool:
        """Say whether `end` is at most `count` working days after `start`.

        Past the calendar's end, where nothing is known, Mondays to Fridays count: what is listed
        may not fail because a calendar ends (semantics row 18).
        """
        if end <= self.last:
            return self.between(start, end) <= count
        beyond = range(
            self.last.toordinal() + 1, min(end.toordinal(), self.last.toordinal() + 99) + 1
        )
        weekdays = sum(date.fromordinal(number).weekday() < SATURDAY for number in beyond)
        return self.between(start, self.last) + weekdays <= count

    def days(self, start: date, end: date) -> Iterator[date]:
        """Yield the working days later than `start` and not later than `end`, in order."""
        day = start
        while day < end:
            day += ONE_DAY
            if self.is_working_day(day):
                yield day

    def _make(self) -> _Index:
        """Return the index, which is kept from then on: a calendar never changes."""
        made = _indexed(self)
        object.__setattr__(self, "_made", made)
        return made

    def _ends(self) -> CalendarEnds:
        return CalendarEnds(f"the calendar knows {self.first.year} to {self.last.year} only")


@lru_cache(maxsize=64)  # most plans of a nation have one calendar, and are opened day by day
def _indexed(calendar: WorkingCalendar) -> _Index:
    known = [
        date.fromordinal(number)
        for number in range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    ]
    counts = [calendar.is_working_day(day) for day in known]
    return _Index(
        eve=calendar.first.toordinal() - 1,
        tally=tuple(accumulate(counts, initial=0)),
        working=tuple(day for day, works in zip(known, counts, strict=True) if works),
    )


def pack_day(calendar: WorkingCalendar, month: date) -> date:
    """Return the first working day of the month that `month` lies in (semantics row 76)."""
    return calendar.on_or_after(month.replace(day=1))


def monday(today: date) -> date:
    """Return the Monday of the week that a date lies in."""
    return today - timedelta(days=today.weekday())


def week_begins(calendar: WorkingCalendar, day: date) -> date:
    """Return the first working day of the week that a date lies in, as far as the calendar knows it.

    Raises CalendarEnds if `day` lies outside the calendar.
    """
    sunday = date.fromordinal(day.toordinal() - day.isoweekday())
    return calendar.after(max(sunday, min(day, calendar.first) - ONE_DAY), 1)


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


def silence_in(days_off: Collection[date], first: int, last: int) -> str:
    """Return how days off would silence a plan within some years, by the first such; empty if not."""
    day, run, working = date(first, 1, 1), 0, 0
    while day.year <= last:
        if day.weekday() < SATURDAY and day not in days_off:
            run, working = 0, working + 1
        else:
            run += 1
        if run > LONGEST_CLOSURE:
            begun = day - ONE_DAY * (run - 1)
            return f"from {begun} on there is no working day for more than {LONGEST_CLOSURE} days"
        if (day.month, day.day) == (12, 31):
            if working < FEWEST_A_YEAR:
                return f"{day.year} has {working} working days, and {FEWEST_A_YEAR} are the fewest"
            working = 0
        day += ONE_DAY
    return ""
