"""Responsible for what every file picks from a pack's contents in the same way."""

from dataclasses import dataclass
from datetime import date

from rules import words
from rules.packs.contents import Contents, rows_of
from rules.packs.row import Row
from rules.packs.sections import Ask, Count, Group

ASKS = (
    (Ask.EXTENSION, "New dates to approve"),
    (Ask.CLOSURE, "Closures to agree"),
    (Ask.ESCALATION, "Escalated to this board"),
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


def kind_of_groups(pack: Contents) -> str:
    """Return what the groups of the progress section are: a heading is never a group's name alone."""
    if pack.by_recommendation:
        return "Recommendation"
    return "Theme" if pack.by_theme else "Plan"


def told_once(pack: Contents) -> tuple[tuple[Group, tuple[Row, ...], tuple[str, ...]], ...]:
    """Return each group of the progress section, its rows, and the references shown before.

    Groups are the recommendations, else the themes, else all actions; an action that answers two
    recommendations is told under the first.
    """
    everything = Group("all actions", "", tuple(row.ref for row in pack.actions), ())
    shown: set[str] = set()
    found = []
    for group in pack.by_recommendation or pack.by_theme or (everything,):
        new = tuple(ref for ref in group.refs if ref not in shown)
        before = tuple(ref for ref in group.refs if ref in shown)
        shown.update(new)
        found.append((group, rows_of(pack, new), before))
    return tuple(found)


def brief_day(day: date | None, blank: str = "None") -> str:
    """Return `2 Jan 2019`, never broken between lines; `blank` if there is no date."""
    return blank if day is None else words.brief_day(day)


def signed(number: int | None) -> str:
    """Return `+2`, `0` or `-1` with a true minus sign; a dash if there is nothing to compare."""
    return "-" if number is None else f"{number:+d}".replace("-", "\u2212") if number else "0"


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


def completions(contents: Contents) -> tuple[tuple[str, tuple[Row, ...], str], ...]:
    """Return both lists of what is complete, each with its heading and what an empty one says."""
    return (
        ("Validated", contents.validated, "Nothing was validated since the last pack."),
        ("Awaiting validation", contents.awaiting, "Nothing awaits validation."),
    )
