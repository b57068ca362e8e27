"""Responsible for the closure report: what became of a plan once every action of it is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rules.packs.edition import Edition, Section
from rules.packs.row import Row
from rules.packs.sections import LogLine, MeasureLine, RiskLine
from rules.words import count, short_day

TITLE = "Closure report"
NONE = "None."


@dataclass(frozen=True, slots=True)
class Ending:
    """One thing that is told of a plan at its end."""

    what: str
    said: str


def is_ended(rows: tuple[Row, ...]) -> bool:
    """Say whether every action is validated or cancelled, and none falls due again.

    A plan without actions never ends.
    """
    return bool(rows) and all(
        (row.is_cancelled or row.validated_on) and not row.falls_due_again for row in rows
    )


def at_its_place(edition: Edition, *, ended: bool) -> Edition:
    """Return the edition with its closure section, and named after it, at the end; else without."""
    if ended and edition.depth(Section.CLOSURE):
        return replace(edition, title=TITLE)
    kept = tuple(one for one in edition.sections if one.section is not Section.CLOSURE)
    return replace(edition, sections=kept)


def outcomes(
    rows: tuple[Row, ...],
    measures: tuple[MeasureLine, ...],
    risks: tuple[RiskLine, ...],
    log: tuple[LogLine, ...],
) -> tuple[Ending, ...]:
    """Return what is told of an ended plan; nothing of one that has not ended."""
    if not is_ended(rows):
        return ()
    done = [row for row in rows if not row.is_cancelled]
    told = (
        ("Actions", _actions(rows, done)),
        ("Completed by the date first set", _named(row for row in done if _in_time(row))),
        ("Completed later", _later(done)),
        ("Dates moved", _moved(done)),
        ("Without a date", _named(row for row in done if row.due_date is None)),
        ("Without evidence", _named(row for row in done if not row.evidence)),
        ("Cancelled", "; ".join(_cancelled(rows)) or NONE),
        ("Measures at their last reading", "; ".join(map(_measured, measures)) or NONE),
        ("Risks that remain", ", ".join(risk.ref for risk in risks) or NONE),
        ("Actions of the board still open", ", ".join(_open(log)) or NONE),
    )
    return tuple(Ending(*one) for one in told)


def _actions(rows: tuple[Row, ...], done: list[Row]) -> str:
    last = max((row.validated_on for row in done if row.validated_on), default=None)
    when = f", the last on {short_day(last)}" if last else ""
    cancelled = len(rows) - len(done)
    return (
        f"{count(len(rows), 'action')}: {len(done)} validated{when}"
        f"{f'; {cancelled} cancelled' if cancelled else ''}."
    )


def _named(rows: Iterable[Row]) -> str:
    refs = [row.ref for row in rows]
    return f"{len(refs)}: {', '.join(refs)}." if refs else NONE


def _in_time(row: Row) -> bool:
    """Say whether it was complete by the date first set; without a date it never counts as that."""
    return bool(row.due_date and row.completed_on and row.completed_on <= row.due_date)


def _later(done: list[Row]) -> str:
    slipped = [row for row in done if row.due_date and not _in_time(row)]
    if not slipped:
        return NONE
    longest = max(slipped, key=lambda row: row.slippage)
    return (
        f"{_named(slipped)} The longest is {longest.ref}, "
        f"{count(longest.slippage, 'working day')} after the date first set."
    )


def _moved(done: list[Row]) -> str:
    moved = [row for row in done if row.times_revised]
    times = sum(row.times_revised for row in moved)
    return f"{count(times, 'time')}, of {_named(moved)}" if moved else NONE


def _cancelled(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        if row.is_cancelled:
            yield f"{row.ref}: {row.standing}"


def _measured(one: MeasureLine) -> str:
    target = f" (target {one.target})" if one.target else ""
    return f"{one.ref} {one.name}: {one.actual or 'not measured'}{target}"


def _open(log: tuple[LogLine, ...]) -> Iterator[str]:
    for entry in log:
        if entry.kind == "action" and entry.completed_on is None:
            yield entry.ref
