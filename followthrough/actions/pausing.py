"""Responsible for silence until a date: of a plan, of a theme, or of one action, with a reason."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from followthrough import events
from followthrough.actions.subject import decided_by, refuse_their_own
from followthrough.events import PlanChanged
from followthrough.ladder.next_checks import recompute
from followthrough.workplace import Workplace
from models import facts, people, picking
from models import pause as pauses
from models.calendar import refuse_past_calendar
from models.pause import Pause
from models.plan import Action, Plan, action_called, plan_called
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput, Remedy
from rules.text import meant, said
from rules.words import long_day


@dataclass(frozen=True, slots=True)
class Scope:
    """What is paused: a whole plan, or only a theme or an action of it."""

    plan: str
    theme: str = ""
    action: str = ""


def pause(place: Workplace, scope: Scope, until: date, reason: str, *, by: str = "") -> str:
    """Make a plan, theme or action silent until a date; return a sentence. No due date moves.

    Raises BadInput for an unknown one, a closed action, a date that is not ahead or past its
    calendar, no reason, who can't have decided it (of one action: who has a part in it), and where
    it is silent for longer already.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plan_called(session, scope.plan)
        scope, action_id = _found(session, plan, scope)
        _refuse_closed(session, action_id)
        reason = said("reason", reason, needed=True)
        if until <= today:
            raise BadInput(f"A pause ends on a day ahead, not on {long_day(until)}.")
        refuse_past_calendar(plan, until)
        held = pauses.pauses_of(session, plan.id or 0, today)
        own = [one.until for one in held if _scope_of(one) == (scope.theme or None, action_id)]
        if max(own, default=until) > until:
            raise BadInput(
                f"Nothing is said about {_in_words(scope)} before {long_day(max(own))} as it is.",
                remedy=Remedy.RESUME_FIRST.of(),
            )
        decided = decided_by(session, plan, by, today)
        if by and action_id is not None:
            (holding,) = facts.holdings(session, picking.one(action_id))
            refuse_their_own(holding, people.circle(session, plan.organisation_id), decided, today)
        made = Pause(
            plan_id=plan.id or 0,
            theme=scope.theme or None,
            action_id=action_id,
            until=until,
            reason=reason,
            made_at=now,
            made_by=decided,
        )
        pauses.add_pause(session, plan, made, _subject(scope), actor=place.actor, now=now)
        recompute(session, plan, today)
        events.after_commit(session, PlanChanged(plan.key, "paused"))
    return f"Nothing is said about {_in_words(scope)} before {long_day(until)}; due dates stand."


def resume(place: Workplace, scope: Scope) -> str:
    """End the pauses of exactly this plan, theme or action; return a sentence.

    Raises BadInput if it is not paused.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plan_called(session, scope.plan)
        scope, action_id = _found(session, plan, scope)
        theme, subject = scope.theme or None, _subject(scope)
        ended = pauses.end_pauses(
            session, plan, theme, action_id, subject, today, actor=place.actor, now=now
        )
        if not ended:
            raise BadInput(f"There is no pause of {_in_words(scope)} to end.")
        recompute(session, plan, today)
        events.after_commit(session, PlanChanged(plan.key, "resumed"))
        action = session.get(Action, action_id) if action_id else None
        covered = (None, action.theme if action else theme)
        others = [
            one.until
            for one in pauses.pauses_of(session, plan.id or 0, today)
            if one.action_id is None and one.theme in covered
        ]
        if others:
            return (
                f"The pause of {_in_words(scope)} is ended; a wider one goes on, so that nothing is "
                f"said about it before {long_day(max(others))}."
            )
        return f"The ladder of {_in_words(scope)} goes on at the next check."


def _found(session: Session, plan: Plan, scope: Scope) -> tuple[Scope, int | None]:
    """Return what is meant, spelled as it is stored, with the action's id; raise BadInput if it is not there."""
    action = action_called(session, plan, scope.action) if scope.action else None
    theme = _theme(session, plan, scope.theme) if scope.theme else ""
    return Scope(plan.key, theme, action.ref if action else ""), action.id if action else None


def _scope_of(pause: Pause) -> tuple[str | None, int | None]:
    return pause.theme, pause.action_id


def _refuse_closed(session: Session, action_id: int | None) -> None:
    action = session.get(Action, action_id) if action_id else None
    if action is not None and (action.cancelled_on or action.validated_on):
        raise BadInput(f"{action.ref} is closed: nothing is said about it as it is.")


def _theme(session: Session, plan: Plan, name: str) -> str:
    known: list[str] = sorted(
        {*session.exec(select(Action.theme).where(Action.plan_id == plan.id))} - {""}
    )
    found = meant(name, known)
    if found is None:
        listed = ", ".join(known) or "none"
        raise BadInput(f"Plan {plan.key} has no theme {name!r}; its themes are: {listed}.")
    return found


def _subject(scope: Scope) -> str:
    if scope.action:
        return f"action {scope.plan}/{scope.action}"
    return f"plan {scope.plan}" + (f", theme {scope.theme}" if scope.theme else "")


def _in_words(scope: Scope) -> str:
    if scope.action:
        return f"{scope.action} of plan {scope.plan}"
    return f"theme {scope.theme} of plan {scope.plan}" if scope.theme else f"plan {scope.plan}"
