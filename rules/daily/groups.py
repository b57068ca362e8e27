"""Responsible for how a plan's actions add up: each is in one group of a few, and in one only."""

from datetime import date
from enum import StrEnum

from rules.calendar import WorkingCalendar
from rules.ladder.facts import ActionFacts
from rules.ladder.policy import LOOK_AHEAD


class Group(StrEnum):
    """Where an action stands, in the order in which it is told."""

    LATE = "Late"
    SOON = f"Due within {LOOK_AHEAD} working days"
    LATER = "Due later"
    NO_DATE = "No due date"
    TO_VALIDATE = "Reported complete, to be validated"
    VALIDATED = "Complete and validated"
    CANCELLED = "Cancelled"


def group_of(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> Group:
    """Return the group of an action today; cancelled is not complete (semantics row 217).

    Raises CalendarEnds if it is due later and today lies outside the calendar.
    """
    if facts.cancelled_on is not None:
        return Group.CANCELLED
    if facts.validated_on is not None:
        return Group.VALIDATED
    if not facts.is_open:
        return Group.TO_VALIDATE
    due = facts.current_due_date
    if due is None:
        return Group.NO_DATE
    if facts.is_overdue(today):
        return Group.LATE
    return Group.SOON if calendar.is_within(today, due, LOOK_AHEAD) else Group.LATER
