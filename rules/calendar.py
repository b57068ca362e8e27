"""Responsible for working days: which days count, and counting them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


class CalendarEnds(Exception):  # noqa: N818 - it is a fact about the calendar, not an error's name
    """A date was asked for that lies outside the days the calendar knows."""


def local_date(instant: datetime) -> date:
    """Return the London date of an aware instant (semantics, Words: a date is a London date)."""
    return instant.astimezone(LONDON).date()


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of one plan, known from `first` to `last`, both included.

    Every counting method raises CalendarEnds rather than guess beyond them.
    """

    days_off: frozenset[date]
    first: date
    last: date

    def knows(self, day: date) -> bool:
        """Say whether `day` lies within the calendar."""
        return self.first <= day <= self.last

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is Monday to Friday and not a day off in the plan's calendar."""
        if not self.knows(day):
            raise CalendarEnds(f"the calendar knows {self.first.year} to {self.last.year} only")
        return day.weekday() < SATURDAY and day not in self.days_off

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly later than `day`; `count` is 1 or more."""
        return self._step(day, count, ONE_DAY)

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly earlier than `day`; `count` is 1 or more."""
        return self._step(day, count, -ONE_DAY)

    def on_or_before(self, day: date) -> date:
        """Return `day` if it is a working day, else the last one before it."""
        return day if self.is_working_day(day) else self.before(day, 1)

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is a working day, else the next one."""
        return day if self.is_working_day(day) else self.after(day, 1)

    def between(self, start: date, end: date) -> int:
        """Count the working days later than `start` and not later than `end`; 0 if none."""
        return sum(1 for _ in self.days(start, end))

    def days(self, start: date, end: date) -> Iterator[date]:
        """Yield the working days later than `start` and not later than `end`, in order."""
        day = start
        while day < end:
            day += ONE_DAY
            if self.is_working_day(day):
                yield day

    def _step(self, day: date, count: int, direction: timedelta) -> date:
        while count > 0:
            day += direction
            count -= self.is_working_day(day)
        return day


def pack_day(calendar: WorkingCalendar, month: date) -> date:
    """Return the first working day of the month that `month` lies in (semantics row 76)."""
    return calendar.on_or_after(month.replace(day=1))
