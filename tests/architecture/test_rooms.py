"""One subject, one word on every floor: the rooms of code and of tests are drawn from one list."""

from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

import followthrough

CHECKOUT = Path(followthrough.__file__).parents[1]
SUBJECTS = frozenset(
    (
        *("actions", "boards", "cli", "daily", "ladder", "laptop", "models", "notices"),
        *("notifications", "packs", "people", "plans", "reading", "tables"),
    )
)
LACKS = {
    "followthrough": {
        "models": "a package of its own",
        "notifications": "a package of its own",
    },
    "rules": {
        "boards": "rounds.py is ground: ladder, notices and packs go by it",
        "cli": "a door decides nothing",
        "laptop": "an example and a mailbox decide nothing",
        "models": "a package of its own",
        "notifications": "a package of its own",
        "reading": "rules read no files",
        "tables": "rules show nothing",
    },
    "tests/unit": {
        "boards": "rules/rounds.py is ground, and so is its test",
        "cli": "commands need a database",
        "laptop": "it needs servers",
        "models": "they need a database",
        "tables": "they are looked at with the commands that show them",
    },
    "tests/integration": {
        "ladder": "its rules need no database; its stored policies are tests/semantics",
        "tables": "they are looked at with the commands that show them",
    },
}
"""Which subjects a floor has no room for, and why."""


def rooms(floor: str) -> set[str]:
    """Return the folders of a floor that hold Python."""
    folders = (path for path in (CHECKOUT / floor).iterdir() if path.is_dir())
    return {path.name for path in folders if any(path.rglob("*.py"))}


def misdrawn(found: AbstractSet[str], lacks: AbstractSet[str]) -> list[str]:
    """Return the rooms that no subject names, that are missing, or that are there though named as lacking."""
    return sorted((found - SUBJECTS) | (SUBJECTS - found - lacks) | (found & lacks))


@pytest.mark.parametrize("floor", LACKS)
def test_every_room_of_a_floor_is_a_subject(floor: str) -> None:
    assert misdrawn(rooms(floor), LACKS[floor].keys()) == []
    assert LACKS[floor].keys() <= SUBJECTS
    assert all(LACKS[floor].values()), "a reason each"


@pytest.mark.parametrize(
    ("found", "lacks", "wrong"),
    [
        (SUBJECTS | {"helping"}, frozenset(), ["helping"]),
        (SUBJECTS - {"packs"}, frozenset(), ["packs"]),
        (SUBJECTS - {"packs"}, frozenset({"packs"}), []),
        (SUBJECTS, frozenset({"packs"}), ["packs"]),
    ],
    ids=["no subject", "missing", "rightly lacking", "there although lacking"],
)
def test_a_room_out_of_place_is_found(
    found: frozenset[str], lacks: frozenset[str], wrong: list[str]
) -> None:
    assert misdrawn(found, lacks) == wrong
