"""Responsible for holding what is read in a cell of an OpenDocument spreadsheet to row 295."""

from datetime import date

import pytest

from followthrough.reading.cells import Area, Cell, Sheet, written
from followthrough.reading.entry import Written
from followthrough.reading.number_formats import form_of, shows
from followthrough.reading.ods import sheets_of
from followthrough.reading.package import Damaged, Locked, Unusable
from tests.builders.bombs import packed
from tests.builders.open_sheets import a_spreadsheet, cell, row, sheet, spreadsheet

MARCH = date(2019, 3, 1)
DAY = 'office:value-type="date" office:date-value="2019-03-01"'


def only(*rows: str | tuple[str, ...], about: str = "") -> Sheet:
    (found,) = sheets_of(spreadsheet(sheet(*rows, about=about)), (), 1).values()
    return found


def read(markup: str) -> tuple[Cell, Written]:
    found = only(row(markup)).rows[1][1]
    return found, written(found)


@pytest.mark.parametrize(
    ("day", "words", "parts"),
    [
        pytest.param(MARCH, "1/3/19", "dmy", id="row-295-day"),
        (MARCH, "3/1/2019", "dmy"),
        (MARCH, "2019-03-01 14:30", "dmy"),
        (MARCH, "Friday, 1 March 2019", "dmy"),
        (MARCH, "1er mars 2019", "dmy"),
        pytest.param(MARCH, "Mar-19", "my", id="row-295-month"),
        (MARCH, "März 2019", "my"),
        (MARCH, "03/2019", "my"),
        (MARCH, "1-Mar", "dm"),
        (MARCH, "2019", "y"),
        (MARCH, "Fri", ""),
        (date(2019, 1, 1), "01/01/2019", "dmy"),
        (date(2019, 1, 1), "01/2019", "my"),
        (date(2019, 4, 19), "19-Apr", "dm"),
        (date(2019, 4, 19), "19/04/19", "dmy"),
    ],
)
def test_a_date_is_as_precise_as_it_is_shown(day: date, words: str, parts: str) -> None:
    assert shows(form_of(day, words)) == parts


def test_a_date_is_the_one_that_the_file_holds() -> None:
    """As row 295 says: what it shows may be in another country's order."""
    _, found = read(cell("3/1/2019", DAY))
    assert (found.seen, found.span) == ("01/03/2019", (MARCH, MARCH))
    _, found = read(cell("Mar-19", DAY))
    assert (found.seen, found.span) == ("March 2019", (MARCH, date(2019, 3, 31)))
    _, found = read(cell("soon", 'office:date-value="99999-01-01"'))
    assert (found.seen, found.span) == ("soon", None)


@pytest.mark.parametrize(
    ("markup", "seen", "marked"),
    [
        (cell("88%", 'office:value-type="percentage" office:value="0.88"'), "88%", ""),
        (cell("", 'office:value-type="float" office:value="3"'), "3", ""),
        (cell("<text:p>a</text:p><text:p>b</text:p>"), "a\nb", ""),
        (
            cell('<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p>'),
            "a  b\tc\nd",
            "",
        ),
        (cell("<text:p><text:a>a</text:a> <text:span>b</text:span>\n c</text:p>"), "a b c", ""),
        (cell("<draw:frame><text:p>x</text:p></draw:frame><text:p>a</text:p>"), "a", ""),
        pytest.param(
            cell('<text:p><text:span text:style-name="gone">30 June</text:span> 31 July</text:p>'),
            *("30 June 31 July", "~~30 June~~ 31 July"),
            id="row-295-struck",
        ),
        (cell("Stop", 'table:style-name="gone"'), "Stop", "~~Stop~~"),
    ],
)
def test_a_cell_is_read_as_its_reader_sees_it(markup: str, seen: str, marked: str) -> None:
    _, found = read(markup)
    assert (found.seen, found.marked) == (seen, marked)


def test_a_formula_an_error_and_a_note_are_known() -> None:
    _, moving = read(cell("01/03/2019", f'{DAY} table:formula="of:=TODAY()"'))
    assert "moves every day" in moving.not_date
    _, wrong = read(cell("#REF!", 'table:formula="of:=A1"'))
    assert "error #REF!" in wrong.not_text
    _, noted = read(
        cell("<office:annotation><text:p>Ask Jo</text:p></office:annotation><text:p>a</text:p>")
    )
    assert (noted.seen, noted.beside) == ("a", 'has the note "Ask Jo"')


def test_what_is_repeated_spanned_and_hidden_is_known() -> None:
    """As row 295 says."""
    found = only(
        '<table:table-column/><table:table-column table:visibility="collapse"/>',
        row(cell("a", 'table:number-columns-repeated="3"'), "b"),
        row(
            cell("", 'table:number-columns-repeated="2"'),
            "c",
            about='table:number-rows-repeated="2"',
        ),
        row(
            cell("d", 'table:number-columns-spanned="2" table:number-rows-spanned="2"'),
            *("<table:covered-table-cell><text:p>x</text:p></table:covered-table-cell>", "e"),
        ),
        row("f", about='table:visibility="filter"'),
        about='table:style-name="unseen"',
    )
    said = {n: {c: one.value for c, one in cells.items()} for n, cells in found.rows.items()}
    assert said == {
        1: {1: "a", 2: "a", 3: "a", 4: "b"},
        2: {3: "c"},
        3: {3: "c"},
        4: {1: "d", 3: "e"},
        5: {1: "f"},
    }
    assert found.layout.merged == (Area(1, 4, 2, 5),)
    assert (*found.layout.hidden_rows, *found.layout.hidden_columns) == (5, 2)
    assert found.layout.is_hidden


def test_what_stands_in_another_file_is_no_sheet_of_it() -> None:
    other = sheet(("a", "b"), name="'file:///x.ods'#Plan")
    assert list(sheets_of(spreadsheet(other, sheet(("c", "d"))), (), 1)) == ["Plan 2018"]


def test_our_own_sheets_are_known_in_it() -> None:
    found = sheets_of(
        spreadsheet(*(sheet(("a",), name=name) for name in ("plan", "Other", "PEOPLE"))),
        ("Plan", "People"),
        2,
    )
    assert [(name, one.name) for name, one in found.items()] == [
        ("Plan", "Plan"),
        ("People", "People"),
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(
            spreadsheet(manifest="<manifest:encryption-data/>"), Locked, id="row-297-locked"
        ),
        (spreadsheet(kind="chart"), Damaged),
        (packed({"x/content.xml": b"<x/>"}), Damaged),
        (spreadsheet(sheet(row("a", about='table:number-rows-repeated="1048576"'))), Unusable),
        (
            spreadsheet(
                sheet(
                    *[
                        row(
                            cell("a", 'table:number-columns-repeated="100"'),
                            about='table:number-rows-repeated="2501"',
                        )
                    ]
                )
            ),
            Unusable,
        ),
        (spreadsheet(sheet(row(*[cell("a", 'table:number-rows-spanned="2"')] * 20_001))), Unusable),
    ],
)
def test_what_is_too_much_or_no_spreadsheet_is_refused(data: bytes, why: type[Exception]) -> None:
    with pytest.raises(why):
        sheets_of(data, (), 1)


def test_a_plan_in_one_is_found() -> None:
    (found,) = sheets_of(a_spreadsheet(), (), 1).values()
    assert (found.rows[7][4].value, max(found.rows)) == (date(2019, 3, 31), 14)
