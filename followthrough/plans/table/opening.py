"""Responsible for opening a plan, whatever kind of file it is in: a workbook of ours, or any table.

Much of it is done in the process that reads the file, which loads no database.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from followthrough.plans.file.plan import plan_of
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import SHEETS
from followthrough.plans.table.found import FoundTable, find_table
from followthrough.reading.cells import Sheet, fold
from followthrough.reading.separated import SUFFIXES, read_separated
from followthrough.reading.xlsx import read_workbook
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
    if path.suffix.casefold() in SUFFIXES:
        return read_separated(path, partial(_table_of, ""))
    return read_workbook(path, SHEETS, partial(_plan_or_table, sheet), LEAST)


def _plan_or_table(named: str, file: str, sheets: Mapping[str, Sheet]) -> FoundTable | PlanFile:
    if len(sheets.keys() & set(SHEETS)) >= LEAST:
        return plan_of(file, sheets)
    wanted = [sheet for name, sheet in sheets.items() if fold(name) == fold(named)]
    if named and not wanted:
        raise BadInput(f"{file} has no sheet {named}; it has {', '.join(sheets)}.")
    return _table_of(named, file, *(wanted or sheets.values()))


def _table_of(named: str, file: str, *sheets: Sheet) -> FoundTable:
    """Return the table whose headings are known best, with what is to be said of other sheets."""
    tables = [found for sheet in sheets if (found := find_table(sheet))]
    if not tables:
        raise BadInput(
            f"{file} holds no table: no row of it has three texts that could be headings, such as "
            "Action, Owner and Due date."
        )
    best = max(tables, key=lambda table: (table.known, len(table.rows)))
    others = [quoted(table.sheet) for table in tables if table is not best and table.known]
    if named or not others:
        return best
    said = (
        f"Read is the sheet {quoted(best.sheet)}. There are tables on {listed(others, MOST_NAMED)} too: "
        "to read another, name it as `sheet` in the profile."
    )
    return replace(best, doubts=(*best.doubts, said))
