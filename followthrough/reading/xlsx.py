"""Responsible for opening a workbook that someone sent: what is in its cells, and no harm done."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from followthrough.reading.cells import Cell, Sheet, fold
from rules.problems import BadInput

MEGABYTE = 1024 * 1024
BIGGEST_FILE = 20 * MEGABYTE
BIGGEST_INSIDE = 40 * MEGABYTE
LAST_ROW = 1_048_576  # Excel's own
LAST_COLUMN = 100
MOST_ROWS = 20_000
OWN_CURRENCY = {5, 6, 7, 8, 42, 44}
"""Formats that a file names by number alone; each reader's own currency is shown."""
ENCRYPTED = 1
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")
PROTECTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(path: Path, wanted: tuple[str, ...]) -> dict[str, Sheet]:
    """Return those sheets of the workbook at `path` that are wanted, by the name asked for.

    Sheets that are not there are left out. Raises BadInput with one sentence if the file is
    missing, too big, protected, or not a readable .xlsx workbook.
    """
    data = _bytes(path)
    try:
        _check_inside(path.name, data)
        return _sheets(path.name, data, wanted)
    except BadInput:
        raise
    # zipfile, zlib, the XML parsers and openpyxl raise some thirty kinds of exception on damaged
    # files, several of them undocumented; whatever the bytes, a person must get a sentence.
    except Exception as damage:
        raise BadInput(
            f"{path.name} is not a readable Excel workbook; open it in Excel and save it as .xlsx."
        ) from damage


def _bytes(path: Path) -> bytes:
    """Return the file as it is on disk; raises BadInput if it can't be an .xlsx workbook."""
    if not openpyxl.DEFUSEDXML:
        raise BadInput(
            f"{path.name} was not opened: the package defusedxml is missing, or the setting "
            "OPENPYXL_DEFUSEDXML switches it off; install it and remove the setting."
        )
    if path.is_dir():
        raise BadInput(f"{path} is a folder; give the path of a file in it.")
    if not path.is_file():
        raise BadInput(f"{path.name} is not there; check the path {path}.")
    try:
        with path.open("rb") as file:
            data = file.read(BIGGEST_FILE + 1)
    except OSError as error:
        raise BadInput(f"{path.name} can't be read: {error.strerror}.") from error
    if len(data) > BIGGEST_FILE:
        raise BadInput(f"{path.name} is over 20 MB; take pictures and old sheets out of it.")
    _check_kind(path, data)
    return data


def _check_kind(path: Path, data: bytes) -> None:
    if data.startswith(OLD_FORMAT) and PROTECTED in data:
        raise _protected(path.name)
    if data.startswith(OLD_FORMAT) or path.suffix.casefold() != ".xlsx":
        raise BadInput(f"{path.name} is not an .xlsx workbook; save it as Excel Workbook (.xlsx).")


def _check_inside(name: str, data: bytes) -> None:
    """Read the zip's directory only, so that nothing is inflated before its size is known."""
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise _protected(name)
    if sum(entry.file_size for entry in entries) > BIGGEST_INSIDE:
        raise BadInput(
            f"{name} is over 40 MB when unpacked; copy the plan's sheets into a new workbook."
        )


def _protected(name: str) -> BadInput:
    return BadInput(f"{name} is protected by a password; save it in Excel without one.")


def _sheets(name: str, data: bytes, wanted: tuple[str, ...]) -> dict[str, Sheet]:
    """Read every cell twice: as it was written, to know formulas, and as Excel last saw it."""
    with warnings.catch_warnings():
        # openpyxl warns of what it leaves out (drop-down lists, odd styles): nothing we read.
        warnings.simplefilter("ignore")
        written = _open(data, data_only=False)
        seen = _open(data, data_only=True)
        asked = {fold(title): title for title in wanted}
        sheets: dict[str, Sheet] = {}
        for key in [title for title in seen if title in asked]:
            place = f"{name}, sheet {asked[key]}"
            rows = _rows(place, _cells(written[key], seen[key]))
            sheets[asked[key]] = Sheet(asked[key], rows)
        return sheets


def _open(data: bytes, *, data_only: bool) -> dict[str, ReadOnlyWorksheet]:
    book = openpyxl.load_workbook(
        BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    for sheet in sheets:
        sheet.reset_dimensions()  # what the file says about its own size is often wrong
    return {fold(sheet.title): sheet for sheet in reversed(sheets)}  # the first of two alike


def _rows(place: str, cells: Iterator[Cell]) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
        if len(rows) > MOST_ROWS:
            raise BadInput(f"{place}: more than {MOST_ROWS:,} rows are filled; split the plan.")
    return rows


def _cells(written: ReadOnlyWorksheet, seen: ReadOnlyWorksheet) -> Iterator[Cell]:
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
        yield from _filled(formulas, values)


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


def _form(cell: ReadOnlyCell) -> str:
    """Return a cell's number format; empty if what it shows differs from one computer to another."""
    return "" if cell.style_array.numFmtId in OWN_CURRENCY else str(cell.number_format)


def _has_content(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
