"""A chat channel that a person chose says, beside the mail, that there is mail."""

from datetime import date

import pytest
from sqlalchemy import Engine

from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.people import changes as people
from followthrough.people.changes import Who
from followthrough.settings import Settings
from models.notice import NoticeKind, NoticeState
from rules.problems import BadInput
from tests.builders.cast import L0, live_plan
from tests.builders.plans import OWNER, Service, at
from tests.servers.chat import a_channel
from tests.servers.post import Post


def choosing(database: Engine, channel: str) -> Service:
    service = live_plan(database, directed=False)
    known = {"teams": "json://127.0.0.1:1/", "slack": "json://127.0.0.1:2/"}
    place = service.place(at(date(2026, 12, 14)), channels=known)
    people.set_channel(place, Who(OWNER.name), channel)
    return service


def deliver(service: Service, sink: Post, **channels: str) -> delivery.Delivered:
    ways = ways_of(Settings(mail_url=sink.url, channels=channels))
    return delivery.deliver(service.place(at(L0, 8)), ways)


def test_a_headline_goes_beside_the_mail(database: Engine) -> None:
    service = choosing(database, "teams")
    service.check(at(L0))
    with Post() as sink, a_channel() as (url, told):
        assert deliver(service, sink, teams=url).sent == 2
    assert [mail.recipients for mail in sink.received] == [[OWNER.address]]
    (said,) = told
    assert said["title"] == "Owen Er: 1 action needs you: 1 working day late"
    assert "A1" not in f"{said}", "a channel has other readers"
    kinds = [(notice.kind, notice.lane) for notice in service.notices()]
    assert kinds == [(NoticeKind.DIGEST, "mail"), (NoticeKind.HEADLINE, "chat:teams")]


def test_a_channel_that_is_down_delays_no_mail(database: Engine) -> None:
    service = choosing(database, "teams")
    service.check(at(L0))
    with Post() as sink:
        done = deliver(service, sink, teams="json://127.0.0.1:1/")
    assert (done.sent, done.outcomes["transient"]) == (1, 1)


def test_a_channel_that_the_settings_know_no_more_is_left_out(database: Engine) -> None:
    service = choosing(database, "teams")
    service.check(at(L0))
    with Post() as sink:
        assert deliver(service, sink).outcomes == {"accepted": 1, "withdrawn": 1}
    states = {notice.kind: notice.state for notice in service.notices()}
    assert states == {NoticeKind.DIGEST: NoticeState.SENT, NoticeKind.HEADLINE: "cancelled"}


def test_nobody_chooses_a_channel_that_there_is_not(database: Engine) -> None:
    with pytest.raises(BadInput, match="FOLLOWTHROUGH_CHANNELS knows no channel 'irc'"):
        choosing(database, "irc")


def test_choosing_none_stops_it(database: Engine) -> None:
    service = choosing(database, "")
    service.check(at(L0))
    assert [notice.kind for notice in service.notices()] == [NoticeKind.DIGEST]
