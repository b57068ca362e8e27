"""Responsible for how late an action is, and how far its date has slipped, in working days."""

from dataclasses import dataclass
from datetime import date

from rules.calendar import WorkingCalendar
from rules.words import count, late


@dataclass(frozen=True, slots=True)
class Lateness:
    """How long past its due date something is or was."""

    working_days: int
    calendar_days: int

    @property
    def words(self) -> str:
        """Return `on time`, `late` or `3 working days late`."""
        return late(self.working_days) if self.calendar_days else "on time"


def lateness(due: date, until: date, calendar: WorkingCalendar) -> Lateness:
    """Return how late `until` is against the end of `due`; both counts 0 if it is not."""
    if until <= due:
        return Lateness(0, 0)
    return Lateness(calendar.between(due, until), (until - due).days)


def completion(
    due: date | None, completed_on: date, reported_on: date, calendar: WorkingCalendar
) -> str:
    """Return how a completion is told; both its dates count (semantics rows 1 to 4 and 7)."""
    if due is None:
        return "no due date"
    late_by = lateness(due, completed_on, calendar)
    if late_by.calendar_days:
        working, days = late_by.working_days, late_by.calendar_days
        return f"late ({count(working, 'working day')}, {count(days, 'calendar day')})"
    return "on time" if reported_on <= due else "on time, reported late"


def slippage(
    baseline: date | None,
    current: date | None,
    completed_on: date | None,
    as_of: date,
    calendar: WorkingCalendar,
) -> int:
    """Return working days from the baseline to where the action stands (semantics, Slippage).

    That is the current date; `as_of` if it is overdue; the completion if it is complete.
    Never negative: an action that is early has slipped 0 working days.
    """
    if baseline is None or current is None:
        return 0
    stands = completed_on or max(current, as_of)
    return calendar.between(baseline, stands)
