"""Responsible for making one person of two: whatever points at the one points at the other then.

What points at a person is read from the database itself, so that no table can be forgotten.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Column, Connection
from sqlmodel import Session, SQLModel, col

from models import audit
from models.closing import Validation
from models.notice import Notice, whose
from models.people import Cover, Person
from models.plan import Action, Contributor, Plan
from rules.people.merging import Recorded
from rules.text import folded


class Merged(NamedTuple):
    """What merging two people moved."""

    moved: dict[str, int]
    """How many rows point at the one instead of the other, by table and column."""
    own_work: tuple[str, ...]
    """The actions that one of the two owns and one of the two validated, as plan and reference."""


def recorded(session: Session, *picked: Any) -> list[Recorded]:  # noqa: ANN401 - conditions
    """Return what is recorded of some people, oldest first."""
    columns: list[Any] = [getattr(Person, name) for name in Recorded._fields]
    rows = session.execute(sa.select(*columns).where(*picked).order_by(col(Person.id)))
    return [Recorded._make(row) for row in rows]


def merge(
    session: Session,
    organisation_id: int,
    gone: Recorded,
    kept: Recorded,
    holds: Recorded,
    *,
    actor: str,
    now: datetime,
) -> Merged:
    """Make `gone` and `kept` one person, of whom `holds` says what holds; return what that moved.

    The one who goes stays in the audit trail, with all that was recorded of them. Whoever would
    then stand in for themselves, or own an action jointly with themselves, does so no more.
    """
    session.flush()
    own_work = tuple(_own_work(session, gone, kept))
    connection = session.connection()
    moved = _repoint(connection, gone.id, kept.id)
    _rename_in_notices(connection, gone.id, kept.id)
    connection.execute(_of(Cover).delete().where(col(Cover.person_id) == Cover.deputy_id))
    lead = sa.select(col(Action.id)).where(col(Action.owner_id) == kept.id)
    twice = (col(Contributor.person_id) == kept.id, col(Contributor.action_id).in_(lead))
    connection.execute(_of(Contributor).delete().where(*twice))
    connection.execute(_of(Person).delete().where(col(Person.id) == gone.id))
    holds = _about(kept.id, gone.id, holds)
    said = holds._asdict() | {"folded": folded(holds.name)}
    connection.execute(_of(Person).update().where(col(Person.id) == kept.id).values(said))
    session.expire_all()
    detail = {
        "into": holds.name,
        "was": _said(gone),
        "is": _said(holds),
        "moved": moved,
        "validated_own_work": own_work,
    }
    change = audit.Change("merged person", f"person {gone.name}", detail)
    audit.append(session, organisation_id, [change], actor=actor, now=now)
    return Merged(moved, own_work)


def pointing_at(connection: Connection, table: str) -> Iterator[Column[Any]]:
    """Yield every column of the database that points at rows of a table."""
    found = sa.MetaData()
    found.reflect(connection)
    for key in (key for one in found.sorted_tables for key in one.foreign_keys):
        if key.column.table.name == table:
            yield key.parent


def _repoint(connection: Connection, gone: int, kept: int) -> dict[str, int]:
    """Let what points at one person point at another; a row that is there for both stays once."""
    moved = {}
    for column in pointing_at(connection, "person"):
        table = column.table
        twin = table.alias()
        for others in _once_with(column):
            same = (twin.c[other] == table.c[other] for other in others)
            there = sa.exists().where(twin.c[column.name] == kept, *same)
            connection.execute(table.delete().where(column == gone, there))
        changed = connection.execute(
            table.update().where(column == gone).values({column.name: kept})
        )
        if changed.rowcount:
            moved[f"{table.name}.{column.name}"] = changed.rowcount
    return moved


def _once_with(column: Column[Any]) -> Iterator[list[str]]:
    """Yield the other columns of each key that lets a column's value be there once."""
    table = column.table
    unique = [one for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    keys = [one.columns for one in (table.primary_key, *unique)]
    keys += [index.columns for index in table.indexes if index.unique]
    for key in keys:
        names = [one.name for one in key]
        if column.name in names:
            yield [name for name in names if name != column.name]


def _rename_in_notices(connection: Connection, gone: int, kept: int) -> None:
    """Name the one for the other in notices, which say whose they are by number."""
    notice = _of(Notice)
    written = sa.cast(notice.c.people, sa.Text).like(f"%{gone}%")
    for number, people in connection.execute(
        sa.select(notice.c.id, notice.c.people).where(written)
    ).all():
        before = whose(people) or []  # of what can't be read, nothing is renamed
        pairs = [[kept if one == gone else one for one in pair] for pair in before]
        if pairs != before:
            once = [pair for place, pair in enumerate(pairs) if pair not in pairs[:place]]
            connection.execute(notice.update().where(notice.c.id == number).values(people=once))


def _own_work(session: Session, *people: Recorded) -> Iterator[str]:
    """Yield each closed action that one of these owns, and one of these is said to have validated."""
    found = session.execute(
        sa.select(col(Plan.key), col(Action.ref))
        .join(Action, col(Action.plan_id) == Plan.id)
        .join(Validation, col(Validation.action_id) == Action.id)
        .where(
            col(Action.owner_id).in_([one.id for one in people]),
            col(Action.validated_on).is_not(None),
            col(Validation.accepted),
            col(Validation.decided_by).in_([one.name for one in people]),
        )
        .distinct()
        .order_by(Plan.key, Action.ref)
    )
    return (f"{plan}/{ref}" for plan, ref in found)


def _about(kept: int, gone: int, holds: Recorded) -> Recorded:
    """Return what holds, said of the one who stays."""
    director = kept if holds.director_id == gone else holds.director_id
    return holds._replace(id=kept, director_id=director)


def _said(one: Recorded) -> dict[str, Any]:
    return {name: value for name, value in one._asdict().items() if value not in {None, ""}}


def _of(table: type[SQLModel]) -> sa.Table:
    return SQLModel.metadata.tables[str(table.__tablename__)]
