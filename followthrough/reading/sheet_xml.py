"""Responsible for the XML of a workbook's sheets and shared texts: one pass for cells and layout."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import IO, NamedTuple, TypeVar

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHEET_MAIN_NS

from followthrough.reading.cells import LAST_COLUMN, Area, Cell, Layout, Sheet
from followthrough.reading.markup import Said, parse
from followthrough.reading.number_formats import OWN_CURRENCY

LAST_ROW = 1_048_576  # Excel's own
MOST_MERGED = 20_000
_YES = ("1", "true")
_SEEN = {"ht": 3, "width": 0.5}
"""Nobody reads what is lower, in points, or narrower, in letters."""
_DIGITS = "0123456789"
T = TypeVar("T")


class Words(NamedTuple):
    """A text, and the same with what is struck through in it between two pairs of `~~`."""

    text: str
    marked: str = ""
    """Empty if nothing is."""


def texts_of(part: IO[bytes]) -> list[Words]:
    """Return the shared texts of a workbook, in order."""
    texts, found = _Texts(), list[Words]()

    def end() -> None:
        text, marked = texts.taken()
        # So Excel writes a sign that begins like an escaped one, such as _x000D_.
        found.append(Words(text.replace("x005F_", ""), marked))

    parse(part, texts.inner, _named(texts.starts), _named({**texts.ends, "si": end}))
    return found


def notes_of(part: IO[bytes]) -> dict[tuple[int, int], str]:
    """Return the notes of a sheet by the column and the row of their cells."""
    texts, found = _Texts(), dict[tuple[int, int], str]()
    at = (0, 0)

    def begin(said: Said) -> None:
        nonlocal at
        column, row, *_ = range_boundaries(said["ref"])
        at = (column or 0, row or 0)

    def end() -> None:
        found[at] = texts.taken().text

    starts, ends = {**texts.starts, "comment": begin}, {**texts.ends, "comment": end}
    parse(part, texts.inner, _named(starts), _named(ends))
    return found


def sheet_of(part: IO[bytes], sheet: ReadOnlyWorksheet, name: str) -> Sheet:
    """Return a sheet by that name, read from its part of a workbook.

    The workbook's styles and shared texts are those of `sheet`. Raises whatever the parser does for
    a part that is damaged, and ValueError if too much is merged.
    """
    return _Pass(sheet, name).over(part)


def _named(calls: Mapping[str, T]) -> dict[str, T]:
    """Return what is called for elements, by their whole names."""
    return {f"{SHEET_MAIN_NS} {name}": do for name, do in calls.items()}


class _Texts:
    """The runs of a text, of which each may be struck through; how it is spoken is left out."""

    def __init__(self) -> None:
        self.inner: list[str] = []
        self._runs: list[tuple[str, bool]] = []
        self._is_struck = self._is_spoken = False
        self.starts = {"t": self.begin, "strike": self._strike, "rPh": self._speak}
        self.ends = {"t": self._run, "rPh": self._spoken}

    def begin(self, _: Said) -> None:
        """Forget what stood between elements."""
        self.inner.clear()

    def taken(self) -> Words:
        """Return the text of the runs since this was asked last."""
        runs = self._runs
        if not any(is_struck for _, is_struck in runs):
            words = Words("".join([text for text, _ in runs]))
        else:
            marked = (f"~~{text}~~" if is_struck else text for text, is_struck in runs)
            words = Words("".join([text for text, _ in runs]), "".join(marked))
        runs.clear()
        return words

    def _strike(self, said: Said) -> None:
        self._is_struck = said.get("val", "1") in _YES

    def _speak(self, _: Said) -> None:
        self._is_spoken = True

    def _spoken(self) -> None:
        self._is_spoken = False

    def _run(self) -> None:
        if not self._is_spoken:
            self._runs.append(("".join(self.inner), self._is_struck))
        self._is_struck = False


class _Pass:
    """One pass over the part of one sheet."""

    def __init__(self, sheet: ReadOnlyWorksheet, name: str) -> None:
        self._sheet, self._name = sheet, name
        self._book = sheet.parent
        self._texts = _Texts()
        self._shared: list[Words] = sheet._shared_strings  # type: ignore[attr-defined]  # noqa: SLF001
        self._style = cache(self._styled)
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merged: list[Area] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._row = self._column = 0
        self._said: Said = {}
        self._value = ""
        self._formula: str | None = None
        self._shared_formulas: dict[str, str] = {}
        self._formula_said: Said = {}

    def over(self, part: IO[bytes]) -> Sheet:
        """Return the sheet."""
        begin = self._texts.begin
        starts = {
            **self._texts.starts,
            "row": self._begin_row,
            "c": self._begin_cell,
            "f": self._begin_formula,
            "v": begin,
            "col": self._see_columns,
            "mergeCell": self._merge,
        }
        ends = {**self._texts.ends, "c": self._cell, "f": self._end_formula, "v": self._end_value}
        parse(part, self._texts.inner, _named(starts), _named(ends))
        layout = Layout(
            tuple(self._merged),
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
            self._sheet.sheet_state != "visible",
        )
        rows = {number: dict(sorted(row.items())) for number, row in sorted(self._rows.items())}
        return Sheet(self._name, rows, layout)

    def _begin_row(self, said: Said) -> None:
        number = float(said.get("r", self._row + 1))
        if not (number.is_integer() and self._row < number <= LAST_ROW):
            raise ValueError(number)
        self._row, self._column = int(number), 0
        if _is_hidden(said, "ht"):
            self._hidden_rows.add(self._row)

    def _see_columns(self, said: Said) -> None:
        if _is_hidden(said, "width"):
            last = min(int(said["max"]), LAST_COLUMN)
            self._hidden_columns.update(range(int(said["min"]), last + 1))

    def _merge(self, said: Said) -> None:
        self._merged.append(Area(*range_boundaries(said["ref"])))
        if len(self._merged) > MOST_MERGED:
            raise ValueError(MOST_MERGED)

    def _begin_cell(self, said: Said) -> None:
        self._said, self._value, self._formula = said, "", None

    def _begin_formula(self, said: Said) -> None:
        self._formula_said = said
        self._texts.inner.clear()

    def _end_formula(self) -> None:
        text, of = "".join(self._texts.inner), self._formula_said.get("si", "")
        if self._formula_said.get("t") == "shared":
            text = self._shared_formulas.setdefault(of, text)
        self._formula = f"={text}"

    def _end_value(self) -> None:
        self._value = "".join(self._texts.inner)

    def _cell(self) -> None:
        """Keep the cell that ends here, if it is filled."""
        row, column = self._place()
        if column > LAST_COLUMN:
            self._texts.taken()
            return
        style = int(self._said.get("s", 0))
        value, error, marked = self._read(style)
        if self._formula is None and not _has_content(value):
            return
        form, is_struck = self._style(style)
        self._rows.setdefault(row, {})[column] = Cell(
            row, column, value, self._formula or "", error, form, marked, is_struck
        )

    def _place(self) -> tuple[int, int]:
        ref, row = self._said.get("r"), self._row
        if ref:
            letters = ref.rstrip(_DIGITS)
            row, self._column = int(ref[len(letters) :]), column_index_from_string(letters)
        else:
            self._column += 1
        if not 1 <= row <= LAST_ROW:
            raise ValueError(row)
        return row, self._column

    def _read(self, style: int) -> tuple[object, bool, str]:
        """Return the value of a cell, whether it is an error, and its text where some is struck out."""
        words, kind, said = self._texts.taken(), self._said.get("t", "n"), self._value
        if kind == "inlineStr":
            return words.text, False, words.marked
        if not said:
            return None, False, ""
        if kind == "s":
            words = self._shared[int(said)]
            return words.text, False, words.marked
        if kind == "n":
            return *self._number(said, style), ""
        read: Callable[[str], object] = {"b": _truth, "d": from_ISO8601}.get(kind, str)
        return read(said), kind == "e", ""

    def _number(self, said: str, style: int) -> tuple[object, bool]:
        """Return a number, or the day that it is; whether it is a day that there is not."""
        number = float(said) if set(".Ee") & set(said) else int(said)
        if style not in self._book._date_formats:  # type: ignore[attr-defined]  # noqa: SLF001
            return number, False
        is_span = style in self._book._timedelta_formats  # type: ignore[attr-defined]  # noqa: SLF001
        try:
            return from_excel(number, self._book.epoch, timedelta=is_span), False
        except (OverflowError, ValueError):
            return "#VALUE!", True

    def _styled(self, style: int) -> tuple[str, bool]:
        """Return a style's number format, and whether it strikes through.

        The format is empty if what it shows differs from one computer to another.
        """
        cell = ReadOnlyCell(self._sheet, 1, 1, None, style_id=style)
        form = str(cell.number_format)
        is_struck = cell.has_style and bool(cell.font.strike)
        return "" if cell.style_array.numFmtId in OWN_CURRENCY else form, is_struck


def _is_hidden(said: Said, size: str) -> bool:
    return said.get("hidden") in _YES or float(said.get(size) or _SEEN[size]) < _SEEN[size]


def _truth(said: str) -> bool:
    return bool(int(said))


def _has_content(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
