"""Responsible for the daily check: what is due is decided, recorded, digested and queued, at once.

One transaction an organisation; what was done for a date is never done again.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from followthrough import events
from followthrough.clock import stopwatch
from followthrough.daily import digests, summaries
from followthrough.daily.day import Day
from followthrough.daily.gaps import Fault, accepted_by, clock_fault, days_between, would_be_refused
from followthrough.daily.lost_versions import lost_versions
from followthrough.daily.taken import Taken
from followthrough.events import CheckEnded, NoticesQueued
from followthrough.ladder.policy_file import default_policy
from followthrough.notices import alarms
from followthrough.notices.composing import WINDOW
from followthrough.people import leavers
from followthrough.plans import series
from followthrough.plans.calendar import WARN_BEFORE_END
from followthrough.workplace import Workplace
from models import facts, picking, run
from models.calendar import calendar
from models.people import circle
from models.plan import Plan, find_organisation, set_next_checks
from models.policy import policies
from models.run import JOB
from models.session import writing
from models.steps import Planned, record_steps
from notifications import outbox
from notifications.outcome import in_a_line
from rules.calendar import LONDON, local_date
from rules.daily.day import Decided, decide_day
from rules.ladder.decide import Step
from rules.ladder.facts import Became
from rules.ladder.holding import Holding, may_be_validated
from rules.ladder.openings import ASIDE
from rules.problems import BadInput, Sentence
from rules.words import references


class Ended(StrEnum):
    """How a check ended."""

    DONE = "done"
    DONE_BEFORE = "done before"
    TOO_LATE = "too late in the day"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Checked:
    """What one organisation's check did."""

    organisation: str
    as_of: date
    ended: Ended
    looked_at: int = 0
    """How many actions something could happen to."""
    steps: tuple[Taken, ...] = ()
    queued: int = 0
    missed: tuple[date, ...] = ()
    problems: tuple[str | Sentence, ...] = ()
    """Actions that could not be decided, or why nothing was done, each in a sentence."""
    data_quality: tuple[str, ...] = ()
    """What must be mended in the plans, each in a sentence."""

    @property
    def is_well(self) -> bool:
        """Say whether nobody has to look into it."""
        return self.ended not in (Ended.REFUSED, Ended.FAILED) and not self.problems


class ClockRefused(Exception):  # noqa: N818 - a fact about the clock
    """The clock went back, or leapt: nothing may be decided by it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.said} Nothing was done.")
        self.said = fault.said


def check_due_dates(place: Workplace, organisation: str, *, accept_gap: str = "") -> Checked:
    """Do the day's check of one organisation, once; `as_of` is read here and nowhere else (row 24).

    Refused, alarmed and nothing changed if the clock went back or leapt more than ten working
    days ahead, unless `accept_gap` names the operator who answers for it (rows 34 to 36).
    """
    passed = stopwatch()
    checked = _checked(place, organisation, accepted_by(place, accept_gap))
    events.say(_ended(checked, passed()))
    return checked


def _checked(place: Workplace, organisation: str, accept_gap: str) -> Checked:
    now = place.clock()
    today = local_date(now)
    if now.astimezone(LONDON).time() >= WINDOW[1]:
        return Checked(organisation, today, Ended.TOO_LATE)
    try:
        with writing(place.engine) as session, _uncollected():
            day = open_day(session, organisation, today, actor=place.actor, now=now)
            _mind_the_clock(day, accept_gap)
            if not run.begin(session, day.organisation.id or 0, JOB, today, now=now):
                return Checked(organisation, today, Ended.DONE_BEFORE)
            missed = _record_missed(day)
            return replace(check(day), missed=missed)
    except ClockRefused as refused:
        key = f"clock:{today}"
        alarms.raise_alarm(
            place, organisation, key, "The clock is not to be trusted", f"{refused}", now=now
        )
        return Checked(organisation, today, Ended.REFUSED, problems=(refused.said,))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from searching for cycles: a day makes many small facts, and few cycles.

    It would search again and again, for a quarter of the time that the check takes.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # counted as old, what was made is not searched at once
            gc.unfreeze()
            gc.enable()


def check_each(place: Workplace, *, accept_gap: str = "") -> Iterator[Checked]:
    """Check each organisation in turn; one that fails is alarmed and leaves the others done.

    Raises BadInput, and checks none, if somebody unknown is to answer for a gap.
    """
    accept_gap = accepted_by(place, accept_gap)
    for name in digests.organisations(place):
        try:
            yield check_due_dates(place, name, accept_gap=accept_gap)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the other organisations go on
            yield failed(place, name, wrong)


def failed(place: Workplace, organisation: str, wrong: BaseException) -> Checked:
    """Alarm that an organisation's check failed and nothing of it was done; return it in words."""
    now = place.clock()
    today = local_date(now)
    checked = _failed(organisation, today, wrong)
    key, said = f"failed:{JOB}:{today}", f"{checked.problems[0]}"
    alarms.raise_alarm(place, organisation, key, "A daily check failed", said, now=now)
    events.say(_ended(checked, None))
    return checked


def _failed(organisation: str, day: date, wrong: BaseException) -> Checked:
    why = in_a_line(wrong)
    said = f"The check of {organisation} failed and nothing of it was done: {why}"
    return Checked(organisation, day, Ended.FAILED, problems=(said,))


def _ended(checked: Checked, seconds: float | None) -> CheckEnded:
    return CheckEnded(
        organisation=checked.organisation,
        day=checked.as_of,
        ended=checked.ended.value,
        steps=len(checked.steps),
        notices=checked.queued,
        missed=len(checked.missed),
        problems=len(checked.problems),
        seconds=seconds,
    )


def dry_run(place: Workplace, organisation: str, on: date) -> Checked:
    """Return what the check of any date would do, and why; nothing is written (row 58).

    It is the check itself, in a transaction that is taken back. That the clock would have it
    refused now is named.
    """
    now = place.clock()
    with writing(place.engine) as session:
        today = open_day(session, organisation, local_date(now), actor=place.actor, now=now)
        refused = would_be_refused(_clock_fault(today))
        found = check(open_day(session, organisation, on, actor=place.actor, now=now))
        session.rollback()
        return replace(found, problems=(*refused, *found.problems))


def dry_runs(place: Workplace, on: date) -> Iterator[Checked]:
    """Yield what the check of a date would do, for each organisation in turn; one may fail."""
    for name in digests.organisations(place):
        try:
            found = dry_run(place, name, on)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the other organisations go on
            found = _failed(name, on, wrong)
        yield found


def open_day(session: Session, organisation: str, today: date, *, actor: str, now: datetime) -> Day:
    """Return one organisation's day; raise BadInput if there is no such organisation."""
    row = find_organisation(session, organisation)
    if row is None:
        raise BadInput(f"There is no organisation {organisation!r} with a plan.")
    live = select(Plan).where(Plan.organisation_id == row.id, col(Plan.live_on) <= today)
    plans = {plan.key: plan for plan in session.exec(live.order_by(Plan.key))}
    return Day(
        session=session,
        organisation=row,
        now=now,
        today=today,
        actor=actor,
        plans=plans,
        calendars={key: calendar(session, plan) for key, plan in plans.items()},
        policies=policies(session, plans.values(), default_policy()),
    )


def check(day: Day) -> Checked:
    """Decide, record and queue a day, in the day's transaction."""
    outbox.expire(day.session, now=day.now)  # no delivery may have run since
    plans = day.plans.values()
    stuck = series.make_due(day.session, plans, day.today, actor=day.actor, now=day.now)
    leavers.hand_over(day.session, day.organisation, day.today, actor=day.actor, now=day.now)
    organisation_id = day.organisation.id or 0
    due = facts.holdings(day.session, picking.due_for_check(organisation_id, day.today))
    due = [holding for holding in due if holding.plan_key in day.plans]
    decided = decide_day(due, day.version_of, day.calendars, day.today, day.later)
    problems: list[str | Sentence] = [*stuck, *decided.problems]
    problems += [*lost_versions(day, due), *_calendars_ending(day)]
    day.weekly = summaries.beginning(
        day.session, organisation_id, JOB, day.plans, day.calendars, day.today
    )
    steps, queued = _tell(day, due, decided) if decided.steps or day.weekly else ((), 0)
    set_next_checks(day.session, decided.next_checks, dict(_begun(day, due, decided)))
    return Checked(
        organisation=day.organisation.name,
        as_of=day.today,
        ended=Ended.DONE,
        looked_at=len(due),
        steps=steps,
        queued=queued,
        problems=tuple(problems),
        data_quality=tuple(_data_quality(day)),
    )


def _tell(day: Day, due: list[Holding], decided: Decided) -> tuple[tuple[Taken, ...], int]:
    day.circle = circle(day.session, day.organisation.id or 0)
    after = {holding.facts.id: holding for holding in due} | decided.after
    notice_ids, queued = digests.queue(day, after, decided.steps)
    if queued:
        events.after_commit(day.session, NoticesQueued(queued))
    planned = [
        item
        for action_id, steps in decided.steps.items()
        for item in _planned(day, after[action_id], steps, notice_ids)
    ]
    organisation_id = day.organisation.id or 0
    record_steps(
        day.session, organisation_id, planned, today=day.today, actor=day.actor, now=day.now
    )
    told_today = tuple(Taken(item, after[item.action_id], day) for item in planned)
    return told_today, queued


def _begun(day: Day, due: Iterable[Holding], decided: Decided) -> Iterator[tuple[int, int]]:
    """Yield the version of the policy that each ladder keeps which begins today (law 8)."""
    for holding in due:
        steps = decided.steps.get(holding.facts.id, ()) if holding.facts.began_with is None else ()
        if any(ASIDE not in step.rung for step in steps):
            yield holding.facts.id, day.version_of(holding).number


def _mind_the_clock(day: Day, accept_gap: str) -> None:
    """Raise ClockRefused if the clock stands before the last check, or too far after it."""
    fault = _clock_fault(day)
    if fault is None:
        return
    if not (fault.can_be_accepted and accept_gap):
        raise ClockRefused(fault)
    organisation_id = day.organisation.id or 0
    run.accept_gap(
        day.session, organisation_id, fault.last, accept_gap, actor=day.actor, now=day.now
    )


def _clock_fault(day: Day) -> Fault | None:
    return clock_fault(day.session, day.organisation.id or 0, day.calendars.values(), day.today)


def _record_missed(day: Day) -> tuple[date, ...]:
    """Record the working days since the last check on which none ran (semantics row 28)."""
    organisation_id = day.organisation.id or 0
    last = run.last_done(day.session, organisation_id, JOB, before=day.today)
    missed = days_between(day.calendars.values(), last, day.today) if last else ()
    run.record_missed(day.session, organisation_id, JOB, missed, now=day.now)
    return missed


def _calendars_ending(day: Day) -> Iterator[str]:
    """Yield the plans whose calendar ends soon, and alarm each once (semantics row 18)."""
    for key, known in day.calendars.items():
        if known.last - day.today <= WARN_BEFORE_END:
            said = (
                f"{day.plans[key].title}: its calendar ends {known.last.year}; give it more years."
            )
            alarms.queue_alarm(
                day.session,
                day.organisation.id or 0,
                f"calendar:{key}:{known.last}",
                "A calendar ends soon",
                said,
                now=day.now,
            )
            yield said


def _data_quality(day: Day) -> Iterator[str]:
    """Yield which actions lack a date, an owner or a validator; never silent (rows 95, 138)."""
    organisation_id = day.organisation.id or 0
    for what, refs in picking.lacking(day.session, organisation_id).items():
        yield f"No {what}: {references(refs)}."
    waiting = facts.holdings(day.session, picking.to_validate(organisation_id))
    known = circle(day.session, organisation_id) if waiting else None
    refs = [
        f"{holding.plan_key}/{holding.facts.ref}"
        for holding in waiting
        if known and not may_be_validated(holding, known, day.policy_of(holding), day.today)
    ]
    if refs:
        yield f"Nobody may validate: {references(refs)}."


def _planned(
    day: Day, holding: Holding, steps: Iterable[Step], notices: Mapping[tuple[int, str], int]
) -> Iterator[Planned]:
    action_id, policy = holding.facts.id, day.policy_of(holding).name
    ref = f"{holding.plan_key}/{holding.facts.ref}"
    for step in steps:
        notice_id = notices.get((action_id, step.rung))
        untold = None if notice_id else Became.NOBODY
        yield Planned(action_id, step, ref, notice_id, untold, policy)
