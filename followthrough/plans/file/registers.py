"""Responsible for the registers of a plan file: measures, risks, and the log of its boards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followthrough.plans.file.columns import said
from followthrough.plans.file.doubts import hidden
from followthrough.plans.file.names import Names
from followthrough.plans.file.rows import LogRow, MeasureRow, RiskRow
from followthrough.plans.file.sheets import Table, TableRow, column, read_optional
from followthrough.reading.cells import Sheet
from followthrough.reading.entry import Entry
from rules.problems import BadInput

SHEETS = ("Measures", "Risks", "Board log")
KINDS = ("decision", "action", "message")
"""What an entry of a board's log may be."""


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """The rows of each register; none of one that is not there."""

    measures: tuple[MeasureRow, ...]
    risks: tuple[RiskRow, ...]
    log: tuple[LogRow, ...]


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a workbook of registers says."""

    rows: RegisterRows
    there: tuple[str, ...]
    """Which of the sheets there are."""
    hidden: tuple[str, ...]
    """A sentence for what nobody sees of each, and is read all the same."""


def registers_of(file: str, sheets: Mapping[str, Sheet]) -> RegisterFile:
    """Return the registers on the sheets of a workbook called `file`, whatever they name elsewhere.

    Raises BadInput for a workbook without any of the sheets, and with a sentence for every problem,
    each naming file, sheet and cell.
    """
    there = tuple(name for name in SHEETS if name in sheets)
    if not there:
        raise BadInput(f"{file} has none of the sheets {', '.join(SHEETS)}; add one.")
    problems: list[str] = []
    tables = read_optional(file, sheets, SHEETS, problems)
    anything = Names("Boards", None), Names("Recommendations", None)
    rows = read_registers(tables, *anything)
    if problems:
        raise BadInput(*problems)
    return RegisterFile(rows, there, tuple(hidden(sheets)))


def read_registers(
    tables: Mapping[str, Table], boards: Names, recommendations: Names
) -> RegisterRows:
    """Return the measures, risks and log entries; a reference that is there twice is a problem."""
    measures, risks, log = (tables[name] for name in SHEETS)
    return RegisterRows(
        measures=tuple(
            _measure(ref, row, recommendations) for ref, row in _by_ref("Measures", measures)
        ),
        risks=tuple(_risk(ref, row) for ref, row in _by_ref("Risks", risks)),
        log=tuple(
            entry
            for ref, row in _by_ref("Board log", log)
            if (entry := _log_entry(ref, row, boards))
        ),
    )


def _by_ref(sheet: str, table: Table) -> list[tuple[str, TableRow]]:
    refs = Names(sheet, column(table, "Reference")).given
    return list(zip(refs, table or (), strict=True))


def _measure(ref: str, row: TableRow, recommendations: Names) -> MeasureRow:
    named = row["Recommendations"]
    refs = [part.strip() for part in named.text().replace(";", ",").split(",") if part.strip()]
    return MeasureRow(
        **said(MeasureRow, row),
        ref=ref,
        recommendations=", ".join(
            recommendations.find(named, one, "the recommendation") for one in refs
        ),
    )


def _risk(ref: str, row: TableRow) -> RiskRow:
    return RiskRow(ref=ref, **said(RiskRow, row))


def _log_entry(ref: str, row: TableRow, boards: Names) -> LogRow | None:
    board = boards.find(row["Board"], row["Board"].needed(), "the board")
    told = said(LogRow, row)
    due_date, as_written = row["Due date"].deadline()
    told |= {"due_date": due_date, "due_date_as_written": as_written}
    kind = _kind(row["Kind"], due_date, told["who"])
    return LogRow(board, ref, kind=kind, **told) if told["met_on"] else None


def _kind(entry: Entry, due_date: date | None, who: str) -> str:
    """Return what an entry is; a blank is an action if someone is named or a date, else a decision."""
    written = entry.choice(entry.text(), KINDS)
    return written or ("action" if due_date or who else "decision")
