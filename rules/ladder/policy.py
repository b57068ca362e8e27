"""Responsible for the shape of an escalation policy, and for which version an action goes by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Whom a step tells, and in which capacity."""

    OWNER = "owner"  #: the lead owner, and the contributors with them
    CONTRIBUTORS = "contributors"  #: the contributors alone
    DIRECTOR = "director"
    ROLE = "role"  #: whoever holds the role that the rung names
    BOARD = "board"
    VALIDATOR = "validator"
    APPROVER = "approver"  #: who decides on a new date
    ADMINISTRATOR = "administrator"
    ROUND = "round"  #: the owner, asked for an update before a board meets
    CHASER = "chaser"  #: the same, once more
    SUMMARY = "summary"  #: the director, of all that their owners have open


RUNG_AUDIENCES = (
    Audience.OWNER,
    Audience.CONTRIBUTORS,
    Audience.DIRECTOR,
    Audience.ROLE,
    Audience.BOARD,
)
"""Those that a policy's rungs may tell; the others hear of what they are asked to decide."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder; all spans are in working days."""

    name: str
    audience: Audience
    offset: int
    """Working days from the current due date; 0 or less is a reminder, which lapses with its day."""
    repeat: int | None = None
    """Told again at most this long after it was last told, while the action stays overdue."""
    after_previous: int = 1
    """Not before this long after the rung below was told."""
    role: str = ""
    """Whose holders it tells, if its audience is a role."""
    says: str = ""
    """A sentence that its notices add; may be empty."""

    @property
    def is_reminder(self) -> bool:
        """Say whether the rung speaks before the action is overdue."""
        return self.offset <= 0


@dataclass(frozen=True, slots=True)
class Policy:
    """A ladder: reminders, then escalation rungs in the order in which they are climbed."""

    name: str
    rungs: tuple[Rung, ...]
    reminders: tuple[Rung, ...] = field(init=False, repr=False, compare=False)
    """The rungs that speak on or before the due date."""
    ladder: tuple[Rung, ...] = field(init=False, repr=False, compare=False)
    """The escalation rungs, lowest first; none is ever skipped."""
    climbs: frozenset[str] = field(init=False, repr=False, compare=False)
    """The names of the escalation rungs."""
    without: tuple[tuple[Audience, str], ...] = ()
    """Whom the ladder leaves out by intent, each with the reason."""

    def __post_init__(self) -> None:
        """Sort the rungs once: decisions ask for them a hundred thousand times a second."""
        ladder = tuple(rung for rung in self.rungs if not rung.is_reminder)
        found = tuple(rung for rung in self.rungs if rung.is_reminder)
        object.__setattr__(self, "reminders", found)
        object.__setattr__(self, "ladder", ladder)
        object.__setattr__(self, "climbs", frozenset(rung.name for rung in ladder))

    def rungs_for(self, audience: Audience) -> tuple[Rung, ...]:
        """Return the escalation rungs that tell an audience, lowest first."""
        return tuple(rung for rung in self.ladder if rung.audience is audience)


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as a plan has it from a date; versions are kept, never edited."""

    number: int
    policy: Policy
    effective_from: date
    running_from: date | None = None
    """From when it holds for ladders that run already; None if an administrator never said so."""


def in_force(versions: Iterable[Version], began_with: int | None, today: date) -> Version | None:
    """Return the version that an action goes by today; None if there is none in force.

    A running ladder keeps the version that it began with (law 8) until an administrator applies
    a later one to running ladders. If its version was removed, it goes by the one in force.
    """
    known = sorted(versions, key=lambda version: version.number)
    effective = [version for version in known if version.effective_from <= today]
    own = [version for version in known if version.number == began_with]
    if not own:
        return effective[-1] if effective else None
    applied = [
        version
        for version in effective
        if version.number > own[0].number
        and version.running_from is not None
        and version.running_from <= today
    ]
    return [*own, *applied][-1]


LADDER = (Audience.OWNER, Audience.DIRECTOR, Audience.BOARD)
"""Those that every ladder tells, unless its policy says why not."""
WITHIN = 65
"""Working days after the due date, a quarter, within which a ladder tells each of them."""


def left_out(policy: Policy) -> tuple[Audience, ...]:
    """Return whom a ladder does not tell within a quarter after the due date, lowest first."""
    told: set[Audience] = set()
    on = 0
    for rung in policy.ladder:
        on = max(rung.offset, on + rung.after_previous) if on else rung.offset
        if on <= WITHIN:
            told.add(rung.audience)
    return tuple(audience for audience in LADDER if audience not in told)


LOOK_AHEAD = 5
"""A digest lists what is due within this many working days (semantics, Words)."""
