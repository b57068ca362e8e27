"""Responsible for what is told of an exception: who holds it, why it is late, who was told, what comes."""

from collections.abc import Iterator

from rules.packs.row import Row
from rules.words import brief_day, count, stopped

NOTHING_SAID = "No cause, recovery or update is recorded."


def case(row: Row, comment: str = "") -> tuple[tuple[str, str], ...]:
    """Return what is told of an exception, each part with its label; what is not recorded is left out."""
    return tuple((label, said) for label, said in _parts(row, comment) if said)


def _parts(row: Row, comment: str) -> Iterator[tuple[str, str]]:
    yield "Who", _who(row)
    yield "Due", f"{_due(row)} {_forecast(row)}"
    said = row.cause or row.recovery or row.update or row.updated_on
    yield "Cause", row.cause if said else NOTHING_SAID
    yield "Recovery", row.recovery
    yield "Update", _update(row)
    yield "Comment", comment
    for note in row.notes:
        yield "Note", note
    yield "Told", " ".join(map(stopped, row.told))
    yield "Next", _next(row)


def _who(row: Row) -> str:
    agency = f", {row.agency}" if row.agency else ""
    director = f"Director: {row.director}." if row.director else "No director."
    return f"{row.owner or 'No owner'}{agency}. {director}"


def _due(row: Row) -> str:
    if row.current_due_date is None:
        return "No date."
    on = brief_day(row.current_due_date)
    if not row.times_revised or row.due_date is None:
        return f"{on}, as first set." if row.due_date else f"{on}; no date at first."
    slipped = f", {count(row.slippage, 'working day')} from the first" if row.slippage else ""
    times = "once" if row.times_revised == 1 else f"{row.times_revised} times"
    return f"{on}, moved {times} from {brief_day(row.due_date)}{slipped}."


def _forecast(row: Row) -> str:
    if row.forecast is None:
        return "No forecast."
    by = f", {count(row.forecast_late, 'working day')} after it" if row.forecast_late else ""
    return f"Forecast {brief_day(row.forecast)}{by}."


def _update(row: Row) -> str:
    said = []
    if row.updated_on:
        said.append(f"{brief_day(row.updated_on)}. {row.update or 'No words were given.'}")
    if row.is_rated_apart:
        said.append(f"Its owner rates it {row.own_rating}.")
    return " ".join(said)


def _next(row: Row) -> str:
    """Return who is told next and when, if nothing is recorded meanwhile."""
    told = [f"{one.whom} on {brief_day(one.on)}" for one in row.climbs]
    if not told:
        return ""
    return f"If nothing is recorded, told next: {', then '.join(told)}."
