"""Responsible for which new due dates and which promises may be recorded."""

from datetime import date

from rules.calendar import WorkingCalendar
from rules.ladder.facts import ActionFacts
from rules.ladder.policy import Policy
from rules.notices.lines import reached
from rules.problems import BadInput
from rules.words import short_day

LONGEST_PROMISE = 5
"""Working days ahead (semantics row 97)."""
MOST_PROMISES = 2
"""In one episode (semantics row 99)."""
ASSUMED = 5
"""Working days from reopening without a date to the date set by rule (semantics row 50)."""


def is_new_date(action: ActionFacts, proposed: date, today: date) -> bool:
    """Say whether `proposed` changes the current due date (semantics row 48).

    Raises BadInput if it is past.
    """
    if proposed < today:
        raise BadInput(
            f"{short_day(proposed)} is past: today is {short_day(today)}. Give a date ahead."
        )
    return proposed != action.current_due_date


def assumed_date(reopened_on: date, calendar: WorkingCalendar) -> date:
    """Return the due date of an action reopened without one (semantics row 50)."""
    return calendar.after(reopened_on, ASSUMED)


def rung_promised_on(
    action: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date, until: date
) -> str:
    """Return the rung that a promise made today acknowledges.

    Raises BadInput, naming what is allowed, for a date too far or past, a second promise on one
    rung, a third in an episode, and where no rung was reached yet (semantics rows 97, 99).
    """
    rung = reached(action, policy)
    if not rung:
        raise BadInput(
            f"{action.ref} has reached no rung of its ladder yet, so there is nothing to "
            "acknowledge; record progress instead."
        )
    last = calendar.after(today, LONGEST_PROMISE)
    if not today <= until <= last:
        raise BadInput(
            f"An update of {action.ref} can be promised from today to {short_day(last)}, "
            f"not for {short_day(until)}."
        )
    if len(action.promises) >= MOST_PROMISES:
        raise BadInput(f"{action.ref} was acknowledged {MOST_PROMISES} times; that is the most.")
    if any(promise.rung == rung for promise in action.promises):
        raise BadInput(f"Rung {rung} of {action.ref} was acknowledged already; once is the most.")
    return rung
