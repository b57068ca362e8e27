"""Responsible for the shape of an escalation policy, and for the default one, P1."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Whom a rung tells."""

    OWNER = "owner"
    DIRECTOR = "director"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder; all spans are in working days."""

    name: str
    audience: Audience
    offset: int
    """Working days from the current due date; 0 or less is a reminder, which lapses with its day."""
    repeat: int | None = None
    """Told again this long after it was last told, while the action stays overdue."""
    after_previous: int = 1
    """Not before this long after the rung below was told."""

    @property
    def is_reminder(self) -> bool:
        """Say whether the rung speaks before the action is overdue."""
        return self.offset <= 0


@dataclass(frozen=True, slots=True)
class Policy:
    """A ladder: reminders, then escalation rungs in the order in which they are climbed."""

    name: str
    rungs: tuple[Rung, ...]

    @property
    def reminders(self) -> tuple[Rung, ...]:
        """The rungs that speak on or before the due date."""
        return tuple(rung for rung in self.rungs if rung.is_reminder)

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """The escalation rungs, lowest first; none is ever skipped."""
        return tuple(rung for rung in self.rungs if not rung.is_reminder)

    def rung(self, name: str) -> Rung:
        """Return the rung called `name`; raise KeyError if the policy has none."""
        for rung in self.rungs:
            if rung.name == name:
                return rung
        raise KeyError(name)


P1 = Policy(
    name="P1",
    rungs=(
        Rung("R1", Audience.OWNER, offset=-5),
        Rung("R0", Audience.OWNER, offset=0),
        Rung("L0", Audience.OWNER, offset=1, repeat=5),
        Rung("L1", Audience.DIRECTOR, offset=5, repeat=5),
        Rung("L2", Audience.BOARD, offset=10, after_previous=2),
    ),
)
"""The default policy (semantics, Words: Default policy P1)."""

LOOK_AHEAD = 5
"""A digest lists what is due within this many working days (semantics, Words)."""
