"""Every ladder tells the owner, the director and the board in a quarter, or says why not: row 257."""

import pytest

from followthrough.ladder.policy_file import parse_policy
from rules.ladder.policy import Audience
from tests.unit.ladder.test_policy_file import told

OWNERS = "{name: L0, tells: owner, working_days: 1}"
DIRECTORS = "{name: L1, tells: director, working_days: 5}"
BOARDS = "{name: L2, tells: board, working_days: 10}"
HOLES = {
    "only reminders": ("{name: R0, tells: owner, working_days: 0}", "owner director board"),
    "no owner": (f"{DIRECTORS}, {BOARDS}", "owner"),
    "contributors are no owner": (
        f"{{name: L0, tells: contributors, working_days: 1}}, {DIRECTORS}, {BOARDS}",
        "owner",
    ),
    "the owner only reminded": (
        f"{{name: R0, tells: owner, working_days: -5}}, {DIRECTORS}, {BOARDS}",
        "owner",
    ),
    "no director": (f"{OWNERS}, {BOARDS}", "director"),
    "a role is no director": (
        f"{OWNERS}, {{name: L1, tells: 'role: Director', working_days: 5}}, {BOARDS}",
        "director",
    ),
    "no board": (f"{OWNERS}, {DIRECTORS}", "board"),
    "after a quarter": (
        f"{OWNERS}, {DIRECTORS}, {{name: L2, tells: board, working_days: 66}}",
        "board",
    ),
    "after a quarter by its wait": (
        f"{OWNERS}, {DIRECTORS}, {{name: L2, tells: board, working_days: 10, after_previous: 61}}",
        "board",
    ),
    "behind a wait of another": (
        f"{OWNERS}, {{name: L1, tells: director, working_days: 5, after_previous: 70}}, {BOARDS}",
        "director board",
    ),
    "all in a quarter": (
        f"{OWNERS}, {DIRECTORS}, {{name: L2, tells: board, working_days: 10, after_previous: 60}}",
        "",
    ),
}


@pytest.mark.parametrize(("rungs", "left"), HOLES.values(), ids=[f"row-257-{one}" for one in HOLES])
def test_a_ladder_that_leaves_somebody_out_says_why(rungs: str, left: str) -> None:
    text = f"name: P2\nrungs: [{rungs}]\n"
    expected = [
        f"p.yaml, line 2: no rung tells the {one} within 65 working days after the due date; add one, "
        f'or say why not, such as without: {{{one}: "They are told by telephone."}}.'
        for one in left.split()
    ]
    assert (told(text) if left else []) == expected
    why = ", ".join(f"{one}: Said why." for one in left.split())
    read = parse_policy(f"{text}without: {{{why}}}\n" if left else text, "p.yaml")
    assert read.without == tuple((Audience(one), "Said why.") for one in left.split())
    for one in {"owner", "director", "board"} - set(left.split()):
        more = ", ".join(filter(None, [why, f"{one}: Said why."]))
        assert told(f"{text}without: {{{more}}}\n") == [
            f"p.yaml, line 3: without names the {one}, whom a rung tells; take it out."
        ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("without: {board: }", "board is empty"),
        ("without: {mayor: Why}", '"mayor" is not known here'),
        ("without: board", "without names nobody; write whom and why"),
    ],
)
def test_a_reason_is_words(written: str, said: str) -> None:
    assert said in " ".join(told(f"name: P2\nrungs: [{OWNERS}, {DIRECTORS}]\n{written}\n"))
