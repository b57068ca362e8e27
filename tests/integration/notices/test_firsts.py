"""The first mail of a kind says what it is and what is expected, once: by what was ever sent."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from followthrough.notices import delivery
from followthrough.notices.firsts import introduced
from followthrough.notices.settling import release
from followthrough.notices.ways import ways_of
from followthrough.people import changes as people
from followthrough.people.changes import Who
from followthrough.settings import Settings
from models.notice import NoticeKind
from rules.ladder.policy import Audience
from rules.notices.first import EXPECTED, IN_CHAT
from tests.builders.cast import L0, L2, live_plan, slipping
from tests.builders.mails import copy, draft
from tests.builders.plans import ADMINISTRATOR, BOARD, OWNER, Service, at
from tests.integration.notices.test_background import text_to
from tests.servers.chat import a_channel
from tests.servers.post import Post

FIRST = (
    "This is your first mail of this kind from Followthrough, which follows up action plans for "
    "Invented Council until each action is recorded complete: please "
)
AGAIN = date(2026, 12, 30)
"""When L0 of 21 December is told once more."""


def delivered(service: Service, day: date, sink: Post, hour: int = 8, **channels: str) -> None:
    ways = ways_of(Settings(mail_url=sink.url, mail_connections=1, channels=channels))
    delivery.deliver(service.place(at(day, hour)), ways, insist=True)


def test_it_is_said_once_in_mail_and_in_chat(database: Engine) -> None:
    """Hold row-249."""
    service = live_plan(database, directed=False)
    place = service.place(at(L0, 6), channels={"teams": "json://127.0.0.1:1/"})
    people.set_channel(place, Who(OWNER.name), "teams")
    for day, is_first in ((L0, True), (AGAIN, False)):
        service.check_by(at(day))
        with Post() as sink, a_channel() as (url, told):
            delivered(service, day, sink, teams=url)
            assert (FIRST in text_to(sink, OWNER.address)) == is_first
        assert [IN_CHAT in f"{said}" for said in told] == [is_first]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("451 4.3.0 try again later", id="row-249-refused-for-now"),
        pytest.param("554 5.7.1 looks like spam", id="row-249-refused"),
    ],
)
def test_what_did_not_arrive_was_no_first_mail(database: Engine, answer: str) -> None:
    service = live_plan(database, directed=False)
    service.check(at(L0))
    with Post(at_rcpt={OWNER.address: answer}) as sink:
        delivered(service, L0, sink)
        assert not sink.to(OWNER.address)
        sink.at_rcpt.clear()
        (notice,) = [one for one in service.notices() if one.kind == NoticeKind.DIGEST]
        if notice.state == "dead":
            release(
                service.place(at(L0, 9)), notice.id or 0, delivered=False, by=ADMINISTRATOR.name
            )
        delivered(service, L0, sink, 17)
        assert FIRST in text_to(sink, OWNER.address)


def test_a_board_is_told_what_is_expected_of_it(database: Engine) -> None:
    """Hold row-249."""
    service = slipping(database, L2 - timedelta(days=1))
    service.check(at(L2))
    with Post() as sink:
        delivered(service, L2, sink)
        assert f"{FIRST}reply what the Board decides" in text_to(sink, BOARD.address)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [(draft(), "please check this draft"), (copy(), "please read this pack")],
    ids=["row-249-draft", "row-249-copy"],
)
def test_a_pack_says_what_is_to_be_done_with_it(payload: dict[str, object], expected: str) -> None:
    assert expected in introduced(NoticeKind.PACK, payload)["first"]


def test_something_is_expected_of_each_reader() -> None:
    assert set(Audience) <= set(EXPECTED)
