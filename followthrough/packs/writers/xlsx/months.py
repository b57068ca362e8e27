"""Responsible for the ratings at each cut-off in the Excel file: figures, and a chart of them."""

from typing import Any, Protocol

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followthrough.packs.writers.columns import FILLS, Cell
from rules.packs.brag import BRAG_KEY, NO_UPDATE, Brag
from rules.packs.sections import MonthOfRatings
from rules.words import short_day

WITH_UPDATE = "Green, updated"
KINDS = {
    Brag.RED: Brag.RED,
    Brag.AMBER: Brag.AMBER,
    WITH_UPDATE: Brag.GREEN,
    NO_UPDATE: Brag.GREEN,
    Brag.BLUE: Brag.BLUE,
    Brag.GREY: Brag.GREY,
}
"""What the columns tell, each with the rating in whose colour it is."""


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
    page.header("Position at", "Pack of", *KINDS)
    first = page.next_row
    for one in months:
        page.line(one.as_of, one.label, *_numbers(one))
    name, last = page.sheet.get_name(), page.next_row - 1
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for column, (kind, brag) in enumerate(KINDS.items(), start=2):
        chart.add_series(
            {
                "name": kind,
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                **_filled(kind, FILLS[brag][0]),
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


def _numbers(one: MonthOfRatings) -> list[int]:
    """Return how many had each of KINDS."""
    by_rating = dict(zip((brag for brag, _ in BRAG_KEY), one.numbers, strict=True))
    by_rating[Brag.GREEN] -= one.silent
    return [one.silent if kind == NO_UPDATE else by_rating[brag] for kind, brag in KINDS.items()]


def _filled(kind: str, colour: str) -> dict[str, Any]:
    """Return how a part of a column is filled: hatched where nobody has said how it stands."""
    if kind == NO_UPDATE:
        pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}
        return {"pattern": pattern}
    return {"fill": {"color": colour}}


def _words(months: tuple[MonthOfRatings, ...]) -> str:
    return " ".join(
        f"{short_day(one.as_of)}: "
        + ", ".join(f"{number} {kind}" for number, kind in zip(_numbers(one), KINDS, strict=True))
        + "."
        for one in months
    )
