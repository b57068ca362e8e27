"""Responsible for what holds of a person who was recorded twice."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from rules.text import folded


class Recorded(NamedTuple):
    """What is recorded of a person beside who points at them."""

    id: int
    name: str
    address: str
    role: str = ""
    agency: str = ""
    director_id: int | None = None
    left_on: date | None = None
    successor_id: int | None = None
    unreachable_since: date | None = None
    channel: str = ""


def as_one(first: Recorded, other: Recorded, today: date) -> Recorded:
    """Return what holds of two records of one person: what the first says, and the other where it doesn't.

    Mail goes to an address that it reaches. Who is still there by one of the two has not left, and
    goes on the day that either names; of two who left, the later day holds. Nobody succeeds
    themselves; someone is their own director only where the plan says so (row 61).
    """
    both = (first.id, other.id)
    reached = _reached(first, other)
    here = [one for one in (first, other) if one.left_on is None or one.left_on > today]
    if here:
        there = next((one for one in here if one.left_on), here[0])
    else:
        there = max(first, other, key=lambda one: one.left_on or today)
    return first._replace(
        address=reached.address,
        unreachable_since=reached.unreachable_since,
        role=first.role or other.role,
        agency=first.agency or other.agency,
        channel=first.channel or other.channel,
        director_id=_director(first, other),
        left_on=there.left_on,
        successor_id=None if there.successor_id in both else there.successor_id,
    )


def called_now(went: Iterable[tuple[str, str]], names: Collection[str]) -> dict[str, str]:
    """Return the name now of who had each name before, by that name folded.

    `went` are the names that went to others, oldest first; `names` are those that there are. A name
    that two had, one after the other, is nobody's.
    """
    last: set[tuple[str, str]] = set()
    for was, now in went:
        last = {(old, folded(now) if to == folded(was) else to) for old, to in last}
        last.add((folded(was), folded(now)))
    there = {folded(name): name for name in names}
    twice = Counter(old for old, _ in last)
    return {
        old: there[now]
        for old, now in last
        if old not in there and now in there and twice[old] == 1
    }


def _reached(first: Recorded, other: Recorded) -> Recorded:
    """Return the record whose address holds; two with one address are reached alike."""
    if first.address.lower() == other.address.lower():
        since = first.unreachable_since or other.unreachable_since
        return first._replace(unreachable_since=since)
    if not (first.address and other.address):
        return first if first.address else other
    return other if first.unreachable_since and not other.unreachable_since else first


def _director(first: Recorded, other: Recorded) -> int | None:
    """Return the first director named; one of the two themselves is the first, who stays."""
    named = first.director_id
    if named in {None, other.id}:
        named = other.director_id or named
    return first.id if named == other.id else named
