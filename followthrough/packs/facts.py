"""Responsible for the facts of a plan's actions in a pack: what is stored, at the cut-off."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from followthrough.notices.told import names_told
from models import facts, picking
from models.calendar import calendar
from models.closing import Validation
from models.new_dates import Decision, ExtensionRequest
from models.pause import Pause, pause_of, pauses_of
from models.people import Person, circle
from models.plan import Action, Plan, Series
from models.policy import policies
from models.progress import ProgressUpdate, updates_of_plan
from models.steps import boards_told_before, on_their_way
from rules.calendar import CalendarEnds, WorkingCalendar, local_date
from rules.ladder.facts import ActionFacts, Became
from rules.ladder.holding import Holding, board_decides
from rules.ladder.openings import climb, climbs
from rules.ladder.policy import Audience, Policy
from rules.notices.history import history, on_its_way, whom
from rules.packs.row import Climb, DateRequest, Evidence, OnItsWay, PackAction, Stage
from rules.words import by_word, short_day

ALIKE = tuple(one.name for one in fields(PackAction) if one.name in Action.model_fields)
"""What is told of an action as it is stored: whatever has the same name in both."""

ASKS = (Became.TOLD, Became.WAITING)
Requests = Sequence[ExtensionRequest]


@dataclass(frozen=True, slots=True)
class _Said:
    """What was recorded of one action beside its own row, oldest first."""

    updates: Sequence[ProgressUpdate]
    requests: Requests
    agency: str
    accepted: Validation | None
    board_told_on: date | None


def actions_of(session: Session, plan: Plan, as_of: date) -> Iterator[PackAction]:
    """Yield the facts of every action of a plan, in its order."""
    held = {h.facts.id: h for h in facts.holdings(session, picking.of_plan(plan.id or 0))}
    known = policies(session, [plan], default_policy())
    recorded = _recorded(session, plan, held)
    known_people = circle(session, plan.organisation_id)
    names = names_told(session, plan.organisation_id, known_people, held.values())
    waiting = on_their_way(session, plan.id or 0)
    known_pauses, known_days = pauses_of(session, plan.id or 0, as_of), calendar(session, plan)
    going_on = {
        *session.exec(select(Series.action_id).where(col(Series.make_next_on).is_not(None)))
    }
    actions = select(Action).where(Action.plan_id == plan.id).order_by(col(Action.id))
    for action in session.exec(actions):
        holding = held[action.id or 0]
        policy = known.of(plan.key, holding.facts.began_with, as_of).policy
        told = history(holding, policy, names.get(holding.facts.id, {}))
        found = _action(action, holding, policy, told, recorded(action), as_of)
        pause = pause_of(action, known_pauses) if known_pauses else None
        if pause and not (action.cancelled_on or action.validated_on):
            held_by = tuple(_held_by(pause, holding, policy, known_days))
            found = replace(found, paused=pause.words, notes=(*held_by, *found.notes))
        yield replace(
            found,
            climbs=tuple(_climbs(holding, policy, known_days, as_of)),
            falls_due_again=action.id in going_on,
            on_its_way=tuple(
                OnItsWay(waiting[which], said, once)
                for step, said, once in on_its_way(holding, policy, names.get(holding.facts.id, {}))
                if (which := (holding.facts.id, step.rung, step.occurrence)) in waiting
            ),
        )


def _climbs(
    holding: Holding, policy: Policy, calendar: WorkingCalendar, as_of: date
) -> Iterator[Climb]:
    """Yield who is told next if nothing is recorded; not beyond the calendar, nor while it is paused."""
    if holding.facts.paused_until is not None:
        return
    first = calendar.after(as_of, 1) if calendar.knows(as_of) else as_of
    try:
        for one in climbs(holding.facts, policy, calendar):
            is_board = one.rung.audience is Audience.BOARD
            yield Climb(max(one.on, first), whom(holding, one.rung), is_board)
    except CalendarEnds:
        return


def _held_by(
    pause: Pause, holding: Holding, policy: Policy, calendar: WorkingCalendar
) -> Iterator[str]:
    """Yield which rung would have told somebody, or will, before a pause is over."""
    try:
        held = climb(holding.facts, policy, calendar)
    except CalendarEnds:
        return
    if held is not None and held.on < pause.until:
        rung = held.rung
        whom = holding.board_name if rung.audience is Audience.BOARD else rung.role or rung.audience
        yield (f"What would tell the {whom} on {short_day(held.on)} is held: it is {pause.words}.")


def _recorded(
    session: Session, plan: Plan, held: Mapping[int, Holding]
) -> Callable[[Action], _Said]:
    """Return what looks up what was recorded of an action; each table is read once."""
    updates = updates_of_plan(session, plan.id or 0)
    requests = _requests(session, plan)
    accepted = _accepted(session, plan)
    told = boards_told_before(session, plan.id or 0)
    agencies = dict(
        session.exec(
            select(col(Person.id), col(Person.agency)).where(
                Person.organisation_id == plan.organisation_id
            )
        ).all()
    )

    def look_up(action: Action) -> _Said:
        number = action.id or 0
        return _Said(
            updates=updates.get(number, ()),
            requests=requests.get(number, ()),
            agency=agencies.get(held[number].owner_id or 0, ""),
            accepted=accepted.get(number),
            board_told_on=told.get(number),
        )

    return look_up


def _requests(session: Session, plan: Plan) -> dict[int, list[ExtensionRequest]]:
    """Return what new dates were asked for, by action, oldest first; a withdrawn one is none."""
    found = (
        select(ExtensionRequest)
        .join(Action, col(Action.id) == ExtensionRequest.action_id)
        .where(Action.plan_id == plan.id, ExtensionRequest.decision != Decision.WITHDRAWN)
        .order_by(col(ExtensionRequest.id))
    )
    requests: dict[int, list[ExtensionRequest]] = {}
    for row in session.exec(found):
        requests.setdefault(row.action_id, []).append(row)
    return requests


def _accepted(session: Session, plan: Plan) -> dict[int, Validation]:
    """Return the decision that accepted each action's completion last."""
    found = (
        select(Validation)
        .join(Action, col(Action.id) == Validation.action_id)
        .where(Action.plan_id == plan.id, col(Validation.accepted))
        .order_by(col(Validation.id))
    )
    return {row.action_id: row for row in session.exec(found)}


def _changes(requests: Requests) -> Iterator[str]:
    """Yield how an action's due date was changed, oldest first."""
    number = 0
    for row in requests:
        if row.decision not in (Decision.APPROVED, Decision.GIVEN):
            continue
        was = short_day(row.due_date) if row.due_date else "no date"
        on = f" on {short_day(local_date(row.decided_at))}" if row.decided_at else ""
        met = f", meeting of {short_day(row.meeting_on)}" if row.meeting_on else ""
        if row.decision == Decision.GIVEN:
            yield (
                f"Date given when it was opened again: from {was} to {short_day(row.proposed)}, by "
                f"{row.asked_by}{on}; nobody was asked to agree. Reason: {row.reason}"
            )
            continue
        number += 1
        yield (
            f"Revision {number}: from {was} to {short_day(row.proposed)}, agreed by "
            f"{row.decided_by}{on}{met}. Reason: {row.reason}"
        )


def _revised_since(holding: Holding, told_on: date | None) -> Iterable[str]:
    """Yield that the board knows an older date: its notice is not recalled (semantics row 47)."""
    if told_on is not None:
        yield f"Date revised since: the {holding.board_name} was told of the old one on {short_day(told_on)}."


def _standing_notes(holding: Holding, as_of: date) -> Iterable[str]:
    facts_of, asked = holding.facts, holding.facts.request
    yield from _reported_late(facts_of)
    if refused := facts_of.refusals.sentence:
        yield refused
    if holding.is_held:
        yield f"No owner: {holding.director_name} holds it."
    if facts_of.date_assumed:
        yield "Opened again without a due date; its date was set by rule."
    if asked is not None:
        yield f"{asked.by} asks for {short_day(asked.proposed)}: {asked.reason}"
    for milestone in facts_of.milestones:
        if milestone.is_overdue(as_of):
            yield f"Milestone {milestone.ref}, {milestone.title}: due {short_day(milestone.due_date)}."


def _reported_late(facts_of: ActionFacts) -> Iterable[str]:
    """Yield both dates of a completion in time that was reported late (semantics row 7)."""
    done, reported, due = facts_of.completed_on, facts_of.reported_on, facts_of.current_due_date
    if done and reported and due and done <= due < reported:
        yield f"Complete on {short_day(done)}, reported on {short_day(reported)}."


def _late_milestones(holding: Holding, as_of: date) -> bool:
    return any(milestone.is_overdue(as_of) for milestone in holding.facts.milestones)


def _action(
    action: Action,
    holding: Holding,
    policy: Policy,
    told: tuple[str, ...],
    recorded: _Said,
    as_of: date,
) -> PackAction:
    last = recorded.updates[-1] if recorded.updates else None
    rung, is_with_board = _rung(holding, policy)
    accepted = recorded.accepted if action.validated_on else None
    alike: dict[str, Any] = {name: getattr(action, name) for name in ALIKE}
    alike["cancelled_because"] = by_word(action.cancelled_because, action.cancelled_by)
    return PackAction(
        **alike,
        owner=holding.owner_name,
        director=holding.director_name,
        reported_on=local_date(action.reported_at) if action.reported_at else None,
        forecast=last.forecast if last else None,
        updated_on=local_date(last.reported_at) if last else None,
        update=last.text if last else "",
        told=told,
        is_asked=holding.facts.request is not None and holding.facts.is_open,
        milestone_overdue=_late_milestones(holding, as_of),
        notes=(
            *_changes(recorded.requests),
            *_revised_since(holding, recorded.board_told_on),
            *_standing_notes(holding, as_of),
        ),
        agency=recorded.agency,
        rung=rung,
        is_with_board=is_with_board,
        cause=last.cause if last else "",
        recovery=last.recovery if last else "",
        impact=_last_said(recorded.updates, "impact"),
        own_rating=last.rating if last else "",
        validated_by=accepted.whose if accepted else "",
        validation=accepted.number if accepted else 0,
        updates=len(recorded.updates),
        requests=tuple(_request(row, holding, policy) for row in recorded.requests),
        stages=tuple(
            Stage(one.ref, one.title, one.due_date, one.completed_on)
            for one in holding.facts.milestones
        ),
        evidence=tuple(_evidence(recorded.updates)),
    )


def _last_said(updates: Sequence[ProgressUpdate], what: str) -> str:
    """Return what was said last of something that stays true until something else is said of it."""
    return next((text for update in reversed(updates) if (text := getattr(update, what))), "")


def _evidence(updates: Iterable[ProgressUpdate]) -> Iterator[Evidence]:
    for update in updates:
        if update.evidence:
            yield Evidence(update.evidence, local_date(update.reported_at), update.reported_by)


def _rung(holding: Holding, policy: Policy) -> tuple[str, bool]:
    """Return the highest rung reached in the present episode, and whether it is the board's.

    A notice that has not left yet counts: the pack brings the board the same question.
    """
    reached = [rung for rung in policy.rungs if holding.facts.of_rung(rung.name)]
    if not reached:
        return "", False
    top = reached[-1]
    told = any(one.outcome in ASKS for one in holding.facts.of_rung(top.name))
    return top.name, told and top.audience is Audience.BOARD


def _request(row: ExtensionRequest, holding: Holding, policy: Policy) -> DateRequest:
    pending = row.decision == Decision.PENDING
    return DateRequest(
        number=row.number,
        asked_on=local_date(row.asked_at),
        asked_by=row.asked_by,
        was=row.due_date,
        proposed=row.proposed,
        reason=row.reason,
        decision=row.decision,
        decided_on=local_date(row.decided_at) if row.decided_at else None,
        decided_by=row.decided_by,
        meeting_on=row.meeting_on,
        answer=row.answer,
        is_for_board=board_decides(holding, policy) if pending else row.meeting_on is not None,
    )
