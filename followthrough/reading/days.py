"""Responsible for dates as people in Britain write them: day first, and never guessed."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from rules.words import MONTHS
from rules.years import FIRST_YEAR, LAST_YEAR, is_known

MONTHS_IN_YEAR = 12
DAYS_IN_LONGEST_MONTH = 31
_LIKE_THIS = "write it like 31/12/2018"


class NotADate(Exception):  # noqa: N818 - it is an answer about the words, not a crash
    """The words are no date that could be acted on: why, and what to write, each without a stop."""

    def __init__(self, why: str, write: str) -> None:
        super().__init__(why, write)
        self.why = why
        self.write = write

    def __str__(self) -> str:
        return f"{self.why}; {self.write}"

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether they name a date, in a year that no plan can mean."""
        return self.write == _CHECK_THE_YEAR

    @property
    def is_any_guess(self) -> bool:
        """Say whether the words tell nothing of the date that may have been meant."""
        return self.write == _LIKE_THIS


def read_day(words: str) -> date:
    """Return the one day that `words` name.

    A time of day is dropped (semantics row 9). Raises NotADate for what is impossible, in US
    order, ambiguous, a month, a year or no date at all (row 88), and for a year that no plan can
    mean.
    """
    return only_day(*read_span(words))


def read_span(words: str) -> tuple[date, date]:
    """Return the first and the last day that `words` name, which is a day or a month.

    Raises NotADate as `read_day` does.
    """
    plain = _TIME_OF_DAY.sub("", " ".join(words.split()).casefold())
    for notation, day in _NOTATIONS:
        if found := notation.fullmatch(plain):
            named = day(*found.groups())
            return month_of(named) if day is _whole_month else (named, named)
    raise NotADate("is not a date", _LIKE_THIS)


def only_day(first: date, last: date) -> date:
    """Return the day from the first to the last; raises NotADate if they are several."""
    if first != last:
        raise NotADate("names a month", f"write its day as well, such as {last:%d/%m/%Y}")
    return last


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def within_reach(day: date) -> date:
    """Return `day`; raises NotADate for a year that no plan can mean, such as Excel's 1900."""
    if not is_known(day):
        raise _out_of_reach(day.year)
    return day


def _numbers(day: str, month: str, year: str) -> date:
    return _day(int(day), int(month), _full_year(year))


def _iso(year: str, month: str, day: str) -> date:
    return _day(int(day), int(month), int(year))


def _words(day: str, month: str, year: str) -> date:
    return _day(int(day), _month(month), _full_year(year))


def _whole_month(month: str, year: str) -> date:
    return _day(1, _month(month), int(year))


def _year_alone(year: str) -> date:
    raise NotADate(f"names the year {year} alone", "write day, month and year")


def _month_first(month: str, day: str, year: str) -> date:
    meant = _day(int(day), _month(month), int(year))
    raise NotADate("is in US order", f"write it as {meant:%d/%m/%Y}")


def _day_or_year(month: str, number: str) -> date:
    name = MONTHS[_month(month) - 1]
    raise NotADate(
        f"may mean {int(number)} {name} or {name} {_full_year(number)}",
        "write day, month and year",
    )


def _day(day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _out_of_reach(year)
    if _exists(day, month, year):
        return date(year, month, day)
    if _exists(month, day, year):
        swapped = date(year, day, month)
        raise NotADate(
            f"names month {month}",
            f"if {swapped.day} {MONTHS[day - 1]} is meant, write it as {swapped:%d/%m/%Y}",
        )
    if 1 <= month <= MONTHS_IN_YEAR and 1 <= day <= DAYS_IN_LONGEST_MONTH:
        last = date(year, month, monthrange(year, month)[1])
        raise NotADate("is not a date", f"write it as {last:%d/%m/%Y}")
    raise NotADate("is not a date", _LIKE_THIS)


def _exists(day: int, month: int, year: int) -> bool:
    return 1 <= month <= MONTHS_IN_YEAR and 1 <= day <= monthrange(year, month)[1]


def _month(name: str) -> int:
    """Return the number of a month by its name or the beginning of it: Sep, Sept, September."""
    for number, month in enumerate(MONTHS, start=1):
        if month.casefold().startswith(name):
            return number
    raise NotADate("names no month", _LIKE_THIS)


def _full_year(year: str) -> int:
    return FIRST_YEAR + int(year) if len(year) <= len("yy") else int(year)


def _out_of_reach(year: int) -> NotADate:
    return NotADate(f"lies in the year {year}", _CHECK_THE_YEAR)


_CHECK_THE_YEAR = f"check the year, which must be from {FIRST_YEAR} to {LAST_YEAR}"
_NAME = r"([a-z]{3,9})[.,]?"
_DAY = r"(\d{1,2})(?: ?(?:st|nd|rd|th))?"
# No zone is understood: 23:10Z on 30 June is 1 July in London, so dropping it could be a day out.
_TIME_OF_DAY = re.compile(r"(?:,? |t)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", re.ASCII)
_NOTATIONS: tuple[tuple[re.Pattern[str], Callable[..., date]], ...] = tuple(
    (re.compile(notation, re.ASCII), day)
    for notation, day in (
        (r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", _numbers),
        (r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", _numbers),
        (r"(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})", _numbers),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", _iso),
        (rf"{_DAY}[ -]{_NAME}[ -](\d{{4}}|\d{{2}})", _words),
        (rf"(?:end (?:of )?)?{_NAME}[ -](\d{{4}})", _whole_month),
        (rf"{_NAME} {_DAY},? (\d{{4}})", _month_first),
        (rf"{_NAME}[ -]{_DAY}", _day_or_year),
        (r"(20\d{2})", _year_alone),
    )
)
