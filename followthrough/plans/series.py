"""Responsible for actions that fall due again and again: each time is made in good time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlmodel import Session, SQLModel, col, select

from models.closing import Validation
from models.interests import Interest
from models.new_dates import Acknowledgement, ExtensionRequest
from models.pause import Pause, silent_until
from models.plan import Action, Contributor, Milestone, Plan, Series, append_about
from models.progress import ProgressUpdate
from models.reopening import Reopening
from models.steps import EscalationStep
from rules.daily.preview import Coming
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding
from rules.problems import Remedy, Sentence
from rules.recurrence import Every, falls_due, numbers_until

MADE_AHEAD = timedelta(days=31)
"""How long before the first of its dates one is made; longer than any reminder looks ahead."""

OWN = (
    *("id", "ref", "due_date", "due_date_as_written", "revised_due_date", "times_revised"),
    *("date_assumed", "episode", "policy_version", "next_check_on", "held_until"),
    *("completed_on", "reported_at", "validated_on", "times_refused"),
    *("cancelled_on", "cancelled_because", "cancelled_by", "paused_until"),
)
"""What each time has of its own."""
PEOPLE = ("owner_id", "holder_id", "validator_id")
"""What each time has from the one before it."""
KEPT = tuple(name for name in Action.model_fields if name not in (*OWN, *PEOPLE))
"""What each time has from the first: all else, so that nothing new is lost on the way."""
CARRIED: tuple[type[SQLModel], ...] = (Contributor, Milestone)
"""What hangs on an action that each time has too: joint owners of the one before, stages of the first."""
LEFT: tuple[type[SQLModel], ...] = (
    *(Acknowledgement, EscalationStep, ExtensionRequest, Interest, Pause, ProgressUpdate),
    *(Reopening, Series, Validation),
)
"""What hangs on the one action that it was recorded of."""
STAGE_OWN = ("id", "action_id", "due_date", "due_date_as_written", "completed_on")
"""What a milestone has of its own each time."""
STAGE_KEPT = tuple(name for name in Milestone.model_fields if name not in STAGE_OWN)
"""What it has from that of the first time."""


class Dated(Protocol):
    """What falls due on a day."""

    @property
    def due_date(self) -> date:
        """The day."""


@dataclass(slots=True)
class Ahead:
    """What the days ahead make of the recurring actions of some plans."""

    coming: list[Coming] = field(default_factory=list)
    """Each that would be made, with its day."""
    stuck: list[Sentence] = field(default_factory=list)
    """A sentence for each series that can't go on."""


def make_due(
    session: Session, plans: Iterable[Plan], today: date, *, actor: str, now: datetime
) -> list[Sentence]:
    """Make the next actions of every series whose time has come (semantics rows 77 to 80).

    Due dates are counted from the first one, so that a late, open or cancelled one moves no other.
    Returns a sentence for each series that can't go on, since another action has its next reference.
    """
    stuck = []
    live = {plan.id: plan for plan in plans}
    due = (
        select(Series, Action)
        .join(Action, col(Action.id) == Series.action_id)
        .where(col(Series.make_next_on) <= today)
        .order_by(col(Series.id))
    )
    for series, first in session.exec(due).all():
        plan = live.get(first.plan_id)
        if plan is None or first.due_date is None:
            continue
        stages = stages_of(session, first)
        before = _latest(session, plan, series, first)
        while series.make_next_on is not None and series.make_next_on <= today:
            if _is_taken(session, plan, next_ref(first.ref, series.made)):
                stuck.append(cannot_go_on(first.ref, series.made, plan.title))
                break
            series.made += 1
            before = _make(session, plan, series, first, before, today, actor=actor, now=now)
            _carry(session, series, stages, action=before)
            series.make_next_on = next_made_on(first.due_date, stages, series)
        session.add(series)
    return stuck


def next_ref(first: str, made: int) -> str:
    """Return the reference of the next action of a series, of which some are made."""
    return f"{first}/{made + 1}"


def cannot_go_on(first: str, made: int, plan: str) -> Sentence:
    """Return a sentence that names a series whose next reference another action has."""
    return Sentence(
        f"Action {first} of {plan} can't fall due again: another action is called "
        f"{next_ref(first, made)}.",
        Remedy.END_SERIES.of(action=first),
    )


def _is_taken(session: Session, plan: Plan, ref: str) -> bool:
    found = select(Action.id).where(Action.plan_id == plan.id, Action.ref == ref)
    return session.exec(found).first() is not None


def stages_of(session: Session, first: Action) -> Sequence[Milestone]:
    """Return the milestones of the first action of a series."""
    mine = select(Milestone).where(Milestone.action_id == first.id)
    return session.exec(mine.order_by(col(Milestone.id))).all()


def next_made_on(anchor: date, stages: Iterable[Dated], series: Series) -> date:
    """Return when the next action of a series is to be made, in time for the first of its dates."""
    return falls_due(_first_date(anchor, stages), Every(series.every), series.made + 1) - MADE_AHEAD


def _first_date(anchor: date, stages: Iterable[Dated]) -> date:
    return min((anchor, *(stage.due_date for stage in stages)))


def _latest(session: Session, plan: Plan, series: Series, first: Action) -> Action:
    """Return the newest action of a series; what fell due before go-live was never made."""
    numbers = {f"{first.ref}/{number}": number for number in range(2, series.made + 1)}
    mine = select(Action).where(Action.plan_id == plan.id, col(Action.ref).in_(numbers))
    return max(session.exec(mine), key=lambda action: numbers[action.ref], default=first)


def _make(
    session: Session,
    plan: Plan,
    series: Series,
    first: Action,
    before: Action,
    today: date,
    *,
    actor: str,
    now: datetime,
) -> Action:
    """Make the next action of a series, for those who answer for the one before it."""
    if first.due_date is None:
        raise ValueError(first.ref)
    due = falls_due(first.due_date, Every(series.every), series.made)
    action = Action(
        **{name: getattr(first, name) for name in KEPT},
        **{name: getattr(before, name) for name in PEOPLE},
        ref=f"{first.ref}/{series.made}",
        due_date=due,
        episode=1,
        next_check_on=today,
        paused_until=silent_until(session, first.plan_id, first.theme),
    )
    session.add(action)
    session.flush()
    mine = select(Contributor.person_id).where(Contributor.action_id == before.id)
    session.add_all(
        Contributor(action_id=action.id or 0, person_id=person_id)
        for person_id in session.exec(mine).all()
    )
    detail = {"due_date": due, "every": series.every, "number": series.made}
    append_about(session, plan, action, "fell due again", detail, actor=actor, now=now)
    return action


def _carry(
    session: Session, series: Series, stages: Iterable[Milestone], *, action: Action
) -> None:
    """Give an action that was made the milestones of the first, each due by its own first date."""
    session.add_all(
        Milestone(
            **{name: getattr(stage, name) for name in STAGE_KEPT},
            action_id=action.id or 0,
            due_date=falls_due(stage.due_date, Every(series.every), series.made),
        )
        for stage in stages
    )


def look_ahead(
    found: Ahead,
    session: Session,
    plan: Plan,
    held: Mapping[int, Holding],
    last: date,
    live_on: date | None,
) -> None:
    """Add what would be made by `last` of a plan's recurring actions.

    `held` are the plan's actions by id; `live_on` is given for a draft that is to go live.
    """
    rows = select(Series).join(Action, col(Action.id) == Series.action_id)
    ids = {holding.facts.ref: action_id for action_id, holding in held.items()}
    for series in session.exec(rows.where(Action.plan_id == plan.id).order_by(col(Series.id))):
        first = held[series.action_id]
        made = _made(series, first.facts, live_on)
        if made is not None:
            paused = silent_until(session, plan.id or 0, first.theme)
            anew = first.with_facts(first.facts._replace(paused_until=paused))
            _look_at_series(found, anew, Every(series.every), made, last, ids)


def numbered(found: Iterable[Coming]) -> tuple[Coming, ...]:
    """Return them with an id each that no stored action has."""
    return tuple(
        coming._replace(facts=coming.facts._replace(id=-number))
        for number, coming in enumerate(found, start=1)
    )


def _made(series: Series, first: ActionFacts, live_on: date | None) -> int | None:
    """Return how many of a series are there; None if it does not recur."""
    if first.due_date is None:
        return None
    if live_on is not None:  # what fell due before go-live is not made up for
        eve = live_on - timedelta(days=1)
        return series.made + len(numbers_until(first.due_date, Every(series.every), 2, eve))
    return series.made if series.make_next_on is not None else None


def _look_at_series(
    found: Ahead, first: Holding, every: Every, made: int, last: date, ids: Mapping[str, int]
) -> None:
    facts = first.facts
    anchor = facts.due_date or last
    there = (ids.get(next_ref(facts.ref, number - 1)) for number in range(made, 1, -1))
    latest = next(filter(None, there), facts.id)
    begins = _first_date(anchor, facts.milestones)
    for number in numbers_until(begins, every, made + 1, last + MADE_AHEAD):
        ref = next_ref(facts.ref, number - 1)
        if ref in ids:
            found.stuck.append(cannot_go_on(facts.ref, number - 1, first.plan))
            return
        fresh = ActionFacts(
            id=facts.id,
            ref=ref,
            due_date=falls_due(anchor, every, number),
            live_on=facts.live_on,
            paused_until=facts.paused_until,
            milestones=tuple(
                replace(one, due_date=falls_due(one.due_date, every, number), completed_on=None)
                for one in facts.milestones
            ),
        )
        found.coming.append(Coming(falls_due(begins, every, number) - MADE_AHEAD, fresh, latest))
