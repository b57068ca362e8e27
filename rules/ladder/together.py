"""Responsible for the days on which what can wait is told together: fewer mails, none of them late."""

from datetime import date, timedelta

from rules.calendar import ONE_DAY, CalendarEnds, WorkingCalendar, monday, week_begins

ASKED_ON = (timedelta(0), timedelta(days=3), timedelta(weeks=1))
"""Days from a Monday: what a validator is to decide comes on Mondays and Thursdays."""


def told_again(told_on: date, within: int, calendar: WorkingCalendar) -> date:
    """Return when something is told again, within some working days: as a week begins (row 285).

    That is the last first working day of a week until then, or the last of those days if no week
    begins. Where the calendar ends before, it is the day after its end: what else there is to tell
    of the action does not wait for it (row 289).
    """
    try:
        latest = calendar.after(told_on, within)
    except CalendarEnds:
        return calendar.last + ONE_DAY
    begins = week_begins(calendar, latest)
    return begins if begins > told_on else latest


def asked_together(since: date, calendar: WorkingCalendar) -> date:
    """Return the first day after `since` on which a validator is asked to decide (row 286).

    Raises CalendarEnds if it lies outside the calendar.
    """
    days = (calendar.on_or_after(monday(since) + later) for later in ASKED_ON)
    return next(day for day in days if day > since)
