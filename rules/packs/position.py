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


def board_log(position: Position, board: str, since: date) -> tuple[LogLine, ...]:
    """Return what a board's pack tells of its log: entries of after the last pack, `since`.

    Of older ones those that are still open, which are carried forward, or were closed since.
    """
    return tuple(
        replace(one, is_carried_forward=_is_open(one) and one.met_on <= since)
        for one in position.log
        if folded(one.board) == folded(board)
        and one.met_on <= position.as_of
        and _is_told(one, since)
    )


def _is_told(entry: LogLine, since: date) -> bool:
    if entry.met_on > since or _is_open(entry):
        return True
    done = entry.completed_on
    return entry.kind == "action" and done is not None and done > since


def _is_open(entry: LogLine) -> bool:
    return entry.kind == "action" and entry.completed_on is None
