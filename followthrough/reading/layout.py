"""Responsible for how a sheet of a workbook is laid out: what is merged in it, hidden, struck out."""

from typing import IO, Any

from openpyxl.utils import range_boundaries
from openpyxl.xml.functions import iterparse

from followthrough.reading.cells import Area, Layout

LAST_COLUMN = 100
MOST_MERGED = 20_000
_YES = ("1", "true")
_SEEN = {"ht": 3, "width": 0.5}
"""Nobody reads what is lower, in points, or narrower, in letters."""


def layout_of(part: IO[bytes]) -> Layout:
    """Return the layout in a sheet's part of a workbook; raises ValueError if too much is merged."""
    merged: list[Area] = []
    rows: set[int] = set()
    columns: set[int] = set()
    struck = _Struck()
    row = 0
    for _, element in iterparse(part):
        kind, said = element.tag.rpartition("}")[2], element.attrib
        if kind == "row":
            row = int(float(said.get("r", row + 1)))
            if _is_hidden(said, "ht"):
                rows.add(row)
        elif kind == "col" and _is_hidden(said, "width"):
            columns.update(range(int(said["min"]), min(int(said["max"]), LAST_COLUMN) + 1))
        elif kind == "mergeCell":
            merged.append(Area(*range_boundaries(said["ref"])))
        else:
            struck.see(kind, said, element.text or "")
        if len(merged) > MOST_MERGED:
            raise ValueError(MOST_MERGED)
        element.clear()
    return Layout(tuple(merged), frozenset(rows), frozenset(columns), struck=struck.found)


class _Struck:
    """What is struck through in cells that hold their own text."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._runs: list[str] = []
        self._is_struck = False

    def see(self, kind: str, said: Any, text: str) -> None:  # noqa: ANN401 - as the parser has them
        """Take the end of an element: of the mark, of the words that it marks, of their cell."""
        if kind == "strike":
            self._is_struck = said.get("val", "1") in _YES
        elif kind == "t":
            self._runs.append(f"~~{text}~~" if self._is_struck else text)
            self._is_struck = False
        elif kind == "c":
            if any(run.startswith("~~") for run in self._runs):
                self.found[said.get("r", "")] = "".join(self._runs)
            self._runs.clear()


def _is_hidden(said: Any, size: str) -> bool:  # noqa: ANN401 - attributes as the parser has them
    return said.get("hidden") in _YES or float(said.get(size) or _SEEN[size]) < _SEEN[size]
