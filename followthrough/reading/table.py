"""Responsible for the tables on a plan's sheets: headings, rows, and what one entry says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from followthrough.reading.cells import Cell, Row, Sheet, fold
from followthrough.reading.days import NotADate, read_day, within_reach
from rules.address import advice, is_plain_address
from rules.text import LONGEST_TEXT, holds_controls, quoted

HEADINGS_WITHIN = 10
ALSO_CALLED = {
    "Reference": ("Ref",),
    "Address": ("E-mail", "Email", "E-mail address", "Email address"),
}
YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False, "": False}
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
# Excel writes a control character in text as _x0007_ and a carriage return as _x000D_.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff])_")
_MOVES_DAILY = re.compile(r"\b(?:TODAY|NOW)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands, or ought to stand, in one place of a sheet; complaints name that place."""

    noun: str
    place: str
    cell: Cell | None
    problems: list[str]

    @property
    def short_place(self) -> str:
        """Return the cell alone: `cell F7`."""
        return self.place.rpartition(", ")[2]

    def complain(self, complaint: str) -> None:
        """Add a sentence about this entry to the problems of the file."""
        self.problems.append(f"{self.place}: {complaint}.")

    def lines(self) -> tuple[str, ...]:
        """Return the lines that the entry holds, without blank ones; none if it is unusable."""
        lines = (_trimmed(line) for line in self._written().splitlines())
        return tuple(re.sub(r"\s", " ", line) for line in lines if line)

    def text(self) -> str:
        """Return the entry as one line of text; empty if it is blank or unusable."""
        return " ".join(self.lines())

    def needed(self) -> str:
        """Return the text; a blank is a problem."""
        told = len(self.problems)
        text = self.text()
        if not text and len(self.problems) == told:
            self.complain(f"the {self.noun} is missing; write it here")
        return text

    def yes(self) -> bool:
        """Say whether the entry says yes; a blank says no, and other words are a problem."""
        said = self.text().casefold()
        if said not in YES:
            self.complain(f"{quoted(said)} is neither yes nor no; write one of them")
        return YES.get(said, False)

    def address(self) -> str:
        """Return the one plain e-mail address; anything else is a problem (semantics row 71)."""
        text = self.needed()
        if text and not is_plain_address(text):
            self.complain(
                f"the {self.noun} {quoted(text)} is not one plain e-mail address; {advice(text)}"
            )
        return text

    def whole_number(self, most: int) -> int | None:
        """Return a number from 0 to `most`; None if it is blank, or with a problem."""
        text = self.text()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text[:9]) <= most):
            self.complain(
                f"the {self.noun} {quoted(text)} is not a whole number from 0 to {most}; write one"
            )
            return None
        return int(text)

    def needed_day(self) -> date | None:
        """Return the date; a blank is a problem, and no date is returned only with a problem."""
        told = len(self.problems)
        day, _ = self.day()
        if day is None and len(self.problems) == told:
            self.complain(f"the {self.noun} is missing; write it here")
        return day

    def day(self) -> tuple[date | None, str]:
        """Return the date with the words it was typed in, which an Excel date has none of.

        A blank is (None, ""); a problem likewise. The time of an Excel date is dropped (row 9).
        """
        if self.cell and _MOVES_DAILY.search(self.cell.formula):
            self.complain(f"the {self.noun} is a formula that moves every day; write the date")
            return None, ""
        value = self.cell.value if self.cell and not self.cell.error else None
        words = f"{value:%d/%m/%Y}" if isinstance(value, date) else self._date_words(value)
        if not words:
            return None, ""
        try:
            if isinstance(value, date):
                return within_reach(date(value.year, value.month, value.day)), ""
            return read_day(words), words
        except NotADate as answer:
            self.complain(f"the {self.noun} {quoted(words)} {answer}{_or_else(answer)}")
            return None, ""

    def _date_words(self, value: object) -> str:
        return self.text() if value is None or isinstance(value, str) else str(value)

    def _written(self) -> str:
        """Return the cell's text as it stands; empty, with a complaint, if it can't be used."""
        if self.cell is None:
            return ""
        value = self.cell.value
        if self.cell.error:
            self.complain(f"the {self.noun} is Excel's error {value}; put its value right")
        elif value is None:
            self.complain(f"the {self.noun} is a formula without a value; save the file in Excel")
        elif isinstance(value, str):
            return self._usable(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), value))
        elif isinstance(value, int | float):
            return str(int(value) if isinstance(value, float) and value.is_integer() else value)
        else:
            self.complain(
                f"Excel made a date or time of the {self.noun}; "
                "format the cell as Text and write it again"
            )
        return ""

    def _usable(self, text: str) -> str:
        trimmed = _trimmed(text)
        if holds_controls(text):
            self.complain(f"the {self.noun} {quoted(trimmed)} holds a control character; retype it")
        elif len(trimmed) > LONGEST_TEXT:
            self.complain(
                f"the {self.noun} is {len(trimmed):,} characters long; "
                f"shorten it to {LONGEST_TEXT:,} at most"
            )
        else:
            return trimmed
        return ""


def read_table(
    file: str, sheet: Sheet, headings: tuple[str, ...], problems: list[str]
) -> list[dict[str, Entry]] | None:
    """Return the filled rows under the headings, each with an entry for every heading.

    None, with the reason among the problems, if a heading is missing or there twice.
    """
    place = f"{file}, sheet {sheet.name}"
    number, columns = _heading_row(sheet, headings)
    if number == 0:
        problems.append(
            f"{place}: none of the first {HEADINGS_WITHIN} rows holds the headings "
            f"{', '.join(headings)}; add a row with them above the table."
        )
        return None
    wrong = list(_wrong_headings(f"{place}, row {number}", headings, columns))
    problems.extend(wrong)
    if wrong:
        return None
    only = {heading: columns[heading][0] for heading in headings}
    return [
        {
            heading: Entry(
                noun=heading.lower(),
                place=f"{place}, cell {get_column_letter(column)}{below}",
                cell=row.get(column),
                problems=problems,
            )
            for heading, column in only.items()
        }
        for below, row in sheet.rows.items()
        if below > number and any(column in row for column in only.values())
    ]


def _heading_row(
    sheet: Sheet, headings: tuple[str, ...]
) -> tuple[int, Mapping[str, tuple[int, ...]]]:
    """Return the row that holds most of the headings, and their columns; 0 if none holds two."""
    best: tuple[int, Mapping[str, tuple[int, ...]]] = (0, {})
    for number, row in sheet.rows.items():
        columns = dict(_columns(row, headings))
        if number <= HEADINGS_WITHIN and len(columns) > max(1, len(best[1])):
            best = (number, columns)
    return best


def _columns(row: Row, headings: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for heading in headings:
        names = {fold(name) for name in (heading, *ALSO_CALLED.get(heading, ()))}
        found = tuple(n for n, cell in row.items() if fold(_trimmed(str(cell.value))) in names)
        if found:
            yield heading, found


def _wrong_headings(
    place: str, headings: tuple[str, ...], columns: Mapping[str, tuple[int, ...]]
) -> Iterator[str]:
    for heading in headings:
        found = columns.get(heading, ())
        if not found:
            yield f'{place}: the column "{heading}" is missing; add its heading to this row.'
        if len(found) > 1:
            letters = " and ".join(get_column_letter(column) for column in found)
            yield f'{place}: "{heading}" heads the columns {letters}; rename all but one.'


def _trimmed(text: str) -> str:
    """Return text without any Unicode space, or invisible mark, around it."""
    before = ""
    while before != text:
        before, text = text, text.strip().strip(_INVISIBLE)
    return text


def _or_else(answer: NotADate) -> str:
    """Return what else may be done in a cell than to write the date as text."""
    if answer.is_out_of_reach:
        return ""
    blank = ", or leave the cell blank until there is one" if answer.is_any_guess else ""
    return f" or as an Excel date{blank}"
