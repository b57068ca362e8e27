"""How a notice speaks of one action: of several refusals, and where anyone may read it."""

from dataclasses import replace
from datetime import date

import pytest

from rules.ladder.facts import ActionFacts, Answer, Became, StepRecord
from rules.ladder.holding import Holding
from rules.notices.lines import as_published, line
from rules.people.circle import Circle, Someone
from rules.words import WITHHELD
from tests.builders.actions import P1, england

TODAY, DUE = date(2026, 12, 22), date(2026, 12, 18)
CIRCLE = Circle(
    (Someone(1, "Owen Er", "owen@x.example"), Someone(2, "Dee Rector", "dee@x.example"))
)
REFUSED = tuple(
    Answer(f"completion {n}", date(2026, 12, 20 + n), f"Val Day: no, {n}.") for n in (1, 2)
)
ANSWER = Answer("new date 1", TODAY, "Dee refused.")


def held(*answers: Answer) -> Holding:
    facts = ActionFacts(id=1, ref="A1", due_date=DUE, live_on=DUE, answers=answers)
    return Holding(facts, "Do it", "p", "Plan", 1, "Owen Er", 2, "Dee Rector", "Board")


@pytest.mark.parametrize(
    ("answers", "notes"),
    [
        ((ANSWER,), ("Dee refused.",)),
        ((REFUSED[0], ANSWER), ("Val Day: no, 1.", "Dee refused.")),
        (
            (REFUSED[0], ANSWER, REFUSED[1]),
            (
                "Dee refused.",
                "Its completion was refused 2 times, last on Tue 22 Dec 2026: Val Day: no, 2.",
            ),
        ),
    ],
    ids=["none", "one", "row-182-several"],
)
def test_of_several_refusals_it_says_how_many_and_the_last(
    answers: tuple[Answer, ...], notes: tuple[str, ...]
) -> None:
    assert line(held(*answers), P1, england(), CIRCLE, TODAY).notes == notes


def test_anyone_may_read_of_a_part_2_action_its_reference_dates_and_rung_alone() -> None:
    holding = held(ANSWER)
    about = line(holding, P1, england(), CIRCLE, TODAY)
    assert as_published(about, holding) is about
    told = as_published(about, holding._replace(is_exempt=True))
    assert told == replace(about, title=WITHHELD, owner=WITHHELD, next=WITHHELD, notes=())
    assert "Owen" not in f"{told}"
    assert "Dee" not in f"{told}"
    assert "Do it" not in f"{told}"


@pytest.mark.parametrize(
    ("rungs", "whom"),
    [
        ((), ""),
        (("R1", "R0"), ""),
        (("L0",), "the owner"),
        (("L0", "L1"), "the director"),
        (("L0", "L1", "L2"), "the Board"),
    ],
    ids=["row-252-none", "row-252-reminders", "row-252-L0", "row-252-L1", "row-252-L2"],
)
def test_it_says_in_words_how_high_it_was_escalated(rungs: tuple[str, ...], whom: str) -> None:
    records = tuple(StepRecord(one, 0, DUE, Became.TOLD, DUE) for one in rungs)
    one = held()
    about = line(one.with_facts(one.facts.with_records(records)), P1, england(), CIRCLE, TODAY)
    assert about.reached == whom


@pytest.mark.parametrize(
    "outcome", [Became.NOBODY, Became.LAPSED], ids=["row-252-nobody", "row-252-lapsed"]
)
def test_a_rung_that_told_nobody_is_not_said_to_have_told(outcome: Became) -> None:
    records = (
        StepRecord("L0", 0, DUE, Became.TOLD, DUE),
        StepRecord("L1", 0, DUE, outcome, None),
    )
    one = held()
    about = line(one.with_facts(one.facts.with_records(records)), P1, england(), CIRCLE, TODAY)
    assert about.reached == "the owner"
