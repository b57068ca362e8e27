"""Responsible for measuring the preview: 90 days ahead over 500 actions, against the naive way.

The naive way decides every action on every working day. It gathers no notices, so that the ratio
flatters it. Run it with `python -m benchmarks.preview`.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from benchmarks.filling import calendar
from followthrough.ladder.policy_file import default_policy
from rules.daily.preview import Scene, play
from rules.ladder.decide import decide, told
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding
from rules.ladder.policy import Version
from rules.people.circle import Circle, Someone

PLAN = "plan"
LIVE_ON = date(2018, 9, 3)
FIRST = date(2018, 11, 21)
OWNERS = 40
DIRECTORS = 4
SPREAD = 300
"""Days from the plan's going live over which its actions fall due."""


def scene(actions: int) -> Scene:
    """Return an invented plan with this many open actions, some of them late already."""
    people = [
        Someone(
            n, f"Person Number {n}", f"person.{n}@invented.example", director_id=n % DIRECTORS + 1
        )
        for n in range(1, OWNERS + 1)
    ]
    return Scene(
        holdings=tuple(_holding(n) for n in range(1, actions + 1)),
        circle=Circle(people),
        calendars={PLAN: calendar()},
        versions={PLAN: (Version(1, default_policy(), LIVE_ON),)},
        default=default_policy(),
    )


def naive(scene: Scene, days: int) -> int:
    """Decide every action on every working day; return the number of steps."""
    policy, known = scene.default, scene.calendars[PLAN]
    facts = {holding.facts.id: holding.facts for holding in scene.holdings}
    number = 0
    for today in known.days(FIRST - timedelta(days=1), FIRST + timedelta(days=days - 1)):
        for action_id, action in facts.items():
            steps = decide(action, policy, known, today)
            facts[action_id] = told(action, steps, today)
            number += len(steps)
    return number


def played(scene: Scene, days: int) -> int:
    """Play the days; return the number of steps, one a notice that tells it."""
    found = play(scene, FIRST, days)
    return sum(len(notice.mentions) for day in found.days for notice in day.notices)


def seconds(work: Callable[[], int], runs: int) -> tuple[float, int]:
    """Return the median seconds of some runs, and what the work returned."""
    taken, result = [], 0
    for _ in range(runs):
        start = perf_counter()
        result = work()
        taken.append(perf_counter() - start)
    return median(taken), result


def main() -> int:
    """Measure and print; return 1 if both ways don't come to the same steps."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--actions", type=int, default=500)
    words.add_argument("--days", type=int, default=90)
    words.add_argument("--runs", type=int, default=5)
    asked = words.parse_args()
    plan = scene(asked.actions)
    slow, expected = seconds(lambda: naive(plan, asked.days), asked.runs)
    quick, found = seconds(lambda: played(plan, asked.days), asked.runs)
    sys.stdout.write(
        f"preview, {asked.actions} actions, {asked.days} days, {found} steps, "
        f"median of {asked.runs}: {quick:.2f} s\n"
        f"reference, deciding every action on every working day: {slow:.2f} s\n"
        f"ratio: {quick / slow:.2f}\n"
    )
    return 0 if found == expected else 1


def _holding(number: int) -> Holding:
    due = LIVE_ON + timedelta(days=number * 7 % SPREAD)
    owner, director = number % OWNERS + 1, number % DIRECTORS + 1
    return Holding(
        facts=ActionFacts(id=number, ref=f"A{number}", due_date=due, live_on=LIVE_ON),
        title=f"Do what A{number} says",
        plan_key=PLAN,
        plan="Invented plan",
        owner_id=owner,
        owner_name=f"Person Number {owner}",
        director_id=director,
        director_name=f"Person Number {director}",
        board_name="Invented Board",
    )


if __name__ == "__main__":
    sys.exit(main())
