"""Responsible for the people and boards that are told."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """An owner, director, secretary or administrator; two may share one address."""

    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str
    address: str
    role: str
    agency: str
    director_id: int | None = Field(default=None, foreign_key="person.id", index=True)


class Board(SQLModel, table=True):
    """A body that follows a plan; its registered address is its secretariat's."""

    __table_args__ = (UniqueConstraint("plan_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    name: str
    chair: str
    secretary_id: int | None = Field(default=None, foreign_key="person.id")
    address: str
    escalations: bool
    """Whether it is the top of the ladder; exactly one board of a plan is."""
    packs: bool
    meets: str
    paragraph: str
