"""Responsible for going live: ladders and series start, and what passed before is not sent."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.ladder.policy_file import default_policy
from followthrough.plans.series import next_made_on, stages_of
from followthrough.workplace import Workplace
from models import calendar as calendars
from models import facts, picking
from models import plan as plans
from models.boards import Board
from models.people import Person
from models.plan import Action, Contributor, Milestone, Plan, Series
from models.policy import add_version, policies, versions
from models.session import writing
from models.steps import Planned, record_steps
from rules.calendar import WorkingCalendar, local_date
from rules.ladder.decide import Step, next_check, passed_before
from rules.ladder.facts import ActionFacts, Became
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy
from rules.problems import BadInput, Remedy
from rules.recurrence import Every, numbers_until
from rules.words import count, listed, plain_day, short_day
from rules.years import is_long_before

MOST_NAMED = 5


def go_live(place: Workplace, key: str, on: date, *, are_old_meant: bool = False) -> str:
    """Make a draft live on `on`; return a sentence. Going live again on the same day does nothing.

    Rungs that passed before are recorded as not sent (semantics row 93). Raises BadInput for an
    unknown plan, a date that is past, a plan that is live from another date, due dates more
    than a year before `on` that are not said to be meant, and people without an address.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plans.plan_called(session, key)
        if plan.live_on == on:
            return f"{plan.title} is live from {short_day(on)} already; nothing changed."
        if plan.live_on is not None:
            raise BadInput(f"{plan.title} went live on {short_day(plan.live_on)}.")
        if on < today:
            raise BadInput(f"A plan can't go live on {short_day(on)}: today is {short_day(today)}.")
        if not are_old_meant:
            _ask_back(session, plan, on)
        _refuse_unaddressed(session, plan)
        passed = _go_live(session, plan, on, actor=place.actor, now=now)
        events.after_commit(session, PlanChanged(plan.key, f"live from {on}"))
        told = (
            f"; {count(passed, 'rung')} passed before that and will not be sent" if passed else ""
        )
        return f"{plan.title} is live from {short_day(on)}{told}."


def _ask_back(session: Session, plan: Plan, on: date) -> None:
    """Raise BadInput for due dates long before go-live, of actions and of their milestones."""
    mine = select(Action).where(Action.plan_id == plan.id, col(Action.due_date).is_not(None))
    stages = select(Action, Milestone).join(Milestone).where(Action.plan_id == plan.id)
    dated = [(one.ref, one.due_date) for one in session.exec(mine).all()]
    dated += [(f"{one.ref} {stage.ref}", stage.due_date) for one, stage in session.exec(stages)]
    old = [f"{ref} ({plain_day(due)})" for ref, due in dated if due and is_long_before(due, on)]
    if old:
        raise BadInput(
            f"{plan.title} holds due dates more than a year before {short_day(on)}: "
            f"{listed(old, MOST_NAMED)}. Check the year.",
            remedy=Remedy.MEAN_OLD_DATE.of(),
        )


def _refuse_unaddressed(session: Session, plan: Plan) -> None:
    """Raise BadInput if nothing can reach someone whom the plan names, as no address is recorded."""
    mine = col(Action.plan_id) == plan.id
    named = (
        select(Action.owner_id).where(mine),
        select(Contributor.person_id).join(Action).where(mine),
        select(Board.secretary_id).where(Board.plan_id == plan.id),
    )
    picked = or_(
        col(Person.id) == plan.administrator_id, *(col(Person.id).in_(ids) for ids in named)
    )
    names = session.exec(
        select(Person.name).where(picked, Person.address == "").order_by(col(Person.folded))
    ).all()
    if names:
        raise BadInput(
            f"No address is recorded of {listed(names, MOST_NAMED)}, and {plan.title} would tell them "
            "nothing.",
            remedy=Remedy.GIVE_ADDRESS.of(person=names[0]),
        )


def _go_live(session: Session, plan: Plan, on: date, *, actor: str, now: datetime) -> int:
    """Start the ladders; return how many rungs had passed before. A plan gets its policy here."""
    calendar = calendars.calendar(session, plan)
    held = facts.holdings(session, picking.of_plan(plan.id or 0))
    if not versions(session, plan.id or 0):
        add_version(session, plan, default_policy(), on, actor=actor, now=now)
    policy = policies(session, [plan], default_policy()).of(plan.key, None, on).policy
    passed = [item for holding in held for item in passed_by(holding, plan, policy, calendar, on)]
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
        start_series(session, series, first, on)


def start_series(session: Session, series: Series, first: Action, on: date) -> None:
    """Let one action recur that goes live on a day; what fell due before that is not made up for."""
    if first.due_date is not None:
        past = numbers_until(first.due_date, Every(series.every), 2, on - timedelta(days=1))
        series.made += len(past)
        series.make_next_on = next_made_on(first.due_date, stages_of(session, first), series)
        session.add(series)


def _live(holding: Holding, on: date) -> ActionFacts:
    return holding.facts._replace(live_on=on, episode=1, records=())


def passed_by(
    holding: Holding, plan: Plan, policy: Policy, calendar: WorkingCalendar, on: date
) -> Iterator[Planned]:
    """Yield a record in the draft's episode, 0, of each rung that went by before go-live."""
    for rung in passed_before(holding.facts, policy, calendar, on):
        step = Step(
            episode=0,
            rung=rung.name,
            occurrence=0,
            audience=rung.audience,
            reason="not sent: before go-live",
        )
        ref = f"{plan.key}/{holding.facts.ref}"
        yield Planned(holding.facts.id, step, ref, None, Became.BEFORE_GO_LIVE, policy.name)
