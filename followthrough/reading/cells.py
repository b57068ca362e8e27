"""Responsible for the cells of a table, whichever kind of file they were read from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followthrough.reading.entry import Written

# Excel writes a control character in text as _x0007_ and a carriage return as _x000D_.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff])_")
_MOVES_DAILY = re.compile(r"\b(?:TODAY|NOW)\s*\(", re.IGNORECASE)
_AS_TEXT = "was made a date or time by Excel; format the cell as Text and write it again"


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell, with the value that Excel last saw in it."""

    row: int
    column: int
    value: object
    formula: str = ""
    error: bool = False


Row = Mapping[int, Cell]
"""The filled cells of one row by the number of their column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's filled rows, in order, by the number of the row."""

    name: str
    rows: Mapping[int, Row]


def fold(name: str) -> str:
    """Return a sheet's or a column's name without its case and spaces, to compare it."""
    return "".join(name.split()).casefold()


def written(cell: Cell) -> Written:
    """Return what stands in a cell, as the reader of the sheet sees it."""
    if cell.error:
        return Written(not_text=f"is Excel's error {cell.value}; put its value right")
    moves = "is a formula that moves every day; write the date"
    not_date = moves if _MOVES_DAILY.search(cell.formula) else ""
    match cell.value:
        case None:
            wrong = "is a formula without a value; save the file in Excel"
            return Written(not_text=wrong, not_date=not_date)
        case str(text):
            text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
            return Written(text, not_date=not_date)
        case int() | float() as number:
            whole = isinstance(number, float) and number.is_integer()
            return Written(str(int(number) if whole else number), not_date=not_date)
        case date() as day:
            seen, plain = f"{day:%d/%m/%Y}", date(day.year, day.month, day.day)
            return Written(seen, day=plain, not_text=_AS_TEXT, not_date=not_date)
        case other:
            return Written(str(other), not_text=_AS_TEXT, not_date=not_date)
