"""Responsible for holding to what is doubted in a policy that can't do what it says."""

from dataclasses import replace

import pytest

from rules.ladder.doubts import Holders, doubts
from rules.ladder.policy import Audience, Policy, Rung

EVERYBODY = Holders(
    roles=frozenset({"chief executive"}),
    has_contributors=True,
    without_director=(),
    has_board=True,
)
OWNER = Rung("L0", Audience.OWNER, 1)
DIRECTOR = Rung("L1", Audience.DIRECTOR, 5, repeat=5)
CHIEF = Rung("L2", Audience.ROLE, 8, role="Chief Executive")
BOARD = Rung("L3", Audience.BOARD, 10, after_previous=2)
OTHERS = Rung("R1", Audience.CONTRIBUTORS, -5)


def doubted(*rungs: Rung, holders: Holders = EVERYBODY) -> list[str]:
    return list(doubts(Policy("P2", rungs), holders))


def test_nothing_is_doubted_where_all_can_be_told_on_their_days() -> None:
    assert doubted(OTHERS, OWNER, DIRECTOR, CHIEF, BOARD) == []


def test_a_ladder_that_tells_nothing_again_is_doubted() -> None:
    assert doubted(OWNER, replace(DIRECTOR, repeat=None), BOARD) == [
        (
            "No rung is told again: after L3 nobody hears of an overdue action but by packs and "
            "weekly summaries."
        )
    ]


def test_a_wait_that_ends_on_the_very_day_is_no_doubt() -> None:
    assert doubted(OWNER, replace(DIRECTOR, after_previous=4), BOARD) == []


@pytest.mark.parametrize(
    ("rungs", "told"),
    [
        pytest.param(
            (OWNER, replace(DIRECTOR, offset=1), BOARD),
            [
                (
                    "L1 can never come on working day 1: L0 comes on working day 1 at the earliest and "
                    "L1 waits 1 working day after it, so that working day 2 is its earliest."
                )
            ],
            id="two on one day",
        ),
        pytest.param(
            (OWNER, DIRECTOR, replace(BOARD, after_previous=6)),
            [
                (
                    "L3 can never come on working day 10: L1 comes on working day 5 at the earliest "
                    "and L3 waits 6 working days after it, so that working day 11 is its earliest."
                )
            ],
            id="a long wait",
        ),
        pytest.param(
            (OWNER, replace(DIRECTOR, after_previous=9), BOARD),
            [
                (
                    "L1 can never come on working day 5: L0 comes on working day 1 at the earliest "
                    "and L1 waits 9 working days after it, so that working day 10 is its earliest."
                ),
                (
                    "L3 can never come on working day 10: L1 comes on working day 10 at the earliest "
                    "and L3 waits 2 working days after it, so that working day 12 is its earliest."
                ),
            ],
            id="one late rung makes the next late",
        ),
        pytest.param(
            (replace(OTHERS, after_previous=3), replace(OWNER, after_previous=2), DIRECTOR, BOARD),
            [
                "after_previous of R1 does nothing: no rung comes before it.",
                "after_previous of L0 does nothing: no rung comes before it.",
            ],
            id="a wait for nothing",
        ),
        pytest.param(
            (replace(OWNER, repeat=1), replace(DIRECTOR, repeat=2), BOARD),
            ["L0 is told again every working day while an action is overdue."],
            id="every day",
        ),
        pytest.param(
            (OWNER, DIRECTOR, replace(BOARD, name="R2", offset=0, after_previous=1)),
            ["No rung tells the board within 65 working days after the due date: nobody said why."],
            id="no board",
        ),
        pytest.param(
            (OTHERS,),
            [
                f"No rung tells the {one} within 65 working days after the due date: nobody said why."
                for one in ("owner", "director", "board")
            ],
            id="no ladder",
        ),
    ],
)
def test_doubts_a_ladder(rungs: tuple[Rung, ...], told: list[str]) -> None:
    assert doubted(*rungs) == told


@pytest.mark.parametrize(
    ("rungs", "holders", "told"),
    [
        pytest.param(
            (OTHERS, OWNER, DIRECTOR, BOARD),
            replace(EVERYBODY, has_contributors=False),
            "R1 tells the contributors, but no action of this plan has any.",
            id="no contributors",
        ),
        pytest.param(
            (OWNER, DIRECTOR, BOARD),
            replace(EVERYBODY, without_director=("A1",)),
            "L1 tells the director, but there is none for the owner of A1.",
            id="one without a director",
        ),
        pytest.param(
            (OWNER, DIRECTOR, replace(DIRECTOR, name="L2", offset=8), BOARD),
            replace(EVERYBODY, without_director=("A1", "A2", "A3", "A4", "A5")),
            "L1 and L2 tell the director, "
            "but there is none for the owners of A1, A2, A3, A4 and A5.",
            id="two rungs, five without a director",
        ),
        pytest.param(
            (OWNER, DIRECTOR, BOARD),
            replace(EVERYBODY, without_director=tuple(f"A{n}" for n in range(1, 8))),
            "L1 tells the director, "
            "but there is none for the owners of A1, A2, A3, A4, A5 and 2 more.",
            id="seven without a director",
        ),
        pytest.param(
            (OWNER, DIRECTOR, CHIEF, BOARD, replace(CHIEF, name="L9", offset=20, role="Mayor")),
            EVERYBODY,
            'L9 tells the role "Mayor", but nobody in this plan holds it.',
            id="nobody in a role",
        ),
        pytest.param(
            (OWNER, DIRECTOR, BOARD),
            replace(EVERYBODY, has_board=False),
            "L3 tells the board, but no board of this plan takes escalations.",
            id="no board",
        ),
    ],
)
def test_doubts_an_audience_that_is_nobody(
    rungs: tuple[Rung, ...], holders: Holders, told: str
) -> None:
    assert doubted(*rungs, holders=holders) == [told]
