"""A way out that can't be used: paused with one alarm, tried again by one message, nothing lost."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.notices import delivery
from followthrough.notices.lane_run import LaneRun
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import Notice, NoticeKind, NoticeState
from models.session import reading, writing
from notifications import lanes
from tests.builders.cast import COLLEAGUE, DEPUTY, DUE, VALIDATOR, live_plan
from tests.builders.places import a_place
from tests.builders.plans import DIRECTOR, OWNER, Service, an_action, at
from tests.servers.post import Post, read
from tests.servers.smtp import Sink

L0, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 12, day) for day in (21, 22, 23, 24))
MINUTE = timedelta(minutes=1)


def deliver(
    service: Service, sink: Sink, now: datetime, folder: Path, *, insist: bool = False
) -> delivery.Delivered:
    ways = ways_of(Settings(mail_url=sink.url))
    return delivery.deliver(service.place(now, folder), ways, insist=insist)


def alarms(service: Service) -> list[str]:
    """Return the bodies of the alarms that go to the administrator."""
    return [
        notice.payload["body"]
        for notice in service.notices()
        if notice.kind == NoticeKind.ALARM and notice.recipient_address
    ]


@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "554 5.3.2 not here"])
def test_a_closed_server_pauses_the_lane_with_one_alarm(
    database: Engine, tmp_path: Path, reply: str
) -> None:
    service = live_plan(database, directed=False)
    service.check(at(L0))
    with Post(greeting=reply) as sink:
        done = deliver(service, sink, at(L0), tmp_path)
        (said,) = done.shut
        assert said.startswith("Setting FOLLOWTHROUGH_MAIL_URL: nothing can be sent by it since 07")
        tries = sink.connections
        for minutes in range(1, 120, 3):
            deliver(service, sink, at(L0) + minutes * MINUTE, tmp_path)
        assert sink.connections - tries < 15, "tried more and more rarely"
        sink.greeting = ""
        assert deliver(service, sink, at(L0, 10), tmp_path).sent == 2
    assert len(alarms(service)) == 1
    digest = service.notices()[0]
    assert (digest.state, digest.attempts) == (NoticeState.SENT, 1), "no attempt is burned"


@pytest.mark.parametrize("day", [THURSDAY], ids=["row-119"])
def test_a_relay_that_was_down_for_days_brings_the_newest_digest(
    database: Engine, tmp_path: Path, day: date
) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", date(2026, 12, 31)))
    with Post(answers={"MAIL": "550 5.7.1 not you"}) as sink:
        for down in (L0, TUESDAY, WEDNESDAY):
            service.check(at(down))
            for hour in (7, 9, 13, 19):
                deliver(service, sink, at(down, hour, 30), tmp_path)
        assert sink.received == []
        sink.answers.clear()
        service.check(at(day))
        deliver(service, sink, at(day, 8), tmp_path)
        mails = {mail.recipients[0]: read(mail) for mail in sink.but_alarms()}
    assert list(mails) == [OWNER.address]
    text = mails[OWNER.address].get_body(("plain",))
    assert text is not None
    assert "This should have reached you on Mon 21 Dec 2026." in text.get_content()
    digests = [n for n in service.notices() if n.kind == NoticeKind.DIGEST]
    assert [n.state for n in digests] == [*["cancelled"] * 3, "sent"]
    assert len(alarms(service)) == 1
    assert not [n for n in service.notices() if n.state == NoticeState.DEAD]
    assert service.climbs("A1") == {"L0": day}, "it counts from this sending"
    service.days(date(2026, 12, 29), date(2027, 1, 5))
    assert service.climbs("A1")["L1"] == date(2026, 12, 29)
    assert service.rungs("A1")["L0#1"] == date(2027, 1, 4), (
        "within five working days after it was told"
    )


def test_a_person_may_insist(database: Engine, tmp_path: Path) -> None:
    service = live_plan(database, directed=False)
    service.check(at(L0))
    with Post(answers={"MAIL": "451 4.7.1 greylisted"}) as sink:
        deliver(service, sink, at(L0), tmp_path)
        sink.answers.clear()
        assert deliver(service, sink, at(L0), tmp_path).sent == 0
        done = deliver(service, sink, at(L0), tmp_path, insist=True)
        assert (done.sent, done.shut) == (2, ())


def test_one_message_tries_a_lane_that_was_shut(database: Engine, tmp_path: Path) -> None:
    actions = [an_action(f"A{n}", DUE, who.name) for n, who in enumerate((OWNER, COLLEAGUE), 1)]
    service = live_plan(database, *actions, an_action("A3", DUE, DIRECTOR.name))
    service.check(at(L0))
    with Post(answers={"MAIL": "451 4.7.1 greylisted"}) as sink:
        deliver(service, sink, at(L0), tmp_path)
        before = sink.connections
        deliver(service, sink, at(L0) + 2 * MINUTE, tmp_path)
        assert sink.connections == before + 1


def test_another_lane_goes_on(database: Engine, tmp_path: Path) -> None:
    service = live_plan(database, directed=False)
    service.check(at(L0))
    with writing(database) as session:
        lanes.pause(session, "alarms", "down", now=at(L0))
    with Post() as sink:
        done = deliver(service, sink, at(L0), tmp_path)
    assert done.sent == 1
    assert [line.split(":")[0] for line in done.shut] == ["Setting FOLLOWTHROUGH_ALARM_URL"]


def test_messages_leave_no_faster_than_they_may(database: Engine, tmp_path: Path) -> None:
    people = [OWNER.name, COLLEAGUE.name, DIRECTOR.name, VALIDATOR.name]
    service = live_plan(database, *(an_action(f"A{n}", DUE, p) for n, p in enumerate(people)))
    service.check(at(L0))
    now = [at(L0)]

    def sleep(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    with Post() as sink:
        way = ways_of(Settings(mail_per_minute=30, mail_url=sink.url))["mail"]
        run = LaneRun(a_place(database, lambda: now[0], tmp_path), "mail", way, pause=sleep)
        run.run(100)
        assert run.outcomes == {"accepted": 4}
    assert now[0] - at(L0) == timedelta(seconds=6), "four messages, two seconds apart"
    with writing(database) as session:
        assert lanes.slot(session, "mail", way.gap, now=at(L0, 8)) == at(L0, 8)


def test_several_connections_send_at_once(database: Engine, tmp_path: Path) -> None:
    people = [OWNER.name, COLLEAGUE.name, DIRECTOR.name, VALIDATOR.name, DEPUTY.name]
    service = live_plan(database, *(an_action(f"A{n}", DUE, p) for n, p in enumerate(people)))
    service.check(at(L0))
    with Post(pause=2) as sink:
        assert deliver(service, sink, at(L0), tmp_path).sent == len(people)
        assert sink.connections == 4, "each waits for its answer beside the others"
    assert len(sink.letters()) == len(people)


def test_where_no_setting_names_a_way_none_is_blamed(
    database: Engine, tmp_path: Path, free_tcp_port: int
) -> None:
    service = live_plan(database, directed=False)
    service.check(at(L0))
    done = delivery.deliver(service.place(at(L0), tmp_path, mailbox_port=free_tcp_port))
    assert len(done.shut) == 1
    assert done.shut[0].startswith(
        f"No mail server is set, and the local mailbox of `make run`, on port {free_tcp_port}, takes "
        "nothing since 07:00 on Mon 21 Dec 2026: "
    )
    assert "It takes mail while `make run` is running; to send elsewhere, set " in done.shut[0]
    (body,) = alarms(service)
    assert body.startswith("Nothing could be sent to the local mailbox of `make run`, on port ")
    with reading(database) as session:
        replies = session.exec(select(Notice.reply).where(Notice.lane == "alarms")).all()
    assert replies == ["setting FOLLOWTHROUGH_ALARM_URL is empty: no channel is told"]
