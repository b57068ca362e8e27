"""Responsible for which line of a file is which of those that are known: by reference, then by text.

A reference is believed as far as the words go with it, since numbers are given again. Nothing that
is merely alike is believed without being shown, and what is less alike is asked about.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from typing import NamedTuple

from rules.text import folded

SURE, ALIKE, REUSED = 0.88, 0.6, 0.5
"""How alike two texts are that are one reworded; that may be; below which a reference is another's."""
RAREST, MOST_TRIED, MOST_A_WORD = 6, 30, 150
"""Of a text that is looked for: its words that are looked up, and the texts that are tried."""
_WORD = re.compile(r"\w+")


class Named(NamedTuple):
    """What is matched: its reference, empty if it has none of its own, its text, and what else it says."""

    ref: str
    text: str
    beside: object = ""
    """Tells those apart of which the text is the same."""


Key = Callable[[Named], object]
"""What makes two equal; None is equal to nothing."""


class Pair(NamedTuple):
    """Two that are one: where they stand, and how alike their texts are, 1 if they are equal."""

    known: int
    given: int
    alike: float
    by_reference: bool

    @property
    def is_sure(self) -> bool:
        """Say whether nobody need be asked."""
        return self.alike >= (REUSED if self.by_reference else SURE)


def pairs(known: Sequence[Named], given: Sequence[Named]) -> list[Pair]:
    """Return which of those given is which of those known, each at most once, in the order given."""
    found = _Pairing(known, given)
    found.equal(lambda one: (folded(one.ref), folded(one.text)) if one.ref else None)
    found.equal(lambda one: folded(one.text))
    found.by_reference(least=REUSED)
    found.twins()
    found.near()
    found.by_reference(least=0)
    return sorted(found.made, key=lambda pair: pair.given)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are by their words, whatever their order: 1 if they have the same."""
    return _likeness(_words(one), _words(other))


class _Pairing:
    """What is not paired yet, and what is."""

    def __init__(self, known: Sequence[Named], given: Sequence[Named]) -> None:
        self._known, self._given = known, given
        self._old, self._new = dict.fromkeys(range(len(known))), dict.fromkeys(range(len(given)))
        self.made: list[Pair] = []

    def equal(self, key: Key) -> None:
        """Pair those that are alone on both sides with what makes them equal."""
        old, new = _alone(key, self._known, self._old), _alone(key, self._given, self._new)
        for value in new.keys() & old.keys():
            self._pair(old[value], new[value], 1, by_reference=False)

    def by_reference(self, least: float) -> None:
        """Pair those with one reference whose texts are at least so alike."""
        old, new = (
            _alone(_reference, among, left)
            for among, left in ((self._known, self._old), (self._given, self._new))
        )
        for ref in new.keys() & old.keys():
            alike = likeness(self._known[old[ref]].text, self._given[new[ref]].text)
            if alike >= least:
                self._pair(old[ref], new[ref], alike, by_reference=True)

    def twins(self) -> None:
        """Pair those of one text with several: those that say the same beside it first, then in order."""
        for key in (lambda one: (folded(one.text), one.beside), lambda one: folded(one.text)):
            old = _grouped(key, self._known, self._old)
            for value, numbers in _grouped(key, self._given, self._new).items():
                for one, other in zip(old.get(value, ()), numbers, strict=False):
                    self._pair(one, other, 1, by_reference=False)

    def near(self) -> None:
        """Pair those whose texts are alike, the most alike first, by the rare words that they share.

        Two references are two actions, unless the texts are as good as equal.
        """
        words = {number: _words(self._known[number].text) for number in self._old}
        having: dict[str, list[int]] = defaultdict(list)
        for number, mine in words.items():
            for word in mine:
                having[word].append(number)
        found = []
        for number in self._new:
            mine = _words(self._given[number].text)
            found += [
                (alike, -one, -number)
                for one in _candidates(mine, having)
                if (alike := _likeness(mine, words[one])) >= ALIKE
            ]
        for alike, one, number in sorted(found, reverse=True):
            is_one = alike >= SURE or not (self._known[-one].ref and self._given[-number].ref)
            if is_one and -one in self._old and -number in self._new:
                self._pair(-one, -number, alike, by_reference=False)

    def _pair(self, old: int, new: int, alike: float, *, by_reference: bool) -> None:
        del self._old[old], self._new[new]
        self.made.append(Pair(old, new, alike, by_reference))


def _reference(one: Named) -> str | None:
    return folded(one.ref) or None


def _alone(key: Key, among: Sequence[Named], left: Iterable[int]) -> dict[object, int]:
    """Return where those stand that are alone with their key; what has none is left out."""
    groups = _grouped(key, among, left)
    return {value: numbers[0] for value, numbers in groups.items() if len(numbers) == 1}


def _grouped(key: Key, among: Sequence[Named], left: Iterable[int]) -> Mapping[object, list[int]]:
    found: dict[object, list[int]] = defaultdict(list)
    for number in left:
        if (value := key(among[number])) is not None:
            found[value].append(number)
    return found


def _candidates(words: frozenset[str], having: Mapping[str, Sequence[int]]) -> Iterator[int]:
    rarest = sorted((len(having[word]), word) for word in words if word in having)[:RAREST]
    shared = Counter(one for _, word in rarest for one in having[word][:MOST_A_WORD])
    yield from nlargest(MOST_TRIED, shared, key=lambda one: shared[one])


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(folded(text)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    number = len(one) + len(other)
    return 2 * len(one & other) / number if number else 1.0
