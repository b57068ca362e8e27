"""A day's check is done once, whoever starts it, however often, and by one date throughout."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.daily import check
from followthrough.daily.check import Ended
from followthrough.packs import draft
from models.pack import Pack
from models.run import Run
from models.session import connect, reading
from tests.builders.places import a_place
from tests.builders.plans import BOARD, KEY, ORGANISATION, Service, an_action, at

LIVE = date(2018, 11, 21)
TODAY = date(2019, 1, 2)
ACTIONS = (
    an_action("A1", date(2019, 1, 1)),
    an_action("A2", date(2018, 12, 31)),
    an_action("A3", date(2019, 1, 9)),
)


def ticking(first: datetime, step: timedelta) -> Iterator[datetime]:
    while True:
        yield first
        first += step


@pytest.mark.parametrize("ticks", [50], ids=["row-033"])
def test_fifty_ticks_in_an_hour_do_the_work_once(database: Engine, ticks: int) -> None:
    service = Service(database)
    service.go_live(LIVE, *ACTIONS)
    first = service.check(at(TODAY))
    before = [notice.dedup_key for notice in service.notices()]
    again = {service.check(at(TODAY, 7, minute)).ended for minute in range(1, ticks)}
    assert first.ended is Ended.DONE
    assert again == {Ended.DONE_BEFORE}
    assert before
    assert [notice.dedup_key for notice in service.notices()] == before


@pytest.mark.parametrize("trial", range(5), ids=[f"row-038-{n}" for n in range(5)])
def test_two_schedulers_at_once_do_the_work_once(database_url: str, trial: int) -> None:
    service = Service(connect(database_url))
    service.go_live(LIVE, *ACTIONS)
    barrier = Barrier(2)

    def one() -> Ended:
        engine = connect(database_url)
        barrier.wait()
        ended = check.check_due_dates(
            a_place(engine, at(TODAY), actor=f"scheduler {trial}"), ORGANISATION
        ).ended
        engine.dispose()
        return ended

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(run.result() for run in [pool.submit(one), pool.submit(one)])
    assert ends == [Ended.DONE, Ended.DONE_BEFORE]
    with reading(service.engine) as session:
        assert len(session.exec(select(Run).where(Run.as_of == TODAY)).all()) == 1
    assert [n.recipient_address for n in service.notices()] == ["owen@invented.example"]
    service.engine.dispose()


@pytest.mark.parametrize("seconds", [22], ids=["row-024"])
def test_a_run_across_midnight_has_one_date(database: Engine, tmp_path: Path, seconds: int) -> None:
    service = Service(database)
    service.go_live(LIVE, *ACTIONS)
    for_check = ticking(at(TODAY, 23, 59, 58), timedelta(seconds=seconds))
    checked = check.check_due_dates(a_place(database, lambda: next(for_check)), ORGANISATION)
    assert (checked.as_of, checked.ended) == (TODAY, Ended.TOO_LATE)
    for_pack = ticking(at(TODAY, 23, 59, 58), timedelta(seconds=seconds))
    made = draft.assemble_pack(a_place(database, lambda: next(for_pack), tmp_path), KEY, BOARD.name)
    assert made.as_of == TODAY
    with reading(database) as session:
        pack = session.exec(select(Pack)).one()
    assert pack.as_of == TODAY
    assert '"as_of":"2019-01-02"' in pack.contents
    stamped = re.sub(r'"climbs":\[[^]]*\]', "", pack.contents)  # who is told next, on later days
    assert "2019-01-03" not in stamped


@pytest.mark.parametrize("seconds", [22], ids=["row-024"])
def test_a_check_reads_its_clock_once(database: Engine, seconds: int) -> None:
    service = Service(database)
    service.go_live(LIVE, *ACTIONS)
    clock = ticking(at(TODAY, 17, 59, 58), timedelta(seconds=seconds))
    checked = check.check_due_dates(a_place(database, lambda: next(clock)), ORGANISATION)
    assert checked.ended is Ended.DONE
    assert next(clock) == at(TODAY, 18, 0, 20), "read once"


def test_what_a_day_off_brings_is_told_on_the_next_working_day(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 24)))
    assert service.day(date(2018, 12, 25)).steps == ()
    assert [step.rung for step in service.day(date(2018, 12, 27)).steps] == ["L0"]
