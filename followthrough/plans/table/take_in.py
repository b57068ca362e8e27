"""Responsible for taking in a plan from a table that was not made for us: read, understood, stored."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from followthrough.plans.file.plan import plan_of
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import SHEETS
from followthrough.plans.import_plan import Imported, store_plan
from followthrough.plans.table.about import NOTHING_KNOWN, Known
from followthrough.plans.table.found import FoundTable, find_table
from followthrough.plans.table.profile import Profile, read_profile
from followthrough.plans.table.understood import Understood
from followthrough.reading.cells import Sheet, fold
from followthrough.reading.file import name_of
from followthrough.reading.separated import SUFFIXES, read_separated
from followthrough.reading.xlsx import read_workbook
from followthrough.workplace import Workplace
from models.boards import Board
from models.people import Person
from models.plan import Organisation, Plan
from models.session import reading
from rules.problems import BadInput, Remedy
from rules.text import folded, quoted
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


def open_profile(path: Path) -> Profile:
    """Return the profile at `path`, an empty one if there is none; raises BadInput as it is read."""
    return read_profile(path) if path.exists() else Profile()


def what_is_known(place: Workplace, organisation: str) -> Known:
    """Return what other plans know that a table can't say.

    Of the organisation named, else of that which has the newest plan.
    """
    with reading(place.engine) as session:
        newest = _newest(session, organisation)
        if newest is None:
            return NOTHING_KNOWN
        body, plan = newest
        people = session.exec(select(Person).where(Person.organisation_id == body.id)).all()
        names = {person.id: person.name for person in people}
        top = session.exec(select(Board).where(Board.plan_id == plan.id, Board.escalations)).first()
        board = (
            {
                "name": top.name,
                "chair": top.chair,
                "secretary": names.get(top.secretary_id, ""),
                "address": top.address,
            }
            if top
            else {}
        )
        about = {
            "organisation": body.name,
            "division": plan.division,
            "administrator": names.get(plan.administrator_id, ""),
        }
        return Known(tuple(names.values()), about, board)


def _newest(session: Session, organisation: str) -> tuple[Organisation, Plan] | None:
    found = session.exec(
        select(Organisation, Plan).join(Plan).order_by(col(Plan.imported_at).desc())
    ).all()
    mine = [
        (body, plan)
        for body, plan in found
        if not organisation or folded(body.name) == folded(organisation)
    ]
    return mine[0] if mine else None


def import_table(place: Workplace, path: Path, found: Understood, *, is_trial: bool) -> Imported:
    """Store the plan that a table tells as a draft, with every proposal taken.

    Raises BadInput, and stores nothing, for what can't be stored as it stands, for a question that
    nothing answers, and as `store_plan` does. A trial stores nothing either way.
    """
    if found.problems:
        raise BadInput(*found.problems)
    unanswered = [one for one in found.questions if not (one.default or one.may_be_blank)]
    if unanswered:
        raise BadInput(*(one.text for one in unanswered), remedy=Remedy.GIVE_ANSWERS.of())
    return store_plan(place, name_of(path), found.plan, is_trial=is_trial)
