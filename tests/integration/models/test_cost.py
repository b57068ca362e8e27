"""The cost of a day follows what is due, not what is held: SQLite's own plans and steps show it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event

from followthrough.plans.file.rows import MeetingRow
from models import audit, steps
from models.session import connect, reading, writing
from tests.builders.cast import COLLEAGUE, DUE, L2, live_plan
from tests.builders.plans import BOARD, Service, an_action, at
from tests.databases import Sqlite, database_on

LIVE = date(2018, 11, 21)
TODAY = date(2019, 1, 2)
GROWING = ("action", "escalation_step", "notice", "audit_entry", "acknowledgement", "validation")
"""Tables that grow with what is held, or with the years."""


@pytest.fixture
def engine(sqlite: Sqlite) -> Iterator[Engine]:
    with database_on(sqlite) as url:
        engine = connect(url)
        yield engine
        engine.dispose()


def test_a_day_with_something_to_tell_reads_by_index(engine: Engine) -> None:
    service = Service(engine)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 31)), an_action("A2", date(2019, 1, 7)))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked.append((said[2], said[3]))

    assert service.day(TODAY).steps
    plans = [detail for statement, values in asked for detail in _plan(engine, statement, values)]
    assert any("SEARCH escalation_step USING INDEX" in detail for detail in plans)
    read_whole = [d for d in plans for table in GROWING if d.split(" USING")[0] == f"SCAN {table}"]
    assert not read_whole


def test_a_day_on_which_a_round_opens_reads_by_index(engine: Engine) -> None:
    service = Service(engine, meetings=(MeetingRow(BOARD.name, date(2019, 1, 25)),))
    service.go_live(LIVE, an_action("A1", date(2019, 6, 28)), an_action("A2", date(2019, 6, 28)))
    service.update("A2", at(TODAY, 6))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked.append((said[2], said[3]))

    assert [step.rung for step in service.day(TODAY).steps] == ["round: 2019-01-16"]
    plans = [detail for statement, values in asked for detail in _plan(engine, statement, values)]
    assert any("SEARCH progress_update USING" in detail for detail in plans)
    growing = (*GROWING, "progress_update")
    assert not [d for d in plans for table in growing if d.split(" USING")[0] == f"SCAN {table}"]


def test_a_board_s_day_reads_the_notices_of_its_actions_alone(engine: Engine) -> None:
    """Asked by their state, which nearly all have, SQLite would read each that was ever sent."""
    service = live_plan(engine, replace(an_action("A1", DUE), contributors=(COLLEAGUE.name,)))
    service.days(date(2026, 12, 11), date(2027, 1, 5))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked.append((said[2], said[3]))

    assert "board" in [step.audience for step in service.day(L2).steps]
    told = [(statement, values) for statement, values in asked if _names_readers(statement)]
    plans = [detail for one in told for detail in _plan(engine, *one) if "notice" in detail]
    assert plans
    assert not [detail for detail in plans if "state" in detail]


def test_a_pack_reads_the_notices_of_its_own_steps_alone(engine: Engine) -> None:
    """What is on its way when it is drafted, and was sent by when it is issued: not by its state."""
    live_plan(engine, an_action("A1", DUE))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked.append((said[2], said[3]))

    with reading(engine) as session:
        steps.on_their_way(session, 1)
        steps.boards_told_before(session, 1)
        list(steps.sent_of(session, [1, 2]))
    plans = [detail for one in asked for detail in _plan(engine, *one) if "notice" in detail]
    assert plans == ["SEARCH notice USING INTEGER PRIMARY KEY (rowid=?)"] * 3


def _names_readers(statement: str) -> bool:
    """Say whether it asks who read notices, not for notices as a whole, as these tests do."""
    return "notice.people" in statement and "notice.payload" not in statement


def _plan(engine: Engine, statement: str, values: Any) -> list[str]:  # noqa: ANN401 - a driver's
    """Return SQLite's plan for a statement that reads."""
    if not statement.startswith(("SELECT", "UPDATE")):
        return []
    raw = engine.raw_connection()
    try:
        found = raw.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    finally:
        raw.close()
    return [row[3] for row in found]


def test_an_audit_entry_costs_the_same_however_many_there_are(engine: Engine) -> None:
    Service(engine).go_live(LIVE, an_action("A1", date(2018, 12, 31)))
    with engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))  # counts the few that there are
    first = _steps(engine)
    changes = [audit.Change("noted", "plan p", {"number": n}) for n in range(2000)]
    with writing(engine) as session:
        audit.append(session, 1, changes, actor="test", now=at(TODAY))
    assert _steps(engine) < first + 100


def _steps(engine: Engine) -> int:
    """Return how many steps of SQLite's machine it takes to add one entry."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with writing(engine) as session:
        connection = session.connection().connection.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.set_progress_handler(count, 1)
        audit.append(session, 1, [audit.Change("noted", "plan p", {})], actor="t", now=at(TODAY))
        connection.set_progress_handler(None, 1)
    return taken
