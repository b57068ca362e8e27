"""Responsible for rows to test with: as little in them as a table takes, whatever table it is."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table

NUMBERS = count(900)
PLAIN: dict[type, Any] = {
    bool: False,
    bytes: b"",
    date: date(2026, 12, 1),
    datetime: datetime(2026, 12, 1, 9, tzinfo=UTC),
    dict: {},
}


def add_row(connection: Connection, table: Table, **values: Any) -> int | None:  # noqa: ANN401
    """Add a row with these values, and with something plain in what must not be empty; return its id.

    What points at another table points at its first row.
    """
    row = {one.name: _plain(one) for one in table.columns if _is_needed(one)} | values
    key = connection.execute(sa.insert(table).values(row)).inserted_primary_key
    return key[0] if key else None


def _is_needed(column: Column[Any]) -> bool:
    filled = column.default is not None or column.server_default is not None
    return not (column.nullable or filled or (column.primary_key and not column.foreign_keys))


def _plain(column: Column[Any]) -> Any:  # noqa: ANN401
    if column.foreign_keys:
        return 1
    kind = getattr(column.type, "impl", column.type).python_type  # of a decorated type too
    if kind in PLAIN:
        return PLAIN[kind]
    number = next(NUMBERS)
    return number if kind is int else f"{column.name} {number}"
