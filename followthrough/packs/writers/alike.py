"""Responsible for what every file picks from a pack's contents in the same way."""

from dataclasses import dataclass
from datetime import date

from rules import words
from rules.packs.contents import Contents
from rules.packs.sections import Ask, Count

ASKS = (
    (Ask.ESCALATION, "Escalated to this board"),
    (Ask.EXTENSION, "New dates to approve"),
    (Ask.CLOSURE, "Closures to agree"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions answer one recommendation, by rating in the order of the key."""

    ref: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of actions that answer it."""
        return sum(self.numbers)


def brief_day(day: date | None, blank: str = "None") -> str:
    """Return `2 Jan 2019`, never broken between lines; `blank` if there is no date."""
    return blank if day is None else words.brief_day(day)


def by_recommendation(pack: Contents) -> tuple[Tally, ...]:
    """Return a tally for each recommendation, or nothing if no action names any."""
    return tuple(Tally(group.name, group.numbers) for group in pack.by_recommendation)


def change(count: Count) -> int | None:
    """Return how many more there are than in the last pack; None if there was none."""
    return None if count.previous is None else count.number - count.previous


def previous_total(pack: Contents) -> int | None:
    """Return the number of actions in the last pack; None if there was none."""
    previous = [count.previous for count in pack.counts if count.previous is not None]
    return sum(previous) if previous else None
