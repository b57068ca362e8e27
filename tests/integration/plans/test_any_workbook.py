"""A workbook that was not made for us: which table is read, and what is seen of its cells."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from followthrough.plans.file.rows import PlanFile
from followthrough.plans.table.about import Known
from followthrough.plans.table.found import FoundTable
from followthrough.plans.table.opening import open_plan
from followthrough.plans.table.report import in_doubt
from followthrough.plans.table.understood import understand
from rules.problems import BadInput
from tests.builders.plan_file import save_plan
from tests.builders.tables import ANSWERED

STRUCK = InlineFont(strike=True)
HEADINGS = ("Ref", "Action", "Owner", "By when")
ROWS: Sequence[Sequence[object]] = (
    ("Improvement plan",),
    HEADINGS,
    ("Leadership",),
    ("1", "Meet", "Jo Smith", CellRichText(TextBlock(STRUCK, "30/06/2020"), " 31/07/2020")),
    ("2", "Write", None, "Q2 2026/27"),
    ("3", "Train", "Ann Lee", date(2020, 12, 8)),
    ("4", "Stop", "Ann Lee", "=TODAY()"),
    ("5", "Ask", "Ann Lee", date(2020, 4, 1)),
)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with a section over all columns, a shared owner, struck words and a hidden row."""
    path = tmp_path_factory.mktemp("any") / "plan.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.create_sheet("Key").append(("Green", "on track"))
    other = book.create_sheet("Old plan")
    other.append(("Action", "Owner"))
    other.append(("Something else", "Somebody"))
    sheet = book.create_sheet("Actions")
    for row in ROWS:
        sheet.append(row)
    for cells in ("A3:D3", "C4:C5"):
        sheet.merge_cells(cells)
    sheet["D6"].number_format = "d-mmm"
    sheet["D8"].number_format = "mmm-yy"
    sheet["B7"].font = Font(strike=True)
    sheet["D5"].comment = Comment("Ask Jo.", "Ann Lee")
    sheet["F5"].comment = Comment("By the side.", "Ann Lee")
    sheet["A20"].comment = Comment("Below.", "Ann Lee")
    sheet.row_dimensions[8].hidden = True
    book.save(path)
    return path


def table(path: Path, sheet: str = "") -> FoundTable:
    found = open_plan(path, sheet)
    assert isinstance(found, FoundTable)
    return found


def test_the_table_whose_headings_are_known_best_is_read_as_its_reader_sees_it(
    workbook: Path,
) -> None:
    """As rows 268, 270, 271 and 280 say."""
    found = understand("plan.xlsx", table(workbook), ANSWERED, Known())
    assert [(one.ref, one.owner, one.due_date, one.theme) for one in found.plan.actions] == [
        ("1", "Jo Smith", date(2020, 7, 31), "Leadership"),
        ("2", "Jo Smith", date(2026, 9, 30), "Leadership"),
        ("3", "Ann Lee", date(2020, 12, 8), "Leadership"),
        ("4", "Ann Lee", None, "Leadership"),
        ("5", "Ann Lee", date(2020, 4, 30), "Leadership"),
    ]
    assert [one.due_date_as_written for one in found.plan.actions][1::3] == ["Q2 2026/27", "Apr-20"]
    told = [
        """sheet Actions: row 8 ("5") can't be seen, and counted all the same.""",
        'Read is the sheet "Actions". There are tables on "Old plan" too: ',
        'sheet Actions, cell D4: "30/06/2020 31/07/2020" stands for "30/06/2020", which is struck ',
        'sheet Actions, cell D5: "Q2 2026/27" has the note "Ask Jo."',
        'sheet Actions, cell D6: "08/12/2020" is a date of which the cell shows no year. Taken as 8 ',
        "sheet Actions, cell D7: it is a formula that moves every day. Taken as no date.",
        'sheet Actions, cell B7: "~~Stop~~" is struck through; taken in all the same.',
    ]
    doubts = list(in_doubt(found))
    assert [one[: len(begun)] for one, begun in zip(doubts, told, strict=True)] == told


def test_another_sheet_is_read_by_its_name(workbook: Path) -> None:
    assert table(workbook, "old plan").where == "sheet Old plan"
    with pytest.raises(BadInput, match=r"has no sheet Plan; it has Key, Old plan, Actions\."):
        table(workbook, "Plan")


def test_a_workbook_of_ours_is_read_as_ever(tmp_path: Path) -> None:
    assert isinstance(open_plan(save_plan(tmp_path)), PlanFile)
    with pytest.raises(BadInput, match="the sheet Boards is missing"):
        open_plan(save_plan(tmp_path, sheets={"Boards": None}))


def test_a_workbook_without_a_table_is_refused_in_one_sentence(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "plan.xlsx")
    with pytest.raises(BadInput, match="holds no table") as wrong:
        open_plan(tmp_path / "plan.xlsx")
    assert len(wrong.value.problems) == 1
