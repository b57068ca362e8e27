"""Responsible for finding the table of actions on a sheet: its headings, rows, sections and notes.

Nothing is asked of where it stands. Above it may be titles and a key of colours, within it titles of
sections, its headings again and rows that hold a number alone, below it notes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from openpyxl.utils import get_column_letter

from followthrough.plans.file.doubts import hidden_on
from followthrough.plans.table.headings import bare, called
from followthrough.reading.cells import Area, Cell, Row, Sheet, written
from followthrough.reading.entry import Written, trimmed
from followthrough.reading.merged import Unmerged
from rules.text import without_unseen

HEADINGS_WITHIN = 200
"""Filled rows in which the headings are looked for."""
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row below the headings: what stands under each, by the number of the column."""

    number: int
    cells: Mapping[int, Written]
    is_wide: bool = False
    """Whether its one cell is merged over several columns, as the title of a section is."""
    where: str = ""
    """In which of several tables that are read as one; empty if there is one alone."""
    at: Mapping[int, str] = field(default_factory=dict)
    """Where each cell stands, such as B3, by its column, if an action has several rows for itself."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table with headings, wherever it stands."""

    where: str
    """`sheet Actions`, or `table 3`; empty where a file has neither."""
    row: int
    """Of the headings; of the lower ones where there are two rows of them; 0 where they are labels."""
    headings: Mapping[int, str]
    rows: tuple[FoundRow, ...]
    above: tuple[str, ...]
    """What stands above it, a text a row."""
    doubts: tuple[str, ...] = ()
    """A sentence for each range that could not be read alone, for what nobody sees, and for other
    sheets."""

    tables: int = 1
    """How many stand under one another that are read as one."""

    @property
    def below(self) -> str:
        """Where its rows are: `on sheet Actions, below the headings of row 5`."""
        if self.tables > 1:
            return f"in {self.tables} tables"
        if not self.row:
            return f"in {self.where}"
        where = f"on {self.where}, " if self.where else ""
        return f"{where}below the headings of row {self.row}"

    @property
    def known(self) -> int:
        """How many of the headings are usual names."""
        return len({called(words) for words in self.headings.values()} - {""})

    def place(self, column: int, row: FoundRow) -> str:
        """Return where a cell stands: `sheet Actions, cell F7`."""
        return ", ".join(filter(None, (row.where or self.where, f"cell {self.cell(column, row)}")))

    def cell(self, column: int, row: FoundRow) -> str:
        """Return where a cell stands on its sheet: `F7`."""
        return row.at.get(column, f"{get_column_letter(column)}{row.number}")


def find_table(sheet: Sheet) -> FoundTable | None:
    """Return the table on a sheet, by the row that holds most headings known; None if there is none.

    Where none is known, the first row of three texts or more heads it.
    """
    number = _heading_row(sheet)
    if number is None:
        return None
    headings = dict(_headings(sheet, number))
    wide = set(_wide_rows(sheet, number, headings))
    body = replace(
        sheet,
        rows={n: row for n, row in sheet.rows.items() if n >= number and n not in wide},
        layout=replace(
            sheet.layout, merged=tuple(a for a in sheet.layout.merged if a.row not in wide)
        ),
    )
    # Every column may be shared: whether it is meant so is asked where its rows are told.
    columns = {str(column): column for column in headings}
    place = f"{sheet.called}, " if sheet.name else ""
    unmerged = Unmerged(body, number, columns, columns.keys())
    filled = unmerged.rows | {n: sheet.rows[n] for n in wide}
    rows = [
        FoundRow(n, {c: written(row[c]) for c in headings if c in row}, n in wide)
        for n, row in sorted(filled.items())
    ]
    again = {bare(words) for words in headings.values()}
    return FoundTable(
        sheet.called,
        number,
        headings,
        tuple(row for row in rows if row.cells and not _repeats(row, again)),
        tuple(_texts(row) for n, row in sheet.rows.items() if n < number),
        (*(f"{place}{told}." for told in unmerged.wrong), *hidden_on(sheet), *sheet.doubts),
    )


def _heading_row(sheet: Sheet) -> int | None:
    best, known = None, 1
    for number, row in islice(sheet.rows.items(), HEADINGS_WITHIN):
        here = len({called(words) for _, words in _words(row)} - {""})
        if here > known:
            best, known = number, here
    if best is not None:
        return best
    texts = (n for n, row in sheet.rows.items() if len(list(_words(row))) > 2)  # noqa: PLR2004
    return next(texts, None)


def _headings(sheet: Sheet, number: int) -> Iterator[tuple[int, str]]:
    """Yield each column with its heading, in the order of the columns.

    A heading that is merged over several columns in the row above stands before theirs; one that is
    merged into this row from above is its own.
    """
    over: dict[int, str] = {}
    for area in sheet.layout.merged:
        words = dict(_words(sheet.rows.get(area.row, {}))).get(area.column)
        is_over = area.last_column > area.column and area.last_row == number - 1
        if words and (is_over or (area.row < number <= area.last_row)):
            over |= dict.fromkeys(range(area.column, area.last_column + 1), words)
    own = dict(_words(sheet.rows[number]))
    for column in sorted({*over, *own}):
        yield column, ": ".join(filter(None, (over.get(column), own.get(column))))


def _words(row: Row) -> Iterator[tuple[int, str]]:
    """Yield the texts of a row that may be headings, each on one line."""
    for column, cell in row.items():
        if isinstance(cell.value, str) and len(cell.value) <= LONGEST_HEADING:
            words = " ".join(trimmed(without_unseen(cell.value)).split())
            if words:
                yield column, words


def _wide_rows(sheet: Sheet, number: int, headings: Mapping[int, str]) -> Iterator[int]:
    """Yield the rows below the headings whose one cell is merged over several of their columns."""
    for area in sheet.layout.merged:
        covered = sum(area.column <= column <= area.last_column for column in headings)
        row = sheet.rows.get(area.row, {})
        is_one = area.row == area.last_row and _outside(row, area) == []
        if area.row > number and covered > 1 and is_one and area.column in row:
            yield area.row


def _outside(row: Row, area: Area) -> list[int]:
    return [column for column in row if not area.column <= column <= area.last_column]


def _repeats(row: FoundRow, headings: set[str]) -> bool:
    """Say whether a row is the headings again, as at the top of a page."""
    return len(row.cells) > 1 and all(bare(one.seen) in headings for one in row.cells.values())


def _texts(row: Row) -> str:
    return " ".join(" ".join(_text(cell).split()) for cell in row.values())


def _text(cell: Cell) -> str:
    return written(cell).seen
