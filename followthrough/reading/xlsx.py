"""Responsible for opening a workbook that someone sent: what is in its cells, and no harm done."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from followthrough.apart import Broken, Limits, call
from followthrough.reading.cells import Cell, Layout, Sheet, fold
from followthrough.reading.file import MEGABYTE, name_of, read_file
from followthrough.reading.layout import LAST_COLUMN, layout_of
from followthrough.reading.package import Bounds, Damaged, Locked, Unusable, parts_of
from rules.problems import BadInput

T = TypeVar("T")

BIGGEST_FILE = 20 * MEGABYTE
BOUNDS = Bounds(inside=40 * MEGABYTE, signs=1_000_000)
"""Ten thousand rows of twelve filled columns have half a million signs, in 15 megabytes."""
LIMITS = Limits(seconds=60, memory=1024 * MEGABYTE, own=220 * MEGABYTE, cpu=40)
"""What it may take to read one; ten thousand rows need 7 seconds and 140 megabytes."""
LAST_ROW = 1_048_576  # Excel's own
MOST_ROWS = 20_000
MOST_SHEETS = 250
MOST_CELLS = 250_000
"""Cells of all sheets, those that hold nothing but a format too: filled ones have as many at most."""
_SHEET = re.compile(rb"[<:]sheet\s")
_CELL = re.compile(rb"[<:]c[\s/>]")
OWN_CURRENCY = {5, 6, 7, 8, 42, 44}
"""Formats that a file names by number alone; each reader's own currency is shown."""
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")
PROTECTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(
    path: Path,
    wanted: tuple[str, ...],
    take: Callable[[str, Mapping[str, Sheet]], T],
    least: int = 0,
) -> T:
    """Return what `take` makes of the workbook at `path`: of its name and those sheets that are wanted.

    Both are done in a process of its own. Sheets that are not there are left out; if fewer than
    `least` are there, all that there are count as wanted, and what is struck through is marked. Raises BadInput
    with one sentence if the file is missing, too big, protected, not a readable .xlsx workbook or
    takes too much; else as `take` does.
    """
    data, name = workbook_bytes(path), name_of(path.name)
    try:
        found: T = call(LIMITS, _taken, name, data, wanted, take, least)
    except Broken as broken:
        if not broken.by_limit:
            raise
        raise BadInput(
            f"{name} can't be read: its reader {broken}; copy the plan's sheets into a new workbook."
        ) from broken
    return found


def _taken(
    name: str,
    data: bytes,
    wanted: tuple[str, ...],
    take: Callable[[str, Mapping[str, Sheet]], T],
    least: int,
) -> T:
    return take(name, sheets_of(name, data, wanted, least))


def workbook_bytes(path: Path) -> bytes:
    """Return the file at `path`; raises BadInput as `read_file` does, and if it is no .xlsx."""
    data = read_file(path, BIGGEST_FILE, "take pictures and old sheets out of it")
    name = name_of(path.name)
    if data.startswith(OLD_FORMAT) and PROTECTED in data:
        raise _protected(name)
    if data.startswith(OLD_FORMAT) or path.suffix.casefold() != ".xlsx":
        raise BadInput(f"{name} is not an .xlsx workbook; save it as Excel Workbook (.xlsx).")
    return data


def sheets_of(name: str, data: bytes, wanted: tuple[str, ...], least: int = 0) -> dict[str, Sheet]:
    """Return those sheets of a workbook that are wanted, by the name asked for, or all by their own.

    `least` is as in `read_workbook`, and `name` is the file's, for sentences. Raises BadInput with
    one sentence if it is too big, protected, or not a readable .xlsx workbook. What that takes is
    known only when it is read, so that whoever has it from outside calls `read_workbook`.
    """
    if not openpyxl.DEFUSEDXML:
        raise BadInput(
            f"{name} was not opened: the package defusedxml is missing, or the setting "
            "OPENPYXL_DEFUSEDXML switches it off; install it and remove the setting."
        )
    try:
        _check_numbers(parts_of(data, BOUNDS))
        return _sheets(name, data, wanted, least)
    except (BadInput, MemoryError):
        raise
    except Locked as locked:
        raise _protected(name) from locked
    except Damaged as damage:
        raise _unreadable(name) from damage
    except Unusable as unusable:
        raise BadInput(
            f"{name} {unusable}; copy the plan's sheets into a new workbook."
        ) from unusable
    # The XML parsers and openpyxl raise some thirty kinds of exception on damaged files, several
    # of them undocumented; whatever the bytes, a person must get a sentence.
    except Exception as damage:
        raise _unreadable(name) from damage


def _check_numbers(parts: Mapping[str, bytes]) -> None:
    """Raise Unusable for too many sheets, since one part may be any number of them, or cells."""
    named = sum(len(_SHEET.findall(part)) for part in parts.values())
    if named > MOST_SHEETS:
        raise Unusable(f"names more than {MOST_SHEETS} sheets")
    cells = sum(len(_CELL.findall(part)) for part in parts.values())
    if cells > MOST_CELLS:
        raise Unusable(
            f"has more than {MOST_CELLS:,} cells, empty ones that have a format included"
        )


def _unreadable(name: str) -> BadInput:
    return BadInput(
        f"{name} is not a readable Excel workbook; open it in Excel and save it as .xlsx."
    )


def _protected(name: str) -> BadInput:
    return BadInput(f"{name} is protected by a password; save it in Excel without one.")


def _sheets(name: str, data: bytes, wanted: tuple[str, ...], least: int) -> dict[str, Sheet]:
    """Read every cell twice: as it was written, to know formulas, and as Excel last saw it."""
    with warnings.catch_warnings():
        # openpyxl warns of what it leaves out (drop-down lists, odd styles): nothing we read.
        warnings.simplefilter("ignore")
        written = _open(data, data_only=False)
        seen = _open(data, data_only=True)
        asked = {fold(title): title for title in wanted}
        is_any = len(asked.keys() & seen.keys()) < least
        if is_any:
            asked = {key: str(sheet.title) for key, sheet in seen.items()}
            seen = _open(data, data_only=True, rich_text=True)
        sheets: dict[str, Sheet] = {}
        for key in [title for title in reversed(seen) if title in asked]:
            place = f"{name}, sheet {asked[key]}"
            layout = _layout(seen[key])
            struck = layout.struck if is_any else None
            rows = _rows(place, _cells(written[key], seen[key], struck))
            sheets[asked[key]] = Sheet(asked[key], rows, layout)
        return sheets


def _open(data: bytes, *, data_only: bool, rich_text: bool = False) -> dict[str, ReadOnlyWorksheet]:
    book = openpyxl.load_workbook(
        BytesIO(data), read_only=True, data_only=data_only, keep_links=False, rich_text=rich_text
    )
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    for sheet in sheets:
        sheet.reset_dimensions()  # what the file says about its own size is often wrong
    return {fold(sheet.title): sheet for sheet in reversed(sheets)}  # the first of two alike


def _layout(sheet: ReadOnlyWorksheet) -> Layout:
    # openpyxl keeps none of it where it streams cells, and lends the part that it reads them from.
    with sheet._get_source() as part:  # type: ignore[attr-defined]  # noqa: SLF001
        layout = layout_of(part)
    return replace(layout, is_hidden=sheet.sheet_state != "visible")


def _rows(place: str, cells: Iterator[Cell]) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
        if len(rows) > MOST_ROWS:
            raise BadInput(f"{place}: more than {MOST_ROWS:,} rows are filled; split the plan.")
    return rows


def _cells(
    written: ReadOnlyWorksheet, seen: ReadOnlyWorksheet, struck: Mapping[str, str] | None
) -> Iterator[Cell]:
    """Yield the filled cells; unless `struck` is None, marked where something is struck through."""
    left_out: object = None
    pairs = zip(_grid(written), _grid(seen), strict=True)
    for number, (formulas, values) in enumerate(pairs, start=1):
        # A file may claim a row a billion rows down; openpyxl would hand out all those between.
        if number > LAST_ROW:
            raise ValueError(number)
        # Rows that the file leaves out are all one and the same tuple: looking once is enough.
        if values is left_out:
            continue
        if EMPTY_CELL is values[0]:
            left_out = values
        filled = _filled(formulas, values)
        yield from filled if struck is None else (_marked(one, values, struck) for one in filled)


def _grid(sheet: ReadOnlyWorksheet) -> Iterator[tuple[object, ...]]:
    return sheet.iter_rows(max_col=LAST_COLUMN)  # type: ignore[misc]  # the stubs know no self


def _filled(formulas: tuple[object, ...], values: tuple[object, ...]) -> Iterator[Cell]:
    for formula, value in zip(formulas, values, strict=True):
        if isinstance(formula, ReadOnlyCell) and isinstance(value, ReadOnlyCell):
            computed = formula.data_type == "f"
            if computed or _has_content(value.value):
                text = getattr(formula.value, "text", formula.value) if computed else ""
                error = value.data_type == "e"
                yield Cell(value.row, value.column, value.value, str(text), error, _form(value))


def _marked(cell: Cell, row: tuple[object, ...], struck: Mapping[str, str]) -> Cell:
    """Return a cell with what is struck through in it marked."""
    if isinstance(cell.value, CellRichText):
        parts = [f"~~{part}~~" if _is_struck(part) else str(part) for part in cell.value]
        is_any = any(map(_is_struck, cell.value))
        return replace(cell, value=str(cell.value), marked="".join(parts) if is_any else "")
    seen = row[cell.column - 1]
    is_struck = isinstance(seen, ReadOnlyCell) and seen.has_style and bool(seen.font.strike)
    own = struck.get(f"{get_column_letter(cell.column)}{cell.row}", "")
    return replace(cell, marked=own, is_struck=is_struck)


def _is_struck(part: object) -> bool:
    return isinstance(part, TextBlock) and bool(part.font.strike)


def _form(cell: ReadOnlyCell) -> str:
    """Return a cell's number format; empty if what it shows differs from one computer to another."""
    return "" if cell.style_array.numFmtId in OWN_CURRENCY else str(cell.number_format)


def _has_content(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
