"""Responsible for opening a workbook that someone sent: what is in its cells, and no harm done."""

import re
import warnings
from collections.abc import Mapping
from io import BytesIO

import openpyxl
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import COMMENTS_NS, SHARED_STRINGS

from followthrough.reading.cells import MOST_CELLS, Sheet, fold, with_notes
from followthrough.reading.file import MEGABYTE
from followthrough.reading.package import Bounds, Unusable, parts_of
from followthrough.reading.sheet_xml import notes_of, sheet_of, texts_of
from rules.problems import BadInput

BOUNDS = Bounds(inside=40 * MEGABYTE, signs=1_000_000)
"""Ten thousand rows of twelve filled columns have half a million signs, in 15 megabytes."""
MOST_SHEETS = 250
_SHEET = re.compile(rb"[<:]sheet\s")
_CELL = re.compile(rb"[<:]c[\s/>]")


def sheets_of(data: bytes, wanted: tuple[str, ...], least: int) -> dict[str, Sheet]:
    """Return those sheets of a workbook that are wanted, by the name asked for, or all by their own.

    They are all where fewer than `least` of those wanted are there. Raises Unusable if it holds too
    much, and whatever the parsers do if it is damaged.
    """
    if not openpyxl.DEFUSEDXML:
        raise BadInput(
            "No workbook was opened: the package defusedxml is missing, or the setting "
            "OPENPYXL_DEFUSEDXML switches it off; install it and remove the setting."
        )
    _check_numbers(parts_of(data, BOUNDS))
    return _sheets(data, wanted, least)


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


def _sheets(data: bytes, wanted: tuple[str, ...], least: int) -> dict[str, Sheet]:
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
            if notes := _notes(there[key]):
                read = with_notes(read, notes)
            sheets[read.name] = read
        return sheets


def _notes(sheet: ReadOnlyWorksheet) -> dict[tuple[int, int], str]:
    """Return the notes of a sheet, which stand in a part of their own."""
    archive = sheet.parent._archive  # type: ignore[attr-defined]  # noqa: SLF001 - it lends no other way
    path = get_rels_path(sheet._worksheet_path)  # type: ignore[attr-defined,no-untyped-call]  # noqa: SLF001
    if path not in archive.namelist():
        return {}
    found: dict[tuple[int, int], str] = {}
    for about in get_dependents(archive, path).find(COMMENTS_NS):
        with archive.open(about.target) as part:
            found |= notes_of(part)
    return found


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
