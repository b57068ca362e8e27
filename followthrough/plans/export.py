"""Responsible for a plan's register as a file for others to work in, which comes in again as it is."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

from xlsxwriter.workbook import Workbook

from followthrough.plans.file.rows import PlanFile
from followthrough.plans.register import register_of
from followthrough.plans.table.asked import BETWEEN_NAMES, NO, YES
from followthrough.plans.table.profile import Profile, Several, profile_as_yaml
from followthrough.plans.table.take_in import kept_beside, open_profile
from followthrough.reading.as_text import AS_TEXT
from followthrough.reading.cells import MOST_ROWS
from followthrough.reading.file import name_of, whole
from followthrough.reading.separated import as_cell
from followthrough.workplace import Workplace
from models.plan import plan_called
from models.session import reading
from rules.problems import BadInput
from rules.text import folded
from rules.words import count

COLUMNS: Mapping[str, str] = {
    "Reference": "ref",
    "Recommendation": "recommendations",
    "Action": "title",
    "Owner": "owner",
    "Contributors": "contributors",
    "Due date": "due_date",
    "Success measure": "measure",
    "Theme": "theme",
    "Paragraph": "paragraph",
    "Part 2": "exempt",
}
"""The headings, each a usual name of its column, and the fields of an action."""
APART = (BETWEEN_NAMES, "|")
"""What parts names within a cell, and may stand within one."""
WIDTHS = (11, 17, 60, 26, 26, 14, 40, 22, 12, 8)
Cell = str | date | None
Rows = Sequence[Sequence[Cell]]


def export(place: Workplace, plan_key: str, file: Path) -> str:
    """Write a plan's register as a .xlsx or .csv file, and beside it the answers with which it comes in.

    Answers that are there stay. Returns a sentence. Raises BadInput for an unknown plan, another
    ending, answers that are another plan's, and if a file can't be written.
    """
    written = WRITTEN.get(file.suffix.casefold())
    if written is None:
        raise BadInput(f"{name_of(file)}: write a .xlsx file or a .csv file.")
    with reading(place.engine) as session:
        register = register_of(session, plan_called(session, plan_key))
    if len(register.actions) >= MOST_ROWS:
        raise BadInput(
            f"{register.title} has {len(register.actions):,} actions: no table takes so many."
        )
    kept = kept_beside(file)
    known = open_profile(kept).plan.get("key", register.key)
    if folded(known) != folded(register.key):
        raise BadInput(f"{name_of(kept)} holds the answers of plan {known}; choose another name.")
    with whole(file) as out:
        out.buffer.write(written(rows_of(register)))
    if not kept.exists():
        with whole(kept) as out:
            out.write(profile_as_yaml(answers_of(register)))
    actions = count(len(register.actions), "action")
    return (
        f"{actions} of {register.title} written to {name_of(file)}, with {name_of(kept)} beside it."
    )


def rows_of(register: PlanFile) -> Rows:
    """Return the register as rows, its headings first."""
    return [
        [*COLUMNS],
        *(
            [
                _cell(getattr(one, name) or (one.due_date_as_written if name == "due_date" else ""))
                for name in COLUMNS.values()
            ]
            for one in register.actions
        ),
    ]


def answers_of(register: PlanFile) -> Profile:
    """Return what no table says of a plan, so that its register comes in without a question."""
    top = next(board for board in register.boards if board.escalations)
    said = ("key", "title", "organisation", "report", "division", "administrator")
    return Profile(
        plan={name: getattr(register, name) for name in said},
        board={name: getattr(top, name) for name in ("name", "chair", "secretary", "address")},
        dates={
            one.due_date_as_written: None
            for one in register.actions
            if one.due_date_as_written and not one.due_date
        },
        several=Several.LEAD_FIRST,
        owners={
            str(_cell(names)): names
            for names in (one.contributors for one in register.actions)
            if len(names) > 1 and any(sign in name for name in names for sign in APART)
        },
    )


def as_csv(rows: Rows) -> bytes:
    """Return rows as comma-separated values, as Excel reads them; no text is a formula."""
    out = StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        [as_cell(cell.isoformat() if isinstance(cell, date) else cell or "") for cell in row]
        for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: Rows) -> bytes:
    """Return rows as an Excel workbook; text is text, and dates are dates."""
    kept = BytesIO()
    with Workbook(kept, AS_TEXT) as book:
        sheet = book.add_worksheet("Register")
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "d mmm yyyy", "valign": "top"})
        heading = book.add_format({"bold": True})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for row, column, cell in _cells(rows):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif cell:
                sheet.write_string(row, column, cell, wrapped if row else heading)
    return kept.getvalue()


def _cells(rows: Rows) -> Iterable[tuple[int, int, Cell]]:
    return (
        (number, column, cell) for number, row in enumerate(rows) for column, cell in enumerate(row)
    )


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return f"{BETWEEN_NAMES} ".join(value)
    return value if isinstance(value, date) else str(value or "")


WRITTEN: Mapping[str, Callable[[Rows], bytes]] = {".csv": as_csv, ".xlsx": as_workbook}
