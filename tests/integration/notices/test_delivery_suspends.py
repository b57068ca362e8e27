"""Delivery suspends an address that a mail server refuses, and asks the journal about doubt."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import NoticeState
from notifications.outbox import GRACE
from tests.builders.cast import L0, slipping, unreachable
from tests.builders.places import a_place
from tests.builders.plans import OWNER, Service, at
from tests.servers.imap import ImapServer
from tests.servers.post import Post
from tests.servers.smtp import DROP


@pytest.fixture
def sink() -> Iterator[Post]:
    with Post() as post:
        yield post


def due_on(database: Engine, day: date) -> Service:
    service = slipping(database, day - timedelta(days=1), directed=False)
    service.check(at(day))
    return service


@pytest.mark.parametrize("day", [L0], ids=["row-062-at-rcpt"])
def test_an_address_refused_at_rcpt_is_suspended(
    database: Engine, sink: Post, tmp_path: Path, day: date
) -> None:
    due_on(database, day)
    sink.at_rcpt = {OWNER.address: "550 5.1.1 no such user"}
    ways = ways_of(Settings(mail_url=sink.url))
    assert delivery.deliver(a_place(database, at(day, 8), tmp_path), ways).failed == 1
    assert unreachable(database) == {OWNER.name: day}


@pytest.mark.parametrize("day", [L0], ids=["row-063-at-rcpt"])
def test_an_address_refused_for_now_three_days_running_is_suspended(
    database: Engine, sink: Post, tmp_path: Path, day: date
) -> None:
    service = due_on(database, day)
    sink.at_rcpt = {OWNER.address: "450 4.2.1 mailbox busy"}
    ways = ways_of(Settings(mail_url=sink.url))
    for later in (day, date(2026, 12, 22), date(2026, 12, 23)):
        assert unreachable(database) == {}
        service.check(at(later))
        delivery.deliver(a_place(database, at(later, 8), tmp_path), ways)
        delivery.deliver(a_place(database, at(later, 19), tmp_path), ways)
    assert unreachable(database) == {OWNER.name: date(2026, 12, 23)}


@pytest.mark.parametrize("arrived", [True, False])
def test_a_digest_in_doubt_is_sent_again_unless_the_journal_has_it(
    database: Engine,
    sink: Post,
    tmp_path: Path,
    arrived: bool,  # noqa: FBT001 - a parameter
) -> None:
    service = due_on(database, L0)
    with ImapServer() as box:
        ways = ways_of(Settings(mail_url=sink.url, returns_url=f"{box.url}?journal=INBOX"))
        sink.after_body = {OWNER.address: DROP}
        delivery.deliver(a_place(database, at(L0, 8), tmp_path), ways)
        sink.after_body = {}
        (lost,) = sink.received
        if arrived:
            box.arrive(lost.raw)
        delivery.deliver(a_place(database, at(L0, 8) + GRACE, tmp_path), ways)
    assert len(sink.received) == (1 if arrived else 2)
    (notice,) = [n for n in service.notices() if n.queued_at == at(L0)]
    assert notice.state == NoticeState.SENT
