"""Responsible for what a file says that lists people, a row each, in any kind of file that tables come in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from followthrough.plans.file.columns import Column, said
from followthrough.plans.file.names import Names
from followthrough.plans.file.sheets import column, read_rows
from followthrough.reading.cells import Sheet
from followthrough.reading.entry import Entry
from followthrough.reading.handed_in import read_sheets
from followthrough.reading.table import ALSO_CALLED
from rules.people.directory import Listed
from rules.problems import BadInput

SHEET = "People"
ALSO = {
    **ALSO_CALLED,
    "Name": ("Full name", "Person"),
    "Role": ("Post", "Post title", "Job title", "Position"),
    "Agency": ("Organisation", "Body", "Employer"),
    "Director": ("Line manager", "Manager", "Reports to"),
    "Boards": ("Board", "Sits on", "Member of"),
}


def _address(entry: Entry) -> str:
    return "" if entry.is_blank else entry.address()


def _names(entry: Entry) -> tuple[str, ...]:
    parts = (part.strip() for part in ";".join(entry.lines()).split(";"))
    return tuple(dict.fromkeys(filter(None, parts)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A person, or a board of a plan with its address."""

    name: Annotated[str, Column("Name", None)]
    address: Annotated[str, Column("Address", _address)] = ""
    role: Annotated[str, Column("Role", is_shared=True)] = ""
    agency: Annotated[str, Column("Agency", is_shared=True)] = ""
    director: Annotated[str, Column("Director", is_shared=True)] = ""
    boards: Annotated[tuple[str, ...], Column("Boards", _names, is_shared=True)] = ()


def read_directory(path: Path) -> tuple[Listed, ...]:
    """Return those whom the file at `path` lists; of a workbook, on its sheet People or its only one.

    Raises BadInput with a sentence for every problem, each naming file and cell.
    """
    return read_sheets(path, (SHEET,), _listed_in, 1)


def _listed_in(file: str, sheets: Mapping[str, Sheet]) -> tuple[Listed, ...]:
    if len(sheets) > 1:
        raise BadInput(f"{file} has several sheets; call the one that lists people {SHEET}.")
    if not sheets:
        raise BadInput(f"{file} holds no table; list people in one, a row each.")
    return _listed_on(file, *sheets.values())


def _listed_on(file: str, sheet: Sheet) -> tuple[Listed, ...]:
    problems: list[str] = []
    rows = read_rows(file, sheet, _Row, problems, ALSO)
    names = Names(sheet.name, column(rows, "Name"))
    if not (problems or names.given):
        problems.append(f"{file} lists nobody below its headings.")
    listed = tuple(
        Listed(name, **said(_Row, row)) for name, row in zip(names.given, rows or (), strict=True)
    )
    if problems:
        raise BadInput(*problems)
    return listed
