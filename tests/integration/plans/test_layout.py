"""Merged cells say what whoever looks at them reads, or are refused; what is hidden is named."""

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from sqlalchemy import Engine

from followthrough.plans.file.columns import columns, shared
from followthrough.plans.file.plan import read_plan
from followthrough.plans.file.sheets import MORE_ROWS, ROWS
from followthrough.plans.import_plan import fingerprint, import_plan
from followthrough.plans.registers import take_in
from followthrough.reading.cells import Area, Layout
from followthrough.reading.sheet_xml import sheet_of
from tests.builders.places import a_place
from tests.builders.plan_file import SHEETS, Rows, problems, save_plan
from tests.builders.plans import at

NOW = at(date(2018, 11, 1))


def merged(folder: Path, *areas: str, cells: Mapping[str, object] | None = None) -> Path:
    """Return the good plan with cells such as `Actions!E2:E3` merged."""

    def lay_out(book: openpyxl.Workbook) -> None:
        for place in areas:
            sheet, _, area = place.partition("!")
            book[sheet].merge_cells(area)

    return save_plan(folder, cells, lay_out=lay_out)


def test_a_cell_merged_over_rows_speaks_for_each_of_them(tmp_path: Path) -> None:
    """Hold its row (row 166)."""
    areas = ("Actions!D2:D4", "Actions!E2:E4", "Actions!F2:F3", "People!E3:E4")
    plan = read_plan(merged(tmp_path, *areas))
    assert [action.owner for action in plan.actions] == ["Bob Ray"] * 3
    assert [action.recommendations for action in plan.actions] == ["R1, R2"] * 3
    assert [action.due_date for action in plan.actions] == [date(2018, 12, 14)] * 2 + [None]
    assert [person.director for person in plan.people] == ["", "Ann Lee", "Ann Lee"]


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("Actions!A2:A3", "cells A2:A3: merged over rows; write the reference of each row into"),
        ("Actions!B2:B4", "cells B2:B4: merged over rows; write the title of each row into"),
        ("Actions!B2:C2", "cells B2:C2: merged over columns; put what it says into its own column"),
        ("Actions!E3:F4", "cells E3:F4: merged over columns; "),
        ("Actions!A1:B1", 'the column "Title" is missing'),
        ("People!B3:B4", "cells B3:B4: merged over rows; write the address of each row into"),
        ("Plan!A8:A9", "cells A8:A9: merged over rows; write the field of each row into"),
        ("Plan!B8:B9", "cells B8:B9: merged over rows; write the value of each row into"),
    ],
)
def test_one_that_could_mean_anything_is_refused_by_its_range(
    tmp_path: Path, area: str, said: str
) -> None:
    """Hold its row (row 166)."""
    found = problems(merged(tmp_path, area))
    assert any(
        one.startswith(f"plan.xlsx, sheet {area.split('!', maxsplit=1)[0]}, ") for one in found
    )
    assert any(said in one for one in found)


@pytest.mark.parametrize("area", ["A2:A4", "B2:B4", "A2:B2", "A3:B3"])
def test_one_that_is_refused_is_told_once(tmp_path: Path, area: str) -> None:
    """As row 304 says: none of the cells that it covers is missing besides."""
    found = problems(merged(tmp_path, f"Actions!{area}"))
    said = [one for one in found if "sheet Actions, " in one]
    assert [one.partition(": ")[0] for one in said] == [f"plan.xlsx, sheet Actions, cells {area}"]


READ = {**ROWS, **MORE_ROWS}


def every_column(folder: Path, sheet: str, merge: Iterable[str]) -> list[str]:
    """Return what is wrong where cells of two rows of a sheet are merged under some headings."""
    headings = [one.heading for one in columns(READ[sheet]).values()]
    rows: Rows = [list(headings), ["x"] * len(headings), ["y"] * len(headings)]
    places = {one: get_column_letter(n) for n, one in enumerate(headings, start=1)}

    def lay_out(book: openpyxl.Workbook) -> None:
        for heading in merge:
            book[sheet].merge_cells(f"{places[heading]}2:{places[heading]}3")

    found = problems(save_plan(folder, sheets={sheet: rows}, lay_out=lay_out))
    said = [one for one in found if one.startswith(f"plan.xlsx, sheet {sheet}, cells ")]
    assert all("merged over rows; write the " in one for one in said)
    return [one.partition("write the ")[2].partition(" of each row")[0] for one in said]


@pytest.mark.parametrize("sheet", READ)
def test_each_column_speaks_for_several_rows_or_is_refused(tmp_path: Path, sheet: str) -> None:
    """Hold its row (row 166)."""
    kind = READ[sheet]
    headings = [one.heading for one in columns(kind).values()]
    alone = [one for one in headings if one not in shared(kind)]
    assert not {"Reference", "Title", "Name", "Target", "Actual"} & set(shared(kind))
    found = [
        *every_column(tmp_path, sheet, headings[1:]),
        *every_column(tmp_path, sheet, headings[:1]),
    ]
    assert sorted(found) == sorted(one.lower() for one in alone)


def test_cells_that_are_merged_again_and_again_are_refused_at_once(tmp_path: Path) -> None:
    """Excel merges no cell twice; a file that does would be looked through for each of them."""

    def lay_out(book: openpyxl.Workbook) -> None:
        for row in range(5, 2_000):
            book["Actions"].append([f"B{row}", "Say so"])
            book["Actions"].merged_cells.ranges.add(CellRange(f"A{row}:G9000"))

    (one, *_) = [one for one in problems(save_plan(tmp_path, lay_out=lay_out)) if "merged" in one]
    assert one.endswith(":G9000: merged with cells that are merged already; unmerge them.")


def test_what_lies_above_beside_and_between_the_table_is_nothing_to_it(tmp_path: Path) -> None:
    beside = {"Actions!J2": "Ours", "Actions!J3": "alone"}
    plain = read_plan(save_plan(tmp_path, beside))
    assert read_plan(merged(tmp_path, "Actions!J2:K3", "Actions!A6:G7", cells=beside)) == plain


def test_a_value_merged_into_empty_columns_is_read(tmp_path: Path) -> None:
    assert read_plan(merged(tmp_path, "Plan!B3:D3")) == read_plan(save_plan(tmp_path))


def test_two_rows_merged_in_every_column_are_one(tmp_path: Path) -> None:
    """Hold its row (row 166)."""
    rows: Rows = [*SHEETS["Recommendations"][:2], [None] * 3, SHEETS["Recommendations"][2]]

    def lay_out(book: openpyxl.Workbook) -> None:
        for letter in "ABC":
            book["Recommendations"].merge_cells(f"{letter}2:{letter}3")

    path = save_plan(tmp_path, sheets={"Recommendations": rows}, lay_out=lay_out)
    assert [one.ref for one in read_plan(path).recommendations] == ["R1", "R2"]


def hide(book: openpyxl.Workbook) -> None:
    """Hide rows by hand and by a filter, a column, and a sheet."""
    actions = book["Actions"]
    actions.auto_filter.ref = "A1:G4"
    actions.auto_filter.add_filter_column(0, ["A1"])
    actions.row_dimensions[3].hidden = actions.row_dimensions[4].hidden = True
    actions.column_dimensions["G"].hidden = actions.column_dimensions["Z"].hidden = True
    book["People"].row_dimensions[2].hidden = True
    book["Boards"].sheet_state = "veryHidden"
    actions.row_dimensions[9].hidden = True


def test_what_nobody_sees_is_read_and_named(database: Engine, tmp_path: Path) -> None:
    """Hold its row (row 167)."""
    plain = read_plan(save_plan(tmp_path))
    path = save_plan(tmp_path, lay_out=hide)
    plan = read_plan(path)
    assert plan.actions == plain.actions
    assert fingerprint(plan) == fingerprint(plain)
    assert import_plan(a_place(database, NOW), path).doubts == (
        'sheet People: row 2 ("Ann Lee") can\'t be seen, and counted all the same.',
        "sheet Boards: the sheet can't be seen, and counted all the same.",
        'sheet Actions: rows 3 to 4 ("A2", "A3") and column G can\'t be seen, and counted all the same.',
    )
    risks: Rows = [["Reference", "Risk", "Owner"], ["K1", "No one applies.", "Bob Ray"]]

    def hide_risk(book: openpyxl.Workbook) -> None:
        book["Risks"].row_dimensions[2].hidden = True

    path = save_plan(tmp_path, sheets={"Risks": risks}, lay_out=hide_risk)
    doubts = take_in(a_place(database, NOW), plan.key, path).doubts
    assert doubts == ('sheet Risks: row 2 ("K1") can\'t be seen, and counted all the same.',)


def test_rows_and_columns_without_a_size_are_hidden_too() -> None:
    part = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <cols><col min="2" max="16384" hidden="true"/><col min="1" max="1" width="0.1"/></cols>
    <sheetData><row/><row ht="0"/><row ht="0.1"/><row r="7" hidden="1"/><row hidden="0" ht="15"/></sheetData>
    <mergeCells><mergeCell ref="B3:C5"/></mergeCells></worksheet>"""
    saved = BytesIO()
    openpyxl.Workbook().save(saved)
    plain = openpyxl.load_workbook(saved, read_only=True)["Sheet"]
    assert sheet_of(BytesIO(part), plain, "Actions").layout == Layout(
        (Area(2, 3, 3, 5),), frozenset({2, 3, 7}), frozenset(range(1, 101))
    )
