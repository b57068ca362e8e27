"""Responsible for reading a plan from the workbook that people fill in."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from followthrough.bank_holidays import DIVISIONS
from followthrough.plan_actions import read_actions
from followthrough.plan_meetings import MOST_DAYS_BEFORE, read_meetings
from followthrough.plan_milestones import read_milestones
from followthrough.plan_names import Names
from followthrough.plan_registers import read_registers
from followthrough.plan_rows import (
    ActionRow,
    BoardRow,
    MeetingRow,
    MilestoneRow,
    PersonRow,
    PlanFile,
    RecommendationRow,
)
from followthrough.plan_sheets import (
    COLUMNS,
    SHEETS,
    Table,
    TableRow,
    column,
    read_fields,
    read_tables,
)
from followthrough.plan_table import Entry
from followthrough.plan_validators import check_validators
from followthrough.plan_workbook import fold, read_workbook
from rules.problems import BadInput
from rules.rounds import PAPERS_BEFORE
from rules.text import quoted

__all__ = [
    "COLUMNS",
    "ActionRow",
    "BoardRow",
    "MeetingRow",
    "MilestoneRow",
    "PersonRow",
    "PlanFile",
    "RecommendationRow",
    "read_plan",
]

NAMES_OF_DIVISIONS = tuple(DIVISIONS)
"""Those whose bank holidays are known."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def read_plan(path: Path) -> PlanFile:
    """Return the plan in the workbook at `path`.

    Raises BadInput with a sentence for every problem, each naming file, sheet and cell.
    """
    problems: list[str] = []
    tables = read_tables(path.name, read_workbook(path, SHEETS), problems)
    fields = read_fields(path.name, tables["Plan"], problems)
    plan = _plan(path.name, tables, fields, problems)
    check_validators(plan, tables["Actions"], fields["Validator"])
    if problems:
        raise BadInput(*problems)
    return plan


def _plan(
    file: str, tables: Mapping[str, Table], fields: Mapping[str, Entry], problems: list[str]
) -> PlanFile:
    people = Names("People", column(tables["People"], "Name"))
    recommendations = Names("Recommendations", column(tables["Recommendations"], "Reference"))
    actions = Names("Actions", column(tables["Actions"], "Reference"))
    boards = Names("Boards", column(tables["Boards"], "Name"))
    registers = read_registers(tables, boards, recommendations)
    return PlanFile(
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
        boards=_boards(file, tables["Boards"], boards, people, problems),
        recommendations=_recommendations(tables["Recommendations"] or (), recommendations),
        actions=read_actions(file, tables["Actions"], actions, people, recommendations, problems),
        validator=people.find(fields["Validator"], fields["Validator"].text(), "the validator"),
        evidence=fields["Evidence"].yes(),
        milestones=read_milestones(tables["Milestones"], actions),
        meetings=read_meetings(tables["Meetings"], boards),
        measures=registers.measures,
        risks=registers.risks,
        log=registers.log,
    )


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
            director=names.find(row["Director"], row["Director"].text(), "the director"),
        )
        for name, row in zip(names.given, rows, strict=True)
    )


def _boards(
    file: str, rows: Table, names: Names, people: Names, problems: list[str]
) -> tuple[BoardRow, ...]:
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
            papers_before=_papers_before(row["Papers before"]),
            members=people.find_each(row["Members"], "the member"),
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


def _papers_before(entry: Entry) -> int:
    written = entry.whole_number(MOST_DAYS_BEFORE)
    return PAPERS_BEFORE if written is None else written


def _recommendations(rows: Sequence[TableRow], names: Names) -> tuple[RecommendationRow, ...]:
    return tuple(
        RecommendationRow(ref=ref, text=row["Text"].needed(), paragraph=row["Paragraph"].text())
        for ref, row in zip(names.given, rows, strict=True)
    )
