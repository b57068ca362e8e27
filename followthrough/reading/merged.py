"""Responsible for merged cells: what they say in each row that they cover, or why that is not known."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from openpyxl.utils import get_column_letter

from followthrough.reading.cells import Area, Cell, Row, Sheet


class Unmerged:
    """The rows of a table below its headings, as whoever looks at them reads merged cells.

    A cell that is merged over rows speaks for each of them, in the columns where it may; what lies
    under a merged cell, where nobody sees it, is left out.
    """

    def __init__(
        self, sheet: Sheet, heading_row: int, columns: Mapping[str, int], shared: Collection[str]
    ) -> None:
        """Take the columns that are read by their headings; `shared` may speak for several rows."""
        self._headings = {column: heading for heading, column in columns.items()}
        self._heading_row = heading_row
        self._shared = shared
        self._areas = [area for area in sheet.layout.merged if self._read_in(area)]
        self._tops = {area: _cell(sheet.rows, area.row, area.column) for area in self._areas}
        self.rows: dict[int, dict[int, Cell]] = {
            number: dict(row)
            for number, row in sheet.rows.items()
            if number >= heading_row and any(column in row for column in self._headings)
        }
        self._numbers = sorted(self.rows)
        self.told = set[tuple[int, int]]()
        """The cells, by row and column, of which a complaint about their area tells already."""
        self.wrong = tuple(self._overlapping())
        """A complaint for each area that can't be read, beginning with its range."""
        if not self.wrong:
            self._uncover()
            self.wrong = tuple(self._fill())
        self.rows.pop(heading_row, None)

    def _read_in(self, area: Area) -> list[int]:
        """Return the columns that are read among those of an area; none if it lies above the table."""
        if area.last_row < self._heading_row:
            return []
        return [n for n in self._headings if area.column <= n <= area.last_column]

    def _covered(self, area: Area) -> Iterator[int]:
        """Return the numbers of the rows that an area covers, in order."""
        first = bisect_left(self._numbers, area.row)
        return islice(self._numbers, first, bisect_right(self._numbers, area.last_row))

    def _overlapping(self) -> Iterator[str]:
        """Yield a complaint if areas cover more than there is: Excel merges no cell twice."""
        left = len(self._numbers) * len(self._headings)
        for area in self._areas:
            left -= sum(1 for _ in self._covered(area)) * len(self._read_in(area))
            if left < 0:
                yield f"{_range(area)}: merged with cells that are merged already; unmerge them"
                return

    def _uncover(self) -> None:
        """Leave out what lies under merged cells."""
        for area in self._areas:
            for number in self._covered(area):
                for column in self._read_in(area):
                    if (number, column) != (area.row, area.column):
                        self.rows[number].pop(column, None)

    def _fill(self) -> Iterator[str]:
        """Put what merged cells say into the rows that they cover and that say something else too."""
        below = {
            number
            for number, row in self.rows.items()
            if any(column in row for column in self._headings)
        }
        for area in self._areas:
            top, (column, *others) = self._tops[area], self._read_in(area)
            if top is None:
                continue
            covered = [n for n in self._covered(area) if n in below and n != area.row]
            heading = self._headings[column]
            refused = {(n, one) for n in (area.row, *covered) for one in (column, *others)}
            refused.discard((area.row, area.column))
            if others or column != area.column:
                self.told |= refused
                yield f"{_range(area)}: merged over columns; put what it says into its own column"
            elif area.row <= self._heading_row or not covered:
                continue
            elif heading not in self._shared:
                self.told |= refused
                yield (
                    f"{_range(area)}: merged over rows; "
                    f"write the {heading.lower()} of each row into a cell of its own"
                )
            else:
                for number in covered:
                    self.rows[number][column] = replace(top, row=number)


def _cell(rows: Mapping[int, Row], row: int, column: int) -> Cell | None:
    return rows.get(row, {}).get(column)


def _range(area: Area) -> str:
    first, last = get_column_letter(area.column), get_column_letter(area.last_column)
    return f"cells {first}{area.row}:{last}{area.last_row}"
