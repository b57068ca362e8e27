"""Mail that came back, read from a real IMAP server: who is unreachable then, and who is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import md5, sha1, sha256

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.notices import alarms
from followthrough.notices.returns import Returns, read_returns
from models.notice import DeliveryAttempt, Notice, NoticeKind, NoticeState
from models.session import reading, writing
from notifications import outbox
from tests.builders.cast import CAST, DEPUTY, L0, L1, L2, SECRETARY, slipping, unreachable
from tests.builders.places import a_place
from tests.builders.plans import BOARD, DIRECTOR, OWNER, Service, an_action, at, stored
from tests.servers.imap import ImapServer
from tests.servers.returned_mail import (
    IN_WORDS,
    answer,
    exchange,
    exim,
    google,
    in_words,
    out_of_office,
    postfix,
)

REFUSED = "550 5.1.1 no such user"


@pytest.fixture
def box() -> Iterator[ImapServer]:
    with ImapServer() as server:
        yield server


def read(service: Service, box: ImapServer, day: date) -> Returns:
    return read_returns(service.place(at(day, 9), returns_url=box.url))


def sent(service: Service, address: str, day: date) -> Notice:
    notice = service.digest(address, day)
    assert notice is not None
    assert notice.state == NoticeState.SENT
    return notice


def bounce(notice: Notice, **said: str) -> bytes:
    return postfix(notice.message_id, notice.recipient_address, words=REFUSED, **said)


def again(service: Service, notice: Notice) -> Notice:
    """Return a notice as it is stored now."""
    return next(found for found in service.notices() if found.id == notice.id)


def attempts(engine: Engine, notice: Notice) -> list[tuple[str, str]]:
    with reading(engine) as session:
        mine = select(DeliveryAttempt).where(DeliveryAttempt.notice_id == notice.id)
        return [(row.outcome, row.reply) for row in session.exec(mine)]


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(postfix, id="row-062-postfix"),
        pytest.param(exchange, id="row-062-exchange"),
        pytest.param(google, id="row-062-google"),
    ],
)
def test_a_bounce_makes_the_owner_unreachable_and_the_next_one_up_is_told(
    database: Engine, box: ImapServer, shape: Callable[[str, str], bytes]
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(shape(notice.message_id, OWNER.address))
    assert read(service, box, L0) == Returns(1, 0, 0, (OWNER.name,))
    assert box.unread() == []
    dead = again(service, notice)
    assert dead.state == NoticeState.DEAD
    assert dead.reply is not None
    assert dead.reply.startswith("550")
    assert attempts(database, notice) == [("accepted", "250 OK"), ("returned", dead.reply)]
    assert unreachable(database) == {OWNER.name: L0}
    ((subject, detail),) = service.audited("changed person")
    assert subject == f"person {OWNER.name}"
    assert detail == {
        "unreachable_since": [None, str(L0)],
        "because": f"mail to {OWNER.address} does not arrive: {dead.reply}",
    }
    service.days(date(2026, 12, 22), L1)
    digest = service.digest(DIRECTOR.address, L1)
    assert digest is not None
    assert f"{OWNER.name} can't be reached: mail to {OWNER.address} does not arrive." in [
        part["because"] for part in digest.payload["parts"]
    ]
    assert service.digest(OWNER.address, L1) is None
    climbs = service.climbs("A1")
    told_on = date(2026, 12, 22)
    assert (climbs["L0"], climbs["L1"]) == (told_on, L1), "no rung is used up, the clock goes on"
    assert service.row("A1", L1).told[2].startswith("For the owner, Dee Rector: told on Tue 22 Dec")


@pytest.mark.parametrize("day", [L1], ids=["row-064"])
def test_a_directors_bounce_is_told_to_the_boards_secretary(
    database: Engine, box: ImapServer, day: date
) -> None:
    service = slipping(database, day)
    box.arrive(bounce(sent(service, DIRECTOR.address, day)))
    assert read(service, box, day).unreachable == (DIRECTOR.name,)
    service.days(date(2026, 12, 30), date(2027, 1, 13))
    told = service.digest(SECRETARY.address, date(2026, 12, 30))
    assert told is not None, "on the next working day"
    assert [part["because"] for part in told.payload["parts"]] == [
        f"{DIRECTOR.name} can't be reached: mail to {DIRECTOR.address} does not arrive."
    ]
    assert service.climbs("A1")["L2"] == L2
    assert service.board_notices() == [(L2, ["A1"])], "not silently stuck"


@pytest.mark.parametrize("day", [L0], ids=["row-065"])
def test_an_out_of_office_reply_changes_nothing(
    database: Engine, box: ImapServer, day: date
) -> None:
    service = slipping(database, day)
    box.arrive(out_of_office(sent(service, OWNER.address, day).message_id))
    before = stored(database)
    assert read(service, box, day) == Returns(0, 1, 0, ())
    assert stored(database) == before
    assert box.unread() == [], "and is not read again"
    service.days(date(2026, 12, 22), L1)
    assert service.climbs("A1")["L1"] == L1, "the ladder is not paused"


@pytest.mark.parametrize(
    ("action", "status"),
    [
        pytest.param("delayed", "4.4.1", id="row-062-delayed"),
        pytest.param("delayed", "5.4.1", id="row-062-delayed-with-a-wrong-status"),
        pytest.param("relayed", "2.1.9", id="row-062-relayed"),
        pytest.param("delivered", "2.0.0", id="row-062-delivered"),
    ],
)
def test_what_may_still_arrive_changes_nothing(
    database: Engine, box: ImapServer, action: str, status: str
) -> None:
    service = slipping(database, L0)
    box.arrive(bounce(sent(service, OWNER.address, L0), action=action, status=status))
    before = stored(database)
    assert read(service, box, L0) == Returns(0, 1, 0, ())
    assert stored(database) == before
    assert box.unread() == []


@pytest.mark.parametrize(
    "status", ["4.4.7", "nonsense"], ids=["row-062-given-up", "row-062-no-code"]
)
def test_a_notice_given_up_on_the_way_is_dead_and_suspends_nobody(
    database: Engine, box: ImapServer, status: str
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    words = "delivery time expired"
    box.arrive(
        postfix(
            notice.message_id, notice.recipient_address, action="failed", status=status, words=words
        )
    )
    assert read(service, box, L0) == Returns(1, 0, 0, ())
    assert again(service, notice).state == NoticeState.DEAD
    assert attempts(database, notice)[-1] == ("returned", words)
    assert unreachable(database) == {}
    assert box.unread() == []
    alarms.queue_alarms(a_place(database, at(L0, 10)))
    bodies = {n.payload["body"] for n in service.notices() if n.kind == NoticeKind.ALARM}
    assert any(words in body for body in bodies), "a person is told"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("550 5.7.26 not accepted: DMARC policy", id="row-139-policy"),
        pytest.param("552 5.2.2 mailbox full", id="row-139-full"),
        pytest.param("554 5.4.6 routing loop", id="row-139-loop"),
        pytest.param("550 5.0.0 no", id="row-139-doubt"),
    ],
)
def test_a_notice_that_came_back_for_another_cause_is_dead_and_suspends_nobody(
    database: Engine, box: ImapServer, words: str
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(postfix(notice.message_id, OWNER.address, status=words.split()[1], words=words))
    assert read(service, box, L0) == Returns(1, 0, 0, ())
    assert again(service, notice).state == NoticeState.DEAD
    assert unreachable(database) == {}
    alarms.queue_alarms(a_place(database, at(L0, 10)))
    bodies = {n.payload["body"] for n in service.notices() if n.kind == NoticeKind.ALARM}
    assert any(words in body for body in bodies), "a person is told"


@pytest.mark.parametrize("server", IN_WORDS)
def test_a_bounce_that_no_standard_describes_suspends_as_well(
    database: Engine, box: ImapServer, server: str
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(in_words(server, "<forged@council.example>", OWNER.address))
    assert read(service, box, L0) == Returns(0, 0, 1, ()), "of no notice of ours"
    box.arrive(in_words(server, notice.message_id, OWNER.address))
    assert read(service, box, L0) == Returns(1, 0, 1, (OWNER.name,))
    assert again(service, notice).state == NoticeState.DEAD


@pytest.mark.parametrize("day", [L2], ids=["row-073-returned"])
def test_a_boards_bounce_alarms_the_administrators_once(
    database: Engine, box: ImapServer, day: date
) -> None:
    service = slipping(database, day)
    (notice,) = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
    box.arrive(bounce(notice), bounce(notice))
    assert read(service, box, day) == Returns(1, 1, 0, ())
    assert unreachable(database) == {}
    assert again(service, notice).state == NoticeState.DEAD
    alarms.queue_alarms(a_place(database, at(day, 10)))
    found = [n for n in service.notices() if n.kind == NoticeKind.ALARM]
    bodies = {n.payload["body"] for n in found}
    (body,) = bodies
    assert body == (
        f"Mail to {BOARD.address} (Secretariat, {BOARD.name}) does not arrive: {REFUSED}. "
        "It is to tell of p/A1 (L2). Nobody is told instead: tell them by other means. If the address is wrong, correct it, "
        "then have the notice sent again."
    )
    assert len(found) == 2, "one for the channel, one by mail"


@pytest.mark.parametrize("day", [L0], ids=["row-069-returned"])
def test_a_bounce_of_an_address_that_was_corrected_suspends_nobody_and_is_told_at_the_new_one(
    database: Engine, box: ImapServer, day: date
) -> None:
    service = slipping(database, day)
    notice = sent(service, OWNER.address, day)
    service.address(OWNER.name, "owen.er@invented.example", at(day, 8))
    box.arrive(bounce(notice))
    assert read(service, box, day) == Returns(1, 0, 0, ())
    assert unreachable(database) == {}
    service.day(day + timedelta(days=1))
    (line,) = service.lines("owen.er@invented.example", day + timedelta(days=1)).values()
    assert "This should have reached you on Mon 21 Dec 2026." in line["notes"]
    assert attempts(database, notice)[-1] == ("returned", REFUSED)


@pytest.mark.parametrize("shared", [OWNER.address.upper()], ids=["row-068-returned"])
def test_everyone_with_the_address_is_unreachable(
    database: Engine, box: ImapServer, shared: str
) -> None:
    cast = [replace(p, address=shared) if p.name == DEPUTY.name else p for p in CAST]
    service = Service(database, people=cast)
    second = replace(an_action("A2", date(2026, 12, 18)), owner=DEPUTY.name)
    service.go_live(date(2026, 12, 7), an_action("A1", date(2026, 12, 18)), second)
    service.days(date(2026, 12, 11), L0)
    box.arrive(bounce(sent(service, OWNER.address, L0)))
    assert read(service, box, L0).unreachable == (OWNER.name, DEPUTY.name)
    assert unreachable(database) == {OWNER.name: L0, DEPUTY.name: L0}


def computed(notice: Notice) -> set[str]:
    """Return what a stranger could work out of what a notice is, for whom and when."""
    said = (
        *(notice.dedup_key, str(notice.id), notice.recipient_address, notice.kind),
        f"{notice.kind}:{notice.recipient_address}:{L0}",
        f"{notice.dedup_key}:{notice.recipient_address}",
    )
    domain = notice.message_id.rpartition("@")[2]
    made = (hash_(text.encode()).hexdigest() for text in said for hash_ in (sha1, sha256, md5))
    return {f"<{one[:40]}@{domain}" for one in made}


@pytest.mark.parametrize("day", [L0], ids=["row-140"])
def test_a_forged_bounce_suspends_nobody(database: Engine, box: ImapServer, day: date) -> None:
    service = slipping(database, day)
    notice = sent(service, OWNER.address, day)
    assert notice.message_id not in computed(notice)
    forged = [postfix(one, OWNER.address) for one in computed(notice)]
    box.arrive(*forged)
    before = stored(database)
    assert read(service, box, day) == Returns(0, 0, len(forged), ())
    assert stored(database) == before


def test_a_notice_that_an_older_version_queued_is_still_known(
    database: Engine, box: ImapServer
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    older = f"<{sha256(notice.dedup_key.encode()).hexdigest()[:40]}@council.example>"
    with writing(database) as session:
        session.get_one(Notice, notice.id).message_id = older
    box.arrive(postfix(older, OWNER.address))
    assert read(service, box, L0) == Returns(1, 0, 0, (OWNER.name,))


def test_what_is_not_ours_or_not_understood_stays_unread_and_is_counted(
    database: Engine, box: ImapServer
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    mails = (
        answer(),
        exim(OWNER.address),
        postfix("<another@council.example>", OWNER.address),
        postfix(notice.message_id, "member.of.a.list@invented.example"),
        b"",
    )
    box.arrive(*mails)
    before = stored(database)
    for _ in range(2):
        assert read(service, box, L0) == Returns(0, 0, len(mails), ())
    assert stored(database) == before
    assert box.unread() == list(mails)


def test_a_mail_that_is_on_its_way_again_waits_to_be_judged(
    database: Engine, box: ImapServer
) -> None:
    service = slipping(database, date(2026, 12, 20))
    service.check(at(L0))
    (notice,) = service.notices(NoticeState.QUEUED)
    box.arrive(bounce(notice))
    assert read(service, box, L0) == Returns(0, 0, 1, ())
    service.send_all(at(L0, 10))
    assert read(service, box, L0) == Returns(1, 0, 0, (OWNER.name,))


def test_a_doubtful_notice_that_comes_back_is_in_doubt_no_more(
    database: Engine, box: ImapServer
) -> None:
    service = slipping(database, L2)
    (notice,) = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
    with writing(database) as session:
        session.get_one(Notice, notice.id).state = NoticeState.UNKNOWN
    box.arrive(bounce(notice))
    assert read(service, box, L2).returned == 1
    assert again(service, notice).state == NoticeState.DEAD


def test_a_notice_that_is_sent_again_may_come_back_again(database: Engine, box: ImapServer) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(bounce(notice))
    read(service, box, L0)
    with writing(database) as session:
        outbox.settle(session, session.get_one(Notice, notice.id), delivered=False, now=at(L0, 10))
    service.send_all(at(L0, 11))
    assert again(service, notice).state == NoticeState.SENT
    box.arrive(bounce(notice))
    assert read(service, box, L0) == Returns(1, 0, 0, ())
    assert again(service, notice).state == NoticeState.DEAD
    outcomes = [outcome for outcome, _ in attempts(database, notice)]
    assert outcomes == ["accepted", "returned", "accepted", "returned"]
