"""Responsible for who had a part in an action, and so does not decide about it."""

from sqlmodel import Field, Session, SQLModel


class Interest(SQLModel, table=True):
    """Someone who led an action before, or reported it complete (row 181)."""

    action_id: int = Field(primary_key=True, foreign_key="action.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    led: bool
    """Whether they led it; else they reported it complete alone."""


def add_interest(session: Session, action_id: int, person_id: int, *, led: bool) -> None:
    """Keep that someone had a part in an action; once is enough."""
    known = session.get(Interest, (action_id, person_id))
    if known is None:
        session.add(Interest(action_id=action_id, person_id=person_id, led=led))
    elif led:
        known.led = True
