"""Responsible for a plan's position at a cut-off: the facts from which every board's pack is made.

It is taken once and frozen, so that what one board reads of an action, another reads too.
"""

from dataclasses import dataclass, replace
from datetime import date

from rules.packs.row import PackAction, Recommendation
from rules.packs.sections import LogLine, MeasureLine, RiskLine, RungActivity, RungMeaning
from rules.text import folded


@dataclass(frozen=True, slots=True)
class Position:
    """What is recorded of a plan on a day, and told as of another if that was missed (row 32)."""

    as_of: date
    taken_on: date
    actions: tuple[PackAction, ...]
    recommendations: tuple[Recommendation, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    log: tuple[LogLine, ...] = ()
    """Of every board; a pack tells its own board's."""
    ladder: tuple[RungActivity, ...] = ()
    rungs: tuple[RungMeaning, ...] = ()
    doubts: tuple[str, ...] = ()
    """Of the plan itself, a sentence each, by references alone."""


def board_log(
    position: Position, board: str, last: Position | None, since: date
) -> tuple[LogLine, ...]:
    """Return what a board's pack tells of its log: what the last pack's position did not hold.

    An entry may be recorded long after its meeting, or changed. Of what it held, those that are
    still open are carried forward. Without a last position, entries until `since` are taken as told.
    """
    known = _told_before(position, since) if last is None else _of_past(last)
    refs = {one.ref for one in known}
    return tuple(
        replace(one, is_carried_forward=_is_open(one) and one.ref in refs)
        for one in _of_past(position)
        if folded(one.board) == folded(board) and (_is_open(one) or one not in known)
    )


def _of_past(position: Position) -> tuple[LogLine, ...]:
    return tuple(one for one in position.log if one.met_on <= position.as_of)


def _told_before(position: Position, since: date) -> tuple[LogLine, ...]:
    return tuple(
        one for one in position.log if one.met_on <= since and (one.completed_on or since) <= since
    )


def _is_open(entry: LogLine) -> bool:
    return entry.kind == "action" and entry.completed_on is None
