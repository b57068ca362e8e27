"""Responsible for a pack's one-page summary: counts, headlines, and what is missing from the data."""

import re
from datetime import date

from rules.packs.brag import BRAG_KEY, Brag
from rules.packs.last import Last
from rules.packs.row import Row
from rules.packs.sections import Count, Silent
from rules.words import count, late

UP, DOWN, LEVEL = "up", "down", "level"
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


def counts(rows: tuple[Row, ...], last: Last | None) -> tuple[Count, ...]:
    """Return how many actions have each rating, in the order of the key, against the last pack."""
    return tuple(
        _count(brag, meaning, sum(row.brag is brag for row in rows), len(rows), last)
        for brag, meaning in BRAG_KEY
    )


def headlines(rows: tuple[Row, ...], found: tuple[Count, ...]) -> tuple[str, ...]:
    """Return three messages that the figures give: what is done, what is late, where it goes."""
    overdue = [row for row in rows if row.days_late is not None]
    complete = sum(row.completed_on is not None for row in rows)
    said = [f"{complete} of {count(len(rows), 'action')} reported complete."]
    if overdue:
        longest = max(overdue, key=lambda row: row.days_late or 0)
        said.append(
            f"{count(len(overdue), 'action')} overdue; the longest, {longest.ref}, is "
            f"{late(longest.days_late or 0)}."
        )
    else:
        said.append("No action is overdue.")
    forecast = [row.ref for row in rows if row.brag is Brag.RED and row.days_late is None]
    said.append(_forecast(forecast) if forecast else _direction(found))
    return tuple(said)


def data_quality(rows: tuple[Row, ...], last_cut_off: date | None) -> tuple[str, ...]:
    """Return what open actions lack: a date, an owner, an update (semantics row 95)."""
    still_open = [row for row in rows if row.is_open]
    never = [row.ref for row in still_open if row.updated_on is None]
    stale = [row.ref for row in still_open if row.updated_on and is_stale(row, last_cut_off)]
    lacks = (
        ("no due date", [row.ref for row in still_open if row.current_due_date is None]),
        ("no owner", [row.ref for row in still_open if not row.owner]),
        ("no update recorded", never),
        ("no update since the last pack", stale),
    )
    return tuple(f"{what.capitalize()}: {', '.join(refs)}." for what, refs in lacks if refs)


def silent(rows: tuple[Row, ...], last_cut_off: date | None) -> tuple[Silent, ...]:
    """Return who has not updated since the last pack, by name (semantics row 109)."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.is_open and is_stale(row, last_cut_off):
            found.setdefault(row.owner, []).append(row)
    return tuple(
        Silent(
            owner=owner,
            refs=tuple(row.ref for row in theirs),
            last_update_on=max((r.updated_on for r in theirs if r.updated_on), default=None),
        )
        for owner, theirs in sorted(found.items())
    )


def is_stale(row: Row, last_cut_off: date | None) -> bool:
    """Say whether nothing was recorded of it since the last cut-off, or ever in a first pack."""
    if row.updated_on is None:
        return True
    return last_cut_off is not None and row.updated_on <= last_cut_off


def _count(brag: Brag, meaning: str, number: int, of_all: int, last: Last | None) -> Count:
    previous = None if last is None else last.numbers.get(brag, 0)
    percent = round(100 * number / of_all) if of_all else 0
    direction = "" if previous is None else _compared(number, previous)
    return Count(brag, meaning, number, previous, percent, direction)


def _compared(now: float, before: float) -> str:
    if now == before:
        return LEVEL
    return UP if now > before else DOWN


def compared(now: str, before: str) -> str:
    """Return how a measure's figure stands against the one before; empty if they are no numbers."""
    figures = [_FIGURE.search(text.replace(",", "")) for text in (now, before)]
    if None in figures:
        return ""
    return _compared(*(float(found[0]) for found in figures if found))


def _forecast(refs: list[str]) -> str:
    return f"Forecast to miss its date: {', '.join(refs)}."


def _direction(found: tuple[Count, ...]) -> str:
    red = next(one for one in found if one.brag is Brag.RED)
    if red.previous is None:
        return "No action is forecast to miss its date."
    if red.number == red.previous:
        return f"As many are rated Red as in the last pack: {red.number}."
    than = "more" if red.number > red.previous else "fewer"
    return f"{red.number} rated Red, {abs(red.number - red.previous)} {than} than in the last pack."
