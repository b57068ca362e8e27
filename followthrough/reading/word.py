"""Responsible for opening a Word document that someone sent: its tables, each as a sheet of cells."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping

from followthrough.reading.cells import LAST_COLUMN, TABLE, Area, Cell, Layout, Sheet
from followthrough.reading.entry import words_marked
from followthrough.reading.file import MEGABYTE
from followthrough.reading.package import Bounds, Damaged, Unusable, parts_of
from followthrough.reading.word_xml import (
    NOTES,
    Place,
    Row,
    Table,
    WordTables,
    document_of,
    notes_of,
)
from rules.text import quoted
from rules.words import listed

BOUNDS = Bounds(inside=40 * MEGABYTE, signs=1_000_000)
"""A plan of two hundred actions in six columns has twenty thousand signs."""
MOST_CELLS = 50_000
MOST_NAMED = 10
_MAIN = re.compile(r"word/document\d*\.xml")
_CELL = re.compile(rb"<(?:\w+:)?tc[\s/>]")
_TOLD = {
    "put in": "holds {}, put in by a tracked change; taken as accepted",
    "gone": "is without {}, taken out by a tracked change",
    "hidden": "hides {}; left out",
    "table": "holds a table; its words are read one after another",
    "footnote": "has the footnote {}",
    "endnote": "has the endnote {}",
    "comment": "has the comment {}",
}


def tables_of(data: bytes, _: tuple[str, ...] = (), __: int = 0) -> dict[str, Sheet]:
    """Return each table of a Word document as a sheet, by its number.

    Raises Unusable if it holds too much, and whatever the parser does if it is damaged.
    """
    parts = parts_of(data, BOUNDS)
    main = next((part for name, part in parts.items() if _MAIN.fullmatch(name)), None)
    if main is None:
        raise Damaged("has no text")
    if len(_CELL.findall(main)) > MOST_CELLS:
        raise Unusable(f"has more than {MOST_CELLS:,} cells")
    found = document_of(main, {kind: _notes(parts, kind) for kind in NOTES})
    return {
        f"{TABLE} {number}": _sheet(str(number), table, _beside(found) if number == 1 else ())
        for number, table in enumerate(found.tables, 1)
    }


def _notes(parts: Mapping[str, bytes], kind: str) -> dict[str, str]:
    part = parts.get(f"word/{NOTES[kind]}.xml")
    return notes_of(part, kind) if part else {}


def _beside(found: WordTables) -> tuple[str, ...]:
    """Return a sentence for what stands in no table, if it may belong to one."""
    if not found.boxes:
        return ()
    return (f"In text boxes, and not read: {listed(list(map(quoted, found.boxes)), MOST_NAMED)}.",)


def _sheet(number: str, table: Table, told: tuple[str, ...]) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    merged: list[Area] = []
    above: dict[int, int] = {}
    """The area that is merged over rows in each column, by its number among them."""
    for at, row in enumerate(table.rows, 1):
        rows[at] = {}
        for column, last, place in _columns(row, *_grid(table)):
            if place.merge == "continue" and column in above:
                merged[above[column]] = merged[above[column]]._replace(last_row=at)
                continue
            above.pop(column, None)
            if place.merge:
                above[column] = len(merged)
            if place.merge or last > column:
                merged.append(Area(column, at, last, at))
            if column <= LAST_COLUMN and (place.text or place.told):
                rows[at][column] = _cell(at, column, place)
    filled = {at: cells for at, cells in rows.items() if cells}
    doubts = (*told, *_doubts(f"{TABLE} {number}", table))
    return Sheet(number, filled, Layout(tuple(merged)), TABLE, table.heading, doubts)


def _grid(table: Table) -> tuple[int, list[int]]:
    """Return how many cells most rows have, and where in the grid those of the first such begin.

    Word's grid has a column more wherever the edges of two rows don't meet, which nobody sees.
    """
    wide = Counter(len(row.cells) for row in table.rows if len(row.cells) > 1)
    usual = max(wide, key=lambda cells: (wide[cells], cells), default=1)
    row = next((row for row in table.rows if len(row.cells) == usual), Row([Place()]))
    starts, at = [], row.start
    for place in row.cells:
        starts.append(at)
        at += place.span
    return usual, starts


def _columns(row: Row, usual: int, starts: list[int]) -> Iterator[tuple[int, int, Place]]:
    """Yield each cell of a row with the first and the last column that it stands in."""
    at = row.start
    for order, place in enumerate(row.cells, 1):
        column = last = order
        if len(row.cells) != usual:
            column = max(1, bisect_right(starts, at))
            last = max(column, bisect_left(starts, at + place.span))
        yield column, last, place
        at += place.span


def _cell(row: int, column: int, place: Place) -> Cell:
    text, marked = words_marked(place.runs)
    beside = "; ".join(
        _TOLD[what].format(quoted(said.strip())) for what, said in place.told.items()
    )
    return Cell(row, column, text, marked=marked, beside=beside)


def _doubts(where: str, table: Table) -> Iterator[str]:
    """Yield a sentence for what is in no cell of a table, though it may be looked for."""
    if table.gone:
        gone = listed(list(map(quoted, table.gone)), MOST_NAMED)
        yield f"{where}: a tracked change took out {gone}; not read."
    if any(cell.is_numbered and not cell.text for row in table.rows for cell in row.cells):
        yield f"{where}: Word counts its rows by itself; those numbers are not read."
