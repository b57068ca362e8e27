"""Responsible for the facts of a pack: what is stored, gathered once at the cut-off."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from followthrough.policy_file import default_policy
from followthrough.told import names_told
from models import facts
from models import pack as packs
from models.dates import Decision, ExtensionRequest
from models.ladder import boards_told_before
from models.people import Board, Person, circle
from models.plan import Action, Organisation, Plan, Recommendation, calendar
from models.policy import policies
from models.progress import ProgressUpdate, latest_updates
from rules import pack as packing
from rules.calendar import local_date
from rules.facts import ActionFacts
from rules.history import history
from rules.holding import Holding
from rules.pack import Contents, Occasion, PackAction
from rules.words import short_day

VERSION = "1.0"


def gather(
    session: Session,
    plan: Plan,
    board: Board,
    as_of: date,
    *,
    period: date | None = None,
    late_on: date | None = None,
) -> Contents:
    """Return the contents of a board's pack of a plan, as of a date.

    `period` is the meeting or the first of the month that it is for; `late_on` the day on which it
    is made, if its own was missed (row 32).
    """
    last = packs.last_pack(session, board.id or 0, period or as_of.replace(day=1))
    organisation = session.get_one(Organisation, plan.organisation_id)
    administrator = session.get_one(Person, plan.administrator_id)
    occasion = Occasion(
        organisation=organisation.name,
        plan=plan.title,
        report=plan.report,
        board=board.name,
        chair=board.chair,
        administrator=f"{administrator.name}, {administrator.address}",
        as_of=as_of,
        version=VERSION,
        calendar=f"Working days are Monday to Friday without the bank holidays of {plan.division}.",
        notes=(*plan.notes.splitlines(), *_late(as_of, late_on)),
    )
    rows = session.exec(
        select(Recommendation)
        .where(Recommendation.plan_id == plan.id)
        .order_by(col(Recommendation.id))
    )
    previous = json.loads(last.contents)["counts"] if last else None
    return packing.contents(
        occasion,
        recommendations=tuple(packing.Recommendation(row.ref, row.text) for row in rows),
        actions=tuple(_actions(session, plan, as_of)),
        calendar=calendar(session, plan),
        last_cut_off=last.as_of if last else None,
        previous={row["brag"]: row["number"] for row in previous} if previous else None,
    )


def _late(as_of: date, late_on: date | None) -> Iterable[str]:
    """Yield that a pack was made after its day: no clock goes back to what was recorded then."""
    if late_on is not None:
        yield (
            f"Produced late on {short_day(late_on)}: what was recorded by then is in it, told as of "
            f"{short_day(as_of)}."
        )


def _actions(session: Session, plan: Plan, as_of: date) -> Iterable[PackAction]:
    held = {h.facts.id: h for h in facts.holdings(session, facts.of_plan(plan.id or 0))}
    updates = latest_updates(session, plan.id or 0)
    known = policies(session, [plan], default_policy())
    changes = _changes(session, plan)
    told = boards_told_before(session, plan.id or 0)
    known_people = circle(session, plan.organisation_id)
    names = names_told(session, plan.organisation_id, known_people, held.values())
    actions = select(Action).where(Action.plan_id == plan.id).order_by(col(Action.id))
    for action in session.exec(actions):
        holding = held[action.id or 0]
        policy = known.of(plan.key, holding.facts.began_with, as_of).policy
        notes = (
            *changes.get(action.id or 0, ()),
            *_revised_since(holding, told.get(action.id or 0)),
            *_standing_notes(holding, as_of),
        )
        last = updates.get(action.id or 0)
        said = history(holding, policy, names.get(holding.facts.id, {}))
        found = _action(action, holding, last, said)
        yield replace(found, notes=notes, milestone_overdue=_late_milestones(holding, as_of))


def _changes(session: Session, plan: Plan) -> dict[int, list[str]]:
    """Return how the due dates of a plan's actions were changed, by action, oldest first."""
    found = (
        select(ExtensionRequest)
        .join(Action, col(Action.id) == ExtensionRequest.action_id)
        .where(Action.plan_id == plan.id, ExtensionRequest.decision == Decision.APPROVED)
        .order_by(col(ExtensionRequest.id))
    )
    changes: dict[int, list[str]] = {}
    for row in session.exec(found):
        said = changes.setdefault(row.action_id, [])
        was = short_day(row.due_date) if row.due_date else "no date"
        on = f" on {short_day(local_date(row.decided_at))}" if row.decided_at else ""
        met = f", meeting of {short_day(row.meeting_on)}" if row.meeting_on else ""
        said.append(
            f"Revision {len(said) + 1}: from {was} to {short_day(row.proposed)}, agreed by "
            f"{row.decided_by}{on}{met}. Reason: {row.reason}"
        )
    return changes


def _revised_since(holding: Holding, told_on: date | None) -> Iterable[str]:
    """Yield that the board knows an older date: its notice is not recalled (semantics row 47)."""
    if told_on is not None:
        yield f"Date revised since: the {holding.board_name} was told of the old one on {short_day(told_on)}."


def _standing_notes(holding: Holding, as_of: date) -> Iterable[str]:
    facts_of, asked = holding.facts, holding.facts.request
    yield from _reported_late(facts_of)
    if holding.is_held:
        yield f"No owner: {holding.director_name} holds it."
    if facts_of.date_assumed:
        yield "Opened again without a due date; its date was set by rule."
    if asked is not None:
        yield f"{asked.by} asks for {short_day(asked.proposed)}: {asked.reason}"
    for milestone in facts_of.milestones:
        if milestone.completed_on is None and milestone.due_date < as_of:
            yield f"Milestone {milestone.ref}, {milestone.title}: due {short_day(milestone.due_date)}."


def _reported_late(facts_of: ActionFacts) -> Iterable[str]:
    """Yield both dates of a completion in time that was reported late (semantics row 7)."""
    done, reported, due = facts_of.completed_on, facts_of.reported_on, facts_of.current_due_date
    if done and reported and due and done <= due < reported:
        yield f"Complete on {short_day(done)}, reported on {short_day(reported)}."


def _late_milestones(holding: Holding, as_of: date) -> bool:
    return any(m.completed_on is None and m.due_date < as_of for m in holding.facts.milestones)


def _action(
    action: Action, holding: Holding, last: ProgressUpdate | None, told: tuple[str, ...]
) -> PackAction:
    return PackAction(
        ref=action.ref,
        title=action.title,
        paragraph=action.paragraph,
        recommendations=action.recommendations,
        owner=holding.owner_name,
        director=holding.director_name,
        measure=action.measure,
        due_date=action.due_date,
        revised_due_date=action.revised_due_date,
        times_revised=action.times_revised,
        completed_on=action.completed_on,
        reported_on=local_date(action.reported_at) if action.reported_at else None,
        validated_on=action.validated_on,
        forecast=last.forecast if last else None,
        updated_on=local_date(last.reported_at) if last else None,
        update=last.text if last else "",
        told=told,
        cancelled_on=action.cancelled_on,
        cancelled_because=action.cancelled_because,
        is_asked=holding.facts.request is not None and holding.facts.is_open,
    )
