"""Responsible for opening a workbook that someone sent: what is in its cells, and no harm done."""

import re
import warnings
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS

from followthrough.apart import Broken, Limits, call
from followthrough.reading.cells import Sheet, fold
from followthrough.reading.file import MEGABYTE, name_of, read_file
from followthrough.reading.package import Bounds, Damaged, Locked, Unusable, parts_of
from followthrough.reading.sheet_xml import sheet_of, texts_of
from rules.problems import BadInput

T = TypeVar("T")

BIGGEST_FILE = 20 * MEGABYTE
BOUNDS = Bounds(inside=40 * MEGABYTE, signs=1_000_000)
"""Ten thousand rows of twelve filled columns have half a million signs, in 15 megabytes."""
LIMITS = Limits(seconds=60, memory=1024 * MEGABYTE, own=220 * MEGABYTE, cpu=40)
"""What it may take to read one; ten thousand rows need 3 seconds and 120 megabytes."""
MOST_ROWS = 20_000
MOST_SHEETS = 250
MOST_CELLS = 250_000
"""Cells of all sheets, those that hold nothing but a format too: filled ones have as many at most."""
_SHEET = re.compile(rb"[<:]sheet\s")
_CELL = re.compile(rb"[<:]c[\s/>]")
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
    `least` are there, all that there are count as wanted. Raises BadInput with one sentence if the file
    is missing, too big, protected, not a readable .xlsx workbook or takes too much; else as `take`
    does.
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
    with warnings.catch_warnings():
        # openpyxl warns of what it leaves out (drop-down lists, odd styles): nothing we read.
        warnings.simplefilter("ignore")
        there = _open(data)
        asked = {fold(title): title for title in wanted}
        if len(asked.keys() & there.keys()) < least:
            asked = {key: str(sheet.title) for key, sheet in there.items()}
        sheets: dict[str, Sheet] = {}
        for key in [title for title in reversed(there) if title in asked]:
            # openpyxl lends the part that it would read the cells from.
            with there[key]._get_source() as part:  # type: ignore[attr-defined]  # noqa: SLF001
                read = sheet_of(part, there[key], asked[key])
            if len(read.rows) > MOST_ROWS:
                raise BadInput(
                    f"{name}, sheet {read.name}: more than {MOST_ROWS:,} rows are filled; split the plan."
                )
            sheets[read.name] = read
        return sheets


class _Reader(ExcelReader):
    """A workbook's styles, texts and sheets, without their cells."""

    def read_strings(self) -> None:
        """Read the texts that cells share, with what is struck through in them."""
        told = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if told is not None:
            with self.archive.open(told.PartName[1:]) as part:
                self.shared_strings = texts_of(part)  # type: ignore[assignment]  # theirs are bare


def _open(data: bytes) -> dict[str, ReadOnlyWorksheet]:
    reader = _Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    sheets = [sheet for sheet in reader.wb.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    return {fold(sheet.title): sheet for sheet in reversed(sheets)}  # the first of two alike
