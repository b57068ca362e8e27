"""Which rows of a table stay on one page, so that none stands alone at its edge."""

import pytest

from followthrough.packs.writers.blocks import Record, record
from followthrough.packs.writers.together import MOST_LINES, together

ROW, GROUP = record("A1", "Short."), Record((), group="Within 30 days")
TALL = record("A1", "Long. " * 6 * MOST_LINES)


@pytest.mark.parametrize(
    ("rows", "runs"),
    [
        ([], []),
        ([ROW], []),
        ([ROW] * 2, [(0, 1)]),
        ([ROW] * 3, [(0, 2)]),
        ([ROW] * 9, [(0, 1), (7, 8)]),
        ([ROW] * 4 + [GROUP] + [ROW] * 4, [(0, 1), (4, 5), (7, 8)]),
        ([GROUP, ROW, GROUP, ROW], [(0, 1), (2, 3)]),
        ([GROUP, GROUP, ROW, ROW], [(0, 3)]),
        ([TALL] + [ROW] * 4, [(3, 4)]),
        ([ROW] * 4 + [TALL, TALL], [(0, 1)]),
        ([ROW] * 4 + [GROUP], [(0, 1), (3, 4)]),
    ],
)
def test_first_and_last_rows_and_lines_above_groups_keep_their_next(
    rows: list[Record], runs: list[tuple[int, int]]
) -> None:
    assert together(rows) == runs
