"""Responsible for who sits on a board and gets a copy of its issued packs."""

from collections.abc import Sequence

from sqlalchemy import Engine

from followthrough.clock import Clock
from models.members import change_member, members
from models.people import board_called, person_called
from models.plan import plan_called
from models.session import writing
from rules.calendar import local_date
from rules.problems import BadInput
from rules.words import long_day


def change_members(
    engine: Engine,
    clock: Clock,
    wanted: tuple[str, str],
    add: Sequence[str],
    remove: Sequence[str],
    *,
    actor: str,
) -> list[str]:
    """Add and remove members of (plan, board); return those there are then, a line each.

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
            if person.left_on is not None and person.left_on <= today:
                raise BadInput(f"{person.name} left on {long_day(person.left_on)}.")
        for person in (*joining, *leaving):
            sits = person in joining
            change_member(session, plan, board, person, sits=sits, actor=actor, now=now)
        found = [f"{one.name}, {one.address}" for one in members(session, board)]
        return found or [f"The {board.name} has no members on record."]
