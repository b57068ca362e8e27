"""Scenes of invented people and actions to play the days ahead on, and what those days bring."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rules.calendar import WorkingCalendar
from rules.daily.preview import Coming, Preview, Scene
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy, Version
from rules.people.circle import Circle, Someone
from tests.builders.actions import P1, an_action, england

PLAN, OTHER_PLAN = "p", "q"
LIVE_ON = date(2026, 11, 2)
FIRST = date(2026, 12, 7)
DUE = date(2026, 12, 18)
P9 = Policy(
    "P9",
    tuple(replace(rung, offset=3) if rung.name == "L1" else rung for rung in P1.rungs),
)
OWEN = Someone(1, "Owen Er", "owen@invented.example", director_id=2)
DEE = Someone(2, "Dee Rector", "dee@invented.example")
SUE = Someone(3, "Sue Cessor", "Sue@invented.example", director_id=2)
ADA = Someone(4, "Ada Min", "ada@invented.example")


def a_holding(
    number: int = 1, due: date | None = DUE, plan: str = PLAN, owner: Someone | None = OWEN
) -> Holding:
    facts = an_action(due, LIVE_ON)._replace(
        id=number, ref=f"A{number}", has_owner=owner is not None
    )
    return Holding(
        facts=facts,
        title=f"Do what A{number} says",
        plan_key=plan,
        plan="Invented plan",
        owner_id=owner.id if owner else None,
        owner_name=owner.name if owner else "",
        director_id=DEE.id,
        director_name=DEE.name,
        board_name=f"Board of {plan}",
        administrator_id=ADA.id,
        validator_id=ADA.id,
    )


def with_facts(holding: Holding, **changes: object) -> Holding:
    return holding._replace(facts=holding.facts._replace(**changes))  # type: ignore[arg-type]


def a_scene(
    *holdings: Holding,
    people: Sequence[Someone] = (OWEN, DEE, SUE, ADA),
    versions: Sequence[Version] = (Version(1, P1, LIVE_ON),),
    calendar: WorkingCalendar | None = None,
    coming: Sequence[Coming] = (),
) -> Scene:
    return Scene(
        holdings=holdings,
        circle=Circle(people),
        calendars={PLAN: calendar or england(), OTHER_PLAN: england()},
        versions={PLAN: tuple(versions), OTHER_PLAN: ()},
        default=P1,
        coming=tuple(coming),
    )


Told = tuple[date, str, str, str]


def told(found: Preview) -> list[Told]:
    """Return each day, reader, action and rung; repeats are `L0#1` …"""
    return [
        (
            day.on,
            notice.name,
            mention.ref,
            f"{mention.rung}#{mention.occurrence}" if mention.occurrence else mention.rung,
        )
        for day in found.days
        for notice in day.notices
        for mention in notice.mentions
    ]


def rungs(found: Preview, ref: str = "A1") -> dict[str, date]:
    return {rung: on for on, _, of, rung in told(found) if of == ref}


def readers(found: Preview) -> dict[str, str]:
    return {rung: name for _, name, _, rung in told(found)}


def readers_of(found: Preview, ref: str) -> dict[str, str]:
    return {rung: name for _, name, of, rung in told(found) if of == ref}
