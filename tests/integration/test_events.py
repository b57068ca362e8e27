"""What happened is heard after its commit, by everyone who listens, and never after a roll-back."""

import os
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough import events
from followthrough.actions import progress
from followthrough.daily import check
from followthrough.events import ActionRecorded, Event, PlanChanged
from models.progress import ProgressUpdate
from models.session import connect, reading, writing
from rules.problems import BadInput
from tests.builders.cast import DUE, L0, LIVE, live_plan
from tests.builders.places import a_place
from tests.builders.plans import KEY, ORGANISATION, at

NOON = at(LIVE, 12)
DONE = progress.Report(KEY, "A1", "Half of it is done.")
RECORDED = ActionRecorded(KEY, "A1", "update")
CALENDAR_ENDS = date(2031, 12, 1)


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """Everything that is heard from now on."""
    found: list[Event] = []
    events.LISTENERS.append(found.append)
    yield found
    events.LISTENERS.remove(found.append)


def updates(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.exec(select(ProgressUpdate)).all())


def test_an_update_is_heard_when_it_is_there_to_read(database: Engine, heard: list[Event]) -> None:
    place = live_plan(database).place(NOON)
    heard.clear()
    there: list[int] = []

    def look(_happened: Event) -> None:
        there.append(updates(database))

    events.LISTENERS.insert(0, look)
    try:
        progress.update(place, DONE)
    finally:
        events.LISTENERS.remove(look)
    assert heard == [RECORDED]
    assert there == [1]


def test_nothing_is_heard_of_what_was_refused(database: Engine, heard: list[Event]) -> None:
    place = live_plan(database).place(NOON)
    heard.clear()
    ahead = progress.Report(KEY, "A1", completed_on=DUE)
    with pytest.raises(BadInput, match="can't be complete"):
        progress.update(place, ahead)
    assert heard == []


def test_nothing_is_heard_of_what_was_said_before_a_transaction_failed(
    database: Engine, heard: list[Event]
) -> None:
    def fail() -> None:
        with writing(database) as session:
            events.after_commit(session, RECORDED)
            assert heard == []
            session.flush()
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    with writing(database) as session:
        events.after_commit(session, PlanChanged(KEY, "calendar"))
    assert heard == [PlanChanged(KEY, "calendar")]


def test_a_dry_run_says_nothing_not_even_its_alarms(database: Engine, heard: list[Event]) -> None:
    service = live_plan(database)
    heard.clear()
    tried = check.dry_run(service.place(NOON), ORGANISATION, CALENDAR_ENDS)
    assert any("calendar ends" in str(problem) for problem in tried.problems)
    assert heard == []


def test_a_listener_that_fails_harms_neither_the_use_case_nor_the_next_one(
    database: Engine, heard: list[Event], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_happened: Event) -> None:
        raise LookupError("owen@invented.example")

    place = live_plan(database).place(NOON)
    heard.clear()
    events.LISTENERS.insert(0, fail)
    try:
        assert str(progress.update(place, DONE)).startswith("Recorded for A1")
    finally:
        events.LISTENERS.remove(fail)
    assert heard == [RECORDED]
    assert updates(database) == 1
    assert "a listener failed because=LookupError" in caplog.messages
    assert "owen@" not in caplog.text


def test_a_kill_after_the_commit_loses_no_more_than_the_line(
    database_url: str, database: Engine
) -> None:
    service = live_plan(database)
    database.dispose()
    child = os.fork()
    if child == 0:
        events.LISTENERS.insert(0, lambda _happened: os._exit(9))
        progress.update(a_place(connect(database_url), NOON), DONE)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9, "killed when the first listener heard"
    assert updates(database) == 1
    assert service.day(L0).queued
