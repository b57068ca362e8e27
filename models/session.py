"""Responsible for connections: one engine, transactions that read or write, and column types."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    URL,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    Text,
    TypeDecorator,
    cast,
    column,
    create_engine,
    event,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from rules.problems import Damaged, RecordDamaged
from rules.text import folded

SQLITE_PRAGMAS = (
    "busy_timeout=30000",
    "foreign_keys=ON",
    "synchronous=FULL",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past the audit's triggers
)

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, "XX001", "XX002", "42P01", "42703"}
"""How the databases call a damaged file, page or index; and PostgreSQL a table that is not there."""
LOST = ("no such table", "no such column", "Could not decode to UTF-8")
"""How SQLite says so, under the code of any mistake."""

RECENT = 4096
"""Dates and instants that are kept as they were read."""

FEW = 16
"""Statements that are kept as they were compiled: many rows are written by few."""

AT_ONCE = 2000
"""Rows that are handed to a database at a time."""

MODE_TRIES, MODE_WAIT = 100, 0.05
"""How often a new file is asked for write-ahead mode, and seconds between."""

WRITERS = 20181120
"""The lock of PostgreSQL that writers take; SQLite has one for the whole file."""


def _name_folded(row: Any) -> str:  # noqa: ANN401 - SQLAlchemy's view of a row to be inserted
    return folded(row.get_current_parameters()["name"])


FOLDED: dict[str, Any] = {"default": _name_folded}
"""For a column that keeps a new row's name as names are compared."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on the way in, UTC on the way out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store in UTC; refuse a naive time, which could mean anything."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value}: an instant needs its zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401 - SQLAlchemy's
        """Return what reads it; thousands of rows share few instants."""
        read: Any = super().result_processor(dialect, coltype)
        return lru_cache(RECENT)(read)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware UTC time; SQLite hands back a naive one."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def connect(url: str) -> Engine:
    """Return an engine for a `sqlite:///` or `postgresql+psycopg://` address.

    Whatever is done by it raises Damaged where the database is.
    """
    engine = create_engine(
        url,
        json_serializer=as_json,
        json_deserializer=_from_json,
        hide_parameters=True,  # names and addresses belong in no log
    )
    event.listen(engine, "handle_error", _name_damage, retval=True)
    if engine.dialect.name == "sqlite":
        engine.dialect.colspecs = {**engine.dialect.colspecs, Date: _Date, DateTime: _DateTime}
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def writing(engine: Engine, *, beside_others: bool = False) -> Iterator[Session]:
    """Open a transaction that writes; it commits at the end, or leaves nothing.

    One at a time on both databases, so that what it reads stays true until it commits. Only the
    outbox writes beside others on PostgreSQL: each of its statements is its own guard.
    """
    with Session(engine.execution_options(takes_write_lock=True)) as session, session.begin():
        if engine.dialect.name == "postgresql" and not beside_others:
            session.execute(select(func.pg_advisory_xact_lock(WRITERS)))
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a transaction that only reads, and sees one moment throughout, on both databases."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        yield session


def insert(session: Session, table: type[SQLModel]) -> Any:  # noqa: ANN401 - one type a dialect
    """Return an INSERT of the session's database that knows ON CONFLICT."""
    dialect = session.get_bind().dialect.name
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


def insert_columns(
    session: Session,
    statement: Any,  # noqa: ANN401 - one type a dialect
    columns: Mapping[str, Sequence[Any]],
) -> None:
    """Insert rows that are given as columns, as `session.execute` would, in a third of its time.

    SQLAlchemy looks at each value of each row anew; here a column's type is asked once. PostgreSQL
    is handed some thousand rows as one text, since each statement costs it as much as the row.
    """
    session.flush()
    connection, table = session.connection(), statement.table
    dialect = connection.dialect
    if dialect.name == "postgresql":
        rows = text(f"json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))")
        names: Any = map(column, columns)
        found = select(*names).select_from(rows)
        values = list(zip(*columns.values(), strict=True))
        for start in range(0, len(values), AT_ONCE):
            some = [dict(zip(columns, row, strict=True)) for row in values[start : start + AT_ONCE]]
            connection.execute(statement.from_select(list(columns), found), {"rows": as_json(some)})
        return
    said, names = _compiled(statement, dialect, tuple(columns))
    bound = [_bound(columns[name], table.c[name].type, dialect) for name in names]
    values = list(zip(*bound, strict=True))
    connection.exec_driver_sql(said, values)


@lru_cache(FEW)
def _compiled(
    statement: Any,  # noqa: ANN401 - one type a dialect
    dialect: Dialect,
    names: Sequence[str],
) -> tuple[str, Sequence[str]]:
    """Return a statement as the driver takes it, and which column each place is for."""
    compiled = statement.compile(dialect=dialect, column_keys=names)
    return str(compiled), compiled.positiontup or names


def among(
    session: Session,
    one: Any,  # noqa: ANN401 - a column of numbers or words
    values: Iterable[int] | Iterable[str],
) -> ColumnElement[bool]:
    """Pick the rows of which a column is one of many values, however many.

    They are given as one text, since databases limit parameters and read each at a cost.
    """
    picked: ColumnElement[bool] = one.in_(select(each_of(session, values, one.type)))
    return picked


def each_of(
    session: Session, values: Iterable[int] | Iterable[str], kind: TypeEngine[Any]
) -> ColumnElement[Any]:
    """Return many values as a column to select from, of the kind of another column."""
    said = literal(as_json(list(values)), Text())
    if session.get_bind().dialect.name == "sqlite":
        found: ColumnElement[Any] = func.json_each(said).table_valued("value").c.value
        return found
    return cast(func.json_array_elements_text(cast(said, JSON)).column_valued(), kind)


def _bound(values: Sequence[Any], kind: TypeEngine[Any], dialect: Dialect) -> Sequence[Any]:
    """Return a column's values as the driver takes them; what is the same object is made once."""
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return values
    found, last, made = [], values, None
    for value in values:
        if value is not last:
            last, made = value, bind(value)
        found.append(made)
    return found


def as_json(value: object) -> str:
    """Return a value as JSON text."""
    return orjson.dumps(value).decode()


class _Date(sqlite.DATE):
    """A day, which SQLite keeps as text."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401 - SQLAlchemy's
        """Return what reads it, and raises RecordDamaged if it is none."""
        return _read_or_refuse(super().result_processor(dialect, coltype))


class _DateTime(sqlite.DATETIME):
    """An instant, likewise."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401 - SQLAlchemy's
        """Return what reads it, and raises RecordDamaged if it is none."""
        return _read_or_refuse(super().result_processor(dialect, coltype))


def _read_or_refuse(read: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - SQLAlchemy's
    @lru_cache(RECENT)  # thousands of rows share few dates
    def found(text: Any) -> Any:  # noqa: ANN401 - whatever SQLite holds
        try:
            return read(text)
        except (ValueError, TypeError):
            raise RecordDamaged(f"a date, {str(text)[:20]!r},") from None

    return found


def shown(url: URL) -> str:
    """Return a database's address without what is secret."""
    return url.set(query={}).render_as_string(hide_password=True)


class Unreadable(Mapping[str, Any]):
    """Stands for stored JSON that is none, or not what it should be.

    A row is read all the same, and others with it; whoever looks into this raises RecordDamaged.
    """

    def __init__(self, record: str = "a record") -> None:
        self.record = record

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - as of any mapping
        raise RecordDamaged(self.record)

    def __iter__(self) -> Iterator[str]:
        raise RecordDamaged(self.record)

    def __len__(self) -> int:
        raise RecordDamaged(self.record)

    __eq__, __hash__ = object.__eq__, object.__hash__


def _from_json(text: Any) -> Any:  # noqa: ANN401 - of any type, and whatever SQLite holds
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return Unreadable()


def _name_damage(context: ExceptionContext) -> Damaged | None:
    """Return what to raise of a database that can be read no more; None of anything else."""
    wrong, engine = context.original_exception, context.engine
    code = getattr(wrong, "sqlstate", None) or getattr(wrong, "sqlite_errorcode", 0) & 0xFF
    said = str(wrong).strip().partition("\n")[0]
    if engine is None or not (code in DAMAGE or said.startswith(LOST)):
        return None
    said, _, _ = said.partition(" with text ")  # which may be anybody's words
    return Damaged(f"{shown(engine.url)} can't be read: {said.rstrip('.')}.")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API object
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Put the file into write-ahead mode.

    Where two programs open a new file at once, SQLite waits for neither and refuses one of them.
    """
    for tries_left in reversed(range(MODE_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            time.sleep(MODE_WAIT)
        else:
            return


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - events carry no types
    locks = connection.get_execution_options().get("takes_write_lock")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if locks else "BEGIN")
