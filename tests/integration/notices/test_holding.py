"""A database older than what was sent: nothing leaves, one alarm, and a person says when it goes on."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import col, select

import migrations
from followthrough.notices import holding
from followthrough.notices.delivery import Delivered, deliver
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from followthrough.workplace import Workplace
from models.notice import Notice, NoticeKind, NoticeState, Outbox
from models.session import connect, reading, writing
from notifications import held, post_book
from notifications.post_book import Leaving, PostBook
from rules.problems import BadInput
from tests.builders.cast import L0, slipping
from tests.builders.plans import OWNER, Service, at
from tests.databases import post_book_of
from tests.integration.cli.command_line import Command
from tests.servers.post import Post, read

NINE = at(L0, 9)


@pytest.fixture
def sink() -> Iterator[Post]:
    with Post() as post:
        yield post


@dataclass
class Restored:
    """A service whose back-up knows nothing of what its owners were told this morning."""

    service: Service
    sink: Post

    def place(self, now: datetime) -> Workplace:
        return self.service.place(now, mail_url=self.sink.url)

    def deliver(self, now: datetime = NINE) -> Delivered:
        ways = ways_of(Settings(mail_url=self.sink.url))
        return deliver(self.place(now), ways)

    def forget(self) -> None:
        """Put the database where it was before its first delivery, as a back-up would."""
        with writing(self.service.engine) as session:
            for notice in session.exec(select(Notice).where(col(Notice.queued_at) >= at(L0))):
                notice.state, notice.attempts = NoticeState.QUEUED, 0
                notice.sent_at = notice.content = notice.reply = None
                session.add(notice)
            session.execute(sa.text("UPDATE outbox SET turns = 0"))

    def to(self) -> list[str]:
        return [str(read(mail)["To"]) for mail in self.sink.received]


@pytest.fixture
def restored(database: Engine, sink: Post) -> Restored:
    service = slipping(database, L0 - timedelta(days=1))
    service.check(at(L0))
    found = Restored(service, sink)
    assert found.deliver(at(L0, 8)).sent > 0
    assert not found.deliver(at(L0, 8)).held
    found.forget()
    sink.received.clear()
    return found


def state(engine: Engine) -> Outbox:
    with reading(engine) as session:
        return held.outbox(session)


def test_of_a_restored_back_up_nothing_leaves_but_one_alarm(restored: Restored) -> None:
    """Hold its row (row 160)."""
    first = restored.deliver()
    assert first.held
    assert first.failed
    assert "older than what was sent" in str(first.needs_a_person[0])
    assert OWNER.address not in str(restored.to())
    assert [str(read(mail)["Subject"]) for mail in restored.sink.received] == [
        "Followthrough: Nothing is sent"
    ]
    restored.sink.received.clear()
    assert restored.deliver(at(L0, 10)).held
    assert restored.sink.received == [], "it is told once"


def test_what_may_have_been_told_is_listed_and_is_not_told_again(restored: Restored) -> None:
    restored.deliver()
    found = holding.what_is_held(restored.place(at(L0, 10)))
    told = [one for one in found.told if one.to == OWNER.address]
    assert [(one.kind, one.accepted, one.state) for one in told] == [("digest", True, "sent")]
    with pytest.raises(BadInput, match="Nobody is named who decides"):
        holding.resume(restored.place(at(L0, 10)), " ")
    holding.resume(restored.place(at(L0, 10)), "Ada Min")
    restored.sink.received.clear()
    assert not restored.deliver(at(L0, 11)).held
    assert OWNER.address not in str(restored.to())
    digest = restored.service.digest(OWNER.address, L0)
    assert digest is not None
    assert (digest.state, digest.sent_at) == (NoticeState.SENT, at(L0, 8))
    ((_, why),) = restored.service.audited("held outbox")
    ((_, word),) = restored.service.audited("resumed outbox")
    assert word == why | {"by": "Ada Min"}


def test_what_is_planned_anew_under_the_same_key_is_not_told_again(restored: Restored) -> None:
    """The check of the day was in no back-up; it is run again after a person let all go on."""
    with writing(restored.service.engine) as session:
        session.execute(sa.text("DELETE FROM delivery_attempt"))
        session.execute(sa.text("UPDATE escalation_step SET notice_id = NULL"))
        session.execute(sa.text("DELETE FROM notice"))
    restored.deliver()
    holding.resume(restored.place(at(L0, 9)), "Ada Min")
    restored.sink.received.clear()
    with writing(restored.service.engine) as session:
        again = _digest_of_the_day(restored)
        session.add(again)
    restored.deliver(at(L0, 10))
    assert restored.sink.received == []
    assert [n.state for n in restored.service.notices() if n.kind == "digest"] == ["sent"]


def _digest_of_the_day(restored: Restored) -> Notice:
    book = holding.post_book(restored.place(at(L0)))
    leaving = next(one for turn in book.since(0) for one in turn.leaving if one.kind == "digest")
    return Notice(
        organisation_id=1,
        dedup_key=leaving.key,
        kind=leaving.kind,
        recipient_name="Owen Er",
        recipient_address=leaving.to,
        payload={},
        message_id="<x@invented.example>",
        queued_at=at(L0),
        next_attempt_at=at(L0),
        state=NoticeState.QUEUED,
    )


@pytest.mark.parametrize("damage", ["gone", "noise"])
def test_without_a_post_book_it_waits_for_a_person_but_not_for_ever(
    restored: Restored, database: Engine, damage: str
) -> None:
    """Hold its row (row 161)."""
    with writing(database) as session:
        session.execute(sa.text("UPDATE outbox SET turns = 7"))
    book = post_book_of(database.url)
    book.unlink() if damage == "gone" else book.write_bytes(b"\xff\0[1,2]\n{}\n[[]]\n" * 9)
    done = restored.deliver()
    assert done.held
    assert "there is no post book in" in str(done.needs_a_person[0])
    assert OWNER.address not in str(restored.to())
    assert restored.deliver(at(L0, 10)).held
    assert not restored.deliver(at(L0, 10) + timedelta(days=1)).held
    assert restored.service.audited("resumed outbox")


def test_a_first_turn_that_another_is_about_to_write_down_holds_nothing(
    database: Engine,
) -> None:
    place = slipping(database, L0).place(at(L0, 9))
    assert not holding.look(place)
    with writing(database) as session:
        assert held.take_turn(session) == 1
    assert not holding.look(place)


def test_a_post_book_that_is_older_than_the_database_holds_nothing(
    restored: Restored, database: Engine
) -> None:
    """Hold its row (row 162)."""
    with writing(database) as session:
        session.execute(sa.text("UPDATE outbox SET turns = 99"))
    done = restored.deliver()
    assert not done.held
    assert OWNER.address in str(restored.to())
    bodies = [str(n.payload) for n in restored.service.notices() if n.kind == NoticeKind.ALARM]
    assert any("lacks" in body for body in bodies)


def test_what_a_post_book_lacks_is_told_from_twenty_turns_on_and_once_a_month(
    restored: Restored, database: Engine
) -> None:
    """Hold its row (row 162)."""
    last = holding.post_book(restored.place(NINE)).last()
    assert last is not None

    def alarms(lag: int, on: date) -> int:
        with writing(database) as session:
            session.execute(sa.update(Outbox).values(turns=last + lag))
        assert not holding.look(restored.place(at(on, 9)))
        return sum("lacks" in str(notice.payload) for notice in restored.service.notices())

    late = L0.replace(day=31)
    assert alarms(19, L0) == 0
    once = alarms(20, L0)
    assert once > 0, "one for each reader"
    assert alarms(21, late) == once
    assert alarms(21, late + timedelta(days=1)) == 2 * once


def test_what_was_claimed_and_not_surely_taken_waits_if_it_is_for_a_board(
    restored: Restored, database: Engine
) -> None:
    place = restored.place(at(L0, 9))
    with writing(database) as session:
        notice = session.exec(select(Notice).where(Notice.state == NoticeState.QUEUED)).first()
        assert notice is not None
        notice.kind, notice.dedup_key = NoticeKind.BOARD_NOTICE, "board:x"
        session.add(notice)
    leaving = [Leaving("board:x", "board_notice", "board@invented.example")]
    holding.post_book(place).note(50, at(L0, 8), leaving, [])
    restored.deliver()
    with reading(database) as session:
        board = session.exec(select(Notice).where(Notice.dedup_key == "board:x")).all()
    assert [(n.state, n.reply) for n in board] == [
        ("unknown", "perhaps sent before the back-up was put back, says the post book")
    ]


def test_a_person_holds_the_outbox_and_lets_it_go_on(
    database: Engine, command: Command, sink: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    slipping(database, L0)
    monkeypatch.setenv("FOLLOWTHROUGH_MAIL_URL", sink.url)
    assert command("outbox", "resume", now=at(L0, 9)) == (2, "", "The outbox is not held.\n")
    assert command("outbox", "hold", now=at(L0, 9)) == (
        2,
        "",
        "Say who decides, with --by NAME.\n",
    )
    assert command("outbox", "hold", "--by", "Ada Min", now=at(L0, 9))[0] == 0
    code, said, _ = command("deliver", now=at(L0, 9))
    assert code == 1
    assert "Ada Min holds it" in said
    assert "`followthrough outbox resume`" in said
    code, said, wrong = command("outbox", "resume", now=at(L0, 9))
    assert (code, wrong) == (2, "Say who decides, with --by NAME.\n")
    assert "Ada Min holds it" in said
    code, said, _ = command("outbox", "resume", "--by", "Ada Min", now=at(L0, 9))
    assert code == 0
    assert "Goes on, by the word of Ada Min" in said
    assert command("deliver", now=at(L0, 10))[0] == 0


def test_a_real_back_up_of_the_file_is_found(tmp_path: Path, sink: Post) -> None:
    """As docs/operations.md says it is made, and put back."""
    url = f"sqlite:///{tmp_path / 'live.db'}"
    engine = connect(url)
    migrations.upgrade(engine)
    service = slipping(engine, L0 - timedelta(days=1))
    service.check(at(L0))
    with (
        closing(sqlite3.connect(tmp_path / "live.db")) as live,
        closing(sqlite3.connect(tmp_path / "copy.db")) as copy,
    ):
        live.backup(copy)
    found = Restored(service, sink)
    assert found.deliver(at(L0, 8)).sent
    engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"live.db{suffix}").unlink(missing_ok=True)
    (tmp_path / "copy.db").rename(tmp_path / "live.db")
    sink.received.clear()
    assert found.deliver(at(L0, 9)).held
    assert OWNER.address not in str(found.to())


def test_a_book_is_for_its_owner_alone_and_survives_a_torn_line(tmp_path: Path) -> None:
    book = PostBook(tmp_path / "new" / "book", "me")
    assert book.last() is None
    book.note(1, at(L0), [Leaving("k", "digest", "a@x.example")], [])
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600
    with book.path.open("ab") as file:
        file.write(b'["me",2,"20')  # a kill in the midst of it: nothing of it left
    assert book.last() == 1
    book.note(2, at(L0), [], ["k"])
    PostBook(book.path, "another").note(9, at(L0), [], [])
    assert [turn.number for turn in book.since(0)] == [1, 2]
    assert book.since(1)[0].accepted == ("k",)


def test_a_book_keeps_its_newer_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_book, "LARGEST", 2_000)
    book = PostBook(tmp_path / "book", "me")
    for number in range(100):
        book.note(number, at(L0), [Leaving(f"k{number}", "digest", "a@x.example")], [])
    assert book.path.stat().st_size < 2_200
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600
    kept = [turn.number for turn in book.since(0)]
    assert kept == list(range(kept[0], 100))
    assert book.last() == 99


def test_a_book_that_cannot_be_written_lets_nothing_leave(
    restored: Restored, database: Engine
) -> None:
    book = post_book_of(database.url)
    book.unlink()
    book.mkdir()
    with pytest.raises(IsADirectoryError):
        restored.deliver()
    assert restored.sink.received == []
    book.rmdir()
