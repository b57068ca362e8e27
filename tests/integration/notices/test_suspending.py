"""Addresses that the mail server refuses: for good at once, for now when it lasts (rows 62, 63)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.notices.alarms import COULD_NOT_BE_MADE
from followthrough.notices.suspending import (
    MANY,
    after_attempt,
    days_refused,
    go_on,
    on_hold,
    suspend,
)
from models.notice import Notice, NoticeKind
from models.people import Person, change_person
from models.session import writing
from notifications import outbox
from notifications.outcome import Accepted, Outcome, Permanent, Transient
from rules.problems import BadInput
from tests.builders.cast import CAST, L0, L1, L2, live_plan, slipping, unreachable
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, OWNER, Service, at

BUSY = Transient("450 4.2.1 mailbox busy")
GONE = Permanent("550 5.1.1 no such user", of_address=True)


def tried(
    service: Service, day: date, outcome: Outcome, hour: int = 8, to: str = OWNER.address
) -> tuple[int, tuple[str, ...]]:
    """Let the mail server say this of what is due to an address, and take all else.

    Returns on how many days it was refused for now, and who is suspended by that.
    """
    days, now = 0, at(day, hour)
    names: tuple[str, ...] = ()
    with writing(service.engine) as session:
        outbox.recover(session, now=now)
        for notice in outbox.claim(session, owner="test", limit=100, now=now):
            said = outcome if notice.recipient_address == to else Accepted("250 OK")
            assert outbox.hand_over(session, notice, owner="test", now=now)
            outbox.mark(session, notice, said, owner="test", now=now)
            suspended = after_attempt(session, notice, said, actor="test", now=now)
            if notice.recipient_address == to:
                days, names = days_refused(session, notice), suspended
    return days, names


@pytest.mark.parametrize("day", [L0], ids=["row-062-at-once"])
def test_an_address_that_is_refused_for_good_is_suspended(database: Engine, day: date) -> None:
    service = slipping(database, date(2026, 12, 20))
    service.check(at(day))
    assert tried(service, day, GONE) == (0, (OWNER.name,))
    assert unreachable(database) == {OWNER.name: day}
    ((_, detail),) = service.audited("changed person")
    assert detail["because"] == f"mail to {OWNER.address} does not arrive: {GONE.reply}"
    service.days(date(2026, 12, 22), L1)
    assert service.digest(OWNER.address, L1) is None
    assert service.digest(DIRECTOR.address, L1) is not None
    assert service.climbs("A1")["L1"] == L1


@pytest.mark.parametrize("day", [L0], ids=["row-062-not-the-address"])
def test_a_message_that_is_refused_suspends_nobody(database: Engine, day: date) -> None:
    service = slipping(database, date(2026, 12, 20))
    service.check(at(day))
    assert tried(service, day, Permanent("554 5.7.1 looks like spam")) == (0, ())
    assert unreachable(database) == {}


@pytest.mark.parametrize("day", [L0], ids=["row-063"])
def test_the_third_working_day_of_refusals_for_now_suspends(database: Engine, day: date) -> None:
    service = slipping(database, date(2026, 12, 20))
    service.check(at(day))
    assert tried(service, day, BUSY) == (1, ())
    assert tried(service, day, BUSY, hour=12) == (1, ()), "a day counts once"
    tuesday, wednesday = date(2026, 12, 22), date(2026, 12, 23)
    for number, later in enumerate((tuesday, wednesday), start=2):
        assert tried(service, later, BUSY, hour=6) == (0, ()), "yesterday's has expired"
        service.check(at(later))
        names = (OWNER.name,) if later == wednesday else ()
        assert tried(service, later, BUSY) == (number, names)
    assert unreachable(database) == {OWNER.name: wednesday}
    service.day(date(2026, 12, 24))
    told = service.digest(DIRECTOR.address, date(2026, 12, 24))
    assert told is not None, "L0 was never told, and is planned anew for whoever can be"


@pytest.mark.parametrize("day", [L0], ids=["row-063-accepted"])
def test_a_mail_that_is_taken_begins_the_count_anew(database: Engine, day: date) -> None:
    service = live_plan(database)
    for later, outcome, counted in (
        (date(2026, 12, 11), BUSY, 1),  # R1
        (date(2026, 12, 18), Accepted("250 OK"), 0),  # R0
        (day, BUSY, 1),  # L0
        (date(2026, 12, 22), BUSY, 2),
    ):
        service.check(at(later))
        assert tried(service, later, outcome) == (counted, ())


@pytest.mark.parametrize("day", [date(2026, 12, 11)], ids=["row-063-not-running"])
def test_refusals_with_a_working_day_between_do_not_add_up(database: Engine, day: date) -> None:
    service = live_plan(database)
    for later, counted in ((day, 1), (date(2026, 12, 18), 1), (L0, 2)):
        service.check(at(later))
        assert tried(service, later, BUSY) == (counted, ())
    assert unreachable(database) == {}


@pytest.mark.parametrize("day", [L2], ids=["row-063-board"])
def test_a_board_that_is_refused_for_now_day_after_day_makes_an_alarm(
    database: Engine, day: date
) -> None:
    service = slipping(database, date(2027, 1, 5))
    for later in (day, date(2027, 1, 7), date(2027, 1, 8)):
        assert [n for n in service.notices() if n.kind == NoticeKind.ALARM] == []
        service.check(at(later))
        tried(service, later, BUSY, to=BOARD.address)
    assert unreachable(database) == {}
    bodies = {n.payload["body"] for n in service.notices() if n.kind == NoticeKind.ALARM}
    (body,) = bodies
    assert "refused for now on 3 working days running, at last: 450 4.2.1 mailbox busy" in body


@pytest.mark.parametrize(
    "words",
    [
        f"{COULD_NOT_BE_MADE}ValueError: a pack's file is gone",
        "421 4.3.2 going down",
        "429 rate limit exceeded",
        "450 4.7.1 greylisted",
        "451 4.7.26 mail is not accepted by the DMARC policy",
        "450 your host is blocked for now",
    ],
)
def test_what_is_not_said_of_the_address_does_not_count(database: Engine, words: str) -> None:
    service = slipping(database, date(2026, 12, 20))
    service.check(at(L0))
    assert tried(service, L0, Transient(words)) == (0, ())


@pytest.mark.parametrize("new", ["owen.er@invented.example"], ids=["row-069-meanwhile"])
def test_an_address_that_is_being_corrected_suspends_nobody(database: Engine, new: str) -> None:
    service = slipping(database, L0)
    (notice,) = [n for n in service.notices() if n.recipient_address == OWNER.address][-1:]

    def refuse() -> tuple[str, ...]:
        with writing(database, beside_others=True) as session:
            return suspend(session, notice, GONE.reply, actor="test", now=at(L0, 9))

    with ThreadPoolExecutor(1) as pool:
        with writing(database) as session:
            owner = session.exec(select(Person).where(Person.name == OWNER.name)).one()
            change_person(session, owner, {"address": new}, actor="test", now=at(L0, 8))
            refused = pool.submit(refuse)
            with pytest.raises(TimeoutError):
                refused.result(0.5)
        assert refused.result(30) == ()
    assert unreachable(database) == {}


def refused(service: Service, address: str, now: datetime, at_most: int = 0) -> tuple[str, ...]:
    """Let the address of a digest be refused for good; return whom that suspends."""
    digest = Notice(
        organisation_id=1,
        dedup_key=address,
        kind=NoticeKind.DIGEST,
        recipient_name="",
        recipient_address=address,
        payload={},
        message_id="",
        queued_at=now,
        state="dead",
        next_attempt_at=now,
    )
    with writing(service.engine) as session:
        return after_attempt(session, digest, GONE, actor="test", now=now, at_most=at_most)


def held_alarms(service: Service) -> list[str]:
    """Return the bodies of the alarms that many addresses fail, without copies."""
    return list(
        dict.fromkeys(n.payload["body"] for n in service.notices() if n.payload["title"] == MANY)
    )


@pytest.mark.parametrize(("at_most", "few"), [(0, 3), (1, 1), (5, 5)], ids=["row-194", "1", "5"])
def test_many_that_fail_on_a_day_are_held_until_a_person_looks(
    database: Engine, at_most: int, few: int
) -> None:
    service = live_plan(database)
    crowd = [person.address for person in CAST if person is not ADMINISTRATOR]
    now, later = at(L0, 8), at(date(2026, 12, 22), 8)
    found = [refused(service, address, now, at_most) for address in crowd]
    assert [bool(names) for names in found] == [True] * few + [False] * (len(crowd) - few)
    (body,) = held_alarms(service)
    assert body.startswith(f"Mail to {few + 1} addresses failed today as if they were wrong: ")
    assert all(address in body for address in crowd[: few + 1])
    assert refused(service, crowd[-1], later, at_most) == (), "no day ends it"
    place = service.place(later)
    (said,) = on_hold(place)
    assert "until a person has looked" in said
    with pytest.raises(BadInput, match="Nobody is named"):
        go_on(place, by=" ")
    assert "by the word of Ada Min" in go_on(place, by="Ada Min")
    assert on_hold(place) == ()
    assert all(refused(service, address, later, at_most) for address in crowd[few:]), (
        "a person looked"
    )
    assert len(held_alarms(service)) == 1
    verbs = [service.audited(verb) for verb in ("held suspending", "went on suspending")]
    assert [len(entries) for entries in verbs] == [1, 1]
    assert "not held" in go_on(place, by="Ada Min")


def test_one_address_of_many_people_is_one(database: Engine) -> None:
    service = live_plan(database)
    for person in CAST[1:5]:
        service.address(person.name, "team@invented.example", at(L0, 7))
    assert len(refused(service, "team@invented.example", at(L0, 8))) == 4
    assert on_hold(service.place(at(L0, 9))) == ()
