"""Responsible for measuring what the words of a digest take: both its bodies, on one core."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from html import escape
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.filling import TODAY, calendar
from benchmarks.measure import A_SECOND
from followthrough.ladder.policy_file import default_policy
from notifications.render import ROOMS, render, write
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.holding import Holding
from rules.notices.lines import line
from rules.people.circle import Circle, Someone
from rules.words import long_day

ACTIONS = 20
MANY = 200
PASSES = 200
TITLE = "Agree the thresholds for early help with every partner, and publish them"
PLAN = "Invented improvement plan"

TEXT = "{ref}: {title}\n  {standing}\n  Due date: {due_date}\n  If nothing is recorded: {next}\n"
HTML = "<tr><td><h3>{ref}: {title}</h3>{standing}<br>Due date: {due_date}<br>{next}</td></tr>\n"


def payload(actions: int) -> dict[str, Any]:
    """Return what an owner of many actions is told, as the daily check freezes it."""
    days, policy = calendar(), default_policy()
    known = Circle((Someone(2, "Person Number 2", "person.2@invented.example"),))
    lines = []
    for number in range(actions):
        due = TODAY - timedelta(days=number)
        told = StepRecord("L0", 0, due, Became.TOLD, due)
        facts = ActionFacts(number, f"A{number}", due, live_on=due, records=(told,))
        people = (1, "Person Number 1", 2, "Person Number 2", "Strategic Partnership Board")
        held = Holding(facts, TITLE, "plan", PLAN, *people)
        lines.append(asdict(line(held, policy, days, known, TODAY)))
    who = {"name": "Person Number 1", "address": "person.1@invented.example"}
    part = {"name": who["name"], "capacity": "owner", "because": "", "says": [], "lines": lines}
    return {
        "organisation": "Invented Council",
        "to": who,
        "as_of": long_day(TODAY),
        "administrator": who,
        "notes": ["All of it is invented."],
        "parts": [part],
    }


def plainly(said: dict[str, Any]) -> str:
    """Return the least that can be said of each action, by str.format."""
    lines = said["parts"][0]["lines"]
    safe = [{name: escape(str(value)) for name, value in one.items()} for one in lines]
    text = "".join(TEXT.format(**one) for one in lines)
    return text + "".join(HTML.format(**one) for one in safe)


def taken(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    """Print the median time of a digest, and of each reference, measured in turn."""
    said, many = payload(ACTIONS), payload(MANY)
    ways: dict[str, Callable[[], object]] = {
        f"a digest of {ACTIONS} actions": lambda: render("digest", said),
        "the same, not inlined": lambda: write("digest", said, ROOMS[0]),
        "str.format, the facts alone": lambda: plainly(said),
        f"a digest of {MANY} actions": lambda: render("digest", many),
    }
    for way in ways.values():
        way()
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(PASSES):
        for name, way in ways.items():
            found[name].append(taken(way))
    ours = median(found[next(iter(ways))])
    print(f"rendering subject, text and HTML, median of {PASSES} passes, one core")
    for name, seconds in found.items():
        middle = median(seconds)
        print(f"  {name:<30} {middle * A_SECOND:>7.2f} ms   the first takes {ours / middle:.1f} x")


if __name__ == "__main__":
    main()
