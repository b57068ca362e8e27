"""Responsible for the cells of a table, whichever kind of file they were read from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from followthrough.reading.days import month_of
from followthrough.reading.entry import Written
from followthrough.reading.marks import unmarked
from followthrough.reading.number_formats import GENERAL, month_shown, shown, shown_text, shows
from rules.text import quoted

LAST_COLUMN = 100
MOST_ROWS = 20_000
MOST_CELLS = 250_000
"""Cells of all sheets, those that hold nothing but a format too: filled ones have as many at most."""
TABLE = "table"
"""What a document has in place of sheets."""
# Excel writes a control character in text as _x0007_ and a carriage return as _x000D_.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff])_")
_MOVES_DAILY = re.compile(r"\b(?:TODAY|NOW)\s*\(", re.IGNORECASE)
_AS_TEXT = "was made a date or time by Excel; format the cell as Text and write it again"
_UNKNOWN = (
    "is shown in a way that can't be read here; "
    "format the cell as Text and write it as it is to be read"
)
_PARTS_SHOWN = {"y": "a year alone", "dm": "no year", "m": "no year"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell, with the value that Excel last saw in it."""

    row: int
    column: int
    value: object
    formula: str = ""
    error: bool = False
    form: str = GENERAL
    """Its number format."""
    marked: str = ""
    """Its words with what is struck through between two pairs of `~~`; empty if no part of it is."""
    is_struck: bool = False
    """Whether all of it is struck through."""
    beside: str = ""
    """What is not to be seen in its words, to follow them: a tracked change, a note."""


Row = Mapping[int, Cell]
"""The filled cells of one row by the number of their column."""


class Area(NamedTuple):
    """Cells that are merged into one, by the numbers of their columns and rows."""

    column: int
    row: int
    last_column: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What is merged on a sheet, and which of its rows and columns nobody sees."""

    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """By hand or by a filter."""
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    """Whether nobody sees the sheet itself."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's filled rows, in order, by the number of the row."""

    name: str
    rows: Mapping[int, Row]
    layout: Layout = Layout()
    noun: str = "sheet"
    """What it is called: a table of a document is none."""
    heading: str = ""
    """What a table of a document stands under."""
    doubts: tuple[str, ...] = ()
    """A sentence for each thing that belongs to it and was not read."""

    @property
    def called(self) -> str:
        """How a sentence names it; empty if a file holds nothing else."""
        return self.name and f"{self.noun} {self.name}"


def fold(name: str) -> str:
    """Return a sheet's or a column's name without its case and spaces, to compare it."""
    return "".join(name.split()).casefold()


def noted(note: str) -> str:
    """Return what is told of a cell that has a note; empty if it says nothing, or is a mark of ours."""
    left = unmarked(note)
    return f"has the note {quoted(left)}" if left.strip() else ""


def with_notes(sheet: Sheet, notes: Mapping[tuple[int, int], str]) -> Sheet:
    """Return a sheet that has notes beside its cells, by column and row; some stand by a blank one.

    A row that says nothing else is none.
    """
    rows = {number: dict(row) for number, row in sheet.rows.items()}
    for (column, number), told in notes.items():
        beside = noted(told)
        if number in rows and beside and column <= LAST_COLUMN:
            cell = rows[number].get(column, Cell(number, column, ""))
            rows[number][column] = replace(cell, beside=beside)
    return replace(sheet, rows={number: dict(sorted(row.items())) for number, row in rows.items()})


def those_wanted(sheets: Iterable[Sheet], wanted: tuple[str, ...], least: int) -> dict[str, Sheet]:
    """Return those sheets that are wanted, by the name asked for; all if fewer than `least` are there."""
    every = {sheet.name: sheet for sheet in sheets}
    asked = {fold(title): title for title in wanted}
    there = {asked[fold(name)]: sheet for name, sheet in every.items() if fold(name) in asked}
    if len(there) < least:
        return every
    return {name: replace(sheet, name=name) for name, sheet in there.items()}


def written(cell: Cell) -> Written:
    """Return what stands in a cell, as the reader of the sheet sees it."""
    if cell.error:
        return Written(not_text=f"is Excel's error {cell.value}; put its value right")
    found = Written() if cell.value == "" else _written(cell.value, cell.form)
    if cell.beside:
        found = replace(found, beside=cell.beside)
    if cell.marked or cell.is_struck:
        found = replace(found, marked=cell.marked or f"~~{found.seen}~~")
    if _MOVES_DAILY.search(cell.formula):
        return replace(found, not_date="is a formula that moves every day; write the date")
    return found


def _written(value: object, form: str) -> Written:
    match value:
        case None:
            return Written(not_text="is a formula without a value; save the file in Excel")
        case bool(truth):
            return Written(str(truth).upper())
        case str(text):
            return _seen(shown_text(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text), form))
        case int() | float() as number:
            is_whole = isinstance(number, float) and number.is_integer()
            return _seen(shown(number, form), str(int(number) if is_whole else number))
        case date() as day:
            return _of_date(date(day.year, day.month, day.day), form)
        case other:
            return Written(str(other), not_text=_AS_TEXT)


def _seen(words: str | None, digits: str = "") -> Written:
    return Written(words or "", digits=digits, not_text=_UNKNOWN if words is None else "")


def _of_date(day: date, form: str) -> Written:
    """Return a date as precisely as its cell shows it."""
    parts = shows(form)
    if parts == "dmy":
        return Written(f"{day:%d/%m/%Y}", span=(day, day), not_text=_AS_TEXT)
    if parts == "my":
        return Written(month_shown(day, form), span=month_of(day), not_text=_AS_TEXT)
    not_date = (
        f"is a date of which the cell shows {_PARTS_SHOWN.get(parts, 'only a part')}; "
        f"format it to show day, month and year, and check that they are {day:%d/%m/%Y}"
    )
    return Written(span=(day, day), not_text=_AS_TEXT, not_date=not_date)
