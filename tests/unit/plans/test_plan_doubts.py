"""Doubts about a plan itself: told of which actions, in which words, and when they are meant so."""

from datetime import date, timedelta

import pytest

from rules.plans.doubts import (
    MOST_IN_A_MONTH,
    SENTENCES,
    About,
    Promised,
    doubts,
    in_words,
    still_in_doubt,
)

DUE = date(2027, 3, 31)
SOUND = Promised(
    *("A1", "Publish the neglect strategy", "Rate of re-referral below 20%", "Jo Smith"),
    due_date=DUE,
    answers=("R1",),
)


def many(number: int, days_apart: int, **said: object) -> list[Promised]:
    return [
        SOUND._replace(ref=f"A{n}", due_date=DUE + timedelta(days=days_apart * n), **said)  # type: ignore[arg-type]
        for n in range(number)
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, []),
        ({"measure": "", "title": "Improve practice in 3 teams"}, [About.ENDLESS]),
        ({"measure": "", "title": "Look into practice"}, [About.NO_MEASURE]),
        ({"measure": "Number of meetings"}, [About.ACTIVITY]),
        ({"owner": ""}, [About.OWNER]),
        ({"owner": "Jo Smith and Pat O'Brien"}, [About.OWNER]),
        ({"title": "Publish the policy; train all managers in it"}, [About.SEVERAL]),
        ({"title": "Continue to hold panels"}, [About.ENDLESS]),
        ({"due_date": None, "due_as_written": "After the review"}, [About.EVENT]),
        ({"due_as_written": "After the review"}, []),
        ({"due_date": None}, []),
    ],
    ids=lambda case: "row-330" if case == {} else None,
)
def test_each_doubt_about_an_action_is_told(said: dict[str, object], told: list[About]) -> None:
    found = doubts([SOUND._replace(**said)])  # type: ignore[arg-type]
    assert [one.about for one in found] == told


@pytest.mark.parametrize(
    ("actions", "told"),
    [
        pytest.param(many(4, 0), set(), id="four on one day"),
        pytest.param(many(5, 0), {About.ONE_DAY}, id="row-331-five on one day"),
        pytest.param(many(MOST_IN_A_MONTH, 1), set(), id="as many as fit"),
        pytest.param(many(MOST_IN_A_MONTH + 1, 4), {About.TOO_MANY}, id="row-331-one too many"),
        pytest.param(many(MOST_IN_A_MONTH + 1, 6), set(), id="over a longer time"),
        pytest.param(many(MOST_IN_A_MONTH + 1, 4, owner=""), {About.OWNER}, id="of nobody"),
    ],
)
def test_doubts_about_several_actions(actions: list[Promised], told: set[About]) -> None:
    assert {one.about for one in doubts(actions)} == told


def test_a_recommendation_that_no_action_answers_is_told() -> None:
    """As row 331 says."""
    (found,) = doubts([SOUND], ("r1", "R2"))
    assert (found.about, found.of) == (About.UNANSWERED, "R2")
    assert doubts([SOUND._replace(answers=())], ("R1",), done=("r1",)) == ()
    assert doubts([SOUND._replace(answers=())], ("R1", "R2")) == ()


def test_doubts_are_told_by_kind_and_by_reference_alone() -> None:
    said = list(in_words(doubts([SOUND._replace(ref=ref, owner="") for ref in ("A10", "A2")])))
    assert said == [f"A2, A10: {SENTENCES[About.OWNER]}."]
    assert SENTENCES.keys() == set(About)


def test_what_is_meant_so_is_in_doubt_again_once_its_words_change() -> None:
    """As row 332 says."""
    (first,) = doubts([SOUND._replace(title="Continue to hold panels")])
    assert still_in_doubt([first], {first.print}) == ()
    (same,) = doubts([SOUND._replace(title="continue  to hold panels")])
    assert still_in_doubt([same], {first.print}) == ()
    (other,) = doubts([SOUND._replace(title="Continue to hold board meetings")])
    assert still_in_doubt([other], {first.print}) == (other,)
