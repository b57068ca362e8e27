"""Responsible for the tables of a document that are one register: with the same headings, or one an action."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from openpyxl.utils import get_column_letter

from followthrough.plans.table.found import FoundRow, FoundTable, find_table
from followthrough.plans.table.headings import bare, called, means, own
from followthrough.plans.table.labelled import TITLE, by_labels, labelled
from followthrough.reading.cells import Cell, Sheet
from followthrough.reading.entry import Written
from rules.words import count, listed

MOST_NAMED = 10


def join_tables(sheets: Sequence[Sheet], named: str = "") -> FoundTable | None:
    """Return the register that the tables of a document are: those of which most headings are known.

    Those that go with the table of this number, if one is named. None if none has headings.
    """
    by_label = {sheet.name: actions for sheet in sheets if (actions := list(labelled(sheet)))}
    with_headings = {
        sheet.name: found
        for sheet in sheets
        if sheet.name not in by_label and (found := find_table(sheet))
    }
    registers: list[tuple[Collection[str], FoundTable]] = []
    if by_label:
        registers.append((by_label, by_labels(list(chain(*by_label.values())))))
    if with_headings:
        first = named or max(with_headings, key=lambda one: _rank(with_headings[one]))
        if first in with_headings:
            kind = dict(_alike(sheets, with_headings, with_headings[first]))
            registers.append((kind, _together(sheets, kind)))
    registers = [one for one in registers if not named or named in one[0]]
    if not registers:
        return None
    read, best = max(registers, key=lambda one: _rank(one[1]))
    others = [sheet.called for sheet in sheets if sheet.name not in read and sheet.rows]
    more = (
        f"{sheet.called} has {count(len(with_headings[sheet.name].rows), 'more row')} under a heading "
        "of actions, not read: look whether they are of this plan too."
        for sheet in sheets
        if sheet.name not in read and sheet.name in with_headings
        if TITLE in map(called, with_headings[sheet.name].headings.values())
    )
    return replace(best, doubts=(*best.doubts, *_not_read(others), *more))


def _rank(table: FoundTable) -> tuple[int, int]:
    return table.known, len(table.rows)


def _not_read(others: Sequence[str]) -> Iterator[str]:
    if others:
        yield (
            f"Not read: {listed(others, MOST_NAMED)}, with other headings or none. "
            "To read another, name its number as `sheet` in the profile."
        )


def _alike(
    sheets: Sequence[Sheet], tables: Mapping[str, FoundTable], first: FoundTable
) -> Iterator[tuple[str, FoundTable]]:
    """Yield the tables that are one with the first: by what their headings mean, or as it goes on."""
    wanted = {means(words) for words in first.headings.values()}
    before: FoundTable | None = None
    for sheet in sheets:
        table = tables.get(sheet.name)
        headings = {means(words) for words in table.headings.values()} if table else set[str]()
        shared = headings & wanted
        is_alike = headings == wanted or (
            TITLE in shared and 2 * len(shared) > max(len(headings), len(wanted))
        )
        if table and is_alike:
            before = table
        elif before and before.known and not (table and table.known) and _goes_on(sheet, before):
            # Word parts a table where somebody presses Return in it.
            row = {column: Cell(0, column, words) for column, words in before.headings.items()}
            again = find_table(replace(sheet, rows={0: row, **sheet.rows}))
            told = f"{sheet.called} has no headings; read under those of {before.where}."
            table = again and replace(again, row=before.row, doubts=(*again.doubts, told))
        else:
            before = None
            continue
        if table:
            yield sheet.name, table


def _goes_on(sheet: Sheet, before: FoundTable) -> bool:
    """Say whether a table has just as many columns, of which not all rows are one cell."""
    columns = {column for row in sheet.rows.values() for column in row}
    return columns <= before.headings.keys() and max(columns, default=0) == max(before.headings)


def _together(sheets: Sequence[Sheet], kind: Mapping[str, FoundTable]) -> FoundTable:
    """Return tables as one with all their headings; each is a section by what it stands under."""
    by_name = {sheet.name: sheet for sheet in sheets}
    sections = {by_name[name].heading for name in kind}
    headings: dict[str, str] = {}
    rows: list[FoundRow] = []
    for name, table in kind.items():
        keys = _compared(table)
        for column, words in table.headings.items():
            headings.setdefault(keys[column], words)
        columns = {column: list(headings).index(key) + 1 for column, key in keys.items()}
        sheet, section = by_name[name], by_name[name].heading
        if section and len(sections) > 1:
            rows.append(FoundRow(0, {1: Written(section)}, is_wide=True))
        rows += (_moved(row, columns, sheet.called) for row in table.rows)
    first, *_ = kind.values()
    return replace(
        first,
        headings=dict(enumerate(headings.values(), 1)),
        rows=tuple(rows),
        doubts=tuple(chain(*(table.doubts for table in kind.values()))),
        tables=len(kind),
    )


def _compared(table: FoundTable) -> Mapping[int, str]:
    """Return what stands for each heading: usual names without what they stand under, if that is plain."""
    lower = [bare(own(words)) for words in table.headings.values()]
    return {
        column: bare(own(words) if called(words) and lower.count(bare(own(words))) == 1 else words)
        for column, words in table.headings.items()
    }


def _moved(row: FoundRow, columns: Mapping[int, int], where: str) -> FoundRow:
    """Return a row with its cells in other columns, which remember where they stand."""
    at = {columns[column]: f"{get_column_letter(column)}{row.number}" for column in row.cells}
    cells = {columns[column]: one for column, one in row.cells.items()}
    return replace(row, cells=dict(sorted(cells.items())), where=where, at=at)
