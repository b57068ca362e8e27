"""Responsible for taking a plan file in as a draft."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import starmap
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from followthrough import clock, events
from followthrough.events import PlanChanged
from followthrough.plans.bank_holidays import bank_holidays
from followthrough.plans.doubts import in_file, still_doubted
from followthrough.plans.file.columns import stored, unsaid
from followthrough.plans.file.doubts import long_past, rows_of
from followthrough.plans.file.plan import read_plan
from followthrough.plans.file.registers import RegisterRows
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    LogRow,
    MilestoneRow,
    PersonRow,
    PlanFile,
)
from followthrough.plans.lines import said_in
from followthrough.plans.progress import updates_of
from followthrough.plans.registers import as_rows
from followthrough.plans.renamed import by_names_now
from followthrough.reading.file import changed_at, name_of
from followthrough.workplace import Workplace
from models import plan as plans
from models.boards import Board, BoardMeeting
from models.later_file import keep_file
from models.new_plan import Difference, NewPlan, add_plan, spelled_otherwise, told_otherwise
from models.people import Person
from models.plan import Action, Milestone, Plan, Recommendation
from models.progress import record_earlier
from models.session import writing
from rules.calendar import local_date
from rules.people.duties import may_validate
from rules.problems import BadInput, Remedy, Sentence
from rules.text import folded, quoted
from rules.words import long_day, references

YEARS_AHEAD = 5
BESIDE = ("hidden", "silent_on", "made_up", "updates", "progress_of")
"""What is known of a file and is none of its words, or is taken in once: a row that is shown again
says what it said."""


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
    """What an administrator should mend: no date, no owner."""
    doubts: tuple[str | Sentence, ...] = ()
    """A sentence for each thing that may be a slip, and was taken as it stands; and for what the
    file says otherwise of people whom other plans know, and was not taken."""
    spelled_otherwise: tuple[str, ...] = ()
    """A sentence for each name that the file spells otherwise than it is known, and stays known."""
    in_doubt: tuple[str, ...] = ()
    """A sentence for each kind of doubt about the plan itself."""


def import_plan(place: Workplace, path: Path, *, is_trial: bool = False) -> Imported:
    """Store the plan of a workbook as a draft; the same file again changes nothing.

    Raises BadInput, and stores nothing, for a file that can't be used, and for one that differs
    from the plan already stored under its key. A trial does the same, and stores nothing either way.
    """
    return store_plan(place, path, read_plan(path), is_trial=is_trial)


def store_plan(
    place: Workplace, path: Path, read: PlanFile, *, is_trial: bool = False, is_ours: bool = True
) -> Imported:
    """Store what the file at `path` said of a plan; raises BadInput as `import_plan` does.

    `is_ours` says whether it is a workbook with our sheets.
    """
    now = place.clock()
    with writing(place.engine) as session:
        known = plans.find_plan(session, read.key)
        if known:
            read = replace(read, key=known.key)
        print_of_file = fingerprint(read)
        read = by_names_now(session, read)
        spelled: dict[str, str] = {}
        otherwise: list[Difference] = []
        examples: tuple[str, ...] = ()
        if known is None:
            new = new_plan(read, print_of_file, now)
            spelled = spelled_otherwise(session, new)
            otherwise = told_otherwise(session, new)
            examples = _examples_clock(place)
            plan = add_plan(session, new, actor=place.actor, now=now)
            earlier = updates_of(read, new.actions, name_of(path), now)
            record_earlier(session, plan, earlier, actor=place.actor, now=now)
            keep_file(session, plan, said_in(read), changed_at(path), now=now)
            events.after_commit(session, PlanChanged(read.key, "imported"))
        elif known.file_sha256 != print_of_file:
            raise _differs(path, known)
        found = Imported(
            key=read.key,
            title=read.title,
            new=known is None,
            live_on=known.live_on if known else None,
            actions=len(read.actions),
            recommendations=len(read.recommendations),
            boards=len(read.boards),
            data_quality=_data_quality(_as_recorded(session, read)),
            doubts=(
                *examples,
                *map(not_taken, otherwise),
                *read.hidden,
                *long_past(rows_of(read), local_date(now), is_ours=is_ours),
            ),
            spelled_otherwise=tuple(starmap(_spelled, spelled.items())),
            in_doubt=still_doubted(session, known) if known else in_file(read),
        )
        if is_trial:
            session.rollback()
        return found


def _differs(path: Path, known: Plan) -> BadInput:
    said = f"{name_of(path)}: plan {known.key} was imported before and this file differs from it."
    return BadInput(said, remedy=Remedy.IMPORT_AGAIN.of(file=path))


def _examples_clock(place: Workplace) -> tuple[str, ...]:
    """Return a sentence if the plan will be followed up in a year that is long past."""
    if not clock.is_the_examples(place.data):
        return ()
    today = long_day(local_date(place.clock()))
    said = f"The clock of {place.data} is the example's, and reads {today}"
    return (f"{said}; a plan of your own needs another folder (setting FOLLOWTHROUGH_DATA).",)


def _spelled(name: str, known_as: str) -> str:
    return f"{known_as} is spelled {quoted(name)} in this file, and stays {known_as}."


def not_taken(told: Difference) -> Sentence:
    """Return what stays recorded of someone, and how it is changed where the file is right."""
    said = f"{told.person}: the {told.field} stays {told.recorded or 'blank'}, for all plans; this file says "
    remedy = Remedy.RECORD_PERSON.of(person=told.person, field=told.field, given=told.given)
    return Sentence(f"{said}{quoted(told.given)}.", remedy)


def _as_recorded(session: Session, read: PlanFile) -> PlanFile:
    """Return a plan file with its organisation's people as they are recorded, spelled its way."""
    organisation = plans.find_organisation(session, read.organisation)
    everyone = select(Person).where(
        col(Person.organisation_id) == (organisation and organisation.id)
    )
    recorded = session.exec(everyone).all()
    spelled = {folded(row.name): row.name for row in read.people}
    names = {person.id: spelled.get(folded(person.name), person.name) for person in recorded}
    return replace(
        read,
        people=tuple(
            PersonRow(names[p.id], p.address, p.role, p.agency, names.get(p.director_id, ""))
            for p in recorded
        ),
    )


def fingerprint(read: PlanFile) -> str:
    """Return the SHA-256 of what a plan file says, whatever the order of its rows (row 90)."""
    said = {
        name: sorted(value, key=json.dumps) if isinstance(value, list | tuple) else value
        for name, value in _said(read).items()
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _said(read: PlanFile) -> dict[str, Any]:
    """Leave out what a plan may say but does not: files from before it could stay the same."""
    plan: dict[str, Any] = _plain(asdict(read))
    for kind, rows in (
        (PlanFile, [plan]),
        (ActionRow, plan["actions"]),
        (BoardRow, plan["boards"]),
        (MilestoneRow, plan["milestones"]),
        (LogRow, plan["log"]),
    ):
        nothing = _plain(unsaid(kind))
        for row in rows:
            for name in [name for name, value in nothing.items() if row[name] == value]:
                del row[name]
    for name in BESIDE:
        plan.pop(name, None)
    return plan


def _plain(fields: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(json.dumps(fields, default=str))


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
        people=[stored(Person, row, organisation_id=0) for row in read.people],
        directors={person.name: person.director for person in read.people},
        boards=[stored(Board, row, plan_id=0) for row in read.boards],
        secretaries={board.name: board.secretary for board in read.boards},
        recommendations=[stored(Recommendation, row, plan_id=0) for row in read.recommendations],
        actions=[stored(Action, row, plan_id=0, is_exempt=row.exempt) for row in read.actions],
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
        found.setdefault(row.action, []).append(stored(Milestone, row, action_id=0))
    return found


def _meetings(read: PlanFile) -> dict[str, list[BoardMeeting]]:
    found: dict[str, list[BoardMeeting]] = {}
    for row in read.meetings:
        found.setdefault(row.board, []).append(stored(BoardMeeting, row, board_id=0))
    return found


def _data_quality(read: PlanFile) -> tuple[str, ...]:
    lacks = (
        ("no due date, so no ladder", [a.ref for a in read.actions if a.due_date is None]),
        ("no owner, so no reminders", [a.ref for a in read.actions if not a.owner]),
        (
            "nobody who is named may validate it; name a validator outside the owner's line",
            _unvalidated(read),
        ),
        (
            "an owner reads what the top board is told; give that board an address of its own",
            _told_to_an_owner(read),
        ),
        ("no address; record one before the plan goes live", unaddressed(read)),
    )
    return tuple(f"{references(refs)}: {what}." for what, refs in lacks if refs)


def unaddressed(read: PlanFile) -> list[str]:
    """Return whom the plan names for something and nothing can reach, as no address is recorded."""
    named = {read.administrator, *(board.secretary for board in read.boards)}
    for action in read.actions:
        named |= {action.owner, *action.contributors}
    return [one.name for one in read.people if one.name in named and not one.address]


def _told_to_an_owner(read: PlanFile) -> list[str]:
    """Return the actions of which an owner would read what their board is told (row 136)."""
    boards = {board.address.lower() for board in read.boards if board.escalations}
    readers = {person.name for person in read.people if person.address.lower() in boards - {""}}
    return [action.ref for action in read.actions if readers & {action.owner, *action.contributors}]


def _unvalidated(read: PlanFile) -> list[str]:
    """Return the actions whose validator, and whoever is asked instead, have a part in them (row 138)."""
    directors = {person.name: person.director or None for person in read.people}
    secretaries = [board.secretary for board in read.boards if board.escalations]
    return [
        action.ref
        for action in read.actions
        if not any(
            may_validate(name, action.owner or None, action.contributors, directors)
            for name in (
                action.validator or read.validator or read.administrator,
                *secretaries,
                read.administrator,
            )
            if name
        )
    ]
