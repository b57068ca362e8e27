"""All that is known of one invented action, to be explained, and what is said of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rules.actions.about import About
from rules.actions.why import explain
from rules.calendar import WorkingCalendar
from rules.daily.preview import Scene, play
from rules.ladder.facts import Became, Promise, StepRecord
from rules.ladder.policy import Version
from rules.people.circle import Circle, Someone
from tests.builders.actions import P1, england
from tests.builders.preview import ADA, DEE, LIVE_ON, OWEN, PLAN, SUE, a_holding

TODAY = date(2026, 12, 22)
L0 = StepRecord("L0", 0, date(2026, 12, 21), Became.TOLD, date(2026, 12, 21))
IN_FORCE = Version(1, P1, LIVE_ON)
EVERYONE = (OWEN, DEE, SUE, ADA)


def about(
    today: date = TODAY,
    people: Sequence[Someone] = EVERYONE,
    version: Version = IN_FORCE,
    known: dict[str, Any] | None = None,
    holding: dict[str, Any] | None = None,
    calendar: WorkingCalendar | None = None,
    **facts: Any,  # noqa: ANN401 - the facts of the action
) -> About:
    plain = a_holding()
    held = plain._replace(facts=plain.facts._replace(**facts), **(holding or {}))
    known_days = calendar or england()
    scene = Scene((held,), Circle(people), {PLAN: known_days}, {PLAN: (version,)}, P1)
    return About(
        holding=held,
        version=version,
        circle=scene.circle,
        calendar=known_days,
        today=today,
        ahead=play(scene, today, 366),
        **(known or {}),
    )


def said(subject: About) -> dict[str, list[str]]:
    return {section.heading: list(section.sentences) for section in explain(subject)}


def a_promise(until: date, *, kept: bool = False, rung: str = "L0") -> Promise:
    return Promise(rung, date(2026, 12, 21), until, "Owen Er", kept)
