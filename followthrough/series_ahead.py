"""Responsible for the recurring actions that would be made in the days ahead; none is made here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col, select

from followthrough.series import MADE_AHEAD, cannot_go_on, next_ref
from models.plan import Action, Plan, Series
from rules.facts import ActionFacts
from rules.holding import Holding
from rules.preview import Coming
from rules.recurrence import Every, falls_due, numbers_until


@dataclass(slots=True)
class Ahead:
    """What the days ahead make of the recurring actions of some plans."""

    coming: list[Coming] = field(default_factory=list)
    """Each that would be made, with its day."""
    stuck: list[str] = field(default_factory=list)
    """A sentence for each series that can't go on."""


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
        if made is not None and first.facts.cancelled_on is None:
            _look_at_series(found, first, Every(series.every), made, last, ids)


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
    for number in numbers_until(anchor, every, made + 1, last + MADE_AHEAD):
        ref, due = next_ref(facts.ref, number - 1), falls_due(anchor, every, number)
        if ref in ids:
            found.stuck.append(cannot_go_on(facts.ref, number - 1, first.plan))
            return
        fresh = ActionFacts(
            id=facts.id,
            ref=ref,
            due_date=due,
            live_on=facts.live_on,
            paused_until=facts.paused_until,
        )
        found.coming.append(Coming(due - MADE_AHEAD, fresh, latest))
