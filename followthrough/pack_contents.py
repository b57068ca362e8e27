"""Responsible for the facts of a pack: what is stored, gathered once at the cut-off."""

import json
from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from models import facts
from models import pack as packs
from models.people import Board, Person
from models.plan import Action, Organisation, Plan, Recommendation, calendar
from models.progress import ProgressUpdate, latest_updates
from rules import pack as packing
from rules.calendar import local_date
from rules.digest import Holding
from rules.history import history
from rules.pack import Contents, Occasion, PackAction
from rules.policy import P1

VERSION = "1.0"


def gather(session: Session, plan: Plan, board: Board, as_of: date) -> Contents:
    """Return the contents of a board's pack of a plan, as of a date."""
    last = packs.last_pack(session, board.id or 0, as_of.replace(day=1))
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
        notes=tuple(plan.notes.splitlines()),
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
        actions=tuple(_actions(session, plan)),
        calendar=calendar(session, plan),
        last_cut_off=last.as_of if last else None,
        previous={row["brag"]: row["number"] for row in previous} if previous else None,
    )


def _actions(session: Session, plan: Plan) -> Iterable[PackAction]:
    held = {h.facts.id: h for h in facts.holdings(session, facts.of_plan(plan.id or 0))}
    updates = latest_updates(session, plan.id or 0)
    actions = select(Action).where(Action.plan_id == plan.id).order_by(col(Action.id))
    for action in session.exec(actions):
        yield _action(action, held[action.id or 0], updates.get(action.id or 0))


def _action(action: Action, holding: Holding, last: ProgressUpdate | None) -> PackAction:
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
        validated_on=None,
        forecast=last.forecast if last else None,
        updated_on=local_date(last.reported_at) if last else None,
        update=last.text if last else "",
        told=history(holding, P1),
    )
