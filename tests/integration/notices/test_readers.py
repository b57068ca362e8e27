"""An alarm always finds a reader, or the run that could not find one fails."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.cli.remedies import in_words
from followthrough.notices import alarms, delivery
from followthrough.notices.returns import read_returns
from followthrough.notices.ways import ways_of
from followthrough.people.changes import Who, set_reachable
from followthrough.settings import Settings
from models.notice import NoticeKind, NoticeState
from models.people import change_person, person_called
from models.session import writing
from notifications import outbox
from tests.builders.cast import DEPUTY, L0, SECRETARY, live_plan, unreachable
from tests.builders.plans import ADMINISTRATOR, ORGANISATION, Service, at
from tests.servers.chat import a_channel
from tests.servers.imap import ImapServer
from tests.servers.post import Post
from tests.servers.returned_mail import postfix

GONE = "550 5.1.1 no such user"
NOW = at(L0)


@pytest.fixture
def sink() -> Iterator[Post]:
    with Post() as post:
        yield post


def alarmed(database: Engine, *lost: str, **changes: object) -> Service:
    """Return a plan with an alarm that waits; whom mail does not reach, and what else is changed."""
    service = live_plan(database, directed=False)
    with writing(database) as session:
        for name in lost:
            change = {"unreachable_since": L0, **changes}
            change_person(session, person_called(session, 1, name), change, actor="test", now=NOW)
    alarms.raise_alarm(service.place(NOW), ORGANISATION, "key", "Title", "Body.", now=NOW)
    return service


def deliver(
    service: Service, sink: Post, folder: Path, *, channel: str = "", hours: int = 0
) -> delivery.Delivered:
    ways = ways_of(Settings(mail_url=sink.url, alarm_url=channel))
    return delivery.deliver(service.place(NOW + timedelta(hours=hours), folder), ways)


def told(sink: Post) -> list[str]:
    return [mail.recipients[0] for mail in sink.received]


def test_an_administrator_who_can_be_reached_is_told_alone(
    database: Engine, sink: Post, tmp_path: Path
) -> None:
    done = deliver(alarmed(database), sink, tmp_path)
    assert told(sink) == [ADMINISTRATOR.address]
    assert (done.failed, done.unheard) == (0, ())


@pytest.mark.parametrize("lost", [ADMINISTRATOR.name], ids=["row-190"])
def test_one_who_cannot_is_written_to_all_the_same_and_so_is_the_next(
    database: Engine, sink: Post, tmp_path: Path, lost: str
) -> None:
    done = deliver(alarmed(database, lost), sink, tmp_path)
    assert set(told(sink)) == {SECRETARY.address, ADMINISTRATOR.address}
    assert (done.failed, done.unheard) == (0, ())


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param({}, id="row-190-unreachable"),
        pytest.param({"left_on": L0}, id="row-190-left"),
    ],
)
def test_an_alarm_that_finds_no_reader_is_a_failed_run(
    database: Engine, sink: Post, tmp_path: Path, gone: dict[str, object]
) -> None:
    service = alarmed(database, ADMINISTRATOR.name, SECRETARY.name, **gone)
    for hours in (0, 1):
        done = deliver(service, sink, tmp_path, hours=hours)
        tried = "nobody was there to be told"
        if not gone:
            tried = f"it was sent to {ADMINISTRATOR.address}, and reached nobody"
        assert done.unheard == (
            f"Nobody could be told this: Title. Body. This was so at 07:00 on Mon 21 Dec 2026; {tried}.",
        )
        assert done.failed == 1
        assert done.unheard[0] in done.needs_a_person
    assert told(sink) == ([] if gone else [ADMINISTRATOR.address]), "once"
    with writing(database) as session:
        secretary = person_called(session, 1, SECRETARY.name)
        back: dict[str, object] = {"unreachable_since": None, "left_on": None}
        change_person(session, secretary, back, actor="test", now=NOW)
    done = deliver(service, sink, tmp_path, hours=2)
    assert told(sink)[-1] == SECRETARY.address, "as soon as there is one"
    assert (done.failed, done.unheard) == (0, ())


@pytest.mark.parametrize("gone", [pytest.param({}, id="row-168"), {"left_on": L0}])
def test_while_nobody_hears_alarms_each_delivery_fails_whatever_there_is_to_tell(
    database: Engine, sink: Post, tmp_path: Path, gone: dict[str, object]
) -> None:
    service = alarmed(database, ADMINISTRATOR.name, SECRETARY.name, **gone)
    for day in (0, 1, 6, 8, 30, 365):
        done = deliver(service, sink, tmp_path, hours=24 * day)
        assert done.failed, f"day {day}"
        alarm = (
            "Title. Body." if day < 7 else "Nobody hears alarms by mail. Nobody who can be reached"
        )
        assert [alarm in one for one in done.unheard] == [True], f"day {day}"
    with writing(database) as session:
        secretary = person_called(session, 1, SECRETARY.name)
        back: dict[str, object] = {"unreachable_since": None, "left_on": None}
        change_person(session, secretary, back, actor="test", now=NOW)
    done = deliver(service, sink, tmp_path, hours=24 * 365 + 1)
    assert (done.failed, done.unheard) == (0, ())
    assert "It is over by now." in said(service, SECRETARY.address)


def test_the_channel_is_a_reader_and_hears_once_a_week_that_it_is_the_only_one(
    database: Engine, sink: Post, tmp_path: Path
) -> None:
    service = alarmed(database, ADMINISTRATOR.name, SECRETARY.name)
    with a_channel() as (url, heard):
        done = [deliver(service, sink, tmp_path, channel=url, hours=day * 24) for day in range(8)]
    titles = ["Title", *["Nobody hears alarms by mail"] * 2]
    assert [message["title"] for message in heard] == titles
    assert [(one.failed, one.unheard) for one in done] == [(0, ())] * 8


def test_an_alarm_that_is_refused_goes_on_to_the_next_in_the_same_run(
    database: Engine, sink: Post, tmp_path: Path
) -> None:
    service = alarmed(database)
    sink.at_rcpt = {ADMINISTRATOR.address: GONE}
    done = deliver(service, sink, tmp_path)
    assert unreachable(database) == {ADMINISTRATOR.name: L0}
    assert told(sink) == [SECRETARY.address]
    assert (done.failed, done.unheard) == (1, ()), "of the mail that was refused"


def test_an_alarm_that_came_back_goes_on_to_the_next(
    database: Engine, sink: Post, tmp_path: Path
) -> None:
    service = alarmed(database)
    deliver(service, sink, tmp_path)
    (mail,) = [n for n in service.notices() if n.recipient_address == ADMINISTRATOR.address]
    with ImapServer() as box:
        box.arrive(postfix(mail.message_id, ADMINISTRATOR.address))
        read_returns(service.place(at(L0, 9), returns_url=box.url))
    assert deliver(service, sink, tmp_path, hours=3).unheard == ()
    assert told(sink) == [ADMINISTRATOR.address, SECRETARY.address]


def test_who_stands_in_for_an_administrator_hears_it(
    database: Engine, sink: Post, tmp_path: Path
) -> None:
    service = live_plan(database, directed=False)
    service.cover(ADMINISTRATOR.name, DEPUTY.name, L0, date(2027, 1, 4), NOW)
    alarms.raise_alarm(service.place(NOW), ORGANISATION, "key", "Title", "Body.", now=NOW)
    assert deliver(service, sink, tmp_path).unheard == ()
    assert told(sink) == [DEPUTY.address]


def test_an_alarm_outlasts_an_outage_of_days(database: Engine, sink: Post, tmp_path: Path) -> None:
    """Hold its row (row 191)."""
    service = alarmed(database)
    sink.greeting = "421 4.3.2 closing"
    for hours in (0, 26, 50):
        assert deliver(service, sink, tmp_path, hours=hours).shut
    sink.greeting = ""
    deliver(service, sink, tmp_path, hours=51)
    titles = {
        n.payload["title"] for n in service.notices(NoticeState.SENT) if n.kind == NoticeKind.ALARM
    }
    assert titles == {"Title", "Notices can't be sent"}
    assert len(sink.received) == 2


@pytest.mark.parametrize("kills", [outbox.MOST_DOUBTS + 1], ids=["row-192"])
def test_a_claim_that_died_is_no_try_and_no_doubt(database: Engine, kills: int) -> None:
    service = live_plan(database, directed=False)
    service.check(NOW)
    now = NOW
    for _ in range(kills):
        with writing(database) as session:
            assert outbox.claim(session, owner="killed", limit=10, now=now)
        now += outbox.LEASE
        with writing(database) as session:
            assert outbox.recover(session, now=now) == 0
        assert {(n.state, n.attempts, n.doubts) for n in service.notices()} == {("queued", 0, 0)}


def test_doubts_are_counted_apart_from_refusals(database: Engine) -> None:
    service = live_plan(database, directed=False)
    service.check(NOW)
    now, states = NOW, []
    with writing(database) as session:
        for notice in service.notices():
            session.get_one(type(notice), notice.id).attempts = outbox.MOST_DOUBTS
    for _ in range(outbox.MOST_DOUBTS):
        with writing(database) as session:
            (held,) = outbox.claim(session, owner="killed", limit=10, now=now)
            assert outbox.hand_over(session, held, owner="killed", now=now)
        now += outbox.LEASE
        with writing(database) as session:
            outbox.recover(session, now=now)
        states += [n.state for n in service.notices()]
    assert states == ["queued", "queued", "unknown"]


def said(service: Service, address: str) -> str:
    """Return what the alarms to an address say, the newest last."""
    mails = [n for n in service.notices() if n.recipient_address == address]
    return " | ".join(mail.payload["body"] for mail in mails)


@pytest.mark.parametrize("hours", [1, 72], ids=["row-188-same-day", "row-188-later"])
def test_one_that_was_told_is_not_told_again(
    database: Engine, sink: Post, tmp_path: Path, hours: int
) -> None:
    service = alarmed(database)
    deliver(service, sink, tmp_path)
    who, then = Who(ADMINISTRATOR.name), NOW + timedelta(hours=hours)
    set_reachable(service.place(then), who, reachable=False)
    sink.at_rcpt = {SECRETARY.address: GONE}
    done = deliver(service, sink, tmp_path, hours=hours)
    assert told(sink) == [ADMINISTRATOR.address]
    assert (done.unheard, done.failed) == ((), 0)


def test_one_that_goes_on_says_when_it_was_so(database: Engine, sink: Post, tmp_path: Path) -> None:
    """Hold its row (row 188)."""
    service = alarmed(database, ADMINISTRATOR.name, SECRETARY.name)
    deliver(service, sink, tmp_path)
    set_reachable(service.place(NOW), Who(SECRETARY.name), reachable=True)
    deliver(service, sink, tmp_path, hours=50)
    assert told(sink) == [ADMINISTRATOR.address, SECRETARY.address]
    assert said(service, SECRETARY.address) == (
        f"This was so at 07:00 on Mon 21 Dec 2026; it was sent to {ADMINISTRATOR.address}, and "
        "reached nobody.\nBody."
    )


@pytest.mark.parametrize(
    "refuses", [True, False], ids=["row-199-was-refused", "row-199-was-written-to-in-vain"]
)
def test_who_can_be_reached_again_at_the_same_address_hears_what_nobody_heard(
    database: Engine,
    sink: Post,
    tmp_path: Path,
    refuses: bool,  # noqa: FBT001 - a parameter
) -> None:
    lost = (SECRETARY.name,) if refuses else (ADMINISTRATOR.name, SECRETARY.name)
    service = alarmed(database, *lost)
    sink.at_rcpt = {ADMINISTRATOR.address: GONE} if refuses else {}
    assert deliver(service, sink, tmp_path).unheard
    sink.at_rcpt = {}
    deliver(service, sink, tmp_path, hours=1)
    before = told(sink).count(ADMINISTRATOR.address)
    place = service.place(NOW + timedelta(hours=2))
    set_reachable(place, Who(ADMINISTRATOR.name), reachable=True)
    done = deliver(service, sink, tmp_path, hours=3)
    assert told(sink).count(ADMINISTRATOR.address) == before + 1
    assert (done.failed, done.unheard) == (0, ())
    last = service.notices()[-1]
    assert last.payload["body"].startswith("This was so at 07:00 on Mon 21 Dec 2026; it was sent")
    set_reachable(place, Who(ADMINISTRATOR.name), reachable=True)
    deliver(service, sink, tmp_path, hours=4)
    assert told(sink).count(ADMINISTRATOR.address) == before + 1, "once"


def test_of_one_that_is_over_it_says_so(database: Engine, sink: Post, tmp_path: Path) -> None:
    """Hold its row (row 188): the mail server could not be used, and can again."""
    service = alarmed(database, ADMINISTRATOR.name, SECRETARY.name)
    sink.greeting = "421 4.3.2 closing"
    deliver(service, sink, tmp_path)
    sink.greeting = ""
    done = deliver(service, sink, tmp_path, hours=1)
    lane, other = sorted(one for one in done.unheard if "Title" not in one), done.unheard
    assert len(lane) == 1
    assert lane[0].endswith("It is over by now.")
    assert len(other) == 2


ALARMED_NOW = {
    ADMINISTRATOR.name: (f"Alarms are told to {SECRETARY.name} at {SECRETARY.address} now.",),
    DEPUTY.name: (),
    SECRETARY.name: (),
}


@pytest.mark.parametrize(("name", "more"), ALARMED_NOW.items(), ids=list(ALARMED_NOW))
def test_who_hears_alarms_now_is_said(database: Engine, name: str, more: tuple[str, ...]) -> None:
    service = live_plan(database, directed=False)
    _, *found = set_reachable(service.place(NOW), Who(name), reachable=False)
    assert tuple(map(str, found)) == more


def test_that_nobody_does_is_said(database: Engine) -> None:
    service = live_plan(database, directed=False)
    set_reachable(service.place(NOW), Who(ADMINISTRATOR.name), reachable=False)
    _, found = set_reachable(service.place(NOW), Who(SECRETARY.name), reachable=False)
    assert in_words(found) == (
        "Nobody who can be reached hears alarms by mail now: name another with `followthrough "
        "appoint p NAME --as administrator`."
    )
