"""Responsible for holding what is read in a cell of a workbook of before 2007 to row 296."""

from datetime import date
from struct import pack

import pytest

from followthrough.reading.cells import MOST_CELLS, Area, Sheet, written
from followthrough.reading.package import Locked, Unusable
from followthrough.reading.xls import sheets_of
from tests.builders.old_sheets import (
    DAY,
    MONTH,
    STRUCK,
    an_old_workbook,
    formula,
    number,
    record,
    text,
    workbook,
)

MARCH = date(2019, 3, 1)
TODAY = bytes.fromhex("1901000041dd00")
SAME = bytes.fromhex("44 0000 00c0")


def only(*records: bytes, before: bytes = b"", hidden: bool = False) -> Sheet:
    (found,) = sheets_of(workbook(b"".join(records), before=before, hidden=hidden), (), 1).values()
    return found


@pytest.mark.parametrize(
    ("held", "seen", "marked"),
    [
        (text(0, 0, "Caf\u00e9 plan"), "Caf\u00e9 plan", ""),
        (number(0, 0, 3), "3", ""),
        (number(0, 0, 0.5), "0.5", ""),
        pytest.param(number(0, 0, MARCH, DAY), "01/03/2019", "", id="row-296-day"),
        pytest.param(number(0, 0, MARCH, MONTH), "Mar-19", "", id="row-296-month"),
        (record(0x205, pack("<HHHBB", 0, 0, 0, 1, 0)), "TRUE", ""),
        pytest.param(
            text(0, 0, "30 June 31 July", runs=((0, STRUCK), (7, 0))),
            *("30 June 31 July", "~~30 June~~ 31 July"),
            id="row-296-struck",
        ),
        (text(0, 0, "Stop", STRUCK), "Stop", "~~Stop~~"),
        (formula(0, 0, 3.0, SAME), "3", ""),
    ],
)
def test_a_cell_is_read_as_its_reader_sees_it(held: bytes, seen: str, marked: str) -> None:
    found = written(only(held).rows[1][1])
    assert (found.seen, found.marked) == (seen, marked)


def test_days_are_counted_from_the_year_that_the_file_says() -> None:
    """As row 296 says: from 1904 where it was saved on a Mac."""
    found = written(only(number(0, 0, MARCH, DAY), before=record(0x22, pack("<H", 1))).rows[1][1])
    assert found.span == (date(2023, 3, 2), date(2023, 3, 2))


def test_a_formula_that_moves_every_day_is_no_date() -> None:
    """As row 296 says: alone, and where Excel keeps one formula for several cells."""
    shared = record(0x4BC, pack("<HHBBBBH", 1, 2, 0, 0, 0, 2, len(TODAY)) + TODAY)
    found = only(
        formula(0, 0, 43525, TODAY, DAY),
        formula(1, 0, 43525, b"\x01\x01\x00\x00\x00", DAY) + shared,
        formula(2, 0, 43525, b"\x01\x01\x00\x00\x00", DAY),
        formula(3, 0, 43525, SAME, DAY),
    )
    moves = [bool(written(cells[1]).not_date) for cells in found.rows.values()]
    assert moves == [True, True, True, False]


def test_an_error_is_known() -> None:
    wrong = record(0x205, pack("<HHHBB", 0, 0, 0, 0x17, 1))
    assert "error #REF!" in written(only(wrong).rows[1][1]).not_text
    assert "error #VALUE!" in written(only(number(0, 0, 1e12, DAY)).rows[1][1]).not_text


def test_what_is_merged_or_hidden_is_known() -> None:
    """As row 296 says."""
    found = only(
        record(0x208, pack("<HHHHHHI", 1, 0, 2, 255, 0, 0, 0x20)),
        record(0x7D, pack("<HHHHHH", 1, 2, 2000, 0, 1, 0)),
        *(text(0, 0, "a"), text(1, 0, "b"), text(1, 99, "c"), text(1, 100, "d")),
        record(0xE5, pack("<HHHHH", 1, 0, 0, 0, 3)),
        hidden=True,
    )
    assert found.layout.merged == (Area(1, 1, 4, 1),)
    assert (*found.layout.hidden_rows, *sorted(found.layout.hidden_columns)) == (2, 2, 3)
    assert found.layout.is_hidden
    assert sorted(found.rows[2]) == [1, 100]


def test_what_is_too_much_or_locked_is_refused() -> None:
    """As row 297 says."""
    with pytest.raises(Locked):
        only(before=record(0x2F, bytes(54)))
    blanks = [
        record(0xBE, pack("<HH", row, 0) + bytes(512) + pack("<H", 255))
        for row in range(MOST_CELLS // 256 + 1)
    ]
    with pytest.raises(Unusable, match=r"has more than 250,000 cells, empty ones"):
        only(*blanks)


def test_a_plan_in_one_is_found() -> None:
    (found,) = sheets_of(an_old_workbook(), (), 1).values()
    assert (found.name, max(found.rows)) == ("Plan 2018", 14)
    assert written(found.rows[7][4]).span == (date(2019, 3, 31), date(2019, 3, 31))
