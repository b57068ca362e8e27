"""Responsible for the line of an owner: who is too close to validate what the owner completed."""

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def is_in_line(person: K, owner: K, directors: Mapping[K, K | None]) -> bool:
    """Say whether one of the two is the other, or is above the other (semantics row 105).

    `directors` gives each person's director, or None.
    """
    return person in upward(owner, directors) or owner in upward(person, directors)


def upward(person: K, directors: Mapping[K, K | None]) -> Iterator[K]:
    """Yield a person, their director, that one's director, and so on; a circle ends (row 61)."""
    seen: set[K] = set()
    at: K | None = person
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = directors.get(at)
