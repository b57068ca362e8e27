"""Responsible for naming another administrator, validator or secretary, and for who leaves one out."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.workplace import Workplace
from models import facts, people, picking, roles
from models.boards import Board, board_called
from models.people import Person
from models.plan import Action, Plan, plan_called
from models.roles import Held
from models.session import writing
from rules.calendar import local_date
from rules.people.roles import Role
from rules.problems import BadInput, Remedy, Sentence
from rules.words import long_day, references

MOST_NAMED = 5


def appoint(
    place: Workplace,
    plan_key: str,
    name: str,
    role: Role,
    board: str = "",
) -> str:
    """Name someone for a role of a plan; return a sentence.

    A validator also takes over the actions whose own validator leaves. Raises BadInput for an
    unknown plan, board or person, for one who leaves, and for a validator in the line of an open
    action's owner (row 105).
    """
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, plan_key)
        person = people.person_called(session, plan.organisation_id, name)
        if person.left_on is not None:
            verb = "left" if person.left_on <= local_date(now) else "leaves"
            raise BadInput(
                f"{person.name} {verb} on {long_day(person.left_on)}: name someone who stays."
            )
        held = _wanted(session, plan, role, board)
        if role is Role.VALIDATOR:
            _refuse_in_line(session, held, person)
        roles.appoint(session, held, person, actor=place.actor, now=now)
        events.after_commit(session, PlanChanged(plan.key, f"appointed {role.value}"))
        what = f"the secretary of the {held.board.name}" if held.board else f"the {role}"
        return f"{person.name} is {what} of {plan.title} from now on{_more(held)}."


def unfilled(session: Session, person: Person) -> Iterator[Sentence]:
    """Yield each role that someone who leaves is still named for, and how to name another."""
    for held in roles.roles_of(session, person.id or 0):
        what, plan = held.role.value, held.plan.key
        remedy = Remedy.NAME_ANOTHER.of(plan=plan, role=what)
        if held.board:
            what = f"secretary of the {held.board.name}"
            remedy = Remedy.NAME_ANOTHER_SECRETARY.of(plan=plan, board=held.board.name)
        if held.refs:
            what += f" of {references(held.refs, MOST_NAMED)}"
        yield Sentence(f"{person.name} is still the {what} of {held.plan.title}.", remedy)


def _wanted(session: Session, plan: Plan, role: Role, board: str) -> Held:
    if role is Role.SECRETARY:
        return Held(plan, role, _board(session, plan, board))
    if board:
        raise BadInput(f"A board has no {role}.", remedy=Remedy.LEAVE_BOARD_OUT.of())
    if role is Role.ADMINISTRATOR:
        return Held(plan, role)
    leavers = select(Person.id).where(
        Person.organisation_id == plan.organisation_id, col(Person.left_on).is_not(None)
    )
    ids = [person_id or 0 for person_id in session.exec(leavers)]
    taken_over = roles.validated_by(session, plan, ids)
    return Held(plan, role, refs=tuple(action.ref for action in taken_over))


def _board(session: Session, plan: Plan, name: str) -> Board:
    if name:
        return board_called(session, plan.id or 0, name)
    boards = session.exec(select(Board).where(Board.plan_id == plan.id).order_by(Board.name)).all()
    if len(boards) == 1:
        return boards[0]
    names = ", ".join(board.name for board in boards)
    raise BadInput(
        f"Plan {plan.key} has several boards.", remedy=Remedy.CHOOSE_BOARD.of(boards=names)
    )


def _refuse_in_line(session: Session, held: Held, person: Person) -> None:
    """Raise BadInput if someone would validate what they have a part in, as set-up does."""
    directors = people.circle(session, held.plan.organisation_id).directors
    own = col(Action.validator_id).is_(None) | col(Action.ref).in_(held.refs)
    picked = (own, col(Action.validated_on).is_(None), col(Action.cancelled_on).is_(None))
    found = facts.holdings(session, picking.of_plan(held.plan.id or 0), *picked)
    refs = [h.facts.ref for h in found if not h.may_validate(person.id or 0, directors)]
    if refs:
        raise BadInput(
            f"{person.name} is in the line of the owner of {references(refs, MOST_NAMED)}; name "
            "someone outside it."
        )


def _more(held: Held) -> str:
    if held.board:
        return f"; its notices go to {held.board.address} as before"
    if held.refs:
        return f", and of {references(held.refs, MOST_NAMED)}, whose own validator leaves"
    return ""
