"""Responsible for the sheets of the Excel file that list something: a table, filters, print settings."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followthrough.packs.writers.columns import FILLS, OWN_RATING, RATING, Column, Listing
from followthrough.packs.writers.xlsx.cells import A_LINE, Looks, height, put
from rules.text import by_number

A4 = 9  # Excel's number for the paper
RATINGS = {"validate": "list", "source": [str(brag) for brag in FILLS]}
"""Which words may be written over a rating."""


REF, TO_SORT = "Ref", "To sort by Ref"
SORTS = {
    "validate": "any",
    "input_title": "To sort by reference",
    "input_message": f"Excel puts A10 before A2. Sort by the last column, {TO_SORT}.",
}
"""What Excel shows beside the heading of the references when it is chosen."""


def add(
    workbook: Workbook, looks: Looks, listing: Listing, rows: Sequence[Any], nothing: str
) -> Worksheet:
    """Return the sheet of `listing`, added to `workbook`, with a table of `rows`.

    Without any, `nothing` is the sentence that stands there.
    """
    sheet = workbook.add_worksheet(listing.name)
    if not rows:
        sheet.set_column(0, 0, len(nothing))
        put(sheet, 0, 0, nothing, looks)
        return sheet
    listing = _to_be_sorted(listing, rows)
    for number, column in enumerate(listing.columns):
        sheet.set_column(number, number, column.width)
    for number, row in enumerate(rows, start=1):
        _add_row(sheet, number, row, listing.columns, looks)
    _add_table(sheet, listing, len(rows), looks)
    if listing.columns[-1].heading == TO_SORT:
        sheet.data_validation(0, 0, 0, 0, SORTS)
    for number, column in enumerate(listing.columns):
        if column.heading == OWN_RATING:
            sheet.data_validation(1, number, len(rows), number, RATINGS)
        if column.heading in (RATING, OWN_RATING):
            paint_ratings(workbook, sheet, (1, number, len(rows), number))
    _lay_out(sheet)
    return sheet


def _to_be_sorted(listing: Listing, rows: Sequence[Any]) -> Listing:
    """Return a listing with a column to sort by, if Excel would put its references in another order."""
    first, *_ = listing.columns
    refs = [str(first.of(row)) for row in rows]
    if first.heading != REF or sorted(refs) == sorted(refs, key=by_number):
        return listing
    by_ref = Column(TO_SORT, 12, lambda row: _padded(str(first.of(row))))
    return replace(listing, columns=(*listing.columns, by_ref))


def _padded(ref: str) -> str:
    """Return a reference that sorts by its numbers where texts are sorted: A2 before A10."""
    return re.sub(r"\d+", lambda found: found.group().zfill(5), ref)


def paint_ratings(workbook: Workbook, sheet: Worksheet, where: tuple[int, int, int, int]) -> None:
    """Colour the ratings in a range of cells; the colour follows the word if it is edited."""
    for brag, (fill, ink) in FILLS.items():
        look = workbook.add_format({"bg_color": fill, "font_color": ink, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{brag}"', "format": look}
        sheet.conditional_format(*where, rule)


def _add_row(
    sheet: Worksheet, number: int, row: object, columns: tuple[Column, ...], looks: Looks
) -> None:
    cells = [column.of(row) for column in columns]
    for place, cell in enumerate(cells):
        put(sheet, number, place, cell, looks, looks.label if place == 0 else None)
    widths = (column.width for column in columns)
    sheet.set_row(number, height(list(zip(cells, widths, strict=True))))


def _add_table(sheet: Worksheet, listing: Listing, rows: int, looks: Looks) -> None:
    headings = [
        {"header": column.heading, "header_format": looks.header} for column in listing.columns
    ]
    sheet.set_row(0, 3 * A_LINE)
    sheet.add_table(
        0,
        0,
        rows,
        len(headings) - 1,
        {
            "name": listing.name.replace(" ", "_").replace("-", "_"),
            "title": listing.name,
            "description": listing.about,
            "style": "Table Style Light 1",
            "columns": headings,
        },
    )


def _lay_out(sheet: Worksheet) -> None:
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.25, right=0.25, top=0.6, bottom=0.6)
