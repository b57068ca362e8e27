"""Responsible for which members of a board get a copy of its issued pack."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rules.people.circle import Someone, has_left, why_not


class Copy(NamedTuple):
    """One mail with an issued pack, to all members behind one address (semantics row 68)."""

    name: str
    address: str
    id: int
    """Whose that address is: of several, the first."""


class Copies(NamedTuple):
    """Who gets a copy, and why others don't."""

    to: tuple[Copy, ...]
    without: tuple[str, ...]
    """A sentence for each member who gets none."""


def copies(members: Iterable[Someone], secretariat: str, today: date) -> Copies:
    """Return the copies of a pack that is issued today; `secretariat` is the board's own address.

    A seat on a board is a person's own: nobody who covers for or succeeds a member gets a copy
    instead. The secretariat's own address has the pack already.
    """
    by_address: dict[str, list[Someone]] = {}
    without = []
    for member in members:
        if why := why_no_copy(member, today):
            without.append(why)
        elif member.address.lower() != secretariat.lower():
            by_address.setdefault(member.address.lower(), []).append(member)
    to = (
        Copy(" and ".join(one.name for one in behind), behind[0].address, behind[0].id)
        for behind in by_address.values()
    )
    return Copies(tuple(to), tuple(without))


def why_no_copy(member: Someone, today: date) -> str:
    """Return why a member gets no copy of what is issued today, in a sentence; empty if one goes."""
    cut_off = has_left(member, today) or not member.reachable
    return why_not(member, today) if cut_off else ""
