"""Responsible for opening a plan, whatever kind of file it is in: a workbook of ours, or any table.

Much of it is done in the process that reads the file, which loads no database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from followthrough.plans.file.plan import plan_of
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import SHEETS
from followthrough.plans.table.found import FoundTable, find_table
from followthrough.plans.table.joined import join_tables
from followthrough.reading.cells import TABLE, Sheet, fold
from followthrough.reading.handed_in import read_sheets
from rules.problems import BadInput
from rules.text import quoted
from rules.words import listed

MOST_NAMED = 5
LEAST = 2
"""A workbook with so many of our sheets is one of ours; in any other a table is looked for."""


def open_plan(path: Path, sheet: str = "") -> FoundTable | PlanFile:
    """Return the plan of a workbook of ours, or else the table in the file at `path`.

    `sheet` is the one to look on; if none is named, the one whose headings are known best. Raises
    BadInput for a file that can't be read, or in which there is neither.
    """
    return read_sheets(path, SHEETS, partial(_plan_or_table, sheet), LEAST)


def _plan_or_table(named: str, file: str, sheets: Mapping[str, Sheet]) -> FoundTable | PlanFile:
    if len(sheets.keys() & set(SHEETS)) >= LEAST:
        return plan_of(file, sheets)
    wanted = [
        sheet
        for name, sheet in sheets.items()
        if fold(named) in {fold(name), fold(sheet.name), fold(sheet.called)}
    ]
    several = len(sheets) > 1 or any(map(bool, sheets))
    if named and several and not wanted:
        raise BadInput(f"{file} has no sheet {named}; it has {', '.join(sheets)}.")
    is_document = any(sheet.noun == TABLE for sheet in sheets.values())
    found = (
        join_tables(list(sheets.values()), *(sheet.name for sheet in wanted))
        if is_document
        else _table_of(wanted or list(sheets.values()))
    )
    if found is None:
        raise BadInput(
            f"{file} holds no table: no row of it has three texts that could be headings, such as "
            "Action, Owner and Due date."
        )
    return found


def _table_of(sheets: Sequence[Sheet]) -> FoundTable | None:
    """Return the table whose headings are known best, with what is to be said of other sheets."""
    tables = {sheet.name: found for sheet in sheets if (found := find_table(sheet))}
    if not tables:
        return None
    name = max(tables, key=lambda one: (tables[one].known, len(tables[one].rows)))
    others = [quoted(one) for one, table in tables.items() if one != name and table.known]
    if not others:
        return tables[name]
    said = (
        f"Read is the sheet {quoted(name)}. There are tables on {listed(others, MOST_NAMED)} too: "
        "to read another, name it as `sheet` in the profile."
    )
    return replace(tables[name], doubts=(*tables[name].doubts, said))
