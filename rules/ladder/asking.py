"""Responsible for asking owners for an update before a board meets: when, how often, in which words.

An action is asked about once and chased once, however many boards' rounds overlap.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rules.calendar import WorkingCalendar
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.policy import Audience
from rules.rounds import CHASED_AFTER, Round, whose
from rules.words import long_day, short_day

KINDS = {"round": Audience.ROUND, "chaser": Audience.CHASER}
"""The first word of the name of each step that asks; the deadline follows."""


class Ask(NamedTuple):
    """An update that may be asked for, from a day on and until the day of its deadline."""

    name: str
    audience: Audience
    on: date
    until: date
    """The paper deadline: nobody is asked on it or after it."""
    says: str


def asks(action: ActionFacts, calendar: WorkingCalendar) -> Iterator[Ask]:
    """Yield what the rounds of an open action leave to be asked, earliest deadline first.

    `action.rounds` are those that no update was recorded for (row 110). Raises CalendarEnds if a
    date it needs lies outside the calendar.
    """
    before = date.min
    for one in _each_deadline(action.rounds) if action.rounds and action.is_open else ():
        requests = list(_taken(action.records, "round", one))
        if not requests:
            yield _request(action, one, before, calendar)
        elif not any(_taken(action.records, "chaser", one)):
            yield from _chaser(action, one, requests[-1], calendar)
        before = one.deadline


def is_still_asked(facts: ActionFacts, record: StepRecord) -> bool:
    """Say whether no update came since the step was planned, and its round is still to come."""
    deadline = deadline_of(record)
    return any(one.deadline == deadline for one in facts.rounds)


def deadline_of(record: StepRecord) -> date | None:
    """Return the paper deadline that a step asks before; None if it asks for no update."""
    kind, _, deadline = record.rung.partition(": ")
    return date.fromisoformat(deadline) if kind in KINDS else None


def asked_today(facts: ActionFacts, today: date) -> Iterator[tuple[str, str]]:
    """Yield audience and sentence of each step of today that still asks for an update."""
    for record in facts.records:
        deadline = deadline_of(record)
        if deadline and record.planned_on == today and is_still_asked(facts, record):
            yield record.audience, sentence(facts.rounds, deadline)


def sentence(rounds: Sequence[Round], deadline: date) -> str:
    """Return when the boards of a paper deadline meet, and before when an update is asked for."""
    meet = [
        f"the {one.board} meets on {long_day(one.meets_on)}"
        for one in rounds
        if one.deadline == deadline
    ]
    said = ", and ".join(meet)
    return (
        f"{said[:1].upper()}{said[1:]}. Please send an update of each action before "
        f"{long_day(deadline)}, when the papers are due."
    )


def asked_on(facts: ActionFacts, kind: str, one: Round) -> date | None:
    """Return when an action was asked about last for a round; None if it was not.

    What is on its way counts from the day it was planned; what nobody could be told does not count.
    """
    told = [
        record.told_on or record.planned_on
        for record in _taken(facts.records, kind, one)
        if record.outcome is not Became.NOBODY
    ]
    return max(told, default=None)


def _each_deadline(rounds: Iterable[Round]) -> list[Round]:
    """Return the first round of each deadline, earliest first: boards that share one ask together."""
    found: dict[date, Round] = {}
    for one in sorted(rounds):
        found.setdefault(one.deadline, one)
    return list(found.values())


def _taken(records: Sequence[StepRecord], kind: str, one: Round) -> Iterator[StepRecord]:
    """Yield the steps that asked for it already: of another round too, if it is over no sooner."""
    for record in records:
        if record.rung.startswith(f"{kind}: ") and record.outcome is not Became.LAPSED:
            deadline = deadline_of(record)
            if deadline and deadline >= one.covered_from:
                yield record


def _request(action: ActionFacts, one: Round, before: date, calendar: WorkingCalendar) -> Ask:
    """Return the request, once the papers that are due `before` are no longer asked for."""
    begins = max(one.opens_on, min(before, one.covered_from))
    on = calendar.on_or_after(max(begins, action.live_on or begins))
    says = (
        f"round: an update is asked for before {short_day(one.deadline)}, the paper deadline of "
        f"{whose(action.rounds, one.deadline)}"
    )
    return Ask(f"round: {one.deadline}", Audience.ROUND, on, one.deadline, says)


def _chaser(
    action: ActionFacts, one: Round, asked: StepRecord, calendar: WorkingCalendar
) -> Iterator[Ask]:
    """Yield the chaser, once the request was told: never on its heels."""
    if asked.settled_on is None:
        return
    on = max(one.chased_on, calendar.after(asked.settled_on, CHASED_AFTER))
    says = (
        f"chaser: asked on {short_day(asked.settled_on)}, no update recorded since; the papers of "
        f"{whose(action.rounds, one.deadline)} are due on {short_day(one.deadline)}"
    )
    yield Ask(f"chaser: {one.deadline}", Audience.CHASER, on, one.deadline, says)
