"""Responsible for the copy of a table in which each doubtful cell has a note, to correct and bring in again."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import chain
from pathlib import Path

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followthrough.apart import Broken, call
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.table.asked import Question
from followthrough.plans.table.found import FoundRow, FoundTable
from followthrough.plans.table.take_in import kept_beside, open_profile, read_unattended
from followthrough.plans.table.understood import Doubt, Understood
from followthrough.reading.as_text import AS_TEXT
from followthrough.reading.entry import Written, trimmed
from followthrough.reading.file import name_of, whole
from followthrough.reading.handed_in import LIMITS, bytes_of, is_workbook
from followthrough.reading.marks import AUTHOR, COLOUR, SIZE, mark, mark_of
from followthrough.workplace import Workplace
from rules.problems import BadInput
from rules.text import folded, shown
from rules.words import count

HEADINGS = -1
"""In place of the number of a row."""
LONGEST_NAME = 31
LONGEST_CELL = 32_767
WIDTH = 30
Marks = Mapping[tuple[int, int], str]
"""A note for each doubtful cell, by the place of its row in the table, and its column."""


def write_marked(place: Workplace, path: Path, copy: Path, profile: Path | None = None) -> str:
    """Write a copy of a table in which each doubtful cell has a note; return a sentence about it.

    It is read by the answers in the profile, or beside the table if none is named. A workbook is
    copied; of any other file the table is written as it was read, on the sheet that the profile names.
    Raises BadInput as `read_unattended` does, for a workbook of ours, for a copy that is no .xlsx file
    or the table itself, and if it can't be written.
    """
    if copy.suffix.casefold() != ".xlsx":
        raise BadInput(f"{name_of(copy)}: a marked copy is a .xlsx file; give it that ending.")
    if copy.exists() and path.exists() and copy.samefile(path):
        raise BadInput(f"{name_of(copy)} is the table itself; give its marked copy another name.")
    data, answers = bytes_of(path), profile or kept_beside(path)
    found = read_unattended(place, path, profile, are_taken=False)
    if isinstance(found, PlanFile):
        raise BadInput(
            f"{name_of(path.name)} is a workbook made for Followthrough: the import names each cell "
            "that must be mended."
        )
    marks = marks_of(found)
    if not marks:
        return "No cell is in doubt: no marked copy was written."
    if is_workbook(path.name, data):
        content = _copied(path, data, found.table, marks)
    else:
        content = as_workbook(found.table, marks, open_profile(answers).sheet)
    with whole(copy) as out:
        out.buffer.write(content)
    return f"{count(len(marks), 'doubtful cell')} marked in {name_of(copy)}."


def marks_of(found: Understood) -> Marks:
    """Return a note for each cell that is in doubt, is asked about, or can't be taken in."""
    numbers = {id(row): number for number, row in enumerate(found.table.rows)}
    told: dict[tuple[int, int], list[str]] = {}
    for one in (*found.refused, *found.doubts):
        told.setdefault((numbers[id(one.row)], one.column), []).append(_said(one))
    for question in found.questions:
        proposed = f" Proposed is {question.default}." if question.default else ""
        for at in _asked_about(found, question):
            told.setdefault(at, []).append(question.text + proposed)
    return {at: mark_of(dict.fromkeys(said)) for at, said in told.items()}


def _said(doubt: Doubt) -> str:
    return f"This cell {doubt.why}.{f' Taken as {doubt.proposal}.' if doubt.proposal else ''}"


def _asked_about(found: Understood, question: Question) -> Iterator[tuple[int, int]]:
    """Yield the cells that a question is about: a heading, or all those of an owner's words."""
    if question.about == "columns":
        for column, heading in found.table.headings.items():
            if heading == question.of and found.table.row:
                yield HEADINGS, column
    if question.about == "owners":
        named = (found.mapped.columns.get(name, ()) for name in ("owner", "contributors"))
        columns = list(chain(*named))
        for number, row in enumerate(found.table.rows):
            for column in columns:
                if column in row.cells and folded(trimmed(row.cells[column].seen)) == folded(
                    question.of
                ):
                    yield number, column


def _copied(path: Path, data: bytes, table: FoundTable, marks: Marks) -> bytes:
    """Return a workbook with the marks, made in the process that may take so much and no more."""
    title = table.where.removeprefix("sheet ")
    places = {_place(table, *at): note for at, note in marks.items()}
    try:
        content: bytes = call(LIMITS, mark, data, title, places)
    except Broken as broken:
        if not broken.by_limit:
            raise
        raise BadInput(
            f"{name_of(path.name)} can't be marked: its writer {broken}; copy the plan's sheet into a new file."
        ) from broken
    return content


def _place(table: FoundTable, number: int, column: int) -> str:
    row = FoundRow(table.row, {}) if number == HEADINGS else table.rows[number]
    return table.cell(column, row)


def as_workbook(table: FoundTable, marks: Marks, sheet: str = "") -> bytes:
    """Return a table as a workbook, its headings first; text is text, and what is struck stays so."""
    kept = BytesIO()
    with Workbook(kept, AS_TEXT) as book:
        page = book.add_worksheet(_title(sheet))
        page.freeze_panes(1, 0)
        page.set_column(0, max(table.headings, default=1) - 1, WIDTH)
        cells = _Cells(book, page, marks)
        for column, words in table.headings.items():
            cells.write(0, HEADINGS, column, Written(words))
        for number, row in enumerate(table.rows):
            if row.is_wide and len(table.headings) > 1:
                first, last = min(table.headings), max(table.headings)
                page.merge_range(number + 1, first - 1, number + 1, last - 1, "")
            for column, one in row.cells.items():
                at = min(table.headings) if row.is_wide else column
                cells.write(number + 1, number, column, one, at)
    return kept.getvalue()


class _Cells:
    """What is written into the cells of a sheet."""

    def __init__(self, book: Workbook, page: Worksheet, marks: Marks) -> None:
        self._page, self._marks = page, marks
        self._struck = book.add_format({"font_strikeout": True})
        wrapped = {"text_wrap": True, "valign": "top"}
        self._forms = {
            (is_marked, is_struck): book.add_format(
                wrapped
                | ({"bg_color": f"#{COLOUR}"} if is_marked else {})
                | ({"font_strikeout": True} if is_struck else {})
            )
            for is_marked in (False, True)
            for is_struck in (False, True)
        }

    def write(self, line: int, number: int, column: int, one: Written, at: int = 0) -> None:
        """Write one cell, with its mark if it has one."""
        note = self._marks.get((number, column), "")
        said = shown(one.marked or one.seen)[:LONGEST_CELL]
        texts = said.split("~~") if one.marked else [said]
        parts = [(text, odd % 2 == 1) for odd, text in enumerate(texts) if text]
        place = (line, (at or column) - 1)
        form = self._forms[bool(note), len(parts) == 1 and parts[0][1]]
        if len(parts) > 1:
            runs = [
                part
                for text, is_struck in parts
                for part in ((self._struck, text) if is_struck else (text,))
            ]
            self._page.write_rich_string(*place, *runs, form)
        elif parts:
            self._page.write_string(*place, parts[0][0], form)
        if note:
            self._page.write_comment(*place, note, {"author": AUTHOR, **SIZE})


def _title(wanted: str) -> str:
    """Return a name that Excel takes for a sheet."""
    return (
        "".join(sign for sign in shown(wanted) if sign not in "[]:*?/\\'")[:LONGEST_NAME]
        or "Actions"
    )
