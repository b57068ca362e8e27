"""Responsible for who sits on a board and gets a copy of its issued packs."""

from collections.abc import Sequence

from sqlalchemy import Engine

from followthrough.clock import Clock
from models.members import change_member, members
from models.people import board_called, person_called, refuse_leaver
from models.plan import plan_called
from models.session import reading, writing
from rules.calendar import local_date
from rules.problems import BadInput


def change_members(
    engine: Engine,
    clock: Clock,
    wanted: tuple[str, str],
    add: Sequence[str],
    remove: Sequence[str],
    *,
    actor: str,
) -> None:
    """Add and remove members of (plan, board).

    Given again it changes nothing. Raises BadInput for an unknown plan, board or person, for one
    who left, and for one who is to be both.
    """
    now = clock()
    today = local_date(now)
    with writing(engine) as session:
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
        for person in (*joining, *leaving):
            sits = person in joining
            change_member(session, plan, board, person, sits=sits, actor=actor, now=now)


def list_members(engine: Engine, plan_key: str, board_name: str) -> list[str]:
    """Return a board's members, a line each; raise BadInput for an unknown plan or board."""
    with reading(engine) as session:
        plan = plan_called(session, plan_key)
        board = board_called(session, plan.id or 0, board_name)
        found = [f"{one.name}, {one.address}" for one in members(session, board)]
        return found or [f"The {board.name} has no members on record."]
