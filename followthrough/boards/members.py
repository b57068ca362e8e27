"""Responsible for who sits on a board and gets a copy of its issued packs."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from followthrough import events
from followthrough.events import PlanChanged
from followthrough.workplace import Workplace
from models.boards import Board, board_called, change_member, members, seats
from models.people import Person, circle, person_called, refuse_leaver
from models.plan import plan_called
from models.session import reading, writing
from rules.calendar import local_date
from rules.packs.copies import why_no_copy
from rules.problems import BadInput, Remedy, Sentence


def change_members(
    place: Workplace,
    wanted: tuple[str, str],
    add: Sequence[str],
    remove: Sequence[str],
) -> list[str]:
    """Add and remove members of (plan, board); return a sentence for each who was so before.

    Given again it changes nothing. Raises BadInput for an unknown plan, board or person, for one
    who left, and for one who is to be both.
    """
    now = place.clock()
    today = local_date(now)
    with writing(place.engine) as session:
        plan = plan_called(session, wanted[0])
        board = board_called(session, plan.id or 0, wanted[1])
        joining, leaving = (
            [person_called(session, plan.organisation_id, name) for name in names]
            for names in (add, remove)
        )
        for person in joining:
            if person in leaving:
                raise BadInput(f"{person.name} can't be both added and removed.")
            refuse_leaver(person, today)
        unchanged = []
        for person in (*joining, *leaving):
            sits = person in joining
            if not change_member(
                session, plan, board, person, sits=sits, actor=place.actor, now=now
            ):
                unchanged.append(_unchanged(board, person, sits=sits))
        if len(unchanged) < len(joining) + len(leaving):
            events.after_commit(session, PlanChanged(plan.key, "members"))
    return unchanged


def list_members(place: Workplace, plan_key: str, board_name: str) -> list[str]:
    """Return a board's members, a line each, with why one gets no copies.

    Raises BadInput for an unknown plan or board.
    """
    today = local_date(place.clock())
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        board = board_called(session, plan.id or 0, board_name)
        known = circle(session, plan.organisation_id).people
        found = []
        for one in members(session, board):
            why = why_no_copy(known[one.id or 0], today)
            found.append(f"{one.name}, {one.address}" + (f". Gets no copy: {why}" if why else ""))
        return found or [f"The {board.name} has no members on record."]


def seats_kept(session: Session, person: Person) -> Iterator[Sentence]:
    """Yield each board that someone who leaves still sits on, and how to take them off it."""
    for board, plan in seats(session, person):
        yield Sentence(
            f"{person.name} still sits on the {board.name} of {plan.title}.",
            Remedy.TAKE_OFF_BOARD.of(plan=plan.key, board=board.name, person=person.name),
        )


def _unchanged(board: Board, person: Person, *, sits: bool) -> str:
    known = "is a member" if sits else "is no member"
    return f"{person.name} {known} of the {board.name}; nothing changed."
