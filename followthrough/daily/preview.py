"""Responsible for the preview: the days ahead, played on a copy of the facts; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from followthrough.daily.gaps import clock_fault, would_be_refused
from followthrough.ladder.policy import holders
from followthrough.ladder.policy_file import default_policy, read_policy
from followthrough.notices.composing import WINDOW
from followthrough.notices.counting import horizon
from followthrough.packs.due import pack_days
from followthrough.plans.calendar import WARN_BEFORE_END
from followthrough.plans.series import Ahead, look_ahead, numbered
from followthrough.workplace import Workplace
from models import facts, picking, run
from models.boards import Board
from models.calendar import calendar
from models.people import circle
from models.plan import Organisation, Plan, plan_called
from models.policy import versions
from models.run import JOB
from models.session import reading
from notifications.outcome import in_a_line
from rules.calendar import LONDON, ONE_DAY, CalendarEnds, local_date, monday
from rules.daily.preview import Preview, Scene, play
from rules.daily.side_by_side import SideBySide, side_by_side
from rules.ladder.decide import passed_before
from rules.ladder.doubts import doubts
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy, Version, in_force
from rules.notices.weekly import begins_week
from rules.problems import BadInput, Remedy, Sentence
from rules.words import short_day


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be played."""

    days: int = 90
    plan: str = ""
    """Only this one, by its key; empty means every live plan."""
    policy: Path | None = None
    """A policy to set beside today's."""
    running: bool = False
    """Whether that policy would hold for running ladders too."""
    go_live_on: date | None = None
    """The date on which the plan, a draft, would go live."""


class Beside(NamedTuple):
    """A mail beside those that tell of actions."""

    on: date
    to: str
    what: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """The days ahead of one organisation."""

    organisation: str
    plans: tuple[str, ...]
    """The titles of the plans that were played."""
    now: Preview
    then: SideBySide | None = None
    """What another policy would change; None if none was asked for."""
    policy: str = ""
    """The name of that other policy."""
    holds_from: date | None = None
    """From when it would hold: not before a version that is to begin, which it would hide."""
    passed: int = 0
    """Rungs of a draft whose day is before its go-live: they would not be sent."""
    doubts: tuple[str, ...] = ()
    """What that other policy can't do as it says."""
    beside: tuple["Beside", ...] = ()
    """Packs and alarms of these days, in their order."""
    named: tuple[Sentence, ...] = ()
    """What a check would name beside: a clock that is not to be trusted, a series that is stuck."""

    @property
    def problems(self) -> tuple[str | Sentence, ...]:
        """Return what the checks would name, now or with the other policy."""
        then = self.then.problems if self.then else ()
        return tuple(dict.fromkeys((*self.named, *self.now.problems, *then)))


def preview(place: Workplace, wanted: Wanted) -> list[Previewed]:
    """Return the days ahead of each organisation with a live plan, or of the plan asked for.

    Raises BadInput for an unknown plan, a policy that can't be used, a draft without a go-live
    date, and a go-live date that is past or of a plan that is live.
    """
    now = place.clock()
    other = read_policy(wanted.policy) if wanted.policy else None
    if wanted.running and other is None:
        raise BadInput(
            "No policy is named that running ladders would take.",
            remedy=Remedy.GIVE_POLICY.of(),
        )
    with reading(place.engine) as session:
        plans = _plans(session, wanted, local_date(now))
        by_organisation = groupby(plans, key=lambda plan: plan.organisation_id)
        return [_tried(session, list(mine), wanted, other, now) for _, mine in by_organisation]


def first_day(session: Session, organisation_id: int, now: datetime) -> date:
    """Return the first day that is still to come: today, unless it was checked or is over."""
    today = local_date(now)
    done = run.last_done(session, organisation_id, JOB)
    is_over = now.astimezone(LONDON).time() >= WINDOW[1] or (done is not None and done >= today)
    return today + ONE_DAY if is_over else today


def _plans(session: Session, wanted: Wanted, today: date) -> Sequence[Plan]:
    """Return the plans to play, those of an organisation together."""
    if not wanted.plan:
        if wanted.go_live_on:
            raise BadInput("No plan is named that would go live.", remedy=Remedy.NAME_DRAFT.of())
        live = select(Plan).where(col(Plan.live_on).is_not(None))
        return session.exec(live.order_by(col(Plan.organisation_id), col(Plan.key))).all()
    plan = plan_called(session, wanted.plan)
    on = wanted.go_live_on
    if plan.live_on is not None and on is not None:
        raise BadInput(f"{plan.title} went live on {short_day(plan.live_on)}.")
    if plan.live_on is None and on is None:
        raise BadInput(f"{plan.title} is a draft.", remedy=Remedy.GIVE_GO_LIVE.of(plan=plan.key))
    if on is not None and on < today:
        raise BadInput(f"A plan can't go live on {short_day(on)}: today is {short_day(today)}.")
    return [plan]


def _tried(
    session: Session, plans: Sequence[Plan], wanted: Wanted, other: Policy | None, now: datetime
) -> Previewed:
    """Return the days ahead of one organisation, or why they can't be told beside those of others."""
    try:
        return _of_organisation(session, plans, wanted, other, now)
    except Exception as wrong:
        if wanted.plan:
            raise
        name = session.get_one(Organisation, plans[0].organisation_id).name
        why = in_a_line(wrong)
        said = Sentence(f"The days ahead of {name} could not be played: {why}")
        today = local_date(now)
        titles = tuple(plan.title for plan in plans)
        return Previewed(name, titles, Preview(today, today, (), ()), named=(said,))


def _of_organisation(
    session: Session, plans: Sequence[Plan], wanted: Wanted, other: Policy | None, now: datetime
) -> Previewed:
    organisation = session.get_one(Organisation, plans[0].organisation_id)
    first = first_day(session, organisation.id or 0, now)
    if wanted.go_live_on:
        first = max(first, wanted.go_live_on)
    last = first + timedelta(days=wanted.days - 1)
    scene, stuck = _scene(session, plans, (first, last), wanted)
    scene = replace(scene, weekly=_weekly(session, plans, scene, wanted.go_live_on, first, last))
    found = Previewed(
        organisation=organisation.name,
        plans=tuple(plan.title for plan in plans),
        now=play(scene, first, wanted.days),
        passed=_passed(scene, wanted.go_live_on) if wanted.go_live_on else 0,
        beside=tuple(sorted(chain.from_iterable(_beside(session, p, first, last) for p in plans))),
        named=(*_refused(session, organisation, scene, now), *stuck),
    )
    if other is None:
        return found
    from_day = local_date(now) + ONE_DAY
    then = play(_under(scene, other, from_day, running=wanted.running), first, wanted.days)
    began = (_next(found, other, from_day, running=False) for found in scene.versions.values())
    doubted = (doubts(other, holders(session, plan)) for plan in plans)
    return replace(
        found,
        then=side_by_side(found.now, then),
        policy=other.name,
        holds_from=max(version.effective_from for version in began),
        doubts=tuple(dict.fromkeys(chain.from_iterable(doubted))),
    )


def _refused(
    session: Session, organisation: Organisation, scene: Scene, now: datetime
) -> tuple[Sentence, ...]:
    """Return that the next check would be refused by the clock; nothing if it would not."""
    calendars, organisation_id = scene.calendars.values(), organisation.id or 0
    days = (local_date(now), first_day(session, organisation_id, now))
    faults = (clock_fault(session, organisation_id, calendars, day) for day in days)
    return would_be_refused(next(filter(None, faults), None))


def _scene(
    session: Session, plans: Sequence[Plan], span: tuple[date, date], wanted: Wanted
) -> tuple[Scene, tuple[Sentence, ...]]:
    """Return what is played, and a sentence for each recurring action that can't fall due again.

    By the policies that there are, an action that no check looks at till then brings nothing, but
    that it may be counted in a weekly summary.
    """
    go_live_on, last = wanted.go_live_on, span[1]
    calendars = {plan.key: calendar(session, plan) for plan in plans}
    held = {}
    for plan in plans:
        picked = picking.of_plan(plan.id or 0)
        if not (go_live_on or wanted.policy):
            due_by = max(last, horizon(calendars[plan.key], last))
            picked = picking.may_bring(plan.id or 0, *span, due_by)
        held[plan.key] = _held(session, picked, go_live_on)
    ahead = Ahead()
    for plan in plans:
        look_ahead(ahead, session, plan, held[plan.key], last, go_live_on)
    scene = Scene(
        holdings=tuple(chain.from_iterable(mine.values() for mine in held.values())),
        circle=circle(session, plans[0].organisation_id),
        calendars=calendars,
        versions={plan.key: _versions(session, plan, go_live_on) for plan in plans},
        default=default_policy(),
        coming=numbered(ahead.coming),
    )
    return scene, tuple(ahead.stuck)


def _weekly(
    session: Session,
    plans: Sequence[Plan],
    scene: Scene,
    go_live_on: date | None,
    first: date,
    last: date,
) -> dict[date, frozenset[str]]:
    """Return the plans of which directors have their weekly summary on each day, by key.

    Each day ahead is taken as checked.
    """
    done = run.days_done(session, plans[0].organisation_id, JOB, monday(first), first - ONE_DAY)
    checked = {*done, *(first + n * ONE_DAY for n in range((last - first).days + 1))}
    found: dict[date, frozenset[str]] = {}
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        before = [monday(day) + n * ONE_DAY for n in range(day.weekday())]
        since = [one for one in before if one in checked]
        found[day] = frozenset(
            plan.key
            for plan in plans
            if (live_on := plan.live_on or go_live_on)
            and live_on < monday(day)
            and begins_week(scene.calendars[plan.key], day, since)
        )
    return found


def _beside(session: Session, plan: Plan, first: date, last: date) -> Iterator[Beside]:
    """Yield the packs of a plan's boards, and the alarm that its calendar ends soon."""
    if plan.live_on is not None:
        boards = select(Board).where(Board.plan_id == plan.id, col(Board.packs))
        for board in session.exec(boards.order_by(Board.name)):
            for day in pack_days(session, plan, board, first, last):
                yield Beside(day, f"Secretariat, {board.name}", f"{plan.title}: draft of a pack")
    warned_on = calendar(session, plan).last - WARN_BEFORE_END
    if first <= warned_on <= last:
        yield Beside(warned_on, "the administrators", f"{plan.title}: its calendar ends soon")


def _held(
    session: Session, picked: picking.Condition, go_live_on: date | None
) -> dict[int, Holding]:
    """Return the actions picked of a plan; of a draft, as they will be when it has gone live."""
    found = facts.holdings(session, picked)
    if go_live_on:
        found = [
            h._replace(facts=h.facts._replace(live_on=go_live_on, episode=1, records=()))
            for h in found
        ]
    return {holding.facts.id: holding for holding in found}


def _versions(session: Session, plan: Plan, go_live_on: date | None) -> tuple[Version, ...]:
    """Return the versions of a plan's policy; a draft without one gets the default at go-live."""
    found = tuple(versions(session, plan.id or 0))
    if not found and go_live_on:
        return (Version(1, default_policy(), go_live_on),)
    return found


def _under(scene: Scene, other: Policy, from_day: date, *, running: bool) -> Scene:
    """Return the scene with another policy added to each plan, as its next version."""
    return replace(
        scene,
        versions={
            plan: (*found, _next(found, other, from_day, running=running))
            for plan, found in scene.versions.items()
        },
    )


def _next(found: Sequence[Version], policy: Policy, from_day: date, *, running: bool) -> Version:
    """Return a policy as the next version: it may not begin before one that is to begin."""
    from_day = max((from_day, *(version.effective_from for version in found)))
    number = max((version.number for version in found), default=0) + 1
    return Version(number, policy, from_day, from_day if running else None)


def _passed(scene: Scene, on: date) -> int:
    """Return how many rungs a draft's go-live would record as not sent (semantics row 93)."""
    return sum(_passed_of(scene, holding, on) for holding in scene.holdings)


def _passed_of(scene: Scene, holding: Holding, on: date) -> int:
    version = in_force(scene.versions[holding.plan_key], None, on)
    policy = version.policy if version else scene.default
    try:
        return len(passed_before(holding.facts, policy, scene.calendars[holding.plan_key], on))
    except CalendarEnds:  # the play names it
        return 0
