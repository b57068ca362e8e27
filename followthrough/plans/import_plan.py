"""Responsible for taking a plan file in as a draft."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from followthrough.clock import Clock
from followthrough.plans.bank_holidays import bank_holidays
from followthrough.plans.file.plan import read_plan
from followthrough.plans.file.registers import RegisterRows
from followthrough.plans.file.rows import ActionRow, BoardRow, PlanFile
from followthrough.plans.registers import as_rows
from models import plan as plans
from models.boards import Board, BoardMeeting
from models.new_plan import NewPlan, add_plan, spelled_otherwise
from models.people import Person
from models.plan import Action, Milestone, Plan, Recommendation
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput
from rules.rounds import PAPERS_BEFORE
from rules.text import quoted

YEARS_AHEAD = 5
OPTIONAL = (
    *("theme", "contributors", "validator", "repeats", "exempt", "evidence", "milestones"),
    *("meetings", "measures", "risks", "log"),
)
"""What a plan file need not say at all."""
USUAL = {"papers_before": PAPERS_BEFORE, "members": []}
"""What a plan file says of a board that does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a plan file brought."""

    key: str
    title: str
    new: bool
    live_on: date | None
    actions: int
    recommendations: int
    boards: int
    data_quality: tuple[str, ...]
    """What an administrator should mend: no date, no owner, a month for a date."""
    spelled_otherwise: tuple[str, ...] = ()
    """A sentence for each name that the file spells otherwise than it is known, and stays known."""


def import_plan(engine: Engine, clock: Clock, path: Path, *, actor: str) -> Imported:
    """Store the plan of a workbook as a draft; the same file again changes nothing.

    Raises BadInput, and stores nothing, for a file that can't be used, and for one that differs
    from the plan already stored under its key.
    """
    read = read_plan(path)
    now = clock()
    with writing(engine) as session:
        known = plans.find_plan(session, read.key)
        if known:
            read = replace(read, key=known.key)
        print_of_file = fingerprint(read)
        spelled: dict[str, str] = {}
        if known is None:
            new = new_plan(read, print_of_file, now)
            spelled = spelled_otherwise(session, new)
            add_plan(session, new, actor=actor, now=now)
        elif known.file_sha256 != print_of_file:
            raise BadInput(
                f"{path}: plan {known.key} was imported before and this file differs from it; "
                "record changes with `followthrough update`, or give the plan another key."
            )
        return Imported(
            key=read.key,
            title=read.title,
            new=known is None,
            live_on=known.live_on if known else None,
            actions=len(read.actions),
            recommendations=len(read.recommendations),
            boards=len(read.boards),
            data_quality=_data_quality(read),
            spelled_otherwise=tuple(
                f"{known_as} is spelled {quoted(name)} in this file, and stays {known_as}."
                for name, known_as in spelled.items()
            ),
        )


def fingerprint(read: PlanFile) -> str:
    """Return the SHA-256 of what a plan file says, whatever the order of its rows (row 90)."""
    said = {
        name: sorted(value, key=json.dumps) if isinstance(value, list | tuple) else value
        for name, value in _said(asdict(read)).items()
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a plan may say but does not: files from before it could stay the same."""
    said: dict[str, Any] = json.loads(json.dumps(fields, default=str))
    for row in (said, *said["actions"]):
        for name in OPTIONAL:
            if not row.get(name, True):
                del row[name]
    for row in said["boards"]:
        for name, usual in USUAL.items():
            if row.get(name) == usual:
                del row[name]
    return said


def new_plan(read: PlanFile, file_sha256: str, now: datetime) -> NewPlan:
    """Return the rows of a plan file, with the calendar from before its dates to well after."""
    today = local_date(now)
    dates = [action.due_date for action in read.actions if action.due_date] + [today]
    dates += [milestone.due_date for milestone in read.milestones]
    dates += [meeting.on for meeting in read.meetings]
    first, last = min(dates).year - 1, max(dates).year + YEARS_AHEAD
    plan = Plan(
        organisation_id=0,
        key=read.key,
        title=read.title,
        report=read.report,
        notes="\n".join(read.notes),
        administrator_id=0,
        needs_evidence=read.evidence,
        division=read.division,
        calendar_first=date(first, 1, 1),
        calendar_last=date(last, 12, 31),
        file_sha256=file_sha256,
        imported_at=now,
    )
    return NewPlan(
        organisation=read.organisation,
        plan=plan,
        administrator=read.administrator,
        people=[
            Person(organisation_id=0, name=p.name, address=p.address, role=p.role, agency=p.agency)
            for p in read.people
        ],
        directors={person.name: person.director for person in read.people},
        boards=[_board(board) for board in read.boards],
        secretaries={board.name: board.secretary for board in read.boards},
        recommendations=[
            Recommendation(plan_id=0, ref=row.ref, text=row.text, paragraph=row.paragraph)
            for row in read.recommendations
        ],
        actions=[_action(row) for row in read.actions],
        owners={action.ref: action.owner for action in read.actions},
        validator=read.validator,
        validators={action.ref: action.validator for action in read.actions if action.validator},
        contributors={action.ref: action.contributors for action in read.actions},
        milestones=_milestones(read),
        members={board.name: board.members for board in read.boards},
        meetings=_meetings(read),
        registers=as_rows(RegisterRows(read.measures, read.risks, read.log)),
        repeats={action.ref: action.repeats for action in read.actions if action.repeats},
        days_off=bank_holidays(read.division, first, last),
    )


def _milestones(read: PlanFile) -> dict[str, list[Milestone]]:
    found: dict[str, list[Milestone]] = {}
    for row in read.milestones:
        milestone = Milestone(action_id=0, ref=row.ref, title=row.title, due_date=row.due_date)
        found.setdefault(row.action, []).append(milestone)
    return found


def _meetings(read: PlanFile) -> dict[str, list[BoardMeeting]]:
    found: dict[str, list[BoardMeeting]] = {}
    for row in read.meetings:
        meeting = BoardMeeting(
            board_id=0, on=row.on, paper_deadline=row.paper_deadline, place=row.place
        )
        found.setdefault(row.board, []).append(meeting)
    return found


def _board(row: BoardRow) -> Board:
    return Board(
        plan_id=0,
        name=row.name,
        chair=row.chair,
        address=row.address,
        escalations=row.escalations,
        packs=row.packs,
        meets=row.meets,
        paragraph=row.paragraph,
        papers_before=row.papers_before,
    )


def _action(row: ActionRow) -> Action:
    return Action(
        plan_id=0,
        ref=row.ref,
        title=row.title,
        paragraph=row.paragraph,
        recommendations=row.recommendations,
        measure=row.measure,
        theme=row.theme,
        is_exempt=row.exempt,
        due_date=row.due_date,
        due_date_as_written=row.due_date_as_written,
    )


def _data_quality(read: PlanFile) -> tuple[str, ...]:
    lacks = (
        ("no due date, so no ladder", [a.ref for a in read.actions if a.due_date is None]),
        ("no owner, so no reminders", [a.ref for a in read.actions if not a.owner]),
    )
    return tuple(f"{', '.join(refs)}: {what}." for what, refs in lacks if refs)
