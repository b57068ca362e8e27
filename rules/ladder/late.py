"""Responsible for what is late: what an action is due by, whether it is open, and whether it is overdue.

models/picking.py says the same in SQL; a test holds the two equal.
"""

from datetime import date
from typing import Protocol

MOST_BELIEVED = 2
"""Refusals in an episode after which a further report of completion stops nothing (row 182)."""


class Reported(Protocol):
    """What was reported complete, or not, and what became of that."""

    @property
    def completed_on(self) -> date | None:
        """When it was reported complete as of."""

    @property
    def validated_on(self) -> date | None:
        """When that was accepted."""

    @property
    def times_refused(self) -> int:
        """How often it was refused in the present episode."""


class Dated(Reported, Protocol):
    """What has the dates that lateness goes by."""

    @property
    def due_date(self) -> date | None:
        """The baseline, which never changes."""

    @property
    def revised_due_date(self) -> date | None:
        """The date that was agreed last instead; None if none was."""

    @property
    def cancelled_on(self) -> date | None:
        """When it was cancelled."""


def current_due_date(action: Dated) -> date | None:
    """Return the approved revised date if there is one, else the baseline."""
    return action.revised_due_date or action.due_date


def done_on(action: Reported) -> date | None:
    """Return when an action was complete, if that counts: once refused twice, only if accepted."""
    is_believed = action.validated_on is not None or action.times_refused < MOST_BELIEVED
    return action.completed_on if is_believed else None


def is_open(action: Dated) -> bool:
    """Say whether an action is neither complete, as far as that counts, nor cancelled."""
    return done_on(action) is None and action.cancelled_on is None


def is_overdue(action: Dated, today: date) -> bool:
    """Say whether an action is open and its current due date past."""
    return is_open(action) and is_past(current_due_date(action), today)


def is_past(due: date | None, today: date) -> bool:
    """Say whether a due date is past: from 00:00 London on the day after."""
    return due is not None and due < today
