"""Responsible for the days off that a plan has beside the bank holidays, as people write them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from followthrough.plans.bank_holidays import DIVISIONS
from followthrough.reading.days import NotADate, read_day
from followthrough.reading.file import name_of
from followthrough.reading.yaml_file import inline, read_text, read_yaml, scalar
from followthrough.reading.yaml_value import Problems, Value
from rules.calendar import ONE_DAY
from rules.text import quoted
from rules.years import FIRST_YEAR, LAST_YEAR

LONGEST_NAME = 100
LONGEST_RANGE = 366
MOST_ENTRIES = 40_000
"""More than a day off on every day that the calendar can know."""

_CALENDAR = {"division": "England", "until": "2035"}
_DAY = {"on": "2027-07-02", "name": "One-off holiday"}
_RANGE = {"from": "2026-12-29", "to": "2026-12-31", "name": "Local closure"}
_TOO_LONG = f"is longer than {LONGEST_RANGE} days; split it"
_AS_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """All that a calendar file says."""

    division: str
    until: int
    """The last year that the calendar knows."""
    days_off: tuple[tuple[date, str], ...]
    """Each with its name, in order; the division's bank holidays are not among them."""


def read_calendar(path: Path) -> CalendarFile:
    """Return the calendar in the YAML file at `path`.

    Raises BadInput with a sentence for every problem, each naming file and line.
    """
    return parse_calendar(read_text(path), name_of(path.name))


def parse_calendar(text: str, file: str) -> CalendarFile:
    """Return the calendar that `text` says; raises BadInput as `read_calendar` does."""
    problems = Problems(file)
    top = read_yaml(text, problems).fields(_CALENDAR, ("days_off",))
    division = top["division"]
    calendar = CalendarFile(
        division=division.choice(division.text(LONGEST_NAME), tuple(DIVISIONS)),
        until=top["until"].whole(FIRST_YEAR, LAST_YEAR) or FIRST_YEAR,
        days_off=_days_off(top["days_off"]),
    )
    problems.tell()
    return calendar


def calendar_as_yaml(calendar: CalendarFile) -> str:
    """Return the calendar as a file that reads back as the same calendar."""
    lines = [f"division: {scalar(calendar.division)}", f"until: {calendar.until}"]
    if calendar.days_off:
        lines.append("days_off:")
        lines.extend(f"  - {entry}" for entry in _entries(calendar.days_off))
    return "\n".join(lines) + "\n"


def _entries(days_off: Iterable[tuple[date, str]]) -> Iterator[str]:
    """Yield a line for each run of days that have one name."""
    runs: list[tuple[date, date, str]] = []
    for day, name in days_off:
        begun, *end = runs[-1] if runs else (day,)
        if end == [day - ONE_DAY, name] and (day - begun).days < LONGEST_RANGE:
            runs[-1] = (begun, day, name)
        else:
            runs.append((day, day, name))
    for first, last, name in runs:
        span = {"on": first} if first == last else {"from": first, "to": last}
        yield inline({**span, "name": name})


def _days_off(value: Value) -> tuple[tuple[date, str], ...]:
    """Return every day of every entry; a day that is there twice is a problem."""
    names: dict[date, str] = {}
    places: dict[date, str] = {}
    for entry in [] if value.is_blank else value.items("day off", 0, MOST_ENTRIES):
        days, name = _entry(entry)
        twice = next((day for day in days if day in places), None)
        if twice:
            entry.complain(f"{twice} is a day off already on {places[twice]}; write each day once")
        for day in days:
            names[day] = name
            places.setdefault(day, entry.place)
    return tuple(sorted(names.items()))


def _entry(entry: Value) -> tuple[tuple[date, ...], str]:
    """Return the days of one entry, none if something is wrong with them, and their name."""
    if not entry.has("from", "to"):
        fields = entry.fields(_DAY)
        on = _day(fields["on"])
        return ((on,) if on else ()), fields["name"].text(LONGEST_NAME)
    fields = entry.fields(_RANGE)
    first, last = _day(fields["from"]), _day(fields["to"])
    days = _days(first, last) if first and last else ()
    if first and last and not days:
        order = "runs backwards; swap from and to" if last < first else _TOO_LONG
        entry.complain(f"the range from {first} to {last} {order}")
    return days, fields["name"].text(LONGEST_NAME)


def _days(first: date, last: date) -> tuple[date, ...]:
    """Return the days of a range; none if it is too long or runs backwards."""
    length = (last - first).days + 1
    if length > LONGEST_RANGE:
        return ()
    return tuple(first + timedelta(days=number) for number in range(length))


def _day(value: Value) -> date | None:
    """Return the date; None, with a complaint, if it is not one written like 2027-07-02."""
    if not value.is_single(example := "a date such as 2027-07-02"):
        return None
    meant = None
    with suppress(NotADate):
        meant = read_day(value.written.seen)
    if meant and _AS_WRITTEN.fullmatch(value.written.seen):
        return meant
    wrong = "is not written year-month-day" if meant else "is not a date from 2000 to 2099"
    value.complain(f"{value.noun} {quoted(value.written.seen)} {wrong}; write {meant or example}")
    return None
