"""Responsible for what a later file of a plan says otherwise than its register, field by field.

Only what a file newly says is a change. What it says as the last one did, while something else was
recorded since, is told and left: a command, not an old cell, is the last word.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.plans.matching import Named, Pair, likeness, pairs
from rules.text import folded

Said = Mapping[str, object]
OWNER, DATE = "owner", "due_date"
NAMES = (OWNER, "validator")
"""Fields that hold one name; in PEOPLE are those that hold several."""
PEOPLE = "contributors"
FEWEST = 2
"""Actions that must have gone from one owner to another before it is one change of name."""


class Line(NamedTuple):
    """An action as a register or a file has it; a field of which a file does not speak is not there."""

    ref: str
    said: Said
    is_numbered: bool = True
    """Whether the reference is the file's own, and not made for it."""

    @property
    def title(self) -> str:
        """Return what was promised."""
        return str(self.said["title"])


class Change(NamedTuple):
    """A field of an action that a file says otherwise than it was."""

    ref: str
    field: str
    was: object
    now: object


class Renamed(NamedTuple):
    """A name that stands nowhere in a file any more, and another wherever it stood."""

    was: tuple[str, ...]
    """Several where they are one now."""
    now: str
    refs: tuple[str, ...]
    is_known: bool
    """Whether the other is somebody already."""

    @property
    def is_alike(self) -> bool:
        """Say whether one name may well be the other spelled otherwise, or have a part of it."""
        return len(self.was) == 1 and not self.is_known and likeness(self.was[0], self.now) > 0


class Doubtful(NamedTuple):
    """A line that may be an action reworded, or another."""

    known: str
    """The reference of the action."""
    was: str
    given: str
    """The reference in the file."""
    now: str
    place: int
    """Which line of the file it is."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What a file changes of a plan's actions."""

    known: Mapping[int, str]
    """The reference of the action that each line of the file is, by where it stands."""
    added: tuple[int, ...]
    gone: tuple[str, ...]
    changed: tuple[Change, ...]
    stays: tuple[Change, ...]
    """What the file says as the last one did, and was recorded otherwise since."""
    renamed: tuple[Renamed, ...]
    doubtful: tuple[Doubtful, ...]


def compare(
    register: Sequence[Line],
    given: Sequence[Line],
    last: Mapping[str, Said],
    *,
    same: Mapping[tuple[str, str], bool],
    people: Collection[str] = (),
    named: Collection[str] = (),
) -> Diff:
    """Return what the lines given change of a register.

    `last` is what the last file said, by the reference of the action; `same` says of doubtful ones
    whether they are the same action, by its reference and the one given; `people` are known, and
    `named` stand in the file.
    """
    found = pairs(_named(register), [_as_given(one) for one in given])
    doubts = {pair: _doubtful(register, given, pair) for pair in found if not pair.is_sure}
    taken = [
        pair
        for pair in found
        if pair.is_sure or same.get((doubts[pair].known, doubts[pair].given), False)
    ]
    open_ones = [one for one in doubts.values() if (one.known, one.given) not in same]
    known = {pair.given: register[pair.known].ref for pair in taken}
    met = {*known.values(), *(one.known for one in open_ones)}
    waiting = {*known, *(one.place for one in open_ones)}
    changed: list[Change] = []
    stays: list[Change] = []
    for pair in taken:
        one, other = register[pair.known], given[pair.given]
        before = last.get(one.ref, {})
        for field, now in other.said.items():
            if not is_equal(field, one.said[field], now):
                is_old = field in before and is_equal(field, before[field], now)
                (stays if is_old else changed).append(Change(one.ref, field, one.said[field], now))
    return Diff(
        known,
        tuple(number for number in range(len(given)) if number not in waiting),
        tuple(one.ref for one in register if one.ref not in met),
        tuple(changed),
        tuple(stays),
        tuple(renamed(_owners(changed), {*named, *_names_in(given)}, people)),
        tuple(open_ones),
    )


def is_equal(field: str, one: object, other: object) -> bool:
    """Say whether a field says the same: names however spelled, lists in any order."""
    return _plain(field, one) == _plain(field, other)


def _plain(field: str, value: object) -> object:
    if field in NAMES:
        return folded(str(value))
    if field == PEOPLE:
        return {folded(str(name)) for name in _each(value)}
    if field == "recommendations":
        return {folded(part) for part in str(value).split(", ")}
    return value


def _each(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()


def _named(lines: Sequence[Line]) -> list[Named]:
    return [Named(one.ref, one.title, _beside(one.said)) for one in lines]


def _as_given(line: Line) -> Named:
    return Named(line.ref if line.is_numbered else "", line.title, _beside(line.said))


def _beside(said: Said) -> object:
    return (folded(str(said.get("theme", ""))), folded(str(said.get(OWNER, ""))))


def _doubtful(register: Sequence[Line], given: Sequence[Line], pair: Pair) -> Doubtful:
    one, other = register[pair.known], given[pair.given]
    return Doubtful(one.ref, one.title, other.ref, other.title, pair.given)


def renamed(
    went: Iterable[tuple[str, str, str]], named: Iterable[str], known: Collection[str]
) -> Iterator[Renamed]:
    """Yield each name that went everywhere to one other, of what went from a name to another, and where.

    `named` stand where they stood, `known` are somebody already.
    """
    still = {folded(name) for name in named}
    others: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    spelled: dict[str, str] = {}
    for was, now, where in went:
        spelled |= {folded(was): was, folded(now): now}
        others[folded(was)][folded(now)].append(where)
    by_new: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for was, to in others.items():
        if len(to) == 1 and was not in still:
            ((now, refs),) = to.items()
            by_new[now][was] = refs
    folds = {folded(name) for name in known}
    for now, olds in by_new.items():
        refs = [ref for each in olds.values() for ref in each]
        names = tuple(spelled[was] for was in olds)
        found = Renamed(names, spelled[now], tuple(refs), now in folds)
        if len(refs) >= FEWEST or found.is_alike:
            yield found


def _owners(changed: Iterable[Change]) -> Iterator[tuple[str, str, str]]:
    """Yield from whom to whom each action went."""
    for one in changed:
        if one.field == OWNER and one.was and one.now:
            yield str(one.was), str(one.now), one.ref


def _names_in(lines: Iterable[Line]) -> Iterator[str]:
    for one in lines:
        yield from (str(one.said.get(name, "")) for name in NAMES)
        yield from map(str, _each(one.said.get(PEOPLE, ())))
