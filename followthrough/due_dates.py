"""Responsible for the daily check: what is due is decided, recorded, digested and queued, at once.

One transaction an organisation; what was done for a date is never done again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from followthrough.clock import Clock
from followthrough.notices import WINDOW, Sender, board_notice, digest_key, digest_notice
from models import facts, run
from models.ladder import Planned, record_steps
from models.people import Board, Person
from models.plan import Organisation, Plan, calendar, set_next_checks
from models.session import reading, writing
from notifications import outbox
from rules import digest as digesting
from rules.calendar import LONDON, CalendarEnds, WorkingCalendar, local_date
from rules.decide import Step, decide, next_check, told
from rules.digest import Holding, Line, line
from rules.facts import Outcome
from rules.policy import P1, Audience

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


@dataclass(slots=True)
class _Day:
    """One organisation on one day, while its check runs."""

    session: Session
    organisation: Organisation
    now: datetime
    today: date
    actor: str
    plans: dict[str, Plan]
    calendars: dict[str, WorkingCalendar]


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
        row = session.exec(select(Organisation).where(Organisation.name == organisation)).one()
        if not run.begin(session, row.id or 0, JOB, today, now=now):
            return Checked(organisation, today, Ended.DONE_BEFORE)
        plans = {
            plan.title: plan
            for plan in session.exec(
                select(Plan).where(Plan.organisation_id == row.id, col(Plan.live_on) <= today)
            )
        }
        calendars = {title: calendar(session, plan) for title, plan in plans.items()}
        return _check(_Day(session, row, now, today, actor, plans, calendars))


def _check(day: _Day) -> Checked:
    missed = _record_missed(day)
    due = facts.holdings(day.session, facts.due_for_check(day.organisation.id or 0, day.today))
    decided, problems = _decide(day, due)
    taken = {holding.facts.id: steps for holding, steps in decided if steps}
    after = {h.facts.id: _as_told(h, steps, day.today) for h, steps in decided}
    notice_ids = _queue(day, after, taken)
    planned = [
        _planned(day, after[action_id], step, notice_ids)
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


def _record_missed(day: _Day) -> tuple[date, ...]:
    """Record the working days since the last check on which none ran (semantics row 28)."""
    organisation_id = day.organisation.id or 0
    last = run.last_done(day.session, organisation_id, JOB, before=day.today)
    if last is None or not day.calendars:
        return ()
    any_calendar = next(iter(day.calendars.values()))
    missed = tuple(any_calendar.days(last, day.today - timedelta(days=1)))
    run.record_missed(day.session, organisation_id, JOB, missed, now=day.now)
    return missed


def _decide(
    day: _Day, due: Sequence[Holding]
) -> tuple[list[tuple[Holding, list[Step]]], list[str]]:
    """Decide each action; one that can't be decided is named, and the others go on."""
    decided, problems = [], []
    next_checks: dict[int, date | None] = {}
    for holding in due:
        known = day.calendars[holding.plan]
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


def _queue(
    day: _Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> dict[tuple[int, Audience], int]:
    """Queue the day's notices; return the notice of each action and audience that has one."""
    if not taken:
        return {}
    people = _people(day, after, taken)
    addresses = {person.id: person.address for person in people}
    keys: dict[tuple[int, Audience], str] = {}
    notices = []
    for board, holdings in _for_boards(day, after, taken):
        known = day.calendars[holdings[0].plan]
        notice = board_notice(_sender(day, holdings), board, holdings, POLICY, known, day.today)
        notices.append(notice)
        keys |= {(h.facts.id, Audience.BOARD): notice.dedup_key for h in holdings}
    for action_id, steps in taken.items():
        for audience in {step.audience for step in steps} - {Audience.BOARD}:
            address = addresses.get(_person(after[action_id], audience) or 0)
            if address:
                keys[action_id, audience] = digest_key(day.organisation.id or 0, address, day.today)
    notices += _digests(day, people, after)
    ids = outbox.enqueue(day.session, notices, now=day.now)
    return {about: ids[key] for about, key in keys.items()}


def _digests(
    day: _Day, people: Sequence[digesting.Person], after: Mapping[int, Holding]
) -> Iterable[outbox.NewNotice]:
    held = [
        after.get(holding.facts.id, holding)
        for holding in facts.holdings(day.session, facts.held_by([p.id for p in people]))
        if holding.plan in day.plans
    ]
    sender = _sender(day, held)
    found = digesting.digests(people, held, POLICY, day.calendars, day.today)
    return [digest_notice(sender, digest, day.today) for digest in found]


def _people(
    day: _Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> list[digesting.Person]:
    """Return everyone told today, with everyone who shares an address with them (row 68)."""
    wanted = {
        _person(after[action_id], step.audience)
        for action_id, steps in taken.items()
        for step in steps
    }
    addresses = select(func.lower(Person.address)).where(col(Person.id).in_(wanted - {None}))
    rows = day.session.exec(
        select(Person).where(
            Person.organisation_id == day.organisation.id,
            func.lower(Person.address).in_(addresses),
        )
    )
    return [digesting.Person(p.id or 0, p.name, p.address) for p in rows]


def _for_boards(
    day: _Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> list[tuple[Board, list[Holding]]]:
    by_plan: dict[str, list[Holding]] = defaultdict(list)
    for action_id, steps in taken.items():
        if any(step.audience is Audience.BOARD for step in steps):
            by_plan[after[action_id].plan].append(after[action_id])
    return [(_top_board(day, plan), holdings) for plan, holdings in sorted(by_plan.items())]


def _top_board(day: _Day, plan: str) -> Board:
    boards = select(Board).where(Board.plan_id == day.plans[plan].id, col(Board.escalations))
    return day.session.exec(boards).one()


def _sender(day: _Day, holdings: Sequence[Holding]) -> Sender:
    """Answers go to the administrator of the first plan that the notice speaks of."""
    plans = [day.plans[title] for title in dict.fromkeys(holding.plan for holding in holdings)]
    plans = plans or list(day.plans.values())
    return Sender(
        organisation_id=day.organisation.id or 0,
        organisation=day.organisation.name,
        administrator=day.session.get_one(Person, plans[0].administrator_id),
        notes=tuple(dict.fromkeys(note for plan in plans for note in plan.notes.splitlines())),
    )


def _person(holding: Holding, audience: Audience) -> int | None:
    match audience:
        case Audience.OWNER:
            return holding.owner_id
        case Audience.DIRECTOR:
            return holding.director_id
        case Audience.BOARD:
            return None


def _planned(
    day: _Day, holding: Holding, step: Step, notices: Mapping[tuple[int, Audience], int]
) -> Planned:
    notice_id = notices.get((step.action_id, step.audience))
    return Planned(
        step=step,
        ref=f"{day.plans[holding.plan].key}/{holding.facts.ref}",
        notice_id=notice_id,
        untold=None if notice_id else Outcome.NOBODY,
    )


def _told(day: _Day, holding: Holding, item: Planned) -> Told:
    about = line(holding, POLICY, day.calendars[holding.plan], day.today)
    return Told(
        rung=item.step.rung,
        audience=item.step.audience,
        line=about,
        reason=item.step.reason,
        untold=item.untold.value if item.untold else "",
    )
