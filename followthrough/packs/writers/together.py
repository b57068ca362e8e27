"""Responsible for which rows of a table stay on one page, so that none stands alone at its edge."""

from collections.abc import Sequence

from followthrough.packs.writers.blocks import Record

MOST_LINES = 36
"""What may be kept on one page, which holds fifty: the sum of these is a guess, and errs upwards."""
_IN_A_CELL, _IN_A_TAIL = 16, 70
"""Letters of a line in the narrowest column of texts, and across the table."""


def together(rows: Sequence[Record]) -> list[tuple[int, int]]:
    """Return the runs of rows that stay on one page, each as its first row and its last.

    These are the first two, the last two, and each line above a group with the row below it. Runs that
    meet are one, unless it were too tall for that.
    """
    wanted = {(0, 1), (len(rows) - 2, len(rows) - 1)}
    wanted |= {(at, at + 1) for at, row in enumerate(rows) if row.group}
    kept: list[tuple[int, int]] = []
    for first, last in sorted(run for run in wanted if run[0] >= 0 and run[1] < len(rows)):
        begin = kept[-1][0] if kept and first <= kept[-1][1] else first
        if sum(map(_lines, rows[begin : last + 1])) > MOST_LINES:
            continue
        if begin != first:
            kept.pop()
        kept.append((begin, last))
    return kept


def _lines(row: Record) -> int:
    cells = [sum(_folded(line.said, _IN_A_CELL) for line in cell) for cell in row.cells]
    across = sum(_folded(said, _IN_A_TAIL) for said in (row.group, *row.tail))
    return max(cells, default=0) + across


def _folded(said: str, letters: int) -> int:
    return sum(1 + len(line) // letters for line in said.split("\n"))
