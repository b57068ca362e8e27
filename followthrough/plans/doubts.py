"""Responsible for doubts about a plan itself: looked for in what is stored, and said to be meant so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from followthrough.plans.file.rows import PlanFile
from followthrough.workplace import Workplace
from models.meant import MeantSo, mean_so, meant_so
from models.people import Person, who_decides
from models.plan import Action, Plan, Recommendation, plan_called
from models.session import reading, writing
from rules.calendar import local_date
from rules.plans.doubts import SENTENCES, About, Doubt, Promised, doubts, in_words, still_in_doubt
from rules.problems import BadInput
from rules.text import folded, said
from rules.words import each_reference, plain_day, references


@dataclass(frozen=True, slots=True)
class Looked:
    """What is in doubt about a plan, and what was said to be meant so of what still stands."""

    doubts: tuple[Doubt, ...]
    meant: tuple[str, ...]
    """A sentence each: what of which action, why, and by whose word."""


def look_at(place: Workplace, plan_key: str) -> Looked:
    """Return what is in doubt about a plan itself; raises BadInput for an unknown plan."""
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        found, kept = _found(session, plan), meant_so(session, plan)
        return Looked(
            still_in_doubt(found, {one.print for one in kept}), tuple(_meant(found, kept))
        )


def still_doubted(session: Session, plan: Plan) -> tuple[str, ...]:
    """Return a sentence for each kind of doubt about a plan that nobody said is meant so."""
    prints = {one.print for one in meant_so(session, plan)}
    return tuple(in_words(still_in_doubt(_found(session, plan), prints)))


def say_meant_so(
    place: Workplace, plan_key: str, about: About, refs: Sequence[str], because: str, by: str
) -> str:
    """Keep that what is in doubt of some actions is meant so; return a sentence.

    Raises BadInput for an unknown plan, no reason, a reference that is not in doubt so, and a
    person who is unknown, has left, or is the owner of one of the actions.
    """
    because = said("reason", because, needed=True)
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        name = who_decides(session, by, local_date(now), plan.organisation_id)
        prints = {one.print for one in meant_so(session, plan)}
        left = still_in_doubt(_found(session, plan), prints)
        wanted = {folded(ref) for ref in refs}
        meant = [one for one in left if one.about is about and folded(one.of) in wanted]
        _refuse(session, plan, about, refs, meant, name)
        for one in meant:
            mean_so(session, plan, one, because, by=name, actor=place.actor, now=now)
        return f"{references(refs)}: meant so, by {name}. It is in doubt again if its words change."


def _refuse(
    session: Session, plan: Plan, about: About, refs: Sequence[str], meant: list[Doubt], name: str
) -> None:
    found = {folded(one.of) for one in meant}
    missing = [ref for ref in refs if folded(ref) not in found]
    if missing:
        raise BadInput(f"Of {references(missing)} it is not in doubt that there is: {about}.")
    led = (
        select(Action.ref)
        .join(Person, col(Person.id) == Action.owner_id)
        .where(Action.plan_id == plan.id, Person.name == name)
    )
    own = [ref for ref in session.exec(led) if folded(ref) in found]
    if own:
        raise BadInput(f"{name} owns {references(own)}: somebody else says that it is meant so.")


def in_file(read: PlanFile) -> tuple[str, ...]:
    """Return a sentence for each kind of doubt about the plan that a file holds."""
    actions = [
        Promised(
            one.ref,
            one.title,
            one.measure,
            one.owner,
            one.due_date,
            one.due_date_as_written,
            each_reference(one.recommendations),
        )
        for one in read.actions
    ]
    return tuple(in_words(doubts(actions, [one.ref for one in read.recommendations])))


def _found(session: Session, plan: Plan) -> tuple[Doubt, ...]:
    rows = session.exec(
        select(Action, Person.name)
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(Action.plan_id == plan.id, col(Action.cancelled_on).is_(None))
        .order_by(col(Action.id))
    ).all()
    asked = select(Recommendation.ref).where(Recommendation.plan_id == plan.id)
    return doubts(
        [
            Promised(
                action.ref,
                action.title,
                action.measure,
                owner or "",
                action.revised_due_date or action.due_date,
                action.due_date_as_written,
                each_reference(action.recommendations),
            )
            for action, owner in rows
            if action.completed_on is None
        ],
        session.exec(asked.order_by(col(Recommendation.id))).all(),
        [
            ref
            for action, _ in rows
            if action.completed_on is not None
            for ref in each_reference(action.recommendations)
        ],
    )


def _meant(found: Sequence[Doubt], kept: Sequence[MeantSo]) -> Iterator[str]:
    prints = {one.print for one in found}
    for one in kept:
        if one.print in prints:
            yield (
                f"{one.of}: {SENTENCES[About(one.about)]}. Meant so: {one.because.rstrip('.')}, by "
                f"{one.by}, {plain_day(one.on)}."
            )
