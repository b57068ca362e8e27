"""A notice that needs a person is told to the administrators' channel, once, through Apprise."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine

from followthrough import alarms, delivery
from followthrough.settings import Settings
from models.notice import NoticeKind, NoticeState
from notifications.channels import MailRelay, read_channel
from rules.problems import BadInput
from tests.integration.plans import Service, an_action, at
from tests.smtp_sink import Sink

TODAY = date(2019, 1, 2)


@contextmanager
def a_channel() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A channel that Apprise posts to as JSON: its URL, and what it was told."""
    told: list[dict[str, Any]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/", told
    server.shutdown()
    server.server_close()


def test_a_refused_notice_alarms_the_administrators_once(database: Engine, tmp_path: Path) -> None:
    service = Service(database)
    service.go_live(date(2018, 12, 31), an_action("A1", date(2018, 12, 31)))
    service.check(at(TODAY))
    refusing = {"RCPT": "550 5.1.1 no such user"}
    with Sink(answers=refusing) as sink, a_channel() as (url, told):
        relay = read_channel(f"mailto://127.0.0.1:{sink.port}/?from=f@invented.example", "MAIL_URL")
        assert isinstance(relay, MailRelay)
        alarm = alarms.alarm_of(Settings(alarm_url=url))
        ticks = iter(at(TODAY, 8, minute) for minute in range(60))
        for _ in range(2):
            delivery.deliver(database, relay, lambda: next(ticks), tmp_path, alarm=alarm)
    assert [message["title"] for message in told] == ["A notice needs a person"]
    assert "owen@invented.example is dead: 550 5.1.1 no such user" in told[0]["message"]
    states = [(notice.kind, notice.state) for notice in service.notices()]
    assert states == [
        (NoticeKind.DIGEST, NoticeState.DEAD),
        (NoticeKind.ALARM, NoticeState.SENT),
    ]


def test_without_a_channel_nothing_is_queued_but_it_is_named(
    database: Engine, tmp_path: Path
) -> None:
    service = Service(database)
    service.go_live(date(2018, 12, 31), an_action("A1", date(2018, 12, 31)))
    service.check(at(TODAY))
    with Sink(answers={"RCPT": "550 5.1.1 no such user"}) as sink:
        relay = read_channel(f"mailto://127.0.0.1:{sink.port}/?from=f@invented.example", "MAIL_URL")
        assert isinstance(relay, MailRelay)
        done = delivery.deliver(database, relay, lambda: at(TODAY, 8), tmp_path)
    assert (done.sent, done.failed) == (0, 1)
    assert len(done.needs_a_person) == 1
    assert [notice.kind for notice in service.notices()] == [NoticeKind.DIGEST]


def test_a_mail_address_is_no_alarm_channel() -> None:
    mail = Settings(alarm_url="mailto://127.0.0.1:25/?from=f@invented.example")
    with pytest.raises(BadInput, match="FOLLOWTHROUGH_ALARM_URL"):
        alarms.alarm_of(mail)
