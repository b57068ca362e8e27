"""Responsible for the sheets, columns and fields of a plan file: those needed, those welcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from followthrough.plans.file.columns import needed, shared, welcome
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    LogRow,
    MeasureRow,
    MeetingRow,
    MilestoneRow,
    PersonRow,
    RecommendationRow,
    RiskRow,
)
from followthrough.reading.cells import Row, Sheet, fold
from followthrough.reading.entry import Entry, nothing, trimmed
from followthrough.reading.table import ALSO_CALLED, HEADINGS_WITHIN, read_table

ROWS: Mapping[str, type[Any]] = {
    "People": PersonRow,
    "Boards": BoardRow,
    "Recommendations": RecommendationRow,
    "Actions": ActionRow,
}
"""The rows of each sheet that a plan file must have beside its sheet Plan."""

MORE_ROWS: Mapping[str, type[Any]] = {
    "Milestones": MilestoneRow,
    "Meetings": MeetingRow,
    "Measures": MeasureRow,
    "Risks": RiskRow,
    "Board log": LogRow,
}
"""Those of each sheet that may be left out."""

COLUMNS = {"Plan": ("Field", "Value")} | {sheet: needed(kind) for sheet, kind in ROWS.items()}
"""The sheets that a plan file must have and the columns that each must have, in any order."""

MORE_SHEETS = {sheet: needed(kind) for sheet, kind in MORE_ROWS.items()}
"""Sheets that may be left out, and the columns that each must have if it is there."""

MORE_COLUMNS = {sheet: welcome(kind) for sheet, kind in {**ROWS, **MORE_ROWS}.items()}
"""Columns that may be left out."""

SHEETS = (*COLUMNS, *MORE_SHEETS)

FIELDS = (
    "Key",
    "Title",
    "Organisation",
    "Report",
    "Report date",
    "Division",
    "Administrator",
    "Notes",
)
"""The rows that the sheet Plan must have."""

MORE_FIELDS = ("Validator", "Evidence")
"""Rows of the sheet Plan that may be left out."""

TableRow = Mapping[str, Entry]
Table = Sequence[TableRow] | None
"""The rows of a sheet; None, with the reason among the problems, if it can't be read."""


def read_tables(file: str, sheets: Mapping[str, Sheet], problems: list[str]) -> dict[str, Table]:
    """Return the rows of every sheet, with an entry for every column whether it is there or not."""
    tables: dict[str, Table] = {
        name: _needed(file, name, sheets.get(name), problems) for name in COLUMNS
    }
    return tables | read_optional(file, sheets, MORE_SHEETS, problems)


def read_optional(
    file: str, sheets: Mapping[str, Sheet], names: Iterable[str], problems: list[str]
) -> dict[str, Table]:
    """Return the rows of those sheets that may be left out; none of one that is not there."""
    tables: dict[str, Table] = {}
    for name in names:
        sheet = sheets.get(name)
        filled = sheet if sheet and sheet.rows else None
        tables[name] = _read(file, filled, MORE_SHEETS[name], problems) if filled else ()
    return tables


def column(table: Table, heading: str) -> list[Entry] | None:
    """Return the entries under one heading; None if the sheet can't be read."""
    return None if table is None else [row[heading] for row in table]


def read_fields(file: str, rows: Table, problems: list[str]) -> dict[str, Entry]:
    """Return the value of every field of the sheet Plan; a missing one is told only once."""
    every = (*FIELDS, *MORE_FIELDS)
    names = {fold(name): name for name in every}
    found: dict[str, Entry] = {}
    for row in rows or ():
        name = names.get(fold(row["Field"].text()), "")
        if name in found:
            row["Field"].complain(f'the field "{name}" is there twice; keep one of them')
        elif name:
            found[name] = replace(row["Value"], noun=f"the {name.lower()}")
    if rows is not None:
        problems.extend(
            f'{file}, sheet Plan: the field "{name}" is missing; add a row for it.'
            for name in FIELDS
            if name not in found
        )
    return {name: nothing(name) for name in every} | found


def _needed(file: str, name: str, sheet: Sheet | None, problems: list[str]) -> Table:
    if sheet is None:
        problems.append(f"{file}: the sheet {name} is missing; add it, with its headings.")
        return None
    return _read(file, sheet, COLUMNS[name], problems)


def _read(file: str, sheet: Sheet, columns: tuple[str, ...], problems: list[str]) -> Table:
    kind = {**ROWS, **MORE_ROWS}.get(sheet.name)
    if kind is None:
        return read_table(file, sheet, columns, problems)
    return read_rows(file, sheet, kind, problems)


def read_rows(
    file: str,
    sheet: Sheet,
    kind: type[Any],
    problems: list[str],
    also: Mapping[str, tuple[str, ...]] = ALSO_CALLED,
) -> Table:
    """Return the rows of one kind on a sheet, with an entry for every column, there or not.

    `also` has other names of headings.
    """
    columns, more = needed(kind), welcome(kind)
    there = _headings_there(sheet, columns, more, also)
    rows = read_table(file, sheet, columns + there, problems, shared(kind), also)
    left_out = {heading: nothing(heading) for heading in more}
    return None if rows is None else [{**left_out, **row} for row in rows]


def _headings_there(
    sheet: Sheet,
    needed: tuple[str, ...],
    more: tuple[str, ...],
    also: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Return those of `more` that stand in the row which holds most of the headings needed."""

    def names(heading: str) -> set[str]:
        return {fold(name) for name in (heading, *also.get(heading, ()))}

    wanted = {name for heading in needed for name in names(heading)}
    rows = [_folded(row) for number, row in sheet.rows.items() if number <= HEADINGS_WITHIN]
    headings = max(rows, key=lambda row: len(row & wanted), default=set())
    return tuple(heading for heading in more if names(heading) & headings)


def _folded(row: Row) -> set[str]:
    return {fold(trimmed(str(cell.value))) for cell in row.values()}
