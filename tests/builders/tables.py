"""Sheets and tables as other people make them, to find a plan in."""

from collections.abc import Sequence
from io import BytesIO

import openpyxl

from followthrough.plans.table.about import Known
from followthrough.plans.table.found import FoundTable, find_table
from followthrough.plans.table.profile import Profile
from followthrough.plans.table.understood import Understood, understand
from followthrough.reading.cells import Area, Cell, Layout, Sheet

ABOUT = {"organisation": "Borough of Example", "administrator": "Ada Admin"}
BOARD = {"name": "Top Board", "secretary": "Sam Secretary", "address": "board@example.example"}
ANSWERED = Profile({**ABOUT, "key": "plan", "title": "Plan"}, BOARD)
"""A profile that says all that no table can."""

PLAN = (
    ("Improvement plan 2018",),
    ("Red", "late"),
    ("Green", "on track"),
    (),
    ("Ref", "Action", "Lead officer", "By when", "RAG"),
    ("1. Leadership",),
    ("1.1", "Hold a board", "Jo Smith", "31/03/2019", "Green"),
    ("1.2", "Write a strategy", "Pat O\u2019Brien", "April 2019"),
    ("Ref", "Action", "Lead officer", "By when", "RAG"),
    ("2. Practice",),
    ("2.1", "Train social workers\nin court work", "Jo Smith; Pat O'Brien", "Ongoing", "Amber"),
    ("2.2",),
    ("2.3",),
    ("Amber means on track.",),
)
"""A plan with a title, a key of colours, sections, its headings again, empty rows and a note."""

CSV = "\n".join(";".join(f'"{cell}"' for cell in row) for row in PLAN)
"""The same, as Excel saves it in Britain and beyond."""


def a_workbook() -> bytes:
    """Return the same as Excel saves it, titles of sections merged over all columns."""
    book, kept = openpyxl.Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Plan 2018")
    for row in PLAN:
        sheet.append(row)
    for cells in ("A6:E6", "A10:E10"):
        sheet.merge_cells(cells)
    book.save(kept)
    return kept.getvalue()


def a_sheet(rows: Sequence[Sequence[object]], *merged: Area, name: str = "Plan 2018") -> Sheet:
    cells = {
        number: {
            column: Cell(number, column, value)
            for column, value in enumerate(row, start=1)
            if value not in (None, "")
        }
        for number, row in enumerate(rows, start=1)
    }
    return Sheet(name, {n: row for n, row in cells.items() if row}, Layout(merged))


def a_table(rows: Sequence[Sequence[object]], *merged: Area) -> FoundTable:
    found = find_table(a_sheet(rows, *merged))
    assert found
    return found


def read(
    rows: Sequence[Sequence[object]],
    *merged: Area,
    profile: Profile = ANSWERED,
    people: Sequence[str] = (),
) -> Understood:
    return understand("plan.xlsx", a_table(rows, *merged), profile, Known(tuple(people)))
