"""Responsible for the order of a board's packs: each thing is told in one issued pack, and in no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a board's pack, as far as their order goes by it."""

    number: int
    """Versions are numbered in the order in which they were made."""
    period: date
    is_issued: bool


def is_older(position: int, last: int) -> bool:
    """Say whether a position was taken before that of the pack with which it would be compared.

    They are numbered as they were taken. Made from such a one, a pack would tell nothing, and the
    next one all that the last has told.
    """
    return position < last


def last_issued(made: Iterable[Version], period: date) -> Version | None:
    """Return the newest issued version of the packs before a period, or None."""
    return next((one for one in _newest_first(made, period) if one.is_issued), None)


def last_pack(
    made: Iterable[Version], period: date, may_be_issued: Callable[[Version], bool]
) -> Version | None:
    """Return what a pack is compared with, or None.

    That is the last issued one; while none was issued, the last draft that still may be: not once
    a later one was.
    """
    made = tuple(made)
    drafts = (
        one
        for one in _newest_first(made, period)
        if later_pack(made, one.period, issued=True) is None and may_be_issued(one)
    )
    return last_issued(made, period) or next(drafts, None)


def later_pack(made: Iterable[Version], period: date, *, issued: bool) -> Version | None:
    """Return the first pack for a later period, or None; drafts count unless `issued`."""
    later = (one for one in made if one.period > period and (one.is_issued or not issued))
    return min(later, key=lambda one: (one.period, one.number), default=None)


def _newest_first(made: Iterable[Version], before: date) -> list[Version]:
    mine = (one for one in made if one.period < before)
    return sorted(mine, key=lambda one: (one.period, one.number), reverse=True)
