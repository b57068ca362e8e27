"""What a pack says of the rungs that it names by code."""

from datetime import date

from followthrough.ladder.policy_file import default_policy
from rules.ladder.policy import Audience, Policy, Rung, Version
from rules.packs.rungs import rung_meanings
from rules.packs.sections import RungMeaning

FIRST = date(2018, 11, 1)
LATER = date(2019, 3, 1)
DEFAULT = Version(1, default_policy(), FIRST)


def test_default_ladder_is_told_in_words_in_its_order() -> None:
    """Reminders first; a wait after the rung before and a repeat are told."""
    assert rung_meanings([DEFAULT], default_policy(), FIRST) == (
        RungMeaning("R1", "The owner and contributors", "5 working days before the due date"),
        RungMeaning("R0", "The owner and contributors", "On the due date"),
        RungMeaning(
            "L0",
            "The owner and contributors",
            "1 working day after the due date, then at least every 5 working days",
        ),
        RungMeaning(
            "L1",
            "The owner's director",
            "5 working days after the due date, then at least every 5 working days",
        ),
        RungMeaning(
            "L2",
            "The board at the top of the ladder",
            "10 working days after the due date, at least 2 after the rung before",
        ),
    )


def test_role_is_named_and_what_an_older_version_said_is_marked() -> None:
    """A running ladder keeps its version; what both versions say stands once."""
    changed = Policy(
        "P2",
        (Rung("R0", Audience.OWNER, 0), Rung("L1", Audience.ROLE, 3, role="head of audit")),
    )
    said = rung_meanings([DEFAULT, Version(2, changed, LATER)], default_policy(), LATER)
    assert said[:2] == (
        RungMeaning("R0", "The owner and contributors", "On the due date"),
        RungMeaning("L1", "Head of audit", "3 working days after the due date"),
    )
    assert [(one.name, one.when.endswith(" (until version 2)")) for one in said[2:]] == [
        ("R1", True),
        ("L0", True),
        ("L1", True),
        ("L2", True),
    ]


def test_version_that_is_not_in_force_yet_is_not_told() -> None:
    """The pack tells the ladder of its cut-off."""
    later = Version(2, Policy("P2", (Rung("L9", Audience.BOARD, 1),)), LATER)
    today = rung_meanings([DEFAULT], default_policy(), FIRST)
    assert rung_meanings([DEFAULT, later], default_policy(), FIRST) == today
    assert rung_meanings([later], default_policy(), FIRST) == today, "the default is in force"


def test_contributors_alone_are_told_of_as_such() -> None:
    """A rung may tell the contributors and not the owner."""
    policy = Policy("P3", (Rung("C", Audience.CONTRIBUTORS, 1),))
    (said,) = rung_meanings([Version(1, policy, FIRST)], policy, FIRST)
    assert said == RungMeaning("C", "The contributors", "1 working day after the due date")
