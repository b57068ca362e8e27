"""Responsible for what is written beside a doubtful cell: words that are known again as ours."""

import re
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from rules.problems import BadInput
from rules.text import shown

AUTHOR = "Followthrough"
COLOUR = "FFF2CC"
SIZE = {"width": 320, "height": 140}
LONGEST = 2_000
_BEGIN, _END = f"{AUTHOR} is in doubt here:", f"(So far {AUTHOR}.)"
_OURS = re.compile(rf"\s*{re.escape(_BEGIN)}.*?{re.escape(_END)}\s*", re.DOTALL)


def mark_of(sentences: Iterable[str]) -> str:
    """Return sentences as a note that `unmarked` knows again."""
    text = shown("\n".join(sentences)).replace(_END, "")[:LONGEST]
    return f"{_BEGIN}\n{text}\n{_END}"


def unmarked(note: str) -> str:
    """Return what a note says beside our marks: what people wrote stays, above them or below."""
    return _OURS.sub("\n", note).strip() if _BEGIN in note else note


def mark(data: bytes, title: str, marks: Mapping[str, str]) -> bytes:
    """Return a workbook with notes beside cells of the sheet of that title, by cell, such as F7.

    Those of an earlier marking are taken away; macros are left out. It must have been read before:
    nothing is checked here. Raises BadInput if there is no memory for all that is on its sheets, such
    as a million merged cells.
    """
    book = None
    with warnings.catch_warnings(), suppress(MemoryError):
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out
        book = openpyxl.load_workbook(BytesIO(data), rich_text=True)
    if book is None:  # what it had read is let go by now, so that there is room to say so
        raise BadInput(
            "The workbook holds too much to be marked; copy the plan's sheet into a new one."
        )
    sheet = book[title]
    _unmark(sheet)
    tops = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
    }
    told: dict[tuple[int, int], list[str]] = {}
    for place, note in marks.items():
        cell = sheet[place]
        at = (cell.row, cell.column)
        told.setdefault(tops.get(at, at), []).append(note)
    for (row, column), notes in told.items():
        cell = sheet.cell(row, column)
        own = [cell.comment.text] if cell.comment else []
        cell.comment = Comment("\n\n".join([*own, *dict.fromkeys(notes)]), AUTHOR, **SIZE)
        cell.fill = PatternFill("solid", fgColor=COLOUR)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _unmark(sheet: Worksheet) -> None:
    for cell in list(sheet._cells.values()):  # noqa: SLF001 - only those that are there
        note = None if isinstance(cell, MergedCell) else cell.comment
        if note and (left := unmarked(note.text)) != note.text:
            cell.comment = Comment(left, note.author or AUTHOR) if left else None
            if str(cell.fill.fgColor.rgb).endswith(COLOUR):
                cell.fill = PatternFill()
