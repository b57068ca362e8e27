"""A board's address is corrected by name: what waits goes there, and what was refused can."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.notices import alarms, delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.boards import Board
from models.notice import NoticeKind, NoticeState
from models.session import reading
from tests.builders.cast import L2, live_plan, second_plan, slipping
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, KEY, OWNER, Service, at
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import ISSUED, a_plan, draft, issue
from tests.servers.post import Post

NEW = "new.board@invented.example"
NOON = at(L2, 12)
WORDS = ("board", "address", KEY, BOARD.name)


@pytest.fixture
def sink() -> Iterator[Post]:
    with Post() as post:
        yield post


def deliver(service: Service, sink: Post, hour: int, data: Path) -> list[str]:
    """Deliver; return to whom mails went."""
    before = len(sink.received)
    now = at(L2) + timedelta(hours=hour - 7)
    ways = ways_of(Settings(mail_url=sink.url, mail_connections=1))
    delivery.deliver(service.place(now, data), ways)
    return [mail.recipients[0] for mail in sink.received[before:]]


def board_notice(service: Service) -> tuple[int, str, str]:
    (found,) = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
    assert found.id is not None
    return found.id, found.state, found.recipient_address


@pytest.mark.parametrize("again", [False, True], ids=["row-187-queued", "row-187-refused"])
def test_what_a_board_is_told_goes_where_it_is_now(
    database: Engine, command: Command, sink: Post, tmp_path: Path, *, again: bool
) -> None:
    service = slipping(database, L2 - timedelta(days=1))
    service.check(at(L2))
    if again:
        sink.at_rcpt = {BOARD.address: "550 5.1.1 no such user"}
        assert BOARD.address not in deliver(service, sink, 8, tmp_path)
    number = board_notice(service)[0]
    code, out, _ = command(*WORDS, NEW, now=NOON)
    assert (code, f"is told at {NEW} from now on" in out) == (0, True)
    assert (f"Notice {number} (board notice) was refused at {BOARD.address}." in out) == again
    for typed in re.findall("`followthrough (.*?)`", out):
        said = command(*shlex.split(typed.replace("NAME", f'"{ADMINISTRATOR.name}"')), now=NOON)
        assert (said[0], NEW in said[1]) == (0, True)
    assert NEW in deliver(service, sink, 13, tmp_path)
    assert board_notice(service) == (number, NoticeState.SENT, NEW)
    ((subject, detail),) = service.audited("changed board")
    assert (subject, detail) == (
        f"plan {KEY}",
        {"board": BOARD.name, "address": [BOARD.address, NEW]},
    )


def test_the_alarm_of_a_refusal_leads_to_it(
    database: Engine, command: Command, sink: Post, tmp_path: Path
) -> None:
    service = slipping(database, L2 - timedelta(days=1))
    service.check(at(L2))
    sink.at_rcpt = {BOARD.address: "550 5.1.1 no such user"}
    deliver(service, sink, 8, tmp_path)
    bodies = {n.payload["body"] for n in service.notices() if n.kind == NoticeKind.ALARM}
    assert any("If the address is wrong, correct it" in body for body in bodies)
    (said,) = alarms.needs_a_person(service.place(NOON))
    assert "correct" in str(said)
    out = command("deliver", now=NOON)[1]
    (typed,) = re.findall("`followthrough (board.*?)`", " ".join(out.split()))
    assert command(*shlex.split(typed.replace("ADDRESS", NEW)), now=NOON)[0] == 0


def test_a_packs_mails_go_where_board_and_member_are_now(
    database: Engine, command: Command, sink: Post, tmp_path: Path
) -> None:
    service = a_plan(database, replace(BOARD, members=(DIRECTOR.name,)))
    draft(service, tmp_path)
    issue(service, tmp_path)
    now = at(ISSUED, 11)
    assert command(*WORDS, NEW, now=now)[0] == 0
    moved = "new.dee@invented.example"
    assert command("person", "address", DIRECTOR.name, moved, now=now)[0] == 0
    ways = ways_of(Settings(mail_url=sink.url, mail_connections=1))
    delivery.deliver(service.place(now, tmp_path), ways)
    told = [n.recipient_address for n in service.pack_mails()]
    assert told == [NEW, NEW, moved]


def test_it_says_what_else_follows(database: Engine, command: Command) -> None:
    service = live_plan(database)
    second_plan(service)
    code, out, _ = command(*WORDS, OWNER.address, now=NOON)
    assert code == 0
    assert "An owner of A1 reads what the board is told at that address." in out
    (typed,) = re.findall("`followthrough (.*?)`", out)
    assert command(*shlex.split(typed), now=NOON)[0] == 0
    with reading(database) as session:
        assert set(session.exec(select(Board.address))) == {OWNER.address}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*WORDS, "board"), '"board" is not one plain e-mail address'),
        (("board", "address", KEY, "No Board", NEW), "The plan has no board 'No Board'"),
        (("board", "address", "zed", BOARD.name, NEW), "There is no plan 'zed'"),
        ((*WORDS, BOARD.address), "nothing changed"),
    ],
)
def test_what_it_cannot_take_changes_nothing(
    database: Engine, command: Command, words: tuple[str, ...], said: str
) -> None:
    service = live_plan(database)
    code, out, err = command(*words, now=NOON)
    assert said in out + err
    assert code == (0 if "nothing" in said else 2)
    assert service.audited("changed board") == []
