"""Responsible for when actions are next looked at, after their plan, policy or calendar changed."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from models import facts
from models.calendar import calendar
from models.plan import Action, Plan, set_next_checks
from models.policy import policies
from rules.calendar import CalendarEnds
from rules.daily.day import next_look

BATCH = 2_000
"""Actions held in memory at a time."""


def recompute(session: Session, plan: Plan, today: date) -> None:
    """Store anew when each live action of a plan is next looked at; nothing is sent again.

    Today counts: a check that has not run yet takes what is due today; one that has run never
    tells the same again. An action that can't be decided is looked at, and named, by the check.
    """
    session.flush()
    known = policies(session, [plan], default_policy())
    days = calendar(session, plan)
    eve = today - timedelta(days=1)
    for ids in _batches(session, plan):
        dates: dict[int, date | None] = {}
        for holding in facts.holdings(session, col(Action.id).in_(ids)):
            action = holding.facts
            policy = known.of(plan.key, action.began_with, today).policy
            later = known.later(plan.key, action.began_with, today)
            try:
                dates[action.id] = next_look(action, policy, later, days, eve)
            except CalendarEnds:
                dates[action.id] = today
        set_next_checks(session, dates)


def _batches(session: Session, plan: Plan) -> Iterator[list[int]]:
    last = 0
    while True:
        ids = session.exec(
            select(Action.id)
            .where(
                Action.plan_id == plan.id, col(Action.live_on).is_not(None), col(Action.id) > last
            )
            .order_by(col(Action.id))
            .limit(BATCH)
        ).all()
        if not ids:
            return
        last = ids[-1] or 0
        yield [action_id or 0 for action_id in ids]
