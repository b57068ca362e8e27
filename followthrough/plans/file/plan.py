"""Responsible for reading a plan from the workbook that people fill in."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from followthrough.plans.bank_holidays import DIVISIONS
from followthrough.plans.file.actions import read_actions, read_milestones, read_recommendations
from followthrough.plans.file.boards import read_boards, read_meetings
from followthrough.plans.file.columns import columns
from followthrough.plans.file.doubts import hidden
from followthrough.plans.file.names import Names
from followthrough.plans.file.people import check_validators, read_people
from followthrough.plans.file.registers import read_registers
from followthrough.plans.file.rows import ActionRow, PlanFile
from followthrough.plans.file.sheets import SHEETS, Table, column, read_fields, read_tables
from followthrough.reading.cells import Sheet
from followthrough.reading.entry import Entry
from followthrough.reading.handed_in import read_sheets
from rules.problems import BadInput
from rules.text import quoted

NAMES_OF_DIVISIONS = tuple(DIVISIONS)
"""Those whose bank holidays are known."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def read_plan(path: Path) -> PlanFile:
    """Return the plan in the workbook at `path`.

    Raises BadInput with a sentence for every problem, each naming file, sheet and cell.
    """
    return read_sheets(path, SHEETS, plan_of)


def plan_of(file: str, sheets: Mapping[str, Sheet]) -> PlanFile:
    """Return the plan on the sheets of a workbook called `file`; raises BadInput as `read_plan` does."""
    problems: list[str] = []
    tables = read_tables(file, sheets, problems)
    fields = read_fields(file, tables["Plan"], problems)
    plan = _plan(file, tables, fields, problems)
    check_validators(plan, tables["Actions"], fields["Validator"])
    if problems:
        raise BadInput(*problems)
    return replace(plan, hidden=tuple(hidden(sheets)))


def _plan(
    file: str, tables: Mapping[str, Table], fields: Mapping[str, Entry], problems: list[str]
) -> PlanFile:
    people = Names("People", column(tables["People"], "Name"))
    recommendations = Names("Recommendations", column(tables["Recommendations"], "Reference"))
    actions = Names("Actions", column(tables["Actions"], "Reference"))
    boards = Names("Boards", column(tables["Boards"], "Name"))
    registers = read_registers(tables, boards, recommendations)
    return PlanFile(
        key=key_of(fields["Key"]),
        title=fields["Title"].needed(),
        organisation=fields["Organisation"].needed(),
        report=fields["Report"].text(),
        report_date=fields["Report date"].day(),
        division=_division(fields["Division"]),
        administrator=people.find(
            fields["Administrator"], fields["Administrator"].needed(), "the administrator"
        ),
        notes=fields["Notes"].lines(),
        people=read_people(tables["People"] or (), people),
        boards=read_boards(file, tables["Boards"], boards, people, problems),
        recommendations=read_recommendations(tables["Recommendations"] or (), recommendations),
        actions=read_actions(file, tables["Actions"], actions, people, recommendations, problems),
        validator=people.find(fields["Validator"], fields["Validator"].text(), "the validator"),
        evidence=fields["Evidence"].yes(),
        milestones=read_milestones(tables["Milestones"], actions),
        meetings=read_meetings(tables["Meetings"], boards),
        measures=registers.measures,
        risks=registers.risks,
        log=registers.log,
        silent_on=_silent_on(tables),
    )


def _silent_on(tables: Mapping[str, Table]) -> frozenset[str]:
    """Return the fields of actions that stand on no sheet: what may be left out, and is."""
    row = next(iter(tables["Actions"] or ()), None)
    silent = {
        name
        for name, one in columns(ActionRow).items()
        if row and one.may_be_left_out and not row[one.heading].place
    }
    return frozenset(silent | (set() if tables["Milestones"] else {"milestones"}))


def key_of(entry: Entry) -> str:
    """Return the key of a plan; one that can't stand in a link is a problem."""
    key = entry.needed()
    if key and not _KEY.fullmatch(key):
        entry.complain(
            f"the key {quoted(key)} can't stand in a link; "
            "write at most 60 letters, digits and hyphens, such as focused-visit-2018"
        )
    return key


def _division(entry: Entry) -> str:
    return entry.choice(entry.needed(), NAMES_OF_DIVISIONS)
