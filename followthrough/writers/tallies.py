"""Responsible for the figures that every file of a pack works out alike from its rows."""

from dataclasses import dataclass

from rules.pack import Contents, Count


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
    """Return a tally for each recommendation, or nothing if no action names any."""
    return tuple(Tally(group.name, group.numbers) for group in pack.by_recommendation)


def change(count: Count) -> int | None:
    """Return how many more there are than in the last pack; None if there was none."""
    return None if count.previous is None else count.number - count.previous


def previous_total(pack: Contents) -> int | None:
    """Return the number of actions in the last pack; None if there was none."""
    previous = [count.previous for count in pack.counts if count.previous is not None]
    return sum(previous) if previous else None
