"""Responsible for who takes over an action when its owner leaves: the successor, or the director."""

from dataclasses import dataclass
from datetime import date

from rules.people.circle import Circle, Someone


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Who answers for a leaver's actions; at most one of the two is there."""

    owner: Someone | None
    """The successor, who owns them from now on (semantics row 59)."""
    holder: Someone | None
    """The director, who holds them while they have no owner (row 60)."""


def taken_over(leaver: Someone, circle: Circle, today: date) -> TakenOver:
    """Return who takes over from someone who left by today."""
    owner = circle.successor(leaver, today)
    return TakenOver(owner, None if owner else _director(leaver, circle, today))


def _director(leaver: Someone, circle: Circle, today: date) -> Someone | None:
    """Return the nearest director above who is still there."""
    seen = {leaver.id}
    at = circle.people.get(leaver.director_id or 0)
    while at and at.id not in seen:
        if at.left_on is None or at.left_on > today:
            return at
        seen.add(at.id)
        at = circle.people.get(at.director_id or 0)
    return None
