"""Responsible for opening an Excel workbook of before 2007 that someone sent: what is in its cells."""

import re
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from struct import unpack_from
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from followthrough.reading.cells import (
    LAST_COLUMN,
    MOST_CELLS,
    Area,
    Cell,
    Layout,
    Sheet,
    noted,
    those_wanted,
)
from followthrough.reading.entry import words_marked
from followthrough.reading.number_formats import OWN_CURRENCY
from followthrough.reading.package import Locked, Unusable

MOST_RECORDS = 500_000
_START, _FORMULA, _SHARED, _BLANKS, _NUMBERS = 0x0809, 0x0006, 0x04BC, 0x00BE, 0x00BD
_ONE_CELL = frozenset((_FORMULA, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E))
_VOLATILE = re.compile(rb"\A\x19\x01|[\x21\x41\x61][\xdd\x4a]\x00")
"""How a formula begins whose value moves by itself, and the calls of TODAY() and NOW() in any."""
_MOVES = "=TODAY()"
_BLANK = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def sheets_of(data: bytes, wanted: tuple[str, ...], least: int) -> dict[str, Sheet]:
    """Return those sheets of a workbook that are wanted, by the name asked for, or all by their own.

    They are all where fewer than `least` of those wanted are there. Raises Unusable if it holds too
    much or is protected, and whatever the parser does if it is damaged.
    """
    try:
        book = xlrd.open_workbook(
            *(None, StringIO()),
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise Locked("is protected by a password") from error
        raise
    if book.mem is None:
        raise Unusable("is of Excel 4 or older")
    moving = _moving(book)
    sheets = (
        _Read(book, number, moving[book._sh_abs_posn[number]]).sheet()  # noqa: SLF001 - nothing else tells it
        for number in range(book.nsheets)
    )
    return those_wanted(sheets, wanted, least)


def _moving(book: Any) -> dict[int, set[tuple[int, int]]]:  # noqa: ANN401 - xlrd carries no types
    """Return the cells of each sheet, by where it begins, whose formula gives another value each day.

    xlrd gives no formulas. Raises Unusable if there are too many cells, before any is read.
    """
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    start = cells = 0
    for number, (at, code, said) in enumerate(
        _records(book.mem, book.base, book.base + book.stream_len)
    ):
        if code == _START:
            start = at
        cells += code in _ONE_CELL
        cells += (len(said) - 6) // {_BLANKS: 2, _NUMBERS: 6}.get(code, 10**6)
        if cells > MOST_CELLS or number > MOST_RECORDS:
            raise Unusable(
                f"has more than {MOST_CELLS:,} cells, empty ones that have a format included"
            )
        if code == _FORMULA and _VOLATILE.search(said[22:]):
            found[start].add(unpack_from("<HH", said))
        elif code == _SHARED and _VOLATILE.search(said[10:]):
            first, last, left, right = unpack_from("<HHBB", said)
            rows = range(first, min(last, first + MOST_CELLS // (right - left + 1)) + 1)
            found[start].update((row, column) for row in rows for column in range(left, right + 1))
    return found


def _records(stream: bytes, at: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield where each record begins, its kind, and what it says."""
    while at + 4 <= end:
        code, length = unpack_from("<HH", stream, at)
        yield at, code, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _Read:
    """The reading of one sheet."""

    def __init__(self, book: Any, number: int, moving: set[tuple[int, int]]) -> None:  # noqa: ANN401 - likewise
        self._book, self._sheet, self._moving = book, book.sheet_by_index(number), moving

    def sheet(self) -> Sheet:
        """Return the sheet."""
        sheet = self._sheet
        rows: dict[int, dict[int, Cell]] = {}
        for row in range(sheet.nrows):
            cells = (self._cell(row, n) for n in range(min(sheet.row_len(row), LAST_COLUMN)))
            if filled := {cell.column: cell for cell in cells if cell}:
                rows[row + 1] = filled
        merged = tuple(
            Area(left + 1, top + 1, right, bottom)
            for top, bottom, left, right in sheet.merged_cells
        )
        layout = Layout(
            merged,
            frozenset(row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden),
            frozenset(column + 1 for column, about in sheet.colinfo_map.items() if about.hidden),
            bool(sheet.visibility),
        )
        return Sheet(sheet.name, rows, layout)

    def _cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, if anything stands in it."""
        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        is_text, moves = kind == xlrd.XL_CELL_TEXT, (row, column) in self._moving
        is_blank = kind in _BLANK or (is_text and not value.strip())
        if is_blank and not moves:
            return None
        style = self._book.xf_list[self._sheet.cell_xf_index(row, column)]
        held, is_error = (None, False) if is_blank else self._value(kind, value)
        note = self._sheet.cell_note_map.get((row, column))
        return Cell(
            *(row + 1, column + 1, held),
            formula=_MOVES if moves else "",
            error=is_error,
            form=self._form(style.format_key),
            marked=self._marked(row, column, value, style.font_index) if is_text else "",
            is_struck=self._is_struck(style.font_index),
            beside=noted(note.text) if note else "",
        )

    def _value(self, kind: int, value: Any) -> tuple[object, bool]:  # noqa: ANN401 - likewise
        """Return what a cell holds, and whether it is an error."""
        if kind == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(value, "#VALUE!"), True
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value), False
        if kind != xlrd.XL_CELL_DATE:
            return value, False
        try:
            day = xldate_as_datetime(value, self._book.datemode)
        except (OverflowError, ValueError):
            return "#VALUE!", True
        return (day if value >= 1 else day.time()), False

    def _form(self, key: int) -> str:
        """Return a number format; empty if what it shows differs from one computer to another."""
        known = self._book.format_map.get(key)
        return "" if known is None or key in OWN_CURRENCY else known.format_str

    def _marked(self, row: int, column: int, text: str, font: int) -> str:
        """Return a text in which some is struck through between pairs of `~~`; empty if none is."""
        runs = [(0, font), *self._sheet.rich_text_runlist_map.get((row, column), ())]
        ends = [start for start, _ in runs[1:]] + [len(text)]
        return words_marked(
            (text[start:end], self._is_struck(number))
            for (start, number), end in zip(runs, ends, strict=True)
        )[1]

    def _is_struck(self, font: int) -> bool:
        return bool(self._book.font_list[font].struck_out)
