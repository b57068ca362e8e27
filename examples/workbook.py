"""Responsible for writing an example plan as a workbook: the same bytes each time and everywhere."""

import sys
from datetime import date, datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter

CREATED = datetime(2018, 11, 20, 9, 0)  # noqa: DTZ001 - Excel knows no zones
UNIX = 3
A4 = 9
WIDTHS = {"About": 90, "Title": 60, "Text": 90, "Value": 90, "Measure": 40, "Role": 34}
WIDTHS |= {"Address": 44, "Name": 26, "Agency": 32, "Field": 15, "Paragraph": 11}
WIDTHS |= {"Reference": 10, "Source": 9, "Escalations": 11, "Packs": 7, "Due date": 11}
USUAL_WIDTH = 17
LINE = 15
ROOM = 1.1

Value = str | date
Rows = tuple[tuple[Value, ...], ...]
Sheets = tuple[tuple[str, str, Rows], ...]
"""The name of each sheet, the line above its table, and the table with its headings."""


def save(title: str, sheets: Sheets, *, beside: Path) -> None:
    """Write plan.xlsx beside a script, or where its first argument says."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else beside.with_name("plan.xlsx")
    target.write_bytes(workbook(title, sheets))
    print(f"{target} is made.")


def workbook(title: str, sheets: Sheets) -> bytes:
    """Return the workbook; the same bytes each time and everywhere."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"title": title, "created": CREATED})
    for name, banner, rows in sheets:
        _write_sheet(book, name, banner, rows)
    book.close()
    return _uncompressed(made.getvalue())


def _write_sheet(book: xlsxwriter.Workbook, name: str, banner: str, rows: Rows) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(2, 1)
    top = {"text_wrap": True, "valign": "top", "align": "left"}
    text, day = book.add_format(top), book.add_format({**top, "num_format": "dd/mm/yyyy"})
    heading = book.add_format({**top, "bold": True, "bottom": 2})
    sheet.write_string(0, 0, banner, book.add_format({"bold": True, "font_color": "#9C2A00"}))
    widths = [WIDTHS.get(str(title), USUAL_WIDTH) for title in rows[0]]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for line, row in enumerate(rows, start=1):
        longest = max(len(str(value)) / width for value, width in zip(row, widths, strict=True))
        sheet.set_row(line, LINE * ceil(longest * ROOM))
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif value:
                sheet.write_string(line, column, value, heading if line == 1 else text)


def _uncompressed(data: bytes) -> bytes:
    """Return the same zip without compression, whose bytes differ from one zlib to the next."""
    plain = BytesIO()
    with ZipFile(BytesIO(data)) as packed, ZipFile(plain, "w", ZIP_STORED) as stored:
        for name in packed.namelist():
            entry = ZipInfo(name)
            entry.create_system = UNIX
            stored.writestr(entry, packed.read(name))
    return plain.getvalue()
