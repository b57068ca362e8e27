"""Responsible for workbooks to test reading with: a good plan, and the same with changes."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

from followthrough.plans.file.plan import plan_of
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import SHEETS as WANTED
from followthrough.reading.handed_in import bytes_of, sheets_in
from rules.problems import BadInput

Rows = list[list[object]]

SHEETS: dict[str, Rows] = {
    "Plan": [
        ["Field", "Value"],
        ["Key", "visit-1"],
        ["Title", "Visit plan"],
        ["Organisation", "Some Council"],
        ["Report", "Letter of 1 May"],
        ["Report date", date(2018, 5, 1)],
        ["Division", "England"],
        ["Administrator", "Ann Lee"],
        ["Notes", "First note.\nSecond note."],
    ],
    "People": [
        ["Name", "Address", "Role", "Agency", "Director"],
        ["Ann Lee", "ann@some.example", "Officer", "Council", None],
        ["Bob Ray", "bob@some.example", "Manager", "Council", "Ann Lee"],
        ["Pat O'Brien", "pat.o'brien@some.example", "Manager", "Trust", "Ann Lee"],
    ],
    "Boards": [
        ["Name", "Chair", "Secretary", "Address", "Escalations", "Packs", "Paragraph", "Meets"],
        ["Partners", "Chief", "Ann Lee", "board@some.example", "yes", "yes", "4.1", "monthly"],
        ["Scrutiny", None, "Bob Ray", "scrutiny@some.example", "no", None, "4.2", None],
    ],
    "Recommendations": [
        ["Reference", "Text", "Paragraph"],
        ["R1", "Do better.", "3.1"],
        ["R2", "Do more.", "3.2"],
    ],
    "Actions": [
        [
            "Reference",
            "Title",
            "Paragraph",
            "Recommendations",
            "Owner",
            "Due date",
            "Measure",
        ],
        ["A1", "First", "4.1", "R1, R2", "Bob Ray", date(2018, 12, 14), "It is done."],
        ["A2", "Second", "4.2", None, "Pat O'Brien", "April 2019", None],
        ["A3", "Third", "4.3", "R2", None, None, None],
    ],
}

MORE: dict[str, Rows] = {
    "Plan": [*SHEETS["Plan"], ["Validator", "Val Day"], ["Evidence", "Yes"]],
    "People": [
        *SHEETS["People"],
        ["Val Day", "val@some.example", "Auditor", "Council", None],
        ["Joe May", "joe@some.example", "Assistant", "Council", "Bob Ray"],
    ],
    "Actions": [
        [
            *SHEETS["Actions"][0],
            *("Theme", "Contributors", "Validator", "Repeats", "Part 2", "Short title"),
        ],
        [
            *SHEETS["Actions"][1],
            *("Front door", "Pat O'Brien; Joe May", None, "Monthly", "Yes", "1st"),
        ],
        [*SHEETS["Actions"][2], None, None, "Joe May", None, None, None],
        [*SHEETS["Actions"][3], "Workforce", "Joe May", None, None, None, None],
    ],
    "Milestones": [
        ["Action", "Reference", "Title", "Due date"],
        ["A1", "M1", "Begun", date(2018, 11, 30)],
        ["A2", "M1", "Half of it", "January 2019"],
        ["A1", "M2", "Nearly there", date(2018, 12, 7)],
    ],
}
"""Those sheets of the good plan that change when everything is used that may be left out."""


def save_plan(
    folder: Path,
    cells: Mapping[str, object] | None = None,
    sheets: Mapping[str, Rows | None] | None = None,
    forms: Mapping[str, str] | None = None,
    lay_out: Callable[[openpyxl.Workbook], None] = lambda _: None,
) -> Path:
    """Save a good plan as `plan.xlsx`, with cells such as `Actions!F2` or whole sheets changed.

    `forms` are number formats of cells; `lay_out` may merge and hide what it likes.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {**SHEETS, **(sheets or {})}.items():
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
    for place, value in (cells or {}).items():
        name, _, at = place.partition("!")
        cell = book[name][at]
        assert isinstance(cell, Cell)
        cell.value = value  # type: ignore[assignment]  # openpyxl says what it can't take
    for place, form in (forms or {}).items():
        name, _, at = place.partition("!")
        book[name][at].number_format = form
    lay_out(book)
    book.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


def read_plan(path: Path) -> PlanFile:
    """Return the plan of a workbook as the product reads it, but in this process: that is quicker."""
    return plan_of(path.name, sheets_in(path.name, bytes_of(path), WANTED, least=0))


def problems(path: Path) -> tuple[str, ...]:
    """Return the sentences with which a file is refused; fails if it isn't."""
    with pytest.raises(BadInput) as refused:
        read_plan(path)
    return refused.value.problems


def only_problem(path: Path) -> str:
    """Return the one sentence with which a file is refused."""
    (problem,) = problems(path)
    return problem
