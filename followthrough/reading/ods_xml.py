"""Responsible for the XML of an OpenDocument spreadsheet: one pass for cells and layout."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

from followthrough.reading.cells import (
    LAST_COLUMN,
    MOST_CELLS,
    MOST_ROWS,
    Area,
    Cell,
    Layout,
    Sheet,
    noted,
)
from followthrough.reading.entry import words_marked
from followthrough.reading.markup import Said, parse
from followthrough.reading.number_formats import form_of
from followthrough.reading.package import Damaged, Unusable

SPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0 "
MOST_MERGED = 20_000
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
_BLANK = re.compile(r"\s+")
_UNSEEN = ("collapse", "filter")
_NO_TEXT = ("draw:frame", "text:ruby-text", "table:tracked-changes", "table:shapes")
"""What is in no cell, or beside what it says."""
_LINKED = "'file:"
"""How a copy is called of what stands in another file."""


def sheets_in_content(part: bytes) -> list[Sheet]:
    """Return each sheet of a spreadsheet.

    Raises Unusable if one holds too much, and whatever the parser does for a part that is damaged.
    """
    return _Pass().over(part)


def _named(name: str) -> str:
    space, _, own = name.partition(":")
    return SPACE.format(space) + own


def _told(said: Said, name: str, otherwise: str = "") -> str:
    return said.get(_named(name), otherwise)


def _times(said: Said, name: str) -> int:
    return max(1, int(_told(said, name, "1")))


class _Pass:
    """One pass over the content."""

    def __init__(self) -> None:
        self._inner: list[str] = []
        self._sheets: list[Sheet] = []
        self._is_spreadsheet = False
        self._style, self._struck, self._hidden = "", set[str](), set[str]()
        self._skipped = 0
        self._cells = 0
        self._begin_sheet({})
        self._begin_cell({})

    def over(self, part: bytes) -> list[Sheet]:
        """Return the sheets."""
        starts: dict[str, Callable[[Said], object]] = {
            "style:style": self._begin_style,
            "style:text-properties": self._see_strike,
            "style:table-properties": self._see_display,
            "office:spreadsheet": self._see_kind,
            "table:table": self._begin_sheet,
            "table:table-column": self._see_columns,
            "table:table-row": self._begin_row,
            "table:table-cell": self._begin_cell,
            "table:covered-table-cell": self._begin_covered,
            "office:annotation": self._begin_note,
            "text:p": self._begin_words,
            "text:span": self._begin_words,
            "text:s": lambda said: self._add(" " * min(_times(said, "text:c"), LAST_COLUMN)),
            "text:tab": lambda _: self._add("\t"),
            "text:line-break": lambda _: self._add("\n"),
        }
        ends: dict[str, Callable[[], object]] = {
            "table:table": self._end_sheet,
            "table:table-row": self._end_row,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "office:annotation": self._end_note,
            "text:p": lambda: self._end_words("\n"),
            "text:span": lambda: self._end_words(""),
        }
        parse(
            BytesIO(part),
            self._inner,
            {_named(name): self._seen(do) for name, do in starts.items()}
            | {_named(name): self._skip for name in _NO_TEXT},
            {_named(name): self._seen(do) for name, do in ends.items()}
            | {_named(name): self._go_on for name in _NO_TEXT},
        )
        if not self._is_spreadsheet:
            raise Damaged("is no spreadsheet")
        return [sheet for sheet in self._sheets if not sheet.name.startswith(_LINKED)]

    def _seen(self, do: Callable[..., object]) -> Callable[..., None]:
        """Return what does it, unless it stands in what is skipped."""

        def seen(*said: Said) -> None:
            if not self._skipped:
                do(*said)

        return seen

    def _skip(self, _: Said) -> None:
        self._take()
        self._skipped += 1

    def _go_on(self) -> None:
        self._skipped -= 1
        self._inner.clear()

    def _begin_style(self, said: Said) -> None:
        self._style = _told(said, "style:name")

    def _see_strike(self, said: Said) -> None:
        how = ("style:text-line-through-style", "style:text-line-through-type")
        if any(_told(said, name, "none") != "none" for name in how):
            self._struck.add(self._style)

    def _see_display(self, said: Said) -> None:
        if _told(said, "table:display") == "false":
            self._hidden.add(self._style)

    def _see_kind(self, _: Said) -> None:
        self._is_spreadsheet = True

    def _begin_sheet(self, said: Said) -> None:
        self._name = _told(said, "table:name")
        self._is_hidden = _told(said, "table:style-name") in self._hidden
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merged: list[Area] = []
        self._hidden_rows, self._hidden_columns = set[int](), set[int]()
        self._row = self._last_column = 0
        self._begin_row({})

    def _end_sheet(self) -> None:
        layout = Layout(
            tuple(self._merged),
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
            self._is_hidden,
        )
        self._sheets.append(Sheet(self._name, self._rows, layout))

    def _see_columns(self, said: Said) -> None:
        first = self._last_column + 1
        self._last_column += _times(said, "table:number-columns-repeated")
        if _told(said, "table:visibility") in _UNSEEN:
            last = min(self._last_column, LAST_COLUMN)
            self._hidden_columns.update(range(first, last + 1))

    def _begin_row(self, said: Said) -> None:
        self._row_said, self._filled, self._column = said, dict[int, Cell](), 0

    def _end_row(self) -> None:
        first, times = self._row + 1, _times(self._row_said, "table:number-rows-repeated")
        self._row += times
        if not self._filled:
            return
        self._cells += times * len(self._filled)
        if self._cells > MOST_CELLS or len(self._rows) + times > MOST_ROWS + 1:
            raise Unusable(f"has more than {MOST_CELLS:,} filled cells or {MOST_ROWS:,} rows")
        for number in range(first, self._row + 1):
            self._rows[number] = {n: replace(one, row=number) for n, one in self._filled.items()}
            if _told(self._row_said, "table:visibility") in _UNSEEN:
                self._hidden_rows.add(number)

    def _begin_cell(self, said: Said, *, is_covered: bool = False) -> None:
        self._said, self._is_covered = said, is_covered
        self._runs: list[tuple[str, bool]] = []
        self._strikes: list[bool] = []
        self._note = ""

    def _begin_covered(self, said: Said) -> None:
        self._begin_cell(said, is_covered=True)

    def _end_cell(self) -> None:
        first, times = self._column + 1, _times(self._said, "table:number-columns-repeated")
        self._column += times
        if self._is_covered:
            return
        across = _times(self._said, "table:number-columns-spanned")
        down = _times(self._said, "table:number-rows-spanned")
        if across > 1 or down > 1:
            row = self._row + 1
            self._merged.append(Area(first, row, first + across - 1, row + down - 1))
            if len(self._merged) > MOST_MERGED:
                raise Unusable(f"has more than {MOST_MERGED:,} merged cells")
        if cell := self._cell():
            for column in range(first, min(self._column, LAST_COLUMN) + 1):
                self._filled[column] = replace(cell, column=column)

    def _cell(self) -> Cell | None:
        """Return the cell that ends here, if anything stands in it."""
        text, marked = words_marked(self._runs)
        text = text or _told(self._said, "office:value")
        formula = _told(self._said, "table:formula")
        if not (text or formula or self._note):
            return None
        value, form = _value(_told(self._said, "office:date-value"), text)
        return Cell(
            *(0, 0, value, formula),
            error=bool(formula and _ERROR.fullmatch(text)),
            form=form,
            marked=marked,
            is_struck=bool(text) and _told(self._said, "table:style-name") in self._struck,
            beside=noted(self._note),
        )

    def _begin_note(self, _: Said) -> None:
        self._take()
        self._kept, self._runs = self._runs, []

    def _end_note(self) -> None:
        self._take()
        self._note, _ = words_marked(self._runs)
        self._runs = self._kept

    def _begin_words(self, said: Said) -> None:
        self._take()
        is_struck = _told(said, "text:style-name") in self._struck
        self._strikes.append(is_struck or any(self._strikes[-1:]))

    def _end_words(self, sign: str) -> None:
        self._add(sign)
        self._strikes.pop()

    def _add(self, sign: str) -> None:
        self._take()
        self._runs.append((sign, False))

    def _take(self) -> None:
        """Take what was written since this was done last; what stands in no paragraph is no text."""
        if self._strikes:
            words = _BLANK.sub(" ", "".join(self._inner))
            self._runs.append((words, self._strikes[-1]))
        self._inner.clear()


def _value(day: str, text: str) -> tuple[object, str]:
    """Return what a cell holds, and how it shows that: the day of a date, else its words."""
    try:
        found = date.fromisoformat(day[:10])
    except ValueError:
        return text, "@"
    return found, form_of(found, text)
