"""Responsible for what a person sees of a number or a date in a cell, by the cell's number format.

Only what plans use is known: of any other format it is said that it is not, and nothing guessed.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from rules.words import MONTHS

GENERAL = "General"
OWN_CURRENCY = {5, 6, 7, 8, 42, 44}
"""Formats that a file names by number alone; each reader's own currency is shown."""
WIDEST = 11
"""Characters of a number that has no format of its own."""
_MOST = 10**15
"""From here on Excel shows noughts for the digits that it does not keep."""
_FINEST = Decimal("0.0001")
"""Below it Excel shows a number that has no format of its own as a power of ten."""
_MOST_DECIMALS = 10
_DIVIDER = re.compile(r'("[^"]*"|\\.|_.|\*.|\[[^\]]*\])|;')
_PART = re.compile(
    r'"(?P<words>[^"]*)"'
    r"|\\(?P<sign>.)"
    r"|(?P<gap>_.)"
    r"|\*."
    r"|\[\$(?P<currency>[^\]-]*)(?:-[0-9A-Fa-f]*)?\]"
    r"|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+)\]"
    r"|(?P<digits>[0#?](?:[0#?,]*[0#?])?(?:\.[0#?]*)?|\.[0#?]+)(?P<thousands>,*)"
    r"|(?P<general>General|@)"
    r"|(?P<percent>%)"
    r"|(?P<plain>[-+$£€¥():!^&'~{}<>= /])",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"h+[^a-z]*m+|m+[^a-z]*s|am/pm|a/p")
_DATE_PART = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|(m+|y+)|(.)', re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d\d.*")
_NUMBERS_AND_NAMES = re.compile(r"\d+|[^\W\d_]+")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHOW = {"d": r"(?<!d)d{1,2}(?!d)", "m": "m", "y": "y"}
"""How a format shows the day of a month, which `ddd` is not, a month and a year."""


class _Section(NamedTuple):
    """What one section of a format shows: words around a number, or words alone."""

    before: str
    digits: str
    """Empty without a number; `General` for one that has no form of its own."""
    after: str
    power: int
    """The power of ten by which the number is multiplied: 2 for a percentage."""


def shown(number: float, form: str) -> str | None:
    """Return the words that stand in a cell which holds a number; None where they are not known.

    An empty form is one that is not known.
    """
    if not form or not abs(number) < _MOST:
        return None
    value, sections = Decimal(f"{number:.15g}"), _sections(form)
    is_own = len(sections) > 1 and value < 0
    which = 1 if is_own else 2 if len(sections) > len("+-") and not value else 0
    section = _read(sections[which])
    figures = section and _figures(abs(value).scaleb(section.power), section.digits)
    if section is None or figures is None:
        return None
    is_minus = value < 0 and not is_own and re.search("[1-9]", figures)
    words = f"{'-' if is_minus else ''}{section.before}{figures}{section.after}"
    return " ".join(words.split()) or None


def shown_text(text: str, form: str) -> str | None:
    """Return the words that stand in a cell which holds a text; None where they are not known."""
    sections = _sections(form or GENERAL)
    has_own = len(sections) > len("+-0") or "@" in sections[-1]
    section = _read(sections[-1] if has_own else "@")
    if section is None:
        return None
    return f"{section.before}{text if section.digits else ''}{section.after}" or None


def shows(form: str) -> str:
    """Return what is shown of a date: `dmy`, `my` or any other part of it, such as `dm`."""
    if form == GENERAL:  # of a date, as only a file says that holds dates as dates
        return "dmy"
    bare = re.sub(r"\[(h+|m+|s+)\]", r"\1", _sections(form)[0].lower())
    bare = _MINUTES.sub("", re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", bare))
    return "".join(part for part, letters in _SHOW.items() if re.search(letters, bare))


def form_of(day: date, words: str) -> str:
    """Return a format that shows as much of a date as these words do, in whatever language.

    A number that may be the day or the year is the day.
    """
    said = _NUMBERS_AND_NAMES.findall(_TIME.sub("", words))
    years = [f"{day:%Y}", *([f"{day:%y}"] if day.year % 100 != day.day else [])]
    if f"{day:%y}" in said[-1:] and len(said) > len("dm"):
        years.append(said[-1])
    year = next((one for one in reversed(said) if one in years), None)
    if year:
        said.reverse()
        said.remove(year)
    numbers = [int(one) for one in said if one.isdecimal()]
    is_named = any(one.isalpha() and one[:3].casefold() not in _WEEKDAYS for one in said)
    is_month = is_named or day.month in numbers
    if is_month and not is_named:
        numbers.remove(day.month)
    parts = {"d": day.day in numbers, "mmmm": is_month, "yyyy": bool(year)}
    return " ".join(part for part, is_there in parts.items() if is_there)


def month_shown(day: date, form: str) -> str:
    """Return the words that stand in a cell which shows the month and year of a date alone."""
    name, year = MONTHS[day.month - 1], f"{day:%Y}"
    words = {"m": str(day.month), "mm": f"{day:%m}", "mmm": name[:3], "yy": f"{day:%y}"}
    seen = ""
    for said, sign, letters, plain in _DATE_PART.findall(_sections(form)[0]):
        if plain.isalpha():
            return f"{name} {year}"
        whole = {"": "", "m": name, "y": year}[letters[:1].lower()]
        seen += said + sign + plain + words.get(letters.lower(), whole)
    return " ".join(seen.split())


@lru_cache
def _sections(form: str) -> tuple[str, ...]:
    return tuple(_DIVIDER.sub(lambda found: found[1] or "\0", form).split("\0"))


@lru_cache
def _read(section: str) -> _Section | None:
    """Return what a section shows; None if a part of it is not known, or it has two numbers."""
    before = digits = after = ""
    power = at = 0
    while at < len(section):
        found = _PART.match(section, at)
        part = found and found.groupdict("")
        if not found or not part:
            return None
        at = found.end()
        if number := part["digits"] or (part["general"] and GENERAL):
            if digits:
                return None
            digits, power = number, power - 3 * len(part["thousands"])
            continue
        power += 2 * len(part["percent"])
        said = part["words"] + part["sign"] + part["currency"] + part["percent"] + part["plain"]
        said += " " if part["gap"] else ""
        before, after = (before, after + said) if digits else (before + said, after)
    return _Section(before, digits, after, power)


def _figures(value: Decimal, digits: str) -> str | None:
    """Return a number that is not below 0 in the form of a section; None if that is not known."""
    if not digits:
        return ""
    if digits == GENERAL:
        return _general(value)
    whole_form, point, form = digits.partition(".")
    if len(form) > _MOST_DECIMALS:
        return None
    whole, part = _rounded(value, len(form))
    places = whole_form.replace(",", "")
    whole = whole.lstrip("0").rjust(len(places[places.find("0") :]) if "0" in places else 0, "0")
    if "," in whole_form:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
    kept = form.rfind("0") + 1
    return f"{whole}{point}{part[:kept]}{part[kept:].rstrip('0')}"


def _general(value: Decimal) -> str | None:
    if 0 < value < _FINEST or value >= 10**WIDEST:
        return None
    whole, part = _rounded(value, max(0, WIDEST - len(f"{value:.0f}") - len(".")))
    return f"{whole}.{part}".rstrip("0").rstrip(".")


def _rounded(value: Decimal, decimals: int) -> tuple[str, str]:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, part = f"{rounded:f}".partition(".")
    return whole, part
