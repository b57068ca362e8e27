"""Nobody is forgotten: missing dates and owners, absent approvers, dead addresses, late changes."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from followthrough.actions import owner as owning
from followthrough.notices.freshening import freshen
from followthrough.people import changes as people
from followthrough.people.changes import Who
from followthrough.plans.file.rows import PersonRow
from models.notice import NoticeState
from models.session import writing
from notifications import outbox
from notifications.outcome import Accepted, Withdrawn
from rules.problems import BadInput
from tests.builders.cast import (
    CAST,
    COLLEAGUE,
    DEPUTY,
    DUE,
    L0,
    L1,
    L2,
    SECRETARY,
    THIRD,
    live_plan,
)
from tests.builders.places import a_place
from tests.builders.plans import ADMINISTRATOR, DIRECTOR, OWNER, Service, an_action, at

MONDAY = date(2026, 12, 7)


def send(service: Service, day: date) -> None:
    """Deliver as delivery does, asking again who each digest is for."""
    now = at(day, 8)
    with writing(service.engine) as session:
        claimed = list(outbox.claim(session, owner="test", limit=100, now=now))
        session.expunge_all()
    fresh = freshen(service.place(), claimed, day)
    with writing(service.engine) as session:
        for notice in claimed:
            assert outbox.hand_over(session, notice, owner="test", now=now)
            gone = fresh[notice.id or 0].withdrawn
            outcome = Withdrawn(gone) if gone else Accepted("250 OK")
            outbox.mark(session, notice, outcome, owner="test", now=now)


@pytest.mark.parametrize("weeks", [3], ids=["row-095"])
def test_what_lacks_a_date_or_an_owner_is_told_every_week_until_mended(
    database: Engine, weeks: int
) -> None:
    ownerless = replace(an_action("A2", date(2027, 6, 30)), owner="")
    service = live_plan(database, an_action("A1", None), ownerless, an_action("A3", DUE))
    checked = service.day(MONDAY)
    assert checked.data_quality == ("No due date: p/A1.", "No owner: p/A2.")
    service.days(date(2026, 12, 8), date(2026, 12, 21))
    told = [n for n in service.notices() if n.recipient_address == ADMINISTRATOR.address]
    days = [n.queued_at.date() for n in told]
    assert days == [MONDAY, date(2026, 12, 14), date(2026, 12, 21)][:weeks]
    assert set(service.lines(ADMINISTRATOR.address, MONDAY)) == {"A1", "A2"}
    pack = service.pack(date(2026, 12, 21))
    assert "No due date: A1." in pack.data_quality
    assert "No owner: A2." in pack.data_quality
    people_told = {n.recipient_address for n in service.notices()}
    assert DIRECTOR.address not in people_told, "nothing about A1 or A2 escalates"
    now = at(date(2026, 12, 22), 9)
    owning.reassign(a_place(database, now), "p", "A2", COLLEAGUE.name)
    service.days(date(2026, 12, 23), date(2026, 12, 31))
    assert set(service.lines(ADMINISTRATOR.address, date(2026, 12, 29))) == {"A1"}


@pytest.mark.parametrize(
    ("owner", "joint"),
    [
        pytest.param("", THIRD, id="no owner"),
        pytest.param(COLLEAGUE.name, COLLEAGUE, id="an owner without a director"),
    ],
)
def test_what_is_meant_for_a_director_who_is_not_there_goes_to_the_secretary(
    database: Engine, owner: str, joint: PersonRow
) -> None:
    """As docs/plan-file.md says."""
    contributors = () if owner else (joint.name,)
    service = live_plan(
        database, replace(an_action("A1", DUE), owner=owner, contributors=contributors)
    )
    service.days(date(2026, 12, 11), L2)
    assert "A1" in service.lines(joint.address, L0)
    assert "A1" in service.lines(SECRETARY.address, L1)
    assert service.board_notices() == [(L2, ["A1"])]


@pytest.mark.parametrize(
    ("absent", "told", "decides"),
    [
        pytest.param("away", DEPUTY, DEPUTY.name, id="row-103-deputy"),
        pytest.param("unreachable", SECRETARY, SECRETARY.name, id="row-103-unreachable"),
        pytest.param("left", SECRETARY, SECRETARY.name, id="row-103-left"),
    ],
)
def test_an_absent_approver_is_stood_in_for_and_never_counts_as_approving(
    database: Engine, absent: str, told: object, decides: str
) -> None:
    service = live_plan(database)
    now = at(date(2026, 12, 9), 9)
    if absent == "away":
        service.cover(DIRECTOR.name, DEPUTY.name, date(2026, 12, 9), date(2027, 2, 1), now)
    elif absent == "left":
        service.leave(DIRECTOR.name, date(2026, 12, 9), now)
    else:
        who = Who(DIRECTOR.name)
        people.set_reachable(a_place(database, now), who, reachable=False)
    service.ask("A1", date(2027, 1, 15), now)
    service.days(date(2026, 12, 10), L0)
    assert "A1" in service.lines(told.address, date(2026, 12, 10))  # type: ignore[attr-defined]
    assert service.digest(DIRECTOR.address, date(2026, 12, 10)) is None
    assert service.action("A1").revised_due_date is None, "silence approves nothing"
    assert service.climbs("A1")["L0"] == L0
    with pytest.raises(BadInput, match="can't decide"):
        service.agree("A1", at(L0, 10), COLLEAGUE.name)
    service.agree("A1", at(L0, 11), decides)
    assert service.action("A1").revised_due_date == date(2027, 1, 15)


@pytest.mark.parametrize("owner", [OWNER.name], ids=["row-062-by-hand"])
def test_what_is_meant_for_a_dead_address_goes_one_up_and_uses_up_no_rung(
    database: Engine, owner: str
) -> None:
    service = live_plan(database)
    now = at(date(2026, 12, 9), 9)
    people.set_reachable(a_place(database, now), Who(owner), reachable=False)
    service.days(date(2026, 12, 10), L1)
    told = {n.recipient_address for n in service.notices()}
    assert told == {DIRECTOR.address}
    digest = service.digest(DIRECTOR.address, L0)
    assert digest is not None
    assert [(part["capacity"], part["because"]) for part in digest.payload["parts"]] == [
        ("owner", "Owen Er can't be reached: mail to owen@invented.example does not arrive."),
        ("summary", ""),
    ]
    climbs = service.climbs("A1")
    assert (climbs["L0"], climbs["L1"]) == (L0, L1)


@pytest.mark.parametrize("day", [L0], ids=["row-117-at-sending"])
def test_cover_that_begins_between_planning_and_sending_counts(database: Engine, day: date) -> None:
    service = live_plan(database)
    service.check(at(day))
    service.cover(OWNER.name, DEPUTY.name, day, date(2027, 2, 1), at(day, 7, 30))
    send(service, day)
    (sent,) = service.notices(NoticeState.SENT)
    assert (sent.recipient_name, sent.recipient_address) == (DEPUTY.name, DEPUTY.address)


@pytest.mark.parametrize("day", [L0], ids=["row-069-address"])
def test_a_corrected_address_is_used_for_what_is_queued(database: Engine, day: date) -> None:
    service = live_plan(database)
    service.check(at(day))
    service.address(OWNER.name, "owen.er@invented.example", at(day, 7, 30))
    send(service, day)
    (sent,) = service.notices(NoticeState.SENT)
    assert sent.recipient_address == "owen.er@invented.example"


@pytest.mark.parametrize("successor", ["", COLLEAGUE.name], ids=["row-060-sent", "row-059-sent"])
def test_who_left_in_between_is_not_written_to(database: Engine, successor: str) -> None:
    service = live_plan(database)
    service.check(at(L0))
    service.leave(OWNER.name, L0, at(L0, 7, 30), successor)
    send(service, L0)
    sent = {n.recipient_address for n in service.notices(NoticeState.SENT)}
    assert sent == ({COLLEAGUE.address} if successor else set())
    service.day(date(2026, 12, 22))
    sent = {n.recipient_address for n in service.notices(NoticeState.SENT)}
    mending = {DIRECTOR.address, ADMINISTRATOR.address}  # who holds it, and who is to mend it
    assert sent == ({COLLEAGUE.address} if successor else mending)


@pytest.mark.parametrize("shared", [DEPUTY.address], ids=["row-068-sent"])
def test_two_who_share_an_address_and_part_wait_for_the_next_check(
    database: Engine, shared: str
) -> None:
    cast = [replace(p, address=shared) if p.name == OWNER.name else p for p in CAST]
    service = Service(database, people=cast)
    second = replace(an_action("A2", DUE), owner=DEPUTY.name)
    service.go_live(MONDAY, an_action("A1", DUE), second)
    service.check(at(L0))
    service.cover(OWNER.name, COLLEAGUE.name, L0, date(2027, 2, 1), at(L0, 7, 30))
    send(service, L0)
    assert [n.state for n in service.notices()] == ["cancelled"]
    service.day(date(2026, 12, 22))
    told = {n.recipient_address for n in service.notices(NoticeState.SENT)}
    assert told == {shared, COLLEAGUE.address}
