"""Responsible for measuring `decide` alone: actions a second, on one core."""

import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import cycle, islice
from statistics import median
from time import perf_counter

from benchmarks.filling import FOR_OTHERS, FOR_OWNERS, LIVE_ON, TODAY, Kind, calendar, shifted
from followthrough.ladder.policy_file import default_policy
from rules.calendar import WorkingCalendar
from rules.ladder.decide import decide
from rules.ladder.facts import ActionFacts, Became, StepRecord

ACTIONS = 10_000
PASSES = 15
ONE_DAY = timedelta(days=1)
REMINDED = (("R1", 0, -5), ("R0", 0, 0))
QUIET = (
    Kind("due in three months", -60, ()),
    Kind("due in three days", -3, REMINDED[:1]),
    Kind("L0 was told", 3, (*REMINDED, ("L0", 0, 1))),
    Kind("L1 was told", 7, (*REMINDED, ("L0", 0, 1), ("L1", 0, 5), ("L0", 1, 6))),
)
"""Kinds of actions with nothing to tell today; a third of the mix."""


class DayByDay(WorkingCalendar):
    """A calendar that counts by stepping from day to day, as a reference to compare with."""

    __slots__ = ()

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly later than `day`."""
        return self._step(day, count, ONE_DAY)

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th working day strictly earlier than `day`."""
        return self._step(day, count, -ONE_DAY)

    def between(self, start: date, end: date) -> int:
        """Count the working days later than `start` and not later than `end`."""
        return sum(1 for _ in self.days(start, end))

    def _step(self, day: date, count: int, step: timedelta) -> date:
        while count:
            day += step
            count -= self.is_working_day(day)
        return day


def mix(days: WorkingCalendar) -> list[ActionFacts]:
    """Return ten thousand actions: two in three with something to tell, one in three without."""
    kinds = (*FOR_OWNERS, *FOR_OTHERS, *QUIET)
    return [_facts(number, kind, days) for number, kind in enumerate(islice(cycle(kinds), ACTIONS))]


def _facts(number: int, kind: Kind, days: WorkingCalendar) -> ActionFacts:
    due = shifted(days, TODAY, -kind.after_due)
    told = ((rung, occurrence, shifted(days, due, on)) for rung, occurrence, on in kind.told)
    records = (StepRecord(rung, n, on, Became.TOLD, told_on=on) for rung, n, on in told)
    return ActionFacts(
        id=number,
        ref=f"A{number}",
        due_date=due,
        live_on=LIVE_ON,
        records=tuple(records),
        began_with=1 if kind.told else None,
    )


def comparing(actions: Iterable[ActionFacts]) -> int:
    """Return how many actions are due or overdue: two comparisons each, the least one can do."""
    found = 0
    for action in actions:
        if action.due_date is not None and (action.due_date < TODAY or action.due_date == TODAY):
            found += 1
    return found


def deciding(actions: Iterable[ActionFacts], days: WorkingCalendar) -> int:
    """Return how many steps there are to take today."""
    policy = default_policy()
    return sum(len(decide(action, policy, days, TODAY)) for action in actions)


def main() -> None:
    """Print actions a second, and each reference's, measured in turn."""
    days = calendar()
    slow = DayByDay(days.days_off, days.first, days.last)
    actions = mix(days)
    ways: dict[str, Callable[[], int]] = {
        "decide": lambda: deciding(actions, days),
        "two dates compared": lambda: comparing(actions),
        "decide, counting day by day": lambda: deciding(actions, slow),
    }
    if ways["decide"]() != ways["decide, counting day by day"]():
        sys.exit("The calendars disagree.")
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(PASSES):
        for name, way in ways.items():
            start = perf_counter()
            way()
            taken[name].append(perf_counter() - start)
    ours = median(taken["decide"])
    print(f"decide, {ACTIONS:,} actions, median of {PASSES} passes, one core")
    for name, seconds in taken.items():
        rate, times = ACTIONS / median(seconds), ours / median(seconds)
        print(f"  {name:<28} {rate:>12,.0f} actions/s   decide takes {times:.2f} x its time")


if __name__ == "__main__":
    main()
