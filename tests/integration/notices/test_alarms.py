"""A notice that needs a person is told to the administrators' channel, once, through Apprise."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import NoticeKind, NoticeState
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plans import ADMINISTRATOR, OWNER, Service, an_action, at
from tests.servers.chat import a_channel
from tests.servers.post import Post, read

TODAY = date(2019, 1, 2)
REFUSING = {OWNER.address: "550 5.1.1 no such user"}


def test_a_refused_notice_alarms_the_administrators_once(database: Engine, tmp_path: Path) -> None:
    service = Service(database)
    service.go_live(date(2018, 12, 31), an_action("A1", date(2018, 12, 31)))
    service.check(at(TODAY))
    with Post(at_rcpt=REFUSING) as sink, a_channel() as (url, told):
        ways = ways_of(Settings(mail_url=sink.url, alarm_url=url))
        ticks = iter(at(TODAY, 8, minute) for minute in range(60))
        for _ in range(2):
            delivery.deliver(a_place(database, lambda: next(ticks), tmp_path), ways)
    assert [message["title"] for message in told] == ["A notice needs a person"]
    assert "owen@invented.example is dead: 550 5.1.1 no such user" in told[0]["message"]
    found = [(n.kind, n.recipient_address, n.state) for n in service.notices()]
    assert found == [
        (NoticeKind.DIGEST, OWNER.address, NoticeState.DEAD),
        (NoticeKind.ALARM, "", NoticeState.SENT),
        (NoticeKind.ALARM, ADMINISTRATOR.address, NoticeState.SENT),
    ]
    assert [mail.recipients for mail in sink.received] == [[ADMINISTRATOR.address]]


def test_without_a_channel_the_administrator_is_told_by_mail(
    database: Engine, tmp_path: Path
) -> None:
    service = Service(database)
    service.go_live(date(2018, 12, 31), an_action("A1", date(2018, 12, 31)))
    service.check(at(TODAY))
    with Post(at_rcpt=REFUSING) as sink:
        ways = ways_of(Settings(mail_url=sink.url))
        done = delivery.deliver(a_place(database, at(TODAY, 8), tmp_path), ways)
    assert (done.sent, done.failed) == (1, 1)
    (sentence,) = done.needs_a_person
    (mail,) = sink.received
    said = read(mail)
    assert said["Subject"] == "Followthrough: A notice needs a person"
    text = said.get_body(("plain",))
    assert text is not None
    assert str(sentence) in " ".join(text.get_content().split())
    assert [n.kind for n in service.notices()] == [NoticeKind.DIGEST, *[NoticeKind.ALARM] * 2]


def test_a_mail_address_is_no_alarm_channel() -> None:
    mail = Settings(alarm_url="mailto://127.0.0.1:25/?from=f@invented.example")
    with pytest.raises(BadInput, match="FOLLOWTHROUGH_ALARM_URL"):
        ways_of(mail)
