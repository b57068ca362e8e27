"""Responsible for what a plan file says that may be a slip: dates long past, parts that are hidden."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from openpyxl.utils import get_column_letter

from followthrough.plans.file.columns import columns
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import MORE_ROWS, ROWS, SHEETS
from followthrough.reading.cells import Sheet
from rules.text import quoted
from rules.words import listed, plain_day
from rules.years import is_long_before

SHEET_OF = {kind: sheet for sheet, kind in {**ROWS, **MORE_ROWS}.items()}
MOST_NAMED = 10
NAMED_BY = ("board", "action", "ref")
"""What tells a dated row of a sheet from its others."""


def rows_of(plan: PlanFile) -> Iterable[Any]:
    """Return the rows of all sheets that have a date."""
    return chain(plan.actions, plan.milestones, plan.meetings, plan.measures, plan.risks, plan.log)


def hidden(sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """Yield a sentence for what nobody sees of each sheet, and is read all the same."""
    for name in SHEETS:
        yield from hidden_on(sheets[name]) if name in sheets else ()


def hidden_on(sheet: Sheet) -> Iterator[str]:
    """Yield a sentence for what nobody sees of a sheet, and is read all the same."""
    rows = sheet.layout.hidden_rows & sheet.rows.keys()
    filled = {column for row in sheet.rows.values() for column in row}
    columns = sheet.layout.hidden_columns & filled
    found = [
        *(f"{named} ({_first_words(sheet, rows)})" for named in _named("row", rows, str)),
        *_named("column", columns, get_column_letter),
    ]
    if sheet.layout.is_hidden:
        found = [f"the {sheet.noun}"]
    if found:
        yield f"{sheet.called}: {' and '.join(found)} can't be seen, and counted all the same."


def _first_words(sheet: Sheet, numbers: Collection[int]) -> str:
    """Return what stands first in each of the rows: its reference, or a name."""
    firsts = (min(sheet.rows[number].items()) for number in sorted(numbers))
    return listed([quoted(str(cell.value)) for _, cell in firsts], MOST_NAMED)


def _named(noun: str, numbers: Collection[int], name: Callable[[int], str]) -> Iterator[str]:
    """Yield what hidden rows or columns are called: `rows 4, 6 to 9`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    if runs:
        spans = (" to ".join(map(name, run)) for run in runs)
        yield f"{noun if len(numbers) == 1 else f'{noun}s'} {', '.join(spans)}"


def long_past(rows: Iterable[Any], today: date, *, is_ours: bool = True) -> Iterator[str]:
    """Yield a sentence for each date of the rows that lies more than a year before today.

    It names the sheet, if the rows come from a workbook of ours.
    """
    for row in rows:
        kind = type(row)
        which = " ".join(filter(None, (getattr(row, name, "") for name in NAMED_BY)))
        for name, column in columns(kind).items():
            on = getattr(row, name)
            if isinstance(on, date) and is_long_before(on, today):
                sheet = f"sheet {SHEET_OF[kind]}, " if is_ours else ""
                yield (
                    f"{sheet}{which}: the {column.heading.lower()}, "
                    f"{plain_day(on)}, lies more than a year back; check the year."
                )
