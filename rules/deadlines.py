"""Responsible for proposals of statutory dates: counted, with the counting shown; a person confirms."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from rules.calendar import SATURDAY, WorkingCalendar
from rules.words import count, long_day, short_day

MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """A computed date, and the sentences that show how it was counted."""

    date: date
    calculation: tuple[str, ...]


def working_days_after(received: date, number: int, calendar: WorkingCalendar) -> Proposal:
    """Propose the `number`-th working day after a date, the day after it being the first (row 114).

    Raises CalendarEnds if the calendar does not reach so far.
    """
    due = calendar.after(received, number)
    passed = sorted(
        day for day in calendar.days_off if received < day <= due and day.weekday() < SATURDAY
    )
    closed = ", ".join(short_day(day) for day in passed) or "none"
    return Proposal(
        due,
        (
            f"{count(number, 'working day')} after {long_day(received)}; the next working day is day 1.",
            f"Saturdays and Sundays do not count, nor do these days off: {closed}.",
            f"Day {number} is {long_day(due)}.",
        ),
    )


def months_after(received: date, number: int, calendar: WorkingCalendar) -> Proposal:
    """Propose the same day some months on, or the last of a shorter month; the next working day.

    As for a subject access request: one calendar month, and the next working day if that falls
    on a weekend or a day off (row 87). Raises CalendarEnds if the calendar does not reach so far.
    """
    months = received.month - 1 + number
    year, month = received.year + months // MONTHS_IN_YEAR, months % MONTHS_IN_YEAR + 1
    year = min(year, date.max.year)  # no calendar reaches so far
    falls_on = date(year, month, min(received.day, monthrange(year, month)[1]))
    due = calendar.on_or_after(falls_on)
    said = [
        f"{count(number, 'calendar month')} after {long_day(received)} is {long_day(falls_on)}."
    ]
    if falls_on.day < received.day:
        said.append("That month has no such day, so its last day counts.")
    if due != falls_on:
        said.append(f"That is no working day; the next one is {long_day(due)}.")
    return Proposal(due, tuple(said))
