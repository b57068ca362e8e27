"""Who is named as told next: each kind of step, and whoever of an action's people can be told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest

from rules.ladder.facts import ActionFacts, Answer, Became, Milestone, Request, StepRecord
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import RUNG_AUDIENCES, Audience, Policy, Rung
from rules.notices.following import BOARD, NOBODY, Heard, following
from rules.notices.lines import Standing, stands, told_next
from rules.people.circle import Circle, Someone
from rules.words import long_day
from tests.builders.actions import P1, england
from tests.unit.test_rounds import a_round

DUE, TODAY = date(2026, 12, 18), date(2026, 12, 14)
L0 = date(2026, 12, 21)
OVERDUE = date(2026, 12, 15)
"""When what is due today is told to be overdue: no Monday, on which a weekly summary comes too."""
PEOPLE = tuple(
    Someone(number, name, f"{name.lower()}@x.example", role=role)
    for number, (name, role) in enumerate(
        (
            *(("Owen", ""), ("Dee", ""), ("Sec", ""), ("Ada", "")),
            *(("Col", ""), ("Val", ""), ("Chi", "Chief")),
        ),
        start=1,
    )
)
FACTS = ActionFacts(1, "A1", DUE, live_on=date(2026, 11, 2))
HELD = Holding(
    *(FACTS, "Do it", "p", "Plan", 1, "Owen", 2, "Dee", "Board"),
    secretary_id=3,
    administrator_id=4,
    validator_id=6,
    contributors=((5, "Col"),),
)
TODAY_DUE = HELD._replace(facts=FACTS._replace(due_date=TODAY))


def standing(holding: Holding, policy: Policy = P1, today: date = TODAY) -> Standing:
    return stands(holding.facts, policy, england(), today)


def said(holding: Holding, policy: Policy = P1, today: date = TODAY) -> str:
    """Return the first sentence of what is next."""
    found = told_next(holding, standing(holding, policy, today), policy, Circle(PEOPLE))
    return found.to().partition(". ")[0].rstrip(".")


def alone(**changes: object) -> Holding:
    return HELD._replace(facts=FACTS._replace(**changes), contributors=())  # type: ignore[arg-type]


MILESTONE = Milestone("M1", "Half", date(2026, 12, 21))
STEPS = {
    "a reminder": (alone(), "Owen gets a reminder on Friday 18 December 2026"),
    "late": (
        alone(due_date=TODAY),
        "Owen is told that it is overdue on Tuesday 15 December 2026",
    ),
    "a milestone ahead": (
        alone(due_date=date(2027, 6, 1), milestones=(MILESTONE,)),
        "Owen is reminded of milestone M1 on Monday 21 December 2026",
    ),
    "a milestone late": (
        alone(due_date=date(2027, 6, 1), milestones=(replace(MILESTONE, due_date=TODAY),)),
        "Owen is told that milestone M1 is overdue on Tuesday 15 December 2026",
    ),
    "an answer": (
        alone(answers=(Answer("new date 1", TODAY, "No."),)),
        "Owen is told what was decided on Tuesday 15 December 2026",
    ),
    "a given date": (
        alone(answers=(Answer("new date 1", TODAY, "No.", is_for_director=True),)),
        "Dee, the director, is told what was decided on Tuesday 15 December 2026",
    ),
    "a round": (
        alone(due_date=date(2027, 6, 1), rounds=(a_round(),)),
        "Owen is asked for an update on Tuesday 15 December 2026",
    ),
    "to validate": (
        alone(completed_on=TODAY, reported_on=date(2026, 12, 15)),
        "Val is asked to validate it on Thursday 17 December 2026",
    ),
    "a new date": (
        alone(request=Request(1, date(2026, 12, 15), "Owen", date(2027, 2, 1), "Snow.")),
        "Dee is asked to decide on the new date on Tuesday 15 December 2026",
    ),
    "to mend": (
        alone(due_date=None),
        "Ada is asked to mend it in the plan on Tuesday 15 December 2026",
    ),
}


@pytest.mark.parametrize(
    ("holding", "expected"),
    STEPS.values(),
    ids=[f"row-222-{name.replace(' ', '-')}" for name in STEPS],
)
def test_each_kind_of_step_is_named(holding: Holding, expected: str) -> None:
    assert said(holding) == expected


@pytest.mark.parametrize("role", ["Chief {of} staff", "{be}", "Chief {", "100 %s"])
def test_a_role_is_named_as_it_is_written(role: str) -> None:
    """Whatever signs a council's own words hold: one alone stopped the check of all its plans."""
    told = Policy("signs", (Rung("L0", Audience.ROLE, 1, role=role),))
    assert said(TODAY_DUE, told) == f"Nobody can be told as its {role} on {long_day(OVERDUE)}"


def test_what_is_on_its_way_counts_as_told_today() -> None:
    """Hold row-222: its repeat is counted from today, and not from the day it was planned.

    From then it would have been told again on Tuesday 29 December.
    """
    again = Policy("again", (Rung("L0", Audience.OWNER, 1, repeat=5),))
    waiting = alone(records=(StepRecord("L0", 0, L0, Became.WAITING),))
    assert said(waiting, again, date(2026, 12, 29)) == (
        "Owen is told again that it is overdue, and Dee, the director, reads of it in the weekly "
        "summary, on Monday 4 January 2027"
    )
    found = following(waiting.facts, again, england(), date(2026, 12, 29))
    assert found.on == date(2027, 1, 4)
    assert [one.says for one in found.contacts] == ["{be} told again that it is overdue"]


def test_a_reminder_that_lapses_during_a_pause_is_not_named() -> None:
    """Hold row-222: the first is due during the pause, of the second R1 would come then."""
    paused = alone(due_date=date(2026, 12, 22), paused_until=date(2026, 12, 23))
    assert said(paused, today=date(2026, 12, 15)).endswith("overdue on Wednesday 23 December 2026")
    until_due = alone(due_date=date(2026, 12, 28), paused_until=date(2026, 12, 22))
    assert said(until_due).endswith("gets a reminder on Thursday 24 December 2026")


def test_a_role_and_who_is_told_for_want_of_a_holder_are_named() -> None:
    chief = Policy("chief", (Rung("R", Audience.ROLE, 1, role="Chief"),))
    assert said(alone(due_date=TODAY), chief) == f"Chi, the Chief, is told on {long_day(OVERDUE)}"
    nobody = Policy("nobody", (Rung("R", Audience.ROLE, 1, role="Mayor"),))
    assert (
        said(alone(due_date=TODAY), nobody)
        == f"Nobody can be told as its Mayor on {long_day(OVERDUE)}"
    )


def gone() -> Iterator[tuple[int, ...]]:
    """Yield each few of an action's people who can't be reached."""
    for number in range(len(PEOPLE) + 1):
        yield from combinations(range(1, len(PEOPLE) + 1), number)


@pytest.mark.parametrize("audience", RUNG_AUDIENCES, ids=lambda one: f"row-222-{one}")
def test_law_whoever_can_be_told_what_is_next_names_who_is_told_then(audience: Audience) -> None:
    """Hold row-197 too: where nobody of an audience can be told, the next person up is named."""
    role = "Chief" if audience is Audience.ROLE else ""
    policy = Policy("only", (Rung("R", audience, 1, role=role),))
    found = standing(TODAY_DUE, policy)
    for unreachable in gone():
        circle = Circle(one._replace(reachable=one.id not in unreachable) for one in PEOPLE)
        follows = told_next(TODAY_DUE, found, policy, circle)
        told = recipients(TODAY_DUE, audience, circle, policy, OVERDUE, role)
        expected = {one.person.id for _, one in told} or {NOBODY}
        named = {one.person_id for one in follows.heard}
        assert follows.on == OVERDUE
        assert named == ({BOARD} if audience is Audience.BOARD else expected), unreachable
        assert follows.to().endswith(f" on {long_day(OVERDUE)}.")


def test_contributors_of_whom_none_can_be_told_leave_it_to_the_owner() -> None:
    """Hold row-197."""
    shared = Policy("shared", (Rung("C", Audience.CONTRIBUTORS, 1),))
    circle = Circle(one._replace(reachable=one.name != "Col") for one in PEOPLE)
    follows = told_next(TODAY_DUE, standing(TODAY_DUE, shared), shared, circle)
    assert follows.to() == f"Owen is told that it is overdue on {long_day(OVERDUE)}."


def test_the_weekly_summary_counts_where_it_comes_first() -> None:
    late = alone(
        due_date=date(2026, 12, 11), records=(StepRecord("L0", 0, TODAY, Became.TOLD, TODAY),)
    )
    monday = TODAY + timedelta(weeks=1)
    far = Policy("far", (Rung("L0", Audience.OWNER, 1), Rung("L1", Audience.DIRECTOR, 20)))
    assert (
        said(late, far)
        == f"Dee, the director, reads of it in the weekly summary on {long_day(monday)}"
    )
    dee_is_gone = Circle(one._replace(reachable=one.name != "Dee") for one in PEOPLE)
    found = told_next(late, standing(late, far), far, dee_is_gone)
    assert found.heard == (Heard(3, "Sec, for Dee,", "{be} told"),), "nobody reads it in her place"
    assert found.on != monday
