"""What holds for alike actions is decided once, whoever holds them."""

from datetime import date

from rules.daily.day import decide_day
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding
from rules.ladder.policy import Version
from tests.builders.actions import P1, england

TODAY = date(2019, 1, 2)


def held(number: int, owner: int, due: date = TODAY) -> Holding:
    facts = ActionFacts(number, f"A{number}", due, live_on=date(2018, 12, 3))
    return Holding(facts, "Title", "plan", "Plan", owner, f"Person {owner}", 9, "Dee", "Board")


def test_alike_actions_share_their_steps_and_others_do_not() -> None:
    alike, other = (held(1, owner=1), held(2, owner=2)), held(3, owner=1, due=date(2019, 1, 9))
    decided = decide_day(
        (*alike, other), lambda _: Version(0, P1, date.min), {"plan": england()}, TODAY
    )
    assert [step.rung for step in decided.steps[1]] == ["R0"]
    assert decided.steps[1] is decided.steps[2]
    assert [step.rung for step in decided.steps[3]] == ["R1"]
    assert decided.after[1].facts.ref == "A1"
    assert decided.after[2].facts.ref == "A2"
