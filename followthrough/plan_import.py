"""Responsible for taking a plan file in as a draft, and for going live."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from followthrough.bank_holidays import bank_holidays
from followthrough.clock import Clock
from followthrough.plan_file import ActionRow, BoardRow, PlanFile, read_plan
from followthrough.plan_registers import RegisterRows
from followthrough.policy_file import default_policy
from followthrough.registers import as_rows
from followthrough.series import next_made_on
from models import facts
from models import plan as plans
from models.ladder import Planned, record_steps
from models.meetings import BoardMeeting
from models.new_plan import NewPlan, add_plan
from models.people import Board, Person
from models.plan import Action, Milestone, Plan, Recommendation, Series
from models.policy import add_version, policies, versions
from models.session import writing
from rules.calendar import WorkingCalendar, local_date
from rules.decide import Step, next_check, passed_before
from rules.facts import ActionFacts, Outcome
from rules.holding import Holding
from rules.policy import Policy
from rules.problems import BadInput
from rules.recurrence import Every, numbers_until
from rules.rounds import PAPERS_BEFORE
from rules.words import count, short_day

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


def import_plan(engine: Engine, clock: Clock, path: Path, *, actor: str) -> Imported:
    """Store the plan of a workbook as a draft; the same file again changes nothing.

    Raises BadInput, and stores nothing, for a file that can't be used, and for one that differs
    from the plan already stored under its key.
    """
    read = read_plan(path)
    now = clock()
    print_of_file = fingerprint(read)
    with writing(engine) as session:
        known = plans.find_plan(session, read.key)
        if known is None:
            add_plan(session, new_plan(read, print_of_file, now), actor=actor, now=now)
        elif known.file_sha256 != print_of_file:
            raise BadInput(
                f"{path}: plan {read.key} was imported before and this file differs from it; "
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
        )


def go_live(engine: Engine, clock: Clock, key: str, on: date, *, actor: str) -> str:
    """Make a draft live on `on`; return a sentence. Going live again on the same day does nothing.

    Rungs that passed before are recorded as not sent (semantics row 93). Raises BadInput for an
    unknown plan, a date that is past, or a plan that is live from another date.
    """
    now = clock()
    today = local_date(now)
    with writing(engine) as session:
        plan = plans.plan_called(session, key)
        if plan.live_on == on:
            return f"{plan.title} is live from {short_day(on)} already; nothing changed."
        if plan.live_on is not None:
            raise BadInput(f"{plan.title} went live on {short_day(plan.live_on)}.")
        if on < today:
            raise BadInput(f"A plan can't go live on {short_day(on)}: today is {short_day(today)}.")
        passed = _go_live(session, plan, on, actor=actor, now=now)
        told = (
            f"; {count(passed, 'rung')} passed before that and will not be sent" if passed else ""
        )
        return f"{plan.title} is live from {short_day(on)}{told}."


def _go_live(session: Session, plan: Plan, on: date, *, actor: str, now: datetime) -> int:
    """Start the ladders; return how many rungs had passed before. A plan gets its policy here."""
    calendar = plans.calendar(session, plan)
    held = facts.holdings(session, facts.of_plan(plan.id or 0))
    if not versions(session, plan.id or 0):
        add_version(session, plan, default_policy(), on, actor=actor, now=now)
    policy = policies(session, [plan], default_policy()).of(plan.key, None, on).policy
    passed = [item for holding in held for item in _passed(holding, plan, policy, calendar, on)]
    today = local_date(now)
    record_steps(session, plan.organisation_id, passed, today=today, actor=actor, now=now)
    next_checks = {
        holding.facts.id: next_check(_live(holding, on), policy, calendar, on - timedelta(days=1))
        for holding in held
    }
    plans.go_live(session, plan, on, next_checks, actor=actor, now=now)
    _start_series(session, plan, on)
    return len(passed)


def _start_series(session: Session, plan: Plan, on: date) -> None:
    """Let recurring actions recur from now on; what fell due before go-live is not made up for."""
    found = (
        select(Series, Action)
        .join(Action, col(Action.id) == Series.action_id)
        .where(Action.plan_id == plan.id)
    )
    for series, first in session.exec(found).all():
        if first.due_date is not None:
            past = numbers_until(first.due_date, Every(series.every), 2, on - timedelta(days=1))
            series.made += len(past)
            series.make_next_on = next_made_on(first.due_date, series)
            session.add(series)


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


def _live(holding: Holding, on: date) -> ActionFacts:
    return holding.facts._replace(live_on=on, episode=1, records=())


def _passed(
    holding: Holding, plan: Plan, policy: Policy, calendar: WorkingCalendar, on: date
) -> Iterator[Planned]:
    """Yield a record in the draft's episode, 0, of each rung that went by before go-live."""
    for rung in passed_before(holding.facts, policy, calendar, on):
        step = Step(
            action_id=holding.facts.id,
            episode=0,
            rung=rung.name,
            occurrence=0,
            audience=rung.audience,
            reason="not sent: before go-live",
        )
        ref = f"{plan.key}/{holding.facts.ref}"
        yield Planned(step, ref, None, Outcome.BEFORE_GO_LIVE, policy.name)


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
