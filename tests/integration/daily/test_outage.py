"""Nine days down, then back: one run, one digest each, at most one rung an action."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.notice import NoticeKind
from models.run import Run, RunState
from models.session import reading
from tests.builders.actions import every_day
from tests.builders.plans import ADMINISTRATOR, Service, an_action, at

LIVE = date(2026, 11, 2)
BACK = date(2026, 12, 2)


@pytest.fixture
def service(database: Engine) -> Service:
    """Down from Mon 23 Nov 06:00 to Wed 2 Dec 2026 10:00."""
    service = Service(database)
    service.go_live(
        LIVE,
        an_action("A1", date(2026, 11, 17)),
        an_action("A2", date(2026, 11, 26)),
        an_action("A3", date(2026, 11, 24)),
        an_action("A4", date(2026, 12, 3)),
    )
    for day in every_day(LIVE, date(2026, 11, 22)):
        service.day(day)
    return service


@pytest.mark.parametrize("hour", [10], ids=["row-028"])
def test_one_run_covers_the_gap_and_the_missed_days_are_recorded(
    service: Service, hour: int
) -> None:
    checked = service.day(BACK, hour)
    seven = [date(2026, 11, d) for d in (23, 24, 25, 26, 27, 30)] + [date(2026, 12, 1)]
    assert list(checked.missed) == seven
    with reading(service.engine) as session:
        missed = session.exec(select(col(Run.as_of)).where(Run.state == RunState.MISSED)).all()
        done = session.exec(select(Run).where(Run.as_of == BACK)).all()
    assert sorted(missed) == seven
    assert len(done) == 1
    digests = [
        n for n in service.notices() if n.dedup_key.endswith("owen@invented.example:2026-12-02")
    ]
    assert len(digests) == 1
    for ref in ("A1", "A2", "A3", "A4"):
        rungs = [rung for rung, day in service.rungs(ref).items() if day == BACK]
        assert sum(rung in ("L0", "L1", "L2") for rung in rungs) <= 1


@pytest.mark.parametrize("ref", ["A1"], ids=["row-029"])
def test_the_board_hears_two_working_days_after_the_director(service: Service, ref: str) -> None:
    for day in every_day(BACK, date(2026, 12, 6)):
        service.day(day)
    assert service.rungs(ref)["L1"] == BACK
    assert service.rungs(ref)["L2"] == date(2026, 12, 4)
    boards = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
    assert [n.recipient_address for n in boards] == ["board@invented.example"]


@pytest.mark.parametrize("ref", ["A2"], ids=["row-030"])
def test_a_passed_reminder_is_not_made_up_for(service: Service, ref: str) -> None:
    service.day(BACK)
    assert "R0" not in service.rungs(ref)
    digest = service.notices()[-1]
    standing = {
        line["ref"]: line["standing"] for part in digest.payload["parts"] for line in part["lines"]
    }
    assert standing[ref] == "4 working days late"


@pytest.mark.parametrize("ref", ["A3"], ids=["row-031"])
def test_completed_in_the_gap_is_not_spoken_of(service: Service, ref: str) -> None:
    service.complete(ref, at(date(2026, 11, 25), 12))
    service.day(BACK)
    assert BACK not in service.ladder(ref).values()
    payloads = [n.payload for n in service.notices() if n.queued_at.date() == BACK]
    owners = str([p for p in payloads if p["to"]["name"] != ADMINISTRATOR.name])
    assert ref not in owners, "only its validator hears of it"
    assert "A1" in owners
