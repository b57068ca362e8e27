"""Reading the returns mailbox twice, at once, killed, cut off; and what the command line says."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine

from followthrough.clock import start_example
from followthrough.notices import returns
from followthrough.notices.returns import Returns
from models.notice import NoticeState
from rules.problems import BadInput
from tests.builders.cast import L0, slipping
from tests.builders.plans import OWNER, at, stored
from tests.integration.cli.command_line import Command
from tests.semantics.test_returned import REFUSED, again, attempts, bounce, box, read, sent
from tests.servers.imap import PASSWORD, ImapServer
from tests.servers.returned_mail import answer, out_of_office

__all__ = ["box"]  # the fixture


def test_read_twice_a_bounce_is_recorded_once(database: Engine, box: ImapServer) -> None:
    service = slipping(database, L0)
    box.arrive(bounce(sent(service, OWNER.address, L0)))
    read(service, box, L0)
    before = stored(database)
    for mail in box.folders["INBOX"]:
        mail.seen = False
    assert read(service, box, L0) == Returns(0, 1, 0, ())
    assert stored(database) == before


def test_read_by_two_at_once_a_bounce_is_recorded_once(database: Engine, box: ImapServer) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(bounce(notice), out_of_office("<x@council.example>"))
    both = Barrier(2, timeout=30)

    def see_both() -> None:
        both.wait()

    box.before["SEARCH"] = see_both  # as unread
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(read, service, box, L0) for _ in range(2)]
    assert sorted(one.result().returned for one in done) == [0, 1]
    assert attempts(database, notice)[1:] == [("returned", REFUSED)]
    assert len(service.audited("changed person")) == 1
    assert box.unread() == []


def test_killed_before_it_is_flagged_a_bounce_is_recorded_once(
    database: Engine, database_url: str, box: ImapServer, tmp_path: Path
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(bounce(notice))
    start_example(tmp_path, at(L0, 9))
    settings = {
        "FOLLOWTHROUGH_DATA": str(tmp_path),
        "FOLLOWTHROUGH_DATABASE_URL": database_url,
        "FOLLOWTHROUGH_RETURNS_URL": box.url,
    }
    reader: list[subprocess.Popen[bytes]] = []
    box.before["STORE"] = lambda: reader[0].send_signal(signal.SIGKILL)
    code = "from followthrough.cli.main import main; main()"
    command = [sys.executable, "-c", code, "returns"]
    reader.append(subprocess.Popen(command, env={**os.environ, **settings}))
    assert reader[0].wait(60) == -signal.SIGKILL
    assert again(service, notice).state == NoticeState.DEAD
    box.folders["INBOX"][0].seen = False  # the server had the command, and might not have done it
    del box.before["STORE"]
    before = stored(database)
    assert read(service, box, L0) == Returns(0, 1, 0, ())
    assert stored(database) == before
    assert box.unread() == []


def test_a_mailbox_that_breaks_off_keeps_what_was_settled(
    database: Engine, box: ImapServer
) -> None:
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    box.arrive(out_of_office("<x@council.example>"), bounce(notice))
    box.before["STORE"] = lambda: setattr(box, "drop_at", ("FETCH",))
    with pytest.raises(
        BadInput, match=r"RETURNS_URL: the mailbox on 127\.0\.0\.1:\d+ can't be read"
    ):
        read(service, box, L0)
    assert again(service, notice).state == NoticeState.DEAD, "the newest is read first"
    assert len(box.unread()) == 1
    box.drop_at = ()
    assert read(service, box, L0) == Returns(0, 1, 0, ())


def test_mails_that_nobody_understands_stand_before_no_bounce(
    database: Engine, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returns, "AT_MOST", 3)
    service = slipping(database, L0)
    notice = sent(service, OWNER.address, L0)
    junk = [answer()] * 4
    box.arrive(bounce(notice), *junk)
    assert read(service, box, L0) == Returns(0, 0, 3, ())
    assert read(service, box, L0).returned == 1
    assert again(service, notice).state == NoticeState.DEAD
    assert box.unread() == junk
    box.heard.clear()
    assert read(service, box, L0) == Returns(0, 0, 4, ())
    assert "FETCH" not in box.heard, "what is a person's is not looked at again"


def test_without_a_mailbox_the_command_says_so_and_ends_well(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOLLOWTHROUGH_RETURNS_URL", raising=False)
    assert command("returns", now=at(L0, 9)) == (
        0,
        "Nothing to do: setting FOLLOWTHROUGH_RETURNS_URL is empty, so returned mail is not read.\n",
        "",
    )


def test_the_command_says_what_came_back_and_who_is_unreachable(
    database: Engine, command: Command, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = slipping(database, L0)
    monkeypatch.setenv("FOLLOWTHROUGH_RETURNS_URL", box.url)
    assert command("returns", now=at(L0, 9)) == (0, "Nothing new came back.\n", "")
    box.arrive(bounce(sent(service, OWNER.address, L0)), answer(), out_of_office("<x@y.example>"))
    code, said, _ = command("returns", now=at(L0, 9))
    assert said == (
        "1 notice came back. Unreachable from now on: Owen Er. 1 mail changed nothing. "
        "1 mail left unread, for a person.\n"
    )
    assert code == 1, "a notice needs a person"
    assert command("returns", now=at(L0, 9))[:2] == (0, "1 mail left unread, for a person.\n")
    _, listed, _ = command("outbox", "--state", "dead", now=at(L0, 9))
    assert REFUSED in listed


def test_a_mailbox_that_cannot_be_used_is_told_in_a_sentence(
    command: Command, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_RETURNS_URL", box.url)
    box.answers["LOGIN"] = f"NO not with {PASSWORD}"
    code, out, said = command("returns", now=at(L0, 9))
    assert (code, out) == (2, "")
    assert said == (
        f"Setting FOLLOWTHROUGH_RETURNS_URL: the mailbox on 127.0.0.1:{box.port} can't be read: "
        "not with …. Nothing is lost: what was not read stays unread.\n"
    )
    monkeypatch.setenv("FOLLOWTHROUGH_RETURNS_URL", "imaps://us:s3cret@mail.example/?verify=no")
    code, _, said = command("returns", now=at(L0, 9))
    assert code == 2
    assert said.startswith("Setting FOLLOWTHROUGH_RETURNS_URL may end in ?journal=FOLDER")
    assert "s3cret" not in said


def test_without_a_password_the_mail_servers_token_is_used(
    command: Command, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_RETURNS_URL", box.url.replace(":pass%20%22word%22%5C", ""))
    code, _, said = command("returns", now=at(L0, 9))
    assert (code, said) == (
        2,
        "Setting FOLLOWTHROUGH_RETURNS_URL must name a host, a user and a password.\n",
    )
    program = f"{sys.executable} -c \"print('{box.token}')\""
    monkeypatch.setenv("FOLLOWTHROUGH_MAIL_TOKEN_COMMAND", program)
    assert command("returns", now=at(L0, 9)) == (0, "Nothing new came back.\n", "")
    assert "AUTHENTICATE" in box.heard
