"""Responsible for the recurring actions that would be made in the days ahead; none is made here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from sqlmodel import Session, col, select

from followthrough.series import MADE_AHEAD
from models.plan import Action, Plan, Series
from rules.facts import ActionFacts
from rules.holding import Holding
from rules.recurrence import Every, falls_due, numbers_until

Coming = tuple[date, Holding]


def coming(
    session: Session, plan: Plan, held: Mapping[int, Holding], last: date, live_on: date | None
) -> Iterator[Coming]:
    """Yield each recurring action of a plan that would be made by `last`, with its day.

    `held` are the plan's actions by id; `live_on` is given for a draft that is to go live.
    """
    rows = select(Series).join(Action, col(Action.id) == Series.action_id)
    for series in session.exec(rows.where(Action.plan_id == plan.id).order_by(col(Series.id))):
        first = held[series.action_id]
        made = _made(series, first.facts, live_on)
        if made is not None and first.facts.cancelled_on is None:
            yield from _of_series(first, Every(series.every), made, last)


def numbered(found: Iterable[Coming]) -> tuple[Coming, ...]:
    """Return them with an id each that no stored action has."""
    return tuple(
        (on, holding._replace(facts=holding.facts._replace(id=-number)))
        for number, (on, holding) in enumerate(found, start=1)
    )


def _made(series: Series, first: ActionFacts, live_on: date | None) -> int | None:
    """Return how many of a series are there; None if it does not recur."""
    if first.due_date is None:
        return None
    if live_on is not None:  # what fell due before go-live is not made up for
        eve = live_on - timedelta(days=1)
        return series.made + len(numbers_until(first.due_date, Every(series.every), 2, eve))
    return series.made if series.make_next_on is not None else None


def _of_series(first: Holding, every: Every, made: int, last: date) -> Iterator[Coming]:
    facts = first.facts
    anchor = facts.due_date or last
    for number in numbers_until(anchor, every, made + 1, last + MADE_AHEAD):
        due = falls_due(anchor, every, number)
        fresh = ActionFacts(
            id=facts.id,
            ref=f"{facts.ref}/{number}",
            due_date=due,
            live_on=facts.live_on,
            paused_until=facts.paused_until,
            has_owner=facts.has_owner,
        )
        yield due - MADE_AHEAD, first._replace(facts=fresh)
