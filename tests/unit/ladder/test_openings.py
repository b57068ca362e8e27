"""Which rungs are yet to be climbed, also where a notice lapsed; what the director hears of."""

from datetime import date

import pytest

from rules.ladder.facts import Answer, Became, StepRecord
from rules.ladder.openings import climbs, openings
from rules.ladder.policy import Audience
from tests.builders.actions import P1, an_action, england

DUE = date(2026, 12, 18)
L0, L1, L2 = date(2026, 12, 21), date(2026, 12, 29), date(2027, 1, 6)
TOLD_L0 = StepRecord("L0", 0, L0, Became.TOLD, L0)
LAPSED_L1 = StepRecord("L1", 0, L1, Became.LAPSED)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param((TOLD_L0, LAPSED_L1), [("L1", L1), ("L2", L2)], id="row-196-highest"),
        pytest.param(
            (TOLD_L0, LAPSED_L1, StepRecord("L2", 0, L2, Became.TOLD, L2)),
            [("L1", date(2027, 1, 7))],
            id="row-196-below-one-that-was-told",
        ),
        pytest.param((LAPSED_L1._replace(rung="L0"),), [("L0", L0), ("L1", L1), ("L2", L2)]),
    ],
)
def test_a_rung_that_lapsed_is_climbed_once(
    records: tuple[StepRecord, ...], expected: list[tuple[str, date]]
) -> None:
    found = climbs(an_action(DUE)._replace(records=records), P1, england())
    assert [(one.rung.name, one.on) for one in found] == expected


def test_what_is_on_its_way_counts_as_told_on_its_day() -> None:
    waiting = StepRecord("L0", 0, date(2026, 12, 30), Became.WAITING)
    found = climbs(an_action(DUE)._replace(records=(waiting,)), P1, england())
    assert [(one.rung.name, one.on) for one in found] == [("L1", date(2026, 12, 31)), ("L2", L2)]


@pytest.mark.parametrize("for_director", [True, False], ids=["row-184", "the owner's"])
def test_of_a_date_that_was_given_the_director_hears_and_of_an_answer_the_owner(
    *, for_director: bool
) -> None:
    answer = Answer("new date 1", L0, "It was opened again.", is_for_director=for_director)
    first = next(openings(an_action(DUE)._replace(answers=(answer,)), P1, england()))
    assert (first.rung.name, first.rung.audience, first.on, first.says) == (
        *(
            ("given date: new date 1", Audience.DIRECTOR)
            if for_director
            else ("answer: new date 1", Audience.OWNER)
        ),
        *(L0, "It was opened again."),
    )
