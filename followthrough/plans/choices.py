"""Responsible for the names that a form may offer: plans, boards and organisations."""

from sqlmodel import col, select

from followthrough.workplace import Workplace
from models.boards import Board
from models.plan import Organisation, Plan
from models.session import reading


def choices(place: Workplace) -> dict[str, list[str]]:
    """Return what a field called `plan`, `board` or `organisation` can hold, sorted."""
    asked = {"plan": Plan.key, "board": Board.name, "organisation": Organisation.name}
    with reading(place.engine) as session:
        return {
            field: sorted(set(session.exec(select(col(column))))) for field, column in asked.items()
        }
