"""Stories that tests clone: whole, however they were played, and ended by what nobody told."""

from collections.abc import Hashable
from datetime import date

import pytest
from sqlalchemy import Engine

from models.session import connect
from tests.builders.plans import Service, an_action, stored
from tests.databases import empty, tell

LIVE = date(2026, 12, 7)
LAST = date(2026, 12, 22)


def never() -> None:
    raise AssertionError("it was played before")


def chapters(name: Hashable) -> tuple[Hashable, Hashable]:
    return (name, "begins"), (name, "goes on")


def test_a_clone_holds_all_that_was_played(database: Engine) -> None:
    service = Service(database)
    begins, goes_on = chapters("clone")
    late = an_action("A1", date(2026, 12, 18))
    tell(database, (begins, lambda: service.go_live(LIVE, late)))
    with database.connect() as still_reading:
        still_reading.exec_driver_sql("SELECT count(*) FROM person").scalar_one()
        tell(database, (goes_on, lambda: service.days(date(2026, 12, 11), LAST)))
        still_reading.invalidate()
    played = stored(database)
    assert "L0" in service.rungs("A1")
    empty(database)
    assert stored(database)["person"] == []
    tell(database, (begins, never), (goes_on, never))
    assert stored(database) == played


@pytest.mark.parametrize("by_another_engine", [False, True])
def test_what_is_written_beside_a_story_ends_it(
    database: Engine, database_url: str, *, by_another_engine: bool
) -> None:
    begins, goes_on = chapters(("beside", by_another_engine))
    played: list[str] = []
    writer = connect(database_url) if by_another_engine else database
    for _ in range(2):
        empty(database)
        tell(database, (begins, lambda: None))
        with writer.begin() as connection:
            connection.exec_driver_sql("UPDATE person SET name = name")
        writer.dispose()
        tell(database, (goes_on, lambda: played.append("again")))
    assert played == ["again"] * 2
