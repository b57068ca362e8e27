"""Responsible for what a directory of people says otherwise than it is recorded: new, changed, left."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from rules.text import folded

BETWEEN = "; "
"""Stands between the names of boards, and never in one."""
MOST_NEAR = 3
NEAR = 0.75


class Listed(NamedTuple):
    """A person as a directory lists them, or as they are recorded; blank is what nothing is said of."""

    name: str
    address: str = ""
    role: str = ""
    """The post they hold."""
    agency: str = ""
    director: str = ""
    boards: tuple[str, ...] = ()
    """On which they sit."""


FIELDS = ("address", "role", "agency", "director")


class Change(NamedTuple):
    """One thing that is recorded of someone, and what it becomes."""

    name: str
    field: str
    was: str
    becomes: str


class Leaver(NamedTuple):
    """Someone recorded whom the directory lists no more, and the only one who has their post now."""

    name: str
    successor: str = ""


class Post(NamedTuple):
    """A post that a plan names as if it were someone, and who holds it."""

    name: str
    holder: str


class Unknown(NamedTuple):
    """Someone without an address whom the directory does not list, and whose names come near."""

    name: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What a directory says otherwise than it is recorded."""

    added: tuple[Listed, ...] = ()
    changed: tuple[Change, ...] = ()
    posts: tuple[Post, ...] = ()
    left: tuple[Leaver, ...] = ()
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Posts that a plan names as if they were someone, and that several hold."""
    unknown: tuple[Unknown, ...] = ()
    still_listed: tuple[str, ...] = ()
    """Who has left, or will, by what is recorded."""
    elsewhere: tuple[str, ...] = ()
    """Who is not listed, as nobody of their agency is: nothing is said of them."""


def compare(
    recorded: Sequence[Listed], listed: Sequence[Listed], leavers: Collection[str]
) -> Differences:
    """Return what a directory says otherwise; `leavers` are those recorded as gone, or going.

    Only an equal name is the same person. A blank says nothing. Who is not listed has left only if
    their address is recorded and others of their agency are listed.
    """
    known = {folded(one.name): one for one in recorded}
    names = {folded(one.name): one.name for one in listed}
    gone = {folded(name) for name in leavers}
    holders = _holders(listed)
    absent = [one for key, one in known.items() if key not in names and key not in gone]
    posts = [one for one in absent if folded(one.name) in holders]
    nobody = [one for one in absent if one not in posts and not one.address]
    people = [one for one in absent if one not in posts and one.address]
    agencies = {folded(one.agency) for one in listed if one.agency}
    here = [one for one in people if not one.agency or folded(one.agency) in agencies]
    unheld = [one for one in posts if not one.address]
    return Differences(
        added=tuple(one for one in listed if folded(one.name) not in known),
        changed=tuple(_changes(known, gone, listed)),
        posts=tuple(
            Post(one.name, held[0]) for one in unheld if len(held := holders[folded(one.name)]) == 1
        ),
        left=tuple(Leaver(one.name, _only(holders.get(folded(one.role), ()))) for one in here),
        shared=tuple(
            (one.name, tuple(held)) for one in unheld if len(held := holders[folded(one.name)]) > 1
        ),
        unknown=tuple(Unknown(one.name, _near(one.name, names)) for one in nobody),
        still_listed=tuple(known[key].name for key in names if key in gone and key in known),
        elsewhere=tuple(one.name for one in people if one not in here),
    )


def _holders(listed: Iterable[Listed]) -> Mapping[str, list[str]]:
    """Return who holds each post, by the post."""
    found: dict[str, list[str]] = {}
    for one in listed:
        if one.role:
            found.setdefault(folded(one.role), []).append(one.name)
    return found


def _changes(
    known: Mapping[str, Listed], gone: Collection[str], listed: Iterable[Listed]
) -> Iterator[Change]:
    for one in listed:
        key = folded(one.name)
        old = known.get(key)
        if old is None or key in gone:
            continue
        for field in FIELDS:
            was, becomes = getattr(old, field), getattr(one, field)
            if becomes and folded(becomes) != folded(was):
                yield Change(old.name, field, was, becomes)
        if one.boards and {*map(folded, one.boards)} != {*map(folded, old.boards)}:
            yield Change(old.name, "boards", BETWEEN.join(old.boards), BETWEEN.join(one.boards))


def _only(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _near(name: str, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[one] for one in get_close_matches(folded(name), names, MOST_NEAR, NEAR))
