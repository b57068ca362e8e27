"""Responsible for which new due dates and which promises may be recorded."""

from collections.abc import Iterator, Mapping
from datetime import date

from rules.calendar import WorkingCalendar
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding, board_decides, owners_of, recipients
from rules.ladder.policy import Audience, Policy
from rules.notices.lines import reached
from rules.people.circle import Circle, Recipient, has_left
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


def asked_to_decide(
    holding: Holding, circle: Circle, policy: Policy, today: date
) -> Recipient | None:
    """Return who is asked today to decide on a new date; None if nobody who is named may."""
    found = recipients(holding, Audience.APPROVER, circle, policy, today)
    return next((one for capacity, one in found if capacity is Audience.APPROVER), None)


def deciders(
    holding: Holding, circle: Circle, policy: Policy, today: date
) -> Mapping[int, tuple[str, ...]]:
    """Return who may decide today on a new date, by id: their name, and who is named beside them.

    That is who is asked, and whom it is meant for: an absent director may still decide, and the
    record names both (row 137). Never who has a part in the action (row 136).
    """
    asked = asked_to_decide(holding, circle, policy, today)
    owners = owners_of(holding, circle, today)
    found: dict[int, tuple[str, ...]] = {}
    for person_id in _in_their_own_right(holding, policy, asked):
        person = circle.people.get(person_id)
        if person is None or has_left(person, today):
            continue
        if not owners.bar_from_approving(Recipient(person, person.name, person.id)):
            beside = (f"{asked.person.name} standing in",) if asked else ()
            found[person.id] = (person.name, *beside)
    if asked:
        name = asked.person.name
        found[asked.person.id] = (name,) if asked.meant == name else (name, f"for {asked.meant}")
    return found


def _in_their_own_right(holding: Holding, policy: Policy, asked: Recipient | None) -> Iterator[int]:
    meant = holding.secretary_id if board_decides(holding, policy) else holding.director_id
    if meant is not None:
        yield meant
    if asked:
        yield asked.via
