"""Responsible for the ratings at each cut-off in the Excel file: figures, and a chart of them."""

from typing import Protocol

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followthrough.packs.writers.columns import FILLS, Cell
from rules.packs.brag import BRAG_KEY
from rules.packs.sections import MonthOfRatings
from rules.words import short_day


class Page(Protocol):
    """A sheet that is filled from the top, a row at a time."""

    sheet: Worksheet
    next_row: int

    def heading(self, words: str) -> None:
        """Begin a part."""

    def header(self, *words: str) -> None:
        """Begin a table."""

    def line(self, label: Cell, *cells: Cell, noted: bool = False) -> None:
        """Add a row."""


def add_months(workbook: Workbook, page: Page, months: tuple[MonthOfRatings, ...]) -> None:
    """Add the counts of each pack so far to a page, with a chart that says them in words too."""
    page.heading("Ratings at each cut-off")
    page.header("Position at", "Pack of", *(str(brag) for brag, _ in BRAG_KEY))
    first = page.next_row
    for one in months:
        page.line(one.as_of, one.label, *one.numbers)
    name, last = page.sheet.get_name(), page.next_row - 1
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for column, (brag, _) in enumerate(BRAG_KEY, start=2):
        chart.add_series(
            {
                "name": str(brag),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "fill": {"color": FILLS[brag][0]},
                "border": {"color": "#0B0C0C"},
                "data_labels": {"value": False},
            }
        )
    chart.set_title({"name": "Actions by rating, pack by pack"})
    # Its categories are dates, which Excel would else spread along an axis of days.
    chart.set_x_axis({"text_axis": True, "num_format": "d mmm yyyy"})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"name": "Actions", "min": 0})
    page.sheet.insert_chart(page.next_row + 1, 0, chart, {"description": _words(months)})


def _words(months: tuple[MonthOfRatings, ...]) -> str:
    return " ".join(
        f"{short_day(one.as_of)}: "
        + ", ".join(
            f"{number} {brag}" for number, (brag, _) in zip(one.numbers, BRAG_KEY, strict=True)
        )
        + "."
        for one in months
    )
