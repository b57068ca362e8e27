"""Responsible for tables on a terminal: as wide as that is, with no word cut off."""

from collections.abc import Collection, Iterable, Sequence

from rich.table import Table

WIDEST = 44
"""Letters of a name or an address that are kept on one line, if there is room at all."""


def columns(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    whole: Collection[str] = (),
    marked: Collection[int] = (),
) -> Table:
    """Return a table whose cells go on in the next line where they are too long, and are never cut.

    Columns that are `whole` keep their lines as long as they can, such as names, and addresses that
    are to be copied; others make room for them. Rows that are `marked`, by number, are bold.
    """
    rows = [tuple(row) for row in rows]
    shown = Table(title=title or None, title_justify="left")
    for place, heading in enumerate(headings):
        lines = [line for row in rows for line in row[place].splitlines()]
        width = min(max(map(len, (heading, *lines))), WIDEST) if heading in whole else None
        shown.add_column(heading, overflow="fold", width=width)
    for number, row in enumerate(rows):
        shown.add_row(*row, style="bold" if number in marked else None)
    return shown
