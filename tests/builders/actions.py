"""Builders that read as prose: calendars, actions, and a ladder played day by day."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from followthrough.ladder.policy_file import default_policy
from followthrough.plans.bank_holidays import bank_holidays
from rules.calendar import WorkingCalendar
from rules.ladder.decide import decide, told
from rules.ladder.facts import ActionFacts
from rules.ladder.policy import Policy

P1 = default_policy()
ONCE = replace(P1, rungs=tuple(replace(rung, repeat=None) for rung in P1.rungs))
"""The same ladder, of which nothing is told again."""


@cache
def england(first: int = 2012, last: int = 2040) -> WorkingCalendar:
    days_off = bank_holidays("England", first, last)
    return WorkingCalendar(frozenset(days_off), date(first, 1, 1), date(last, 12, 31))


def an_action(due: date | None, live_on: date = date(2012, 1, 3), ref: str = "A1") -> ActionFacts:
    return ActionFacts(id=1, ref=ref, due_date=due, live_on=live_on)


def every_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def play(
    action: ActionFacts,
    days: Iterable[date],
    policy: Policy = P1,
    calendar: WorkingCalendar | None = None,
) -> dict[str, date]:
    """Run the check on these days, each notice sent the same day; return when each rung came.

    A repeat is called `L0#1`, `L0#2` …
    """
    came: dict[str, date] = {}
    for day in days:
        steps = decide(action, policy, calendar or england(), day)
        action = told(action, steps, day)
        for step in steps:
            name = f"{step.rung}#{step.occurrence}" if step.occurrence else step.rung
            assert name not in came, f"{name} twice"
            came[name] = day
    return came
