"""One pass over a workbook's XML reads texts as they are seen, and refuses what no program saves."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from followthrough.reading.cells import Cell
from followthrough.reading.sheet_xml import Words, sheet_of, texts_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture(scope="module")
def plain() -> ReadOnlyWorksheet:
    """Return a sheet of a workbook without styles or texts."""
    book, saved = openpyxl.Workbook(), BytesIO()
    book.save(saved)
    sheet = openpyxl.load_workbook(saved, read_only=True).worksheets[0]
    assert isinstance(sheet, ReadOnlyWorksheet)
    return sheet


def test_runs_make_one_text_with_what_is_struck_through_marked() -> None:
    part = f"""<sst {MAIN}><si><t>One &amp; two</t></si><si/>
    <si><r><rPr><strike/></rPr><t>May</t></r><r><rPr><strike val="0"/></rPr><t xml:space="preserve"> June</t></r>
    <rPh sb="0" eb="1"><t>spoken</t></rPh></si><si><t>_x005F_x000D_</t></si></sst>"""
    assert texts_of(BytesIO(part.encode())) == [
        *(Words("One & two"), Words(""), Words("May June", "~~May~~ June"), Words("_x000D_")),
    ]


def test_a_cell_without_a_place_stands_beside_the_last_and_knows_its_formula(
    plain: ReadOnlyWorksheet,
) -> None:
    cells = """<c r="B3"><f t="shared" si="0" ref="B3:C3">TODAY()+1</f><v>2.5</v></c>
    <c><f t="shared" si="0"/><v>3</v></c><c r="CW3"><v>9</v></c><c r="A3" t="e"><v>#REF!</v></c>"""
    read = sheet_of(_part(f'<row r="3">{cells}</row>'), plain, "Actions")
    assert list(read.rows[3].values()) == [
        Cell(3, 1, "#REF!", error=True),
        Cell(3, 2, 2.5, "=TODAY()+1"),
        Cell(3, 3, 3, "=TODAY()+1"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        '<row r="2"/><row r="2"/>',
        '<row r="3"/><row r="2"/>',
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="2.5"/>',
        '<row r="2"><c r="A0"><v>1</v></c></row>',
    ],
)
def test_rows_that_no_program_saves_are_refused(plain: ReadOnlyWorksheet, wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sheet_of(_part(wrong), plain, "Actions")


def test_a_part_with_entities_is_refused(plain: ReadOnlyWorksheet) -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet {MAIN}/>'.encode()
    with pytest.raises(ValueError, match="x"):
        sheet_of(BytesIO(bomb), plain, "Actions")


def _part(rows: str) -> BytesIO:
    return BytesIO(f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode())
