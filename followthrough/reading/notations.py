"""Responsible for the notations of a due date that name no single day, and what each of them tells.

Quarters and halves, years, spans, weeks, what counts from a day, and what recurs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from followthrough.reading.days import (
    MONTHS_IN_YEAR,
    NotADate,
    month_of,
    read_span,
    within_reach,
)
from rules.recurrence import Every, falls_due
from rules.words import MONTHS, WEEKDAYS, plain_day

APRIL, DECEMBER = 4, 12


class Quarters(StrEnum):
    """Which year the quarters and halves of a plan belong to; asked once a plan."""

    CALENDAR = "calendar"
    FINANCIAL = "financial"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person has said once about all dates of a plan."""

    quarters: Quarters | None = None
    counted_from: date | None = None
    """The day from which `12 months` counts, and on which `immediate` is due."""


UNANSWERED = Answers()


@dataclass(frozen=True, slots=True)
class Timescale:
    """What the words of one cell tell: `due` without `why` is a date, with it a proposal to confirm.

    Without `due` there is no date, and `why` says so; of a blank cell there is nothing to say.
    """

    words: str
    due: date | None = None
    """The last day by which it is due."""
    why: str = ""
    """What makes it a proposal, or no date: in words to follow the words."""
    repeats: str = ""
    """How often it falls due again, where the words say so: a date is then the first."""

    @property
    def is_sure(self) -> bool:
        """Say whether it is a date that needs nobody's word."""
        return self.due is not None and not self.why


def of_day(words: str) -> Timescale:
    """Return a day or a month; raises NotADate."""
    weekday = _WEEKDAY.match(words)
    for written, plainer in _SAME:
        words = written.sub(plainer, words)
    _, last = read_span(words)
    within_reach(last)
    if weekday and not WEEKDAYS[last.weekday()].casefold().startswith(weekday[1]):
        return Timescale("", last, f"{plain_day(last)} is a {WEEKDAYS[last.weekday()]}")
    return Timescale("", last)


def of_notation(plain: str, answers: Answers) -> Timescale | None:
    """Return what plain words tell that are one notation; None if they are none of these.

    What lies in a year that no plan can mean is no date.
    """
    for written, plainer in _PLAINER:
        plain = written.sub(plainer, plain)
    for notation, meaning in _NOTATIONS:
        found = notation.fullmatch(plain)
        try:
            told = meaning(found, answers) if found else None
            if told and told.due:
                within_reach(told.due)
        except NotADate as wrong:
            return Timescale("", why=wrong.why)
        except (OverflowError, ValueError):
            return Timescale("", why="counts beyond every calendar")
        if told:
            return told
    return None


def _period_end(part: int, parts: int, year: int, quarters: Quarters) -> date:
    """Return the last day of a quarter or half, of a year that begins in January or in April."""
    months = part * MONTHS_IN_YEAR // parts
    if quarters is Quarters.FINANCIAL:
        months += APRIL - 1
    over, month = divmod(months - 1, MONTHS_IN_YEAR)
    return month_of(date(year + over, month + 1, 1))[1]


def _quarter(found: re.Match[str], answers: Answers) -> Timescale | None:
    told = found.groupdict("")
    part, parts = int(told["part"]), 2 if told["kind"] == "h" else 4
    if part > parts:
        return Timescale("", why="names no half of a year")
    if not told["year"]:
        return Timescale("", why="names a part of a year, and no year")
    year = _full(told["year"])
    if told["to"]:  # 2026/27 can only be a financial year
        return _of_financial(year, told["to"], _period_end(part, parts, year, Quarters.FINANCIAL))
    if told["fy"]:
        due = _period_end(part, parts, year - 1, Quarters.FINANCIAL)
        return Timescale("", due, f"is taken for the financial year that ends in {year}")
    due = _period_end(part, parts, year, answers.quarters or Quarters.CALENDAR)
    if answers.quarters:
        return Timescale("", due)
    other = _period_end(part, parts, year, Quarters.FINANCIAL)
    return Timescale("", due, f"is {plain_day(other)} if a financial year is meant")


def _of_financial(first: int, second: str, due: date) -> Timescale | None:
    """Return the end of a financial year or of a part of it; None unless the years follow."""
    return Timescale("", due) if int(second) % 100 == (first + 1) % 100 else None


def _financial_year(found: re.Match[str], _: Answers) -> Timescale | None:
    year = _full(found["year"])
    told = _of_financial(year, found["to"], date(year + 1, APRIL - 1, 31))
    return told and replace(told, why="" if found["end"] else "names a financial year alone")


def _year(found: re.Match[str], _: Answers) -> Timescale:
    due = date(int(found["year"]), DECEMBER, 31)
    return Timescale("", due, "" if found["end"] else "names a year alone")


def _relative(found: re.Match[str], answers: Answers) -> Timescale:
    """Return so many days, weeks, months or years after the day that everything counts from."""
    if answers.counted_from is None:
        return Timescale("", why="counts from a day that has to be given")
    number = _NUMBERS.get(found["number"]) or int(found["number"])
    return Timescale("", _after(answers.counted_from, number, found["unit"]))


def _after(start: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=number * (7 if unit == "week" else 1))
    return falls_due(start, Every.YEARLY if unit == "year" else Every.MONTHLY, number + 1)


def _immediate(_: re.Match[str], answers: Answers) -> Timescale:
    why = "is due at once: on the day that the plan counts from"
    return Timescale("", answers.counted_from, why)


def _recurring(found: re.Match[str], answers: Answers) -> Timescale:
    """Return the first time of what recurs, counted from the day that everything counts from."""
    every = next(every for every, sign in _EVERY.items() if sign.search(found[0]))
    why = f"recurs {every}; it has no last day"
    if answers.counted_from is None:
        return Timescale("", None, why, every)
    first = falls_due(answers.counted_from, every, 2)
    return Timescale("", first, f"recurs {every}; this is the first time", every)


def _no_year(found: re.Match[str], answers: Answers) -> Timescale:
    return _next(f"{found['day'] or found['day_after']} {found['month']}", answers)


def _month_alone(found: re.Match[str], answers: Answers) -> Timescale | None:
    is_month = any(month.casefold().startswith(found["month"]) for month in MONTHS)
    return _next(found["month"], answers) if is_month else None


def _next(words: str, answers: Answers) -> Timescale:
    """Return the next day, or end of a month, so called on or after the day that is counted from."""
    start = answers.counted_from
    if start is None:
        return Timescale("", why="names no year")
    due = of_day(f"{words} {start.year}").due
    if due and due < start:
        due = of_day(f"{words} {start.year + 1}").due
    return Timescale("", due, "names no year; the next one is taken")


def _part_of_month(found: re.Match[str], _: Answers) -> Timescale | None:
    last = of_day(f"{found['month']} {found['year']}").due
    day = {"start": 1, "beginning": 1, "early": 10, "mid": 15, "middle": 15}.get(found["part"])
    due = last.replace(day=day) if last and day else last
    return Timescale("", due, "names no day of the month")


def _week(found: re.Match[str], _: Answers) -> Timescale:
    first = of_day(found["day"]).due
    friday = first and first + timedelta(days=4 - first.weekday())
    return Timescale("", friday, "names a week; its Friday is taken")


def _span(found: re.Match[str], _: Answers) -> Timescale:
    last = of_day(found["last"]).due
    return Timescale("", last, "names a span; its last day is taken")


def _serial(found: re.Match[str], _: Answers) -> Timescale | None:
    due = date(1899, 12, 30) + timedelta(days=int(found[0]))
    return Timescale("", due, "is a number, as Excel counts the days")


def _full(year: str) -> int:
    return int(year) if len(year) > len("yy") else 2000 + int(year)


def _month_of_number(found: re.Match[str]) -> str:
    month = int(found[1])
    return f"{MONTHS[month - 1]} {found[2]}" if 1 <= month <= MONTHS_IN_YEAR else found[0]


_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
_WEEKDAY = re.compile(rf"({'|'.join(day[:3].casefold() for day in WEEKDAYS)})[a-z]*[ ,]+(?=\d)")
_NAME = rf"(?:{'|'.join(f'{month[:3].casefold()}[a-z]*' for month in MONTHS)})\.?"
_ORDINAL = r"\d{1,2}(?: ?(?:st|nd|rd|th))?"
_SAME: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_WEEKDAY, ""),
    (re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)", re.ASCII), r"\1-\2-\3"),
    # A month in letters can be nothing else: no order of day and month is guessed.
    (re.compile(rf"^({_NAME}) ({_ORDINAL}),? (\d{{4}})$", re.ASCII), r"\2 \1 \3"),
    (re.compile(rf"^({_ORDINAL}) (?:of )?({_NAME}),? (\d{{4}}|\d{{2}})$", re.ASCII), r"\1 \2 \3"),
    (re.compile(r"^(\d{1,2})/(\d{4})$", re.ASCII), _month_of_number),
)
"""Notations that mean the same as one by which days are read."""
DAY_IN = (
    r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{1,2}-\d{1,2}-\d{4}"
    rf"|\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}|{_ORDINAL} {_NAME} \d{{4}}|{_NAME} {_ORDINAL},? \d{{4}}"
    rf"|{_NAME} \d{{4}}|\d{{1,2}}/\d{{4}}"
)
_PLAINER = (
    (re.compile(r"\b(?:first|1st)(?= (?:quarter|half))"), "1"),
    (re.compile(r"\b(?:second|2nd)(?= (?:quarter|half))"), "2"),
    (re.compile(r"\b(?:third|3rd)(?= quarter)"), "3"),
    (re.compile(r"\b(?:fourth|4th|last)(?= quarter)"), "4"),
    (re.compile(r"\b([1-4]) (q|h)(?:uarter|alf)\b"), r"\2\1"),
    (re.compile(r"\bq(?:uarter|tr)? ?([1-4])\b"), r"q\1"),
    (re.compile(r"\bq([1-4])(?:,| of)? (?:the )?(?=f?y?\d)"), r"q\1 "),
    (re.compile(r"\bh([12])(?:,| of)? (?:the )?(?=f?y?\d)"), r"h\1 "),
)
"""Other words for a quarter or a half, and `q1` or `h1` for them."""
_DASH = "[-\u2013\u2014\u2500]"
_KIND = r"(?P<kind>[qh])(?P<part>[1-4])"
_YEARS = rf"(?P<fy>fy ?)?(?P<year>\d{{4}}|\d{{2}})(?:(?:/|{_DASH})(?P<to>\d{{4}}|\d{{2}}))?"
_END = r"(?P<end>(?:the )?end (?:of )?(?:the )?|year[- ]end )?"
_ADDED = r"(?: ?(?:ongoing|and|,|measured?|reviewed|reported|reviews?|reports?))* ?"
_EACH = "every (?:month|quarter|year|3 months|12 months)"
_PARTS = "early|late|mid|start|beginning|middle"
_FIRST = rf"(?:{_ORDINAL}(?: {_NAME})?(?: \d{{4}})?|{_NAME}(?: \d{{4}})?|{DAY_IN})"
_NOTATIONS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], Answers], Timescale | None]], ...
] = tuple(
    (re.compile(notation, re.ASCII), meaning)
    for notation, meaning in (
        (rf"{_KIND}(?:[ /-]?{_YEARS})?", _quarter),
        (rf"{_YEARS}(?: ?- ?| |/)?{_KIND}", _quarter),
        (
            rf"{_END}(?:fy ?|financial year )?(?P<year>20\d{{2}})(?:/|{_DASH})(?P<to>\d{{4}}|\d{{2}})",
            _financial_year,
        ),
        (rf"{_END}(?:calendar )?(?:year )?(?P<year>20\d{{2}})", _year),
        (
            rf"(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)}) (?P<unit>day|week|month|year)s?(?: time)?",
            _relative,
        ),
        (
            r"immediate(?:ly)?|asap|as soon as possible|at once|urgent(?:ly)?|now|forthwith",
            _immediate,
        ),
        (rf"{_ADDED}(?:monthly|quarterly|annual|annually|yearly|{_EACH}){_ADDED}", _recurring),
        (rf"(?P<day>{_ORDINAL})[ -](?P<month>{_NAME})(?P<day_after>)", _no_year),
        (rf"(?P<month>{_NAME}) (?P<day_after>\d)(?P<day>)", _no_year),
        (r"(?:end (?:of )?)?(?P<month>[a-z]{3,9})", _month_alone),
        (rf"(?P<part>{_PARTS})(?: of |[ -])(?P<month>{_NAME}) (?P<year>\d{{4}})", _part_of_month),
        (r"(?:w/?c|w/?b|week (?:commencing|beginning|of))[: ]*(?P<day>.+)", _week),
        (rf"(?:from )?{_FIRST}(?: ?{_DASH} ?| to | until )(?P<last>{DAY_IN})", _span),
        (r"4\d{4}", _serial),
    )
)
_EVERY = {
    Every.MONTHLY: re.compile(r"monthly|every month"),
    Every.QUARTERLY: re.compile(r"quarter|every 3"),
    Every.YEARLY: re.compile(r"annual|year|every 12"),
}
