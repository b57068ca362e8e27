"""Responsible for a pack's one-page summary: counts, headlines, and what is missing from the data."""

import re
from collections.abc import Iterator

from rules.ladder.late import done_on
from rules.packs.brag import BRAG_KEY, NO_UPDATE, Brag
from rules.packs.last import Last
from rules.packs.row import Cut, Row
from rules.packs.sections import Count, Silent
from rules.words import count, late

UP, DOWN, LEVEL = "up", "down", "level"
NOT_COMPARABLE = "not comparable"
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_MINUS = re.compile(r"-(?P<figure>\D{0,3}\d.*)|(?P<sign>\D{0,3})\((?P<held>\D{0,3}[\d.]+%?)\)")
"""A figure below nought where the sign does not stand at its digits: -£5 and (£5)."""
_PLURAL = re.compile(r"(?<=[a-z])s\b")


def counts(rows: tuple[Row, ...], last: Last | None) -> tuple[Count, ...]:
    """Return how many actions have each rating, in the order of the key, against the last pack."""
    return tuple(
        _count(brag, meaning, sum(row.brag is brag for row in rows), len(rows), last)
        for brag, meaning in BRAG_KEY
    )


def headlines(rows: tuple[Row, ...], found: tuple[Count, ...]) -> tuple[str, ...]:
    """Return the messages that the figures give: what is done, late and on course, where it goes.

    Green of which nobody says how it stands is told apart, and so is what was cancelled.
    """
    overdue = [row for row in rows if row.days_late is not None]
    said = [_done(rows)]
    if overdue:
        longest = max(overdue, key=lambda row: row.days_late or 0)
        said.append(
            f"{count(len(overdue), 'action')} overdue; the longest, {longest.ref}, is "
            f"{late(longest.days_late or 0)}."
        )
    else:
        said.append("No action is overdue.")
    said += _green(rows)
    forecast = [row.ref for row in rows if row.brag is Brag.RED and row.days_late is None]
    said.append(_forecast(forecast) if forecast else _direction(found))
    return tuple(said)


def _done(rows: tuple[Row, ...]) -> str:
    """Return how many are complete, and of these not validated yet; what is cancelled is no such."""
    done = [row for row in rows if done_on(row) and not row.is_cancelled]
    waiting = sum(row.validated_on is None for row in done)
    cancelled = sum(row.is_cancelled for row in rows)
    said = f"{len(done)} of {count(len(rows), 'action')} {_are(len(done))} complete"
    waits = "wait" if waiting > 1 else "waits"
    said += f", of which {waiting} {waits} to be validated" if waiting else ""
    return f"{said}{f'; {cancelled} cancelled' if cancelled else ''}."


def _green(rows: tuple[Row, ...]) -> Iterator[str]:
    """Yield how many are Green, and of these without an update; nothing if none is."""
    number = sum(row.brag is Brag.GREEN for row in rows)
    silent = sum(row.kind == NO_UPDATE for row in rows)
    if number:
        without = f"{silent} without an update" if silent else "none without an update"
        yield f"{number} {_are(number)} Green, of which {without}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def data_quality(rows: tuple[Row, ...], cut: Cut) -> tuple[str, ...]:
    """Return what open actions lack: a date, an owner, an update (semantics row 95)."""
    still_open = [row for row in rows if row.is_open]
    never = [row.ref for row in still_open if row.updated_on is None]
    stale = [row.ref for row in still_open if row.updated_on and not cut.is_updated(row)]
    lacks = (
        ("no due date", [row.ref for row in still_open if row.current_due_date is None]),
        ("no owner", [row.ref for row in still_open if not row.owner]),
        ("no update recorded", never),
        ("no update since the last pack", stale),
    )
    return tuple(f"{what.capitalize()}: {', '.join(refs)}." for what, refs in lacks if refs)


def silent(rows: tuple[Row, ...], cut: Cut) -> tuple[Silent, ...]:
    """Return who has not updated since the last pack, by name (semantics row 109)."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.is_open and not cut.is_updated(row):
            found.setdefault(row.owner, []).append(row)
    return tuple(
        Silent(
            owner=owner,
            refs=tuple(row.ref for row in theirs),
            last_update_on=max((r.updated_on for r in theirs if r.updated_on), default=None),
        )
        for owner, theirs in sorted(found.items())
    )


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
    """Return how a measure's figure stands against the one before: not at all if of another unit.

    Empty if one is missing, or both are words.
    """
    figures = [_figure(text) for text in (now, before)]
    if not now.strip() or not before.strip() or figures == [None, None]:
        return ""
    if figures[0] is None or figures[1] is None or figures[0][1] != figures[1][1]:
        return NOT_COMPARABLE
    return _compared(figures[0][0], figures[1][0])


def _figure(text: str) -> tuple[float, str] | None:
    """Return the first number of a text, and all that stands around it as its unit; None without one."""
    text = _THOUSANDS.sub("", text.strip().casefold().replace("\N{MINUS SIGN}", "-"))
    minus = _MINUS.fullmatch(text)
    if minus:
        text = "".join(part or "" for part in minus.group("figure", "sign", "held"))
    found = _FIGURE.search(text)
    if found is None:
        return None
    around = f"{text[: found.start()]}#{text[found.end() :]}"
    return float(found[0]) * (-1 if minus else 1), "".join(_PLURAL.sub("", around).split())


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
