"""Responsible for what of a changed plan is taken in, and why the rest is left as it is recorded."""

from datetime import date
from typing import NamedTuple

from rules.plans.diff import DATE, OWNER, Change
from rules.words import plain_day

CALLED = {
    "due_date": "due date",
    "exempt": "Part 2",
    "repeats": "how often it recurs",
    "short_title": "short title",
}
"""Fields that readers know by another name."""
REPEATS, EXEMPT = "repeats", "exempt"


class Stands(NamedTuple):
    """How an action stands, as far as it says what may change."""

    is_live: bool = False
    is_complete: bool = False
    is_cancelled: bool = False
    asked: date | None = None
    """The new date that is asked for, and not decided on."""


def called(field: str) -> str:
    """Return what readers call a field."""
    return CALLED.get(field, field)


def why_left(change: Change, action: Stands, today: date) -> str:
    """Return why a change is not taken in, as the end of a sentence; empty if it is.

    Nothing recorded is taken away, and no date goes back or anywhere else without being asked for.
    """
    if action.is_cancelled or action.is_complete:
        return f"the action is {'cancelled' if action.is_cancelled else 'reported complete'}"
    if change.field in (OWNER, DATE) and not change.now:
        return f"a file takes no {called(change.field)} away"
    if change.field == REPEATS:
        return "how often an action recurs is not changed by a file"
    if change.field == DATE and action.is_live:
        return _why_not_asked(date.fromisoformat(str(change.now)), action, today)
    return ""


def _why_not_asked(due: date, action: Stands, today: date) -> str:
    if due < today:
        return "that day is past"
    if action.asked == due:
        return "it is asked for already"
    return f"{plain_day(action.asked)} is asked for, and not decided on" if action.asked else ""


def is_published(change: Change) -> bool:
    """Say whether a change would make public what is Part 2 material."""
    return change.field == EXEMPT and bool(change.was)
