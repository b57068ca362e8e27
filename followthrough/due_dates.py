"""Responsible for the daily check: what is due is decided, recorded, digested and queued, at once.

One transaction an organisation; what was done for a date is never done again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough import daily_notices
from followthrough.clock import Clock
from followthrough.daily_notices import Day
from followthrough.notices import WINDOW
from models import facts, run
from models.ladder import Planned, record_steps
from models.plan import Organisation, Plan, calendar, set_next_checks
from models.session import reading, writing
from rules.calendar import LONDON, CalendarEnds, local_date
from rules.decide import Step, decide, next_check, told
from rules.digest import Holding, Line, line
from rules.facts import Outcome
from rules.policy import P1, Audience
from rules.problems import BadInput

JOB = "check-due-dates"
POLICY = P1


class Ended(StrEnum):
    """How a check ended."""

    DONE = "done"
    DONE_BEFORE = "done before"
    TOO_LATE = "too late in the day"


@dataclass(frozen=True, slots=True)
class Told:
    """One step of today, as an administrator reads it."""

    rung: str
    audience: Audience
    line: Line
    reason: str
    untold: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What one organisation's check did."""

    organisation: str
    as_of: date
    ended: Ended
    steps: tuple[Told, ...] = ()
    queued: int = 0
    missed: tuple[date, ...] = ()
    problems: tuple[str, ...] = ()
    """Actions that could not be decided, each in a sentence."""


def organisations(engine: Engine) -> list[str]:
    """Return the names of the organisations that have a live plan, sorted."""
    with reading(engine) as session:
        live = select(col(Plan.organisation_id)).where(col(Plan.live_on).is_not(None))
        names = select(Organisation.name).where(col(Organisation.id).in_(live))
        return sorted(session.exec(names))


def check_due_dates(engine: Engine, clock: Clock, organisation: str, *, actor: str) -> Checked:
    """Do the day's check of one organisation, once; `as_of` is read here and nowhere else (row 24)."""
    now = clock()
    today = local_date(now)
    if now.astimezone(LONDON).time() >= WINDOW[1]:
        return Checked(organisation, today, Ended.TOO_LATE)
    with writing(engine) as session:
        row = session.exec(select(Organisation).where(Organisation.name == organisation)).first()
        if row is None:
            raise BadInput(f"There is no organisation {organisation!r} with a plan.")
        if not run.begin(session, row.id or 0, JOB, today, now=now):
            return Checked(organisation, today, Ended.DONE_BEFORE)
        plans = {
            plan.key: plan
            for plan in session.exec(
                select(Plan).where(Plan.organisation_id == row.id, col(Plan.live_on) <= today)
            )
        }
        calendars = {key: calendar(session, plan) for key, plan in plans.items()}
        return _check(Day(session, row, now, today, actor, plans, calendars, POLICY))


def _check(day: Day) -> Checked:
    missed = _record_missed(day)
    due = facts.holdings(day.session, facts.due_for_check(day.organisation.id or 0, day.today))
    decided, problems = _decide(day, due)
    taken = {holding.facts.id: steps for holding, steps in decided if steps}
    after = {h.facts.id: _as_told(h, steps, day.today) for h, steps in decided}
    notice_ids = daily_notices.queue(day, after, taken)
    planned = [
        _planned(after[action_id], step, notice_ids)
        for action_id, steps in taken.items()
        for step in steps
    ]
    record_steps(
        day.session,
        day.organisation.id or 0,
        planned,
        policy=POLICY.name,
        today=day.today,
        actor=day.actor,
        now=day.now,
    )
    return Checked(
        organisation=day.organisation.name,
        as_of=day.today,
        ended=Ended.DONE,
        steps=tuple(_told(day, after[item.step.action_id], item) for item in planned),
        queued=len(set(notice_ids.values())),
        missed=missed,
        problems=tuple(problems),
    )


def _record_missed(day: Day) -> tuple[date, ...]:
    """Record the working days since the last check on which none ran (semantics row 28)."""
    organisation_id = day.organisation.id or 0
    last = run.last_done(day.session, organisation_id, JOB, before=day.today)
    known = (found for found in day.calendars.values() if found.knows(day.today))
    calendar_of_today = next(known, None)
    if last is None or calendar_of_today is None or not calendar_of_today.knows(last):
        return ()
    missed = tuple(calendar_of_today.days(last, day.today - timedelta(days=1)))
    run.record_missed(day.session, organisation_id, JOB, missed, now=day.now)
    return missed


def _decide(day: Day, due: Sequence[Holding]) -> tuple[list[tuple[Holding, list[Step]]], list[str]]:
    """Decide each action; one that can't be decided is named, and the others go on."""
    decided, problems = [], []
    next_checks: dict[int, date | None] = {}
    for holding in due:
        known = day.calendars[holding.plan_key]
        try:
            steps = decide(holding.facts, POLICY, known, day.today)
            tomorrow = known.after(day.today, 1)
            next_checks[holding.facts.id] = (
                tomorrow if steps else next_check(holding.facts, POLICY, known, day.today)
            )
        except CalendarEnds as ends:
            problems.append(f"Action {holding.facts.ref} of {holding.plan}: {ends}.")
        else:
            decided.append((holding, steps))
    set_next_checks(day.session, next_checks)
    return decided, problems


def _as_told(holding: Holding, steps: list[Step], today: date) -> Holding:
    return replace(holding, facts=told(holding.facts, steps, today))


def _planned(holding: Holding, step: Step, notices: Mapping[tuple[int, Audience], int]) -> Planned:
    notice_id = notices.get((step.action_id, step.audience))
    return Planned(
        step=step,
        ref=f"{holding.plan_key}/{holding.facts.ref}",
        notice_id=notice_id,
        untold=None if notice_id else Outcome.NOBODY,
    )


def _told(day: Day, holding: Holding, item: Planned) -> Told:
    about = line(holding, POLICY, day.calendars[holding.plan_key], day.today)
    return Told(
        rung=item.step.rung,
        audience=item.step.audience,
        line=about,
        reason=item.step.reason,
        untold=item.untold.value if item.untold else "",
    )
