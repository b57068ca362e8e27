"""Responsible for measuring how a plan is read: a workbook of 10,000 actions, a CSV file of 100,000 rows.

The workbook is held against openpyxl, which reads it cell by cell and does nothing with it, and
beside calamine, which is written in Rust and reads values alone; all in CPU seconds, in fresh processes, in one run. Run it with `python -m benchmarks.plan_file`.
"""

import argparse
import csv
import sys
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import openpyxl
from openpyxl.cell import WriteOnlyCell

from benchmarks.measure import Measured, fresh, middle, peak_mb
from followthrough.plans.file.sheets import SHEETS
from followthrough.plans.table.about import NOTHING_KNOWN
from followthrough.plans.table.found import find_table
from followthrough.plans.table.profile import Profile
from followthrough.plans.table.understood import understand
from followthrough.reading.handed_in import sheets_in
from followthrough.reading.separated import sheet_of
from rules.problems import BadInput

LIMIT = 1.5
MOST_MB = 100
HEADINGS = (
    *("Ref", "Recommendation", "Action", "Lead officer", "Due date", "Success measure"),
    *("Status", "Progress", "Evidence", "Theme", "Priority"),
)
FIRST = datetime(2027, 1, 1)  # noqa: DTZ001 - as openpyxl wants it


def read_nothing(path: Path) -> Measured:
    """Read every cell by openpyxl."""
    before = process_time()
    for row in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]:
        del row
    return Measured(process_time() - before, peak_mb())


def read_values(path: Path) -> Measured:
    """Read every value by calamine, which gives no format, no layout and nothing that is struck."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - here alone

    before = process_time()
    read = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return Measured(process_time() - before, peak_mb(), f"{len(read):,} rows")


def read_workbook(path: Path) -> Measured:
    """Read every cell, its format, and what is merged, hidden or struck through."""
    before = process_time()
    read = sheets_in(path.name, path.read_bytes(), SHEETS, least=2)
    return Measured(process_time() - before, peak_mb(), f"{len(read['Plan'].rows):,} rows")


def take_in(path: Path) -> Measured:
    """Read it, find the table, and understand its actions."""
    before = process_time()
    sheet = sheets_in(path.name, path.read_bytes(), SHEETS, least=2)["Plan"]
    table = find_table(sheet)
    actions = understand(path.name, table, Profile(), NOTHING_KNOWN).plan.actions if table else ()
    return Measured(process_time() - before, peak_mb(), f"{len(actions):,} actions")


def refuse(path: Path) -> Measured:
    """Read a CSV file of more rows than a plan may have, as far as it takes to refuse it."""
    before = process_time()
    try:
        said = f"{len(sheet_of(path.name, path.read_bytes()).rows):,} rows"
    except BadInput as wrong:
        said = str(wrong)
    return Measured(process_time() - before, peak_mb(), said)


def main() -> int:
    """Measure and print; return 1 if a limit is passed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=10_000)
    words.add_argument("--lines", type=int, default=100_000)
    words.add_argument("--runs", type=int, default=3)
    asked = words.parse_args()
    with TemporaryDirectory() as folder:
        workbook, lines = Path(folder, "plan.xlsx"), Path(folder, "plan.csv")
        _save(workbook, asked.rows)
        with lines.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(chain([HEADINGS], map(_row, range(asked.lines))))
        ways = (read_nothing, read_values, read_workbook, take_in)
        bare, values, read, taken = (
            middle(fresh(way, workbook) for _ in range(asked.runs)) for way in ways
        )
        flat = fresh(refuse, lines)
    sys.stdout.write(
        f"openpyxl read-only, doing nothing: {bare.seconds:.2f} s CPU, {bare.peak_mb:.0f} MB\n"
        f"ours, {read.said}: {read.seconds:.2f} s, {read.peak_mb:.0f} MB, "
        f"ratio {read.seconds / bare.seconds:.2f} (limit {LIMIT})\n"
        f"calamine, values alone: {values.seconds:.2f} s, {values.peak_mb:.0f} MB; "
        f"ours takes {read.seconds / values.seconds:.1f} times that\n"
        f"and understood, {taken.said}: {taken.seconds:.2f} s, {taken.peak_mb:.0f} MB, "
        f"ratio {taken.seconds / bare.seconds:.2f}\n"
        f"CSV of {asked.lines:,} rows: {flat.seconds:.2f} s, {flat.peak_mb:.0f} MB (limit {MOST_MB}): "
        f"{flat.said}\n"
    )
    return int(read.seconds > LIMIT * bare.seconds or flat.peak_mb > MOST_MB)


def _row(number: int) -> list[str]:
    due = FIRST + timedelta(days=number % 700)
    return [
        *(f"A{number}", f"R{number % 400}", f"Review the practice of team number {number} again"),
        *(f"Person {number % 300} Invented", f"{due:%d/%m/%Y}", f"All {number} files are audited"),
        *("Green", f"Begun in week {number % 50}", "Minutes", "Practice", "High"),
    ]


def _save(path: Path, rows: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(HEADINGS)
    for number in range(rows):
        ref, answers, action, owner, _, *rest = _row(number)
        due = WriteOnlyCell(sheet, FIRST + timedelta(days=number % 700))
        due.number_format = "dd/mm/yyyy"
        sheet.append([ref, answers, action, owner, due, *rest])
    book.save(path)


if __name__ == "__main__":
    sys.exit(main())
