"""Responsible for roles in a plan, and for the line of an owner: who is too close to validate."""

from collections.abc import Hashable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


class Role(StrEnum):
    """What someone does for a plan as a whole, whoever owns its actions."""

    ADMINISTRATOR = "administrator"
    VALIDATOR = "validator"
    SECRETARY = "secretary"  #: of one of its boards


def is_in_line(person: K, owner: K, directors: Mapping[K, K | None]) -> bool:
    """Say whether one of the two is the other, or is above the other (semantics row 105).

    `directors` gives each person's director, or None.
    """
    return person in upward(owner, directors) or owner in upward(person, directors)


def upward(person: K | None, directors: Mapping[K, K | None]) -> Iterator[K]:
    """Yield a person, their director, that one's director, and so on; a circle ends (row 61)."""
    seen: set[K] = set()
    at = person
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = directors.get(at)
