"""Responsible for reading a plan from the workbook that people fill in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from followthrough.bank_holidays import DIVISIONS
from followthrough.plan_names import Names
from followthrough.plan_table import Entry, quoted, read_table
from followthrough.plan_workbook import Sheet, fold, read_workbook
from rules.problems import BadInput

NAMES_OF_DIVISIONS = tuple(DIVISIONS)
"""Those whose bank holidays are known."""

COLUMNS = {
    "Plan": ("Field", "Value"),
    "People": ("Name", "Address", "Role", "Agency", "Director"),
    "Boards": (
        "Name",
        "Chair",
        "Secretary",
        "Address",
        "Escalations",
        "Packs",
        "Paragraph",
        "Meets",
    ),
    "Recommendations": ("Reference", "Text", "Paragraph"),
    "Actions": (
        "Reference",
        "Title",
        "Paragraph",
        "Recommendations",
        "Owner",
        "Due date",
        "Measure",
    ),
}
"""The sheets of a plan file and the columns that each must have, in any order."""

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
"""The rows of the sheet Plan."""

TableRow = Mapping[str, Entry]

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_BETWEEN_REFERENCES = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An owner, director, secretary or administrator; `director` is a name or empty."""

    name: str
    address: str
    role: str
    agency: str
    director: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A body that follows the plan; its address is its secretariat's."""

    name: str
    chair: str
    secretary: str
    address: str
    escalations: bool
    packs: bool
    paragraph: str
    meets: str


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """What the inspector asked for."""

    ref: str
    text: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What was promised; `owner` is a name or empty, `recommendations` is like `R1, R2`.

    `due_date_as_written` holds the words of a date typed as text, and nothing for an Excel date.
    """

    ref: str
    title: str
    paragraph: str
    recommendations: str
    owner: str
    due_date: date | None
    due_date_as_written: str
    measure: str


@dataclass(frozen=True, slots=True)
class PlanFile:
    """All that a plan file says."""

    key: str
    title: str
    organisation: str
    report: str
    report_date: date | None
    division: str
    administrator: str
    notes: tuple[str, ...]
    people: tuple[PersonRow, ...]
    boards: tuple[BoardRow, ...]
    recommendations: tuple[RecommendationRow, ...]
    actions: tuple[ActionRow, ...]


def read_plan(path: Path) -> PlanFile:
    """Return the plan in the workbook at `path`.

    Raises BadInput with a sentence for every problem, each naming file, sheet and cell.
    """
    problems: list[str] = []
    tables = _tables(path.name, read_workbook(path, tuple(COLUMNS)), problems)
    fields = _fields(path.name, tables["Plan"], problems)
    people = Names("People", _column(tables["People"], "Name"))
    recommendations = Names("Recommendations", _column(tables["Recommendations"], "Reference"))
    plan = PlanFile(
        key=_key(fields["Key"]),
        title=fields["Title"].needed(),
        organisation=fields["Organisation"].needed(),
        report=fields["Report"].text(),
        report_date=fields["Report date"].day()[0],
        division=_division(fields["Division"]),
        administrator=people.find(
            fields["Administrator"], fields["Administrator"].needed(), "the administrator"
        ),
        notes=fields["Notes"].lines(),
        people=_people(tables["People"] or (), people),
        boards=_boards(path.name, tables["Boards"], people, problems),
        recommendations=_recommendations(tables["Recommendations"] or (), recommendations),
        actions=_actions(path.name, tables["Actions"], people, recommendations, problems),
    )
    if problems:
        raise BadInput(*problems)
    return plan


def _tables(
    file: str, sheets: Mapping[str, Sheet], problems: list[str]
) -> dict[str, Sequence[TableRow] | None]:
    """Return the rows of each sheet; None, with the reason among the problems, if unusable."""
    tables: dict[str, Sequence[TableRow] | None] = {}
    for name, columns in COLUMNS.items():
        tables[name] = read_table(file, sheets[name], columns, problems) if name in sheets else None
        if name not in sheets:
            problems.append(f"{file}: the sheet {name} is missing; add it, with its headings.")
    return tables


def _column(rows: Sequence[TableRow] | None, heading: str) -> list[Entry] | None:
    return None if rows is None else [row[heading] for row in rows]


def _fields(file: str, rows: Sequence[TableRow] | None, problems: list[str]) -> dict[str, Entry]:
    """Return the value of every field of the sheet Plan; a missing one is told only once."""
    names = {fold(name): name for name in FIELDS}
    found: dict[str, Entry] = {}
    for row in rows or ():
        name = names.get(fold(row["Field"].text()), "")
        if name in found:
            row["Field"].complain(f'the field "{name}" is there twice; keep one of them')
        elif name:
            found[name] = replace(row["Value"], noun=name.lower())
    missing = [name for name in FIELDS if name not in found]
    if rows is not None:
        problems.extend(
            f'{file}, sheet Plan: the field "{name}" is missing; add a row for it.'
            for name in missing
        )
    return found | {name: Entry(name, file, None, problems=[]) for name in missing}


def _key(entry: Entry) -> str:
    key = entry.needed()
    if key and not _KEY.fullmatch(key):
        entry.complain(
            f"the key {quoted(key)} can't stand in a link; "
            "write at most 60 letters, digits and hyphens, such as focused-visit-2018"
        )
    return key


def _division(entry: Entry) -> str:
    written = entry.needed()
    for division in DIVISIONS:
        if fold(written) == fold(division):
            return division
    if written:
        entry.complain(
            f"the division {quoted(written)} is not known; write {', '.join(NAMES_OF_DIVISIONS[:-1])} "
            f"or {NAMES_OF_DIVISIONS[-1]}"
        )
    return written


def _people(rows: Sequence[TableRow], names: Names) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            name=name,
            address=row["Address"].address(),
            role=row["Role"].text(),
            agency=row["Agency"].text(),
            director=_director(row["Director"], name, names),
        )
        for name, row in zip(names.given, rows, strict=True)
    )


def _director(entry: Entry, person: str, names: Names) -> str:
    director = names.find(entry, entry.text(), "the director")
    if director and director == person:
        entry.complain(
            f"{quoted(person)} can't be their own director; name the senior or leave the cell blank"
        )
    return director


def _boards(
    file: str, rows: Sequence[TableRow] | None, people: Names, problems: list[str]
) -> tuple[BoardRow, ...]:
    names = Names("Boards", _column(rows, "Name"))
    boards = tuple(
        BoardRow(
            name=name,
            chair=row["Chair"].text(),
            secretary=people.find(row["Secretary"], row["Secretary"].needed(), "the secretary"),
            address=row["Address"].address(),
            escalations=row["Escalations"].yes(),
            packs=row["Packs"].yes(),
            paragraph=row["Paragraph"].text(),
            meets=row["Meets"].text(),
        )
        for name, row in zip(names.given, rows or (), strict=True)
    )
    top = [row for row, board in zip(rows or (), boards, strict=True) if board.escalations]
    if rows is not None and not top:
        problems.append(
            f"{file}, sheet Boards: no board has yes under Escalations; write it for exactly one."
        )
    for row in top[1:]:
        row["Escalations"].complain(
            f"{top[0]['Escalations'].short_place} says yes already; "
            "exactly one board takes escalations"
        )
    return boards


def _recommendations(rows: Sequence[TableRow], names: Names) -> tuple[RecommendationRow, ...]:
    return tuple(
        RecommendationRow(ref=ref, text=row["Text"].needed(), paragraph=row["Paragraph"].text())
        for ref, row in zip(names.given, rows, strict=True)
    )


def _actions(
    file: str,
    rows: Sequence[TableRow] | None,
    people: Names,
    recommendations: Names,
    problems: list[str],
) -> tuple[ActionRow, ...]:
    if rows is not None and not rows:
        problems.append(f"{file}, sheet Actions: there is no action; add at least one row.")
    names = Names("Actions", _column(rows, "Reference"))
    return tuple(
        _action(ref, row, people, recommendations)
        for ref, row in zip(names.given, rows or (), strict=True)
    )


def _action(ref: str, row: TableRow, people: Names, recommendations: Names) -> ActionRow:
    title = row["Title"].needed()
    entry = row["Recommendations"]
    answered = [part.strip() for part in _BETWEEN_REFERENCES.split(",".join(entry.lines()))]
    found = [recommendations.find(entry, part, "the recommendation") for part in answered if part]
    owner = people.find(row["Owner"], row["Owner"].text(), "the owner")
    due_date, as_written = row["Due date"].day()
    return ActionRow(
        ref=ref,
        title=title,
        paragraph=row["Paragraph"].text(),
        recommendations=", ".join(dict.fromkeys(found)),
        owner=owner,
        due_date=due_date,
        due_date_as_written=as_written,
        measure=row["Measure"].text(),
    )
