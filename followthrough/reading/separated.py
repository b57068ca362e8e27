"""Responsible for opening a table whose values are separated by commas or the like: .csv and .tsv."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from math import sqrt

from followthrough.reading.cells import LAST_COLUMN, MOST_ROWS, Cell, Sheet
from rules.problems import BadInput

LONGEST_CELL = 32_767  # as Excel's
SEPARATORS = ",;\t|"
TRIED_ROWS = 300
TELLS = "sep="
_LIKE_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for a formula; and what was written so that none does."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def sheets_of(name: str, data: bytes) -> dict[str, Sheet]:
    """Return the one table that a file holds; raises BadInput as `sheet_of` does."""
    return {"": sheet_of(name, data)}


def as_cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet takes for a formula; `plain` takes that back."""
    return f"'{value}" if isinstance(value, str) and _LIKE_FORMULA.match(value) else value


def plain(text: str) -> str:
    """Return the text of a cell, without the sign before what is like a formula."""
    return text[1:] if text.startswith("'") and _LIKE_FORMULA.match(text) else text


def sheet_of(name: str, data: bytes) -> Sheet:
    """Return the table that bytes hold as a sheet without a name; each cell is a text.

    Raises BadInput, naming the file, for what is no such table.
    """
    text = _text(name, data)
    csv.field_size_limit(LONGEST_CELL)
    told, text = _told(text)
    sign = told or separator(text)
    number = number_filled = 0
    try:
        # Counted before any is kept: a list of a million rows is no plan, and takes a gigabyte.
        for number, line in enumerate(_read(text, sign), start=2 if told else 1):  # noqa: B007 - told of
            number_filled += any(map(str.strip, line))
    except csv.Error as wrong:
        why = (
            f"holds more than {LONGEST_CELL:,} characters in one cell, or a quotation mark that "
            "is not closed"
            if "field larger" in str(wrong)
            else "holds a quotation mark that is not closed, or that stands within a value"
        )
        raise BadInput(f"{name}, row {number + 1 if number else 1}: it {why}; mend it.") from None
    if number_filled > MOST_ROWS:
        raise BadInput(f"{name}: more than {MOST_ROWS:,} rows are filled; split the plan.")
    rows: dict[int, dict[int, Cell]] = {}
    for number, line in enumerate(_read(text, sign), start=2 if told else 1):
        cells = enumerate(islice(line, LAST_COLUMN), start=1)
        filled = {n: Cell(number, n, plain(value)) for n, value in cells if value.strip()}
        if filled:
            rows[number] = filled
    return Sheet("", rows)


def _read(text: str, sign: str, *, strict: bool = True) -> Iterator[list[str]]:
    """Return the values of each row; they are parted as they are asked for, since that takes room."""
    return csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=sign, strict=strict)


def separator(text: str) -> str:
    """Return the sign that parts the values best: most rows are of one width, and that is wide."""
    return max(SEPARATORS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> float:
    try:
        widths = [len(line) for line in islice(_read(text, sign, strict=False), TRIED_ROWS) if line]
    except csv.Error:
        return 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0
    width, times = wide.most_common(1)[0]
    return float((times / len(widths)) ** 4 * sqrt(width - 1))


def _told(text: str) -> tuple[str, str]:
    """Return the separator that the first line tells, as Excel writes it, and the rest of the text."""
    if text[: len(TELLS)].casefold() != TELLS:
        return "", text
    first, _, rest = text.partition("\n")
    sign = first.rstrip("\r")[len(TELLS) :]
    return (sign, rest) if len(sign) == 1 else ("", text)


def _text(name: str, data: bytes) -> str:
    """Return text as its mark says, else as UTF-8, else as Windows writes it in Western Europe."""
    marked: Iterable[str] = (code for mark, code in _BOMS if data.startswith(mark))
    for code in (*marked, "utf-8", "cp1252"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadInput(f"{name} is no table of values; save it as CSV UTF-8.")
