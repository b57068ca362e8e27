"""Responsible for the tables on a plan's sheets: their headings, and the entries below."""

from collections.abc import Collection, Iterator, Mapping

from openpyxl.utils import get_column_letter

from followthrough.reading.cells import Cell, Row, Sheet, fold, written
from followthrough.reading.entry import Entry, Written, trimmed
from followthrough.reading.merged import Unmerged

HEADINGS_WITHIN = 10
ALSO_CALLED = {
    "Reference": ("Ref",),
    "Address": ("E-mail", "Email", "E-mail address", "Email address"),
}


def read_table(
    file: str,
    sheet: Sheet,
    headings: tuple[str, ...],
    problems: list[str],
    shared: Collection[str] = (),
    also: Mapping[str, tuple[str, ...]] = ALSO_CALLED,
) -> list[dict[str, Entry]] | None:
    """Return the filled rows under the headings, each with an entry for every heading.

    A merged cell speaks for each row that it covers under the headings that are `shared`; any
    other is a problem. `also` has other names of headings. None, with the reason among the
    problems, if a heading is missing or there twice.
    """
    place = f"{file}, {sheet.called}" if sheet.name else file
    number, columns = _heading_row(sheet, headings, also)
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
    unmerged = Unmerged(sheet, number, only, shared)
    problems.extend(f"{place}, {complaint}." for complaint in unmerged.wrong)
    return [
        {
            heading: cell_entry(
                f"the {heading.lower()}",
                f"{place}, cell {get_column_letter(column)}{below}",
                row.get(column),
                [] if (below, column) in unmerged.told else problems,
            )
            for heading, column in only.items()
        }
        for below, row in unmerged.rows.items()
        if any(column in row for column in only.values())
    ]


def cell_entry(noun: str, place: str, cell: Cell | None, problems: list[str]) -> Entry:
    """Return the entry of a cell; its complaints are added to the problems, after its whole place."""
    return Entry(
        noun,
        place.rpartition(", ")[2],
        written(cell) if cell else Written(),
        lambda complaint: problems.append(f"{place}: {complaint}."),
    )


def _heading_row(
    sheet: Sheet, headings: tuple[str, ...], also: Mapping[str, tuple[str, ...]]
) -> tuple[int, Mapping[str, tuple[int, ...]]]:
    """Return the row that holds most of the headings, and their columns; 0 if none holds two."""
    best: tuple[int, Mapping[str, tuple[int, ...]]] = (0, {})
    for number, row in sheet.rows.items():
        columns = dict(_columns(row, headings, also))
        if number <= HEADINGS_WITHIN and len(columns) > max(1, len(best[1])):
            best = (number, columns)
    return best


def _columns(
    row: Row, headings: tuple[str, ...], also: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    for heading in headings:
        names = {fold(name) for name in (heading, *also.get(heading, ()))}
        found = tuple(n for n, cell in row.items() if fold(trimmed(str(cell.value))) in names)
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
