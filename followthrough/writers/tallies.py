"""Responsible for the figures that every file of a pack works out alike from its rows."""

import re
from collections import Counter
from dataclasses import dataclass

from rules.brag import BRAG_KEY, Brag
from rules.pack import Contents, Count, Row

NONE_NAMED = "None named"
_BETWEEN_REFS = re.compile(r"[\s,;|/&]+|\band\b")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions answer one recommendation, by rating in the order of the key."""

    ref: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of actions that answer it."""
        return sum(self.numbers)


def by_recommendation(pack: Contents) -> tuple[Tally, ...]:
    """Return a tally for each recommendation, or nothing if no action names any.

    An action that answers two counts in both; those that answer none come last, if there are any.
    """
    found: dict[str, Counter[Brag]] = {asked.ref: Counter() for asked in pack.recommendations}
    unnamed: Counter[Brag] = Counter()
    for row in pack.actions:
        refs = [ref for ref in _refs(row) if ref in found]
        for tally in [found[ref] for ref in refs] or [unnamed]:
            tally[row.brag] += 1
    if not any(found.values()):
        return ()
    if unnamed:
        found[NONE_NAMED] = unnamed
    return tuple(
        Tally(ref, tuple(tally[brag] for brag, _ in BRAG_KEY)) for ref, tally in found.items()
    )


def change(count: Count) -> int | None:
    """Return how many more there are than in the last pack; None if there was none."""
    return None if count.previous is None else count.number - count.previous


def previous_total(pack: Contents) -> int | None:
    """Return the number of actions in the last pack; None if there was none."""
    previous = [count.previous for count in pack.counts if count.previous is not None]
    return sum(previous) if previous else None


def _refs(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, _BETWEEN_REFS.split(row.recommendations))))
