"""Responsible for cells of the Excel file: what is put in stays a text, a number or a date."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followthrough.packs.writers.columns import BLUE, INK, PALE, Cell

KNOWN = 4096
LONGEST = 32_767  # what an Excel cell can hold
A_LINE = 15.0  # points
TALLEST = 409.0  # points, the most that Excel allows
# Columns are measured in digits, and letters are narrower on the whole; capitals are not.
_LETTERS_A_UNIT = 1.05
# Controls, half characters and code points that XML can't hold: Excel calls such a file broken.
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of one workbook."""

    title: Format
    heading: Format
    header: Format
    label: Format
    text: Format
    note: Format
    number: Format
    change: Format
    day: Format

    @classmethod
    def of(cls, workbook: Workbook) -> "Looks":
        """Return the formats, added to `workbook`."""
        cell = {"valign": "top", "font_color": INK}
        top = cell | {"text_wrap": True}
        return cls(
            title=workbook.add_format({"bold": True, "font_size": 20, "font_color": BLUE}),
            heading=workbook.add_format({"bold": True, "font_size": 14, "font_color": BLUE}),
            header=workbook.add_format(
                top | {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE}
            ),
            label=workbook.add_format(top | {"bold": True}),
            text=workbook.add_format(top),
            note=workbook.add_format(top | {"bg_color": PALE}),
            number=workbook.add_format(cell | {"num_format": "0", "align": "left"}),
            change=workbook.add_format(cell | {"num_format": "+0;-0;0", "align": "left"}),
            day=workbook.add_format(cell | {"num_format": "d mmm yyyy", "align": "left"}),
        )


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Cell,
    looks: Looks,
    look: Format | None = None,
) -> None:
    """Write `value` as what it is: a text is never a formula, a link or a number."""
    match value:
        case None:
            sheet.write_blank(row, column, None, look or looks.text)
        case str():
            sheet.write_string(row, column, clean(value), look or looks.text)
        case int():
            sheet.write_number(row, column, value, look or looks.number)
        case date():
            sheet.write_datetime(row, column, value, look or looks.day)


def clean(text: str) -> str:
    """Return `text` without what no Excel file can hold, and cut to what one cell can."""
    kept = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}\u2026"


def height(texts: Sequence[tuple[Cell, float]]) -> float:
    """Return the points that a row needs for its texts, each with the width of its column.

    Excel makes wrapped rows grow when it opens them; other programs don't.
    """
    lines = max((_lines(value, width) for value, width in texts), default=1)
    return min(lines * A_LINE + 3, TALLEST)


def _lines(value: Cell, width: float) -> int:
    if not isinstance(value, str):
        return 1
    letters = max(1, ceil(width * _LETTERS_A_UNIT))
    if len(value) <= letters and "\n" not in value:
        return 1
    return _wrapped(value, letters)


@lru_cache(KNOWN)
def _wrapped(text: str, letters: int) -> int:
    """Return how many lines a text takes; a workbook tells many of its texts on several sheets."""
    paragraphs = clean(text).split("\n")
    return sum(max(1, len(textwrap.wrap(paragraph, letters))) for paragraph in paragraphs)
