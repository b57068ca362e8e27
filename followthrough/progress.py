"""Responsible for recording what an owner answered, by the administrator's hand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from followthrough.clock import Clock
from models.people import Person
from models.plan import Action, Plan, plan_called
from models.progress import ProgressUpdate, record_update
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput
from rules.text import LONGEST_TEXT, holds_controls
from rules.words import short_day


@dataclass(frozen=True, slots=True)
class Report:
    """What was answered about one action."""

    plan: str
    action: str
    text: str = ""
    by: str = ""
    """Who said so; empty means the action's owner."""
    completed_on: date | None = None
    forecast: date | None = None


def update(engine: Engine, clock: Clock, report: Report, *, actor: str) -> str:
    """Record a report; return a sentence that says what was recorded.

    Raises BadInput, and saves nothing, for an unknown plan or action, an empty report, a
    completion in the future (semantics row 8) or an action that is complete already.
    """
    now = clock()
    today = local_date(now)
    with writing(engine) as session:
        plan, action = _find(session, report)
        _refuse_nonsense(report, action, today)
        owner = session.get(Person, action.owner_id) if action.owner_id else None
        by = report.by or (owner.name if owner else actor)
        stored = ProgressUpdate(
            action_id=action.id or 0,
            reported_at=now,
            reported_by=by,
            text=report.text,
            completed_on=report.completed_on,
            forecast=report.forecast,
        )
        record_update(session, plan, action, stored, actor=actor, now=now)
        if report.completed_on:
            done = short_day(report.completed_on)
            return f"{action.ref} is complete as of {done}, reported by {by}; no more reminders."
        return f"Recorded for {action.ref}, reported by {by}; reminders go on until it is complete."


def _find(session: Session, report: Report) -> tuple[Plan, Action]:
    plan = plan_called(session, report.plan)
    action = session.exec(
        select(Action).where(Action.plan_id == plan.id, Action.ref == report.action)
    ).first()
    if action is None:
        refs = select(Action.ref).where(Action.plan_id == plan.id).order_by(col(Action.id))
        known = ", ".join(session.exec(refs))
        raise BadInput(f"Plan {plan.key} has no action {report.action!r}; it has: {known}.")
    return plan, action


def _refuse_nonsense(report: Report, action: Action, today: date) -> None:
    if not (report.text or report.completed_on or report.forecast):
        raise BadInput("Nothing to record: give a text, a completion date or a forecast.")
    for what, said in (("text", report.text), ("name after --by", report.by)):
        if holds_controls(said) or len(said) > LONGEST_TEXT:
            raise BadInput(
                f"The {what} holds a control character or is over {LONGEST_TEXT:,} characters "
                f"long ({len(said):,}); retype or shorten it."
            )
    if action.completed_on:
        raise BadInput(
            f"{action.ref} was reported complete as of {short_day(action.completed_on)}; "
            "an action can't be opened again yet."
        )
    if report.completed_on and report.forecast:
        raise BadInput("Give a completion date or a forecast, not both.")
    if report.completed_on and report.completed_on > today:
        raise BadInput(
            f"{action.ref} can't be complete on {short_day(report.completed_on)}: "
            f"today is {short_day(today)}."
        )
    if report.forecast and report.forecast < today:
        raise BadInput(f"A forecast lies ahead; {short_day(report.forecast)} is past.")
