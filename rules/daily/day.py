"""Responsible for the decisions of one day over many actions; one that can't be decided is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.calendar import ONE_DAY, CalendarEnds, WorkingCalendar
from rules.ladder.alike import Alike
from rules.ladder.decide import Step, decide, next_check, told
from rules.ladder.facts import ActionFacts, StepRecord
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy, Version

VersionOf = Callable[[Holding], Version]
Later = Sequence[tuple[date, Policy]]
"""From when on which policy holds, where versions change after today."""


@dataclass(slots=True)
class Decided:
    """What a day brings."""

    steps: dict[int, list[Step]] = field(default_factory=dict)
    """By action; only actions that have any."""
    after: dict[int, Holding] = field(default_factory=dict)
    """Those actions as they are when today's steps have been told today."""
    next_checks: dict[int, date | None] = field(default_factory=dict)
    """When each action that could be decided is looked at again."""
    problems: list[str] = field(default_factory=list)


def decide_day(
    holdings: Iterable[Holding],
    version_of: VersionOf,
    calendars: Mapping[str, WorkingCalendar],
    today: date,
    later: Callable[[Holding], Later] = lambda _: (),
) -> Decided:
    """Return the steps of each action today, and when it is looked at again.

    An action whose calendar ends too early is named and keeps its next check (semantics row 18).
    """
    found, alike = Decided(), Alike()
    for holding in holdings:
        facts, calendar = holding.facts, calendars[holding.plan_key]
        policy = version_of(holding).policy
        try:
            steps, records, again = alike.work_out(_taken, facts, policy, calendar, today)
            if steps:
                found.steps[facts.id] = steps
                found.after[facts.id] = holding.with_facts(facts.with_records(records))
                found.next_checks[facts.id] = again
            else:
                found.next_checks[facts.id] = next_look(
                    facts, policy, later(holding), calendar, today
                )
        except CalendarEnds:
            found.problems.append(
                f"Action {facts.ref} of {holding.plan}: the calendar ends {calendar.last.year}."
            )
    return found


def _taken(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> tuple[list[Step], tuple[StepRecord, ...], date]:
    """Return today's steps, the records once those have been told, and when to look again."""
    steps = decide(facts, policy, calendar, today)
    return steps, told(facts, steps, today).records, _day_after(today, calendar)


def _day_after(today: date, calendar: WorkingCalendar) -> date:
    """Return the next working day, or tomorrow where the calendar ends: it is then named."""
    try:
        return calendar.after(today, 1)
    except CalendarEnds:
        return today + ONE_DAY


def next_look(
    facts: ActionFacts, policy: Policy, later: Later, calendar: WorkingCalendar, today: date
) -> date | None:
    """Return the first working day after `today` on which anything can happen; None if never.

    That is the earliest by today's policy and by each that holds later. Raises CalendarEnds if a
    date it needs lies outside the calendar.
    """
    found = next_check(facts, policy, calendar, today)
    for change, then in later:
        if not calendar.knows(change):  # the calendar must be given more years before that day
            continue
        by_then = next_check(facts, then, calendar, change - timedelta(days=1))
        if by_then is not None and (found is None or by_then < found):
            found = by_then
    return found
