"""Responsible for working out once what holds for every action that is alike.

Where thousands are due on a day, most share their dates and their history with others.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from rules.calendar import WorkingCalendar
from rules.ladder.facts import ActionFacts
from rules.ladder.policy import Policy

Found = TypeVar("Found")
Work = Callable[[ActionFacts, Policy, WorkingCalendar, date], Found]
"""What depends on everything about an action but its id and its reference."""


class Alike:
    """What was worked out, as long as this is kept: a day, or the making of its notices."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Any, Policy, WorkingCalendar]] = {}
        """By identity, which takes less time than what they hold; they are kept beside it."""

    def work_out(
        self,
        work: Work[Found],
        facts: ActionFacts,
        policy: Policy,
        calendar: WorkingCalendar,
        today: date,
    ) -> Found:
        """Return what `work` makes of an action, or of the first that was like it.

        What `work` raises is raised each time.
        """
        key = (work, id(policy), id(calendar), today, facts[2:])  # all but id and reference
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (work(facts, policy, calendar, today), policy, calendar)
        found: Found = known[0]
        return found
