"""A mail server that misbehaves: what arrives, what does not, and what the table says of each."""

import random
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import DeliveryAttempt, Notice, NoticeKind, NoticeState
from models.session import reading
from notifications.outbox import MOST_DOUBTS
from tests.builders.places import a_place
from tests.builders.plans import Service
from tests.databases import tell
from tests.faults import town
from tests.servers.post import Post
from tests.servers.smtp import DROP

OWNERS = 30
MORNING = town.NOW + timedelta(minutes=5)


@dataclass
class Capricious(Post):
    """Does something else with a share of the messages."""

    share: float = 0
    answer: str = DROP
    at: str = "BODY"
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at == "RCPT" and self.chance.random() < self.share:
            return self.answer
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        hit = self.at == "BODY" and self.chance.random() < self.share
        self.after_body = {envelope.rcpt_tos[0]: self.answer} if hit else {}
        return await super().handle_DATA(server, session, envelope)


def planned(engine: Engine) -> None:
    """Have owners to be told, and boards."""

    def plan() -> None:
        town.found(engine, OWNERS)
        assert Service(engine, organisation=town.ORGANISATION).check(town.NOW).queued
        town.add_boards(engine)

    tell(engine, ("planned", plan))


def deliver(engine: Engine, url: str, now: datetime) -> Counter[str]:
    ways = ways_of(Settings(mail_url=url))
    return Counter(delivery.deliver(a_place(engine, now), ways, insist=True).outcomes)


def states(engine: Engine) -> Counter[tuple[str, str]]:
    with reading(engine) as session:
        mine = select(Notice).where(Notice.kind != NoticeKind.ALARM, Notice.queued_at >= town.NOW)
        return Counter((notice.kind, notice.state) for notice in session.exec(mine))


def attempts(engine: Engine) -> Counter[str]:
    """Count the attempts by outcome, but for alarms."""
    with reading(engine) as session:
        found = select(DeliveryAttempt.outcome).join(
            Notice, col(Notice.id) == DeliveryAttempt.notice_id
        )
        return Counter(session.exec(found.where(Notice.kind != NoticeKind.ALARM)))


@pytest.mark.parametrize("share", [0.01, 0.1, 1.0])
def test_dropped_after_the_message(database: Engine, reached: list[str], share: float) -> None:
    """It was taken, and nobody was told: a digest comes again, a Board notice waits."""
    planned(database)
    with Capricious(share=share) as sink:
        for tries in range(8):
            deliver(database, sink.url, MORNING + tries * timedelta(minutes=16))
        sink.share = 0
        deliver(database, sink.url, MORNING + timedelta(hours=4))
        found = town.counted(database, sink)
    assert (found.lost, found.boards_doubled) == (0, 0)
    assert {state for _, state in states(database)} <= {"sent", "unknown"}
    assert found.doubled <= (MOST_DOUBTS - 1) * found.notices
    if share == 1:
        assert found.held == found.notices, "after three tries a person decides"
    kind = database.dialect.name
    reached.append(
        f"dropped before 250, {share:.0%}, {kind}: {found.notices} notices, {found.lost} lost, "
        f"{found.doubled} doubled (same bytes), {found.boards_doubled} Board notices doubled, "
        f"{found.held} held for a person"
    )


@pytest.mark.parametrize(
    ("at", "answer", "becomes"),
    [
        ("RCPT", "450 4.2.1 mailbox busy", NoticeState.SENT),
        ("RCPT", "550 5.1.1 no such user", NoticeState.DEAD),
        ("BODY", "451 4.3.0 try later", NoticeState.SENT),
        ("BODY", "554 5.7.1 not wanted", NoticeState.DEAD),
    ],
)
def test_a_part_is_refused(
    database: Engine, reached: list[str], at: str, answer: str, becomes: NoticeState
) -> None:
    """Some recipients are refused: the others have theirs, once; for now becomes in the end."""
    planned(database)
    with Capricious(share=0.3, answer=answer, at=at) as sink:
        deliver(database, sink.url, MORNING)
        refused = attempts(database)["transient"] + attempts(database)["permanent"]
        sink.share = 0
        deliver(database, sink.url, MORNING + timedelta(hours=2))
        taken = Counter(mail.recipients[0] for mail in sink.but_alarms() if at == "RCPT")
    assert max(taken.values(), default=1) == 1
    assert refused > 0
    ended = Counter(state for _, state in states(database).elements())
    assert (
        ended
        == {
            NoticeState.SENT: {"sent": sum(ended.values())},
            NoticeState.DEAD: {"sent": sum(ended.values()) - refused, "dead": refused},
        }[becomes]
    )
    reached.append(
        f"{answer} at {at}, {database.dialect.name}: {refused} refused of {sum(ended.values())}, "
        f"then {dict(ended)}"
    )


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"mailto://127.0.0.1:{server.getsockname()[1]}/?from=f@invented.example&rto=1"


@contextmanager
def without_tls() -> Iterator[str]:
    with Post() as sink:
        yield sink.url.replace("mailto:", "mailtos:")


@contextmanager
def with_another_password() -> Iterator[str]:
    with Post(login=("us", "right")) as sink:
        yield sink.url.replace("//127", "//us:wrong@127")


@contextmanager
def gone() -> Iterator[str]:
    with Post() as sink:
        url = sink.url
    yield url


@pytest.mark.parametrize("server", [silent, without_tls, with_another_password, gone])
def test_a_server_that_can_not_be_used(
    database: Engine, reached: list[str], server: Callable[[], AbstractContextManager[str]]
) -> None:
    """Nothing is burned and nobody is blamed; when it can be used again, each has one mail."""
    planned(database)
    with server() as url:
        tried = deliver(database, url, MORNING)
    waiting = states(database)
    assert {state for _, state in waiting} == {"queued"}
    with Post() as sink:
        deliver(database, sink.url, MORNING + timedelta(hours=3))
        found = town.counted(database, sink)
    assert (found.lost, found.doubled, found.held) == (0, 0, 0)
    with reading(database) as session:
        attempts = session.exec(select(Notice.attempts).where(Notice.state == "sent")).all()
        alarms = session.exec(select(Notice).where(Notice.kind == NoticeKind.ALARM)).all()
    assert set(attempts) == {1}
    assert len([alarm for alarm in alarms if alarm.recipient_address]) == 1
    reached.append(
        f"{server.__name__.replace('_', ' ')}, {database.dialect.name}: {dict(tried)}, 1 alarm; "
        f"then {found.notices} notices, 0 lost, 0 doubled"
    )
