"""Responsible for the sheets of the Excel file that list actions: what is in which column."""

from collections.abc import Callable
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followthrough.writers.xlsx_cells import A_LINE, FILLS, Cell, Looks, height, put
from rules.pack import Row

A4 = 9  # Excel's number for the paper
RATING = "Rating"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in letters, and what a row says in it."""

    heading: str
    width: float
    of: Callable[[Row], Cell]


@dataclass(frozen=True, slots=True)
class Listing:
    """One sheet with one table of actions."""

    name: str
    about: str
    nothing: str
    """The sentence that stands there if the table would be empty."""
    columns: tuple[Column, ...]


_REF = Column("Ref", 7, lambda row: row.ref)
_TITLE = Column("Action", 36, lambda row: row.title)
_OWNER = Column("Owner", 16, lambda row: row.owner or "No owner")
_DIRECTOR = Column("Director", 16, lambda row: row.director or "No director")
_ORIGINAL = Column("Original due date", 12, lambda row: row.due_date)
_CURRENT = Column("Current due date", 12, lambda row: row.current_due_date)
_REVISED = Column("Times revised", 9, lambda row: row.times_revised)
_LATE = Column("Working days late", 10, lambda row: row.days_late)
_RATING = Column(RATING, 9, lambda row: str(row.brag))
_FORECAST = Column("Forecast", 12, lambda row: row.forecast)
_TOLD = Column("Who was told, and when", 30, lambda row: "\n".join(row.told) or "Nobody yet")
_NOTES = Column("Date changes and notes", 30, lambda row: "\n".join(row.notes) or None)
_UPDATED = Column("Latest update on", 12, lambda row: row.updated_on)
_UPDATE = Column("Latest update", 36, lambda row: row.update or None)

EXCEPTIONS = Listing(
    name="Exceptions",
    about="Every action rated Red, longest late first",
    nothing="No action is rated Red.",
    columns=(
        _REF,
        _TITLE,
        _OWNER,
        _DIRECTOR,
        _ORIGINAL,
        _CURRENT,
        _REVISED,
        _LATE,
        _RATING,
        Column("Why red", 20, lambda row: row.because),
        Column("Rung reached", 26, lambda row: row.told[-1] if row.told else "None"),
        _TOLD,
        _NOTES,
        _UPDATED,
        _UPDATE,
        _FORECAST,
    ),
)
ACTIONS = Listing(
    name="Actions",
    about="Every action of the plan, in its order",
    nothing="The plan holds no action.",
    columns=(
        _REF,
        _TITLE,
        Column("Recommendations", 17, lambda row: row.recommendations or None),
        Column("Report paragraph", 11, lambda row: row.paragraph or None),
        _OWNER,
        _DIRECTOR,
        Column("Measure of success", 26, lambda row: row.measure or None),
        _ORIGINAL,
        _CURRENT,
        _REVISED,
        Column("Completed on", 12, lambda row: row.completed_on),
        _FORECAST,
        _RATING,
        Column("Why", 20, lambda row: row.because),
        Column("Standing", 20, lambda row: row.standing),
        _LATE,
        Column("Slippage in working days", 11, lambda row: row.slippage),
        _UPDATED,
        _UPDATE,
        _TOLD,
        _NOTES,
    ),
)


def add(workbook: Workbook, looks: Looks, listing: Listing, rows: tuple[Row, ...]) -> Worksheet:
    """Return the sheet of `listing`, added to `workbook`, with a table of `rows`."""
    sheet = workbook.add_worksheet(listing.name)
    if not rows:
        sheet.set_column(0, 0, len(listing.nothing))
        put(sheet, 0, 0, listing.nothing, looks)
        return sheet
    for number, column in enumerate(listing.columns):
        sheet.set_column(number, number, column.width)
    for number, row in enumerate(rows, start=1):
        _add_row(sheet, number, row, listing.columns, looks)
    _add_table(sheet, listing, len(rows), looks)
    for number, column in enumerate(listing.columns):
        if column.heading == RATING:
            paint_ratings(workbook, sheet, (1, number, len(rows), number))
    _lay_out(sheet)
    return sheet


def paint_ratings(workbook: Workbook, sheet: Worksheet, where: tuple[int, int, int, int]) -> None:
    """Colour the ratings in a range of cells; the colour follows the word if it is edited."""
    for brag, (fill, ink) in FILLS.items():
        look = workbook.add_format({"bg_color": fill, "font_color": ink, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{brag}"', "format": look}
        sheet.conditional_format(*where, rule)


def _add_row(
    sheet: Worksheet, number: int, row: Row, columns: tuple[Column, ...], looks: Looks
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
            "name": listing.name,
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
