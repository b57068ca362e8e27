"""No secret of a setting is given away: not by what is stored, logged, printed, raised or sent.

Each server repeats the secret that it was told in every form that there is, and each setting is
written so that it can't be used. Then everything is searched that came of it.
"""

import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Engine

from followthrough import log
from followthrough.notices.ways import mail_way
from followthrough.private import keep_private
from followthrough.settings import Settings
from notifications.mail.folder import FolderUnavailable, opened, read_account
from notifications.masking import MASK, know
from tests.builders.cast import live_plan
from tests.builders.plans import at, stored
from tests.integration.cli.command_line import Command
from tests.integration.notifications.notify_mail import LETTER
from tests.markers import MARKER, forms, leaks
from tests.servers.chat import a_channel
from tests.servers.govuk_notify import KEY, SECRET, TEMPLATE, Notify, failure
from tests.servers.imap import PASSWORD, ImapServer
from tests.servers.post import Post, read
from tests.servers.smtp import Sink

L0 = date(2026, 12, 21)
FROM_US = replace(LETTER, mail_from="us@invented.example")
QUOTED = quote(MARKER, safe="")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the process as it was: other tests know nothing of these secrets."""
    hook, mask, heard_by = sys.excepthook, os.umask(0o022), list(log.ROOT.handlers)
    yield
    sys.excepthook, log.ROOT.handlers = hook, heard_by
    os.umask(mask)
    for source in ("settings", "environment", "FOLLOWTHROUGH_MAIL_TOKEN_COMMAND", "a test"):
        know(source, ())


def repeating(code: str, secret: str) -> str:
    return f"{code} you said {' | '.join(forms(secret).values())}"


def with_password(sink: Sink) -> str:
    return sink.url.replace("mailto://", f"mailto://us:{QUOTED}@")


@pytest.fixture
def everything(
    command: Command,
    database: Engine,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> "Everything":
    monkeypatch.setenv("FOLLOWTHROUGH_LOG_LEVEL", "DEBUG")
    caplog.set_level(logging.DEBUG)
    live_plan(database, directed=False).check(at(L0))
    return Everything(command, database, tmp_path, caplog, monkeypatch)


class Everything:
    """The command line on a plan with two digests to send, and all that came of it."""

    def __init__(
        self,
        command: Command,
        database: Engine,
        folder: Path,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.command, self.database, self.folder = command, database, folder
        self.caplog, self.monkeypatch = caplog, monkeypatch
        self.said: list[str] = []
        self.now = at(L0, 8)

    def run(self, *words: str, **settings: str) -> str:
        for name, value in settings.items():
            self.monkeypatch.setenv(f"FOLLOWTHROUGH_{name}", value)
        code, out, err = self.command(*words, now=self.now)
        self.said += (out, err)
        return f"{code} {out} {err}"

    def texts(self) -> Iterator[str]:
        yield from self.said
        yield self.caplog.text
        for table, rows in stored(self.database).items():
            yield from (f"{table} {row}" for row in rows)
        for file in self.folder.rglob("*"):
            if file.is_file() and file.suffix != ".db":
                yield file.read_text(errors="replace")

    def keeps(self, *secrets: str) -> None:
        for text in self.texts():
            for secret in secrets:
                assert not leaks(secret, text), text


@pytest.mark.parametrize(
    ("at_step", "code"),
    [
        ("greeting", "421 4.3.2"),
        ("AUTH", "535 5.7.8"),
        ("AUTH", "454 4.7.0"),
        ("MAIL", "550 5.7.1"),
        ("RCPT", "550 5.1.1"),
        ("DATA", "451 4.3.0"),
        ("BODY", "554 5.6.0"),
        ("BODY", "250 2.0.0"),
    ],
)
def test_a_mail_server_that_repeats_its_password(at_step: str, code: str) -> None:
    said = repeating(code, MARKER)
    answers = {} if at_step == "greeting" else {at_step: said}
    greeting = said if at_step == "greeting" else ""
    with Sink(login=("us", MARKER), answers=answers, greeting=greeting) as sink:
        sending = mail_way(Settings(mail_url=with_password(sink))).open()
        outcome = sending.send(FROM_US, b"Subject: a test\r\n\r\nYes.\r\n")
        sending.close()
    assert f"you said {MASK}" in outcome.reply
    assert not leaks(MARKER, repr(outcome))


@on_sqlite
@pytest.mark.parametrize("refuses", ["everything", "an address"])
def test_what_a_delivery_keeps_and_says_of_it(everything: Everything, refuses: str) -> None:
    said = repeating("550 5.1.1", MARKER)
    with Sink(login=("us", MARKER)) as sink, a_channel() as (url, told):
        sink.answers["RCPT" if refuses == "an address" else "MAIL"] = said
        everything.run("deliver", MAIL_URL=with_password(sink), ALARM_URL=f"{url}?format=text")
        everything.run("outbox", "show", "1")
    assert MASK in str(told)
    assert MASK in str(stored(everything.database))
    everything.said += map(str, told)
    everything.keeps(MARKER)


@on_sqlite
def test_a_mail_server_that_repeats_an_access_token(everything: Everything, tmp_path: Path) -> None:
    token, secret = "eyJ0eXAi.Zm9s-bG93_dGhyb3VnaA", "client-s3cret"
    program = tmp_path / "token"
    program.write_text(f"#!/bin/sh\ntest $# = 2 && printf %s {token}\n")
    program.chmod(0o700)
    with Sink(tokens={"us": token}, answers={"MAIL": repeating("550 5.7.1", token)}) as sink:
        address = sink.url.replace("mailto://", "mailto://us@")
        done = everything.run(
            "deliver", MAIL_URL=address, MAIL_TOKEN_COMMAND=f"{program} --secret={secret} {secret}"
        )
    program.unlink()
    assert f"you said {MASK}" in done
    everything.keeps(token, secret)


def read_and_flag(url: str) -> None:
    with opened(read_account(url, "A_SETTING"), "INBOX") as folder:
        (mail,) = folder.new()
        folder.peek(mail)
        folder.mark_read(mail)


@pytest.mark.parametrize("name", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
@pytest.mark.parametrize("answer", ["NO", "BAD"])
def test_a_mailbox_that_repeats_its_password(name: str, answer: str) -> None:
    with ImapServer() as box:
        box.arrive(b"Subject: an answer\r\n\r\nNo bounce.\r\n")
        box.answers[name] = repeating(answer, PASSWORD)
        with pytest.raises(FolderUnavailable) as told:
            read_and_flag(Settings(returns_url=box.url).returns_url)
    assert f"you said {MASK}" in str(told.value)
    assert not leaks(PASSWORD, f"{told.value!r} {told.value.__cause__!r}")


@on_sqlite
def test_what_reading_the_mailbox_keeps_and_says_of_it(everything: Everything) -> None:
    with ImapServer(answers={"LOGIN": repeating("NO", PASSWORD)}) as box:
        done = everything.run("returns", RETURNS_URL=box.url)
    assert f"you said {MASK}" in done
    everything.keeps(PASSWORD)


@pytest.mark.parametrize("asked", [f"GET /v2/template/{TEMPLATE}", "POST /v2/notifications/email"])
@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_a_notify_that_repeats_its_key(notify: Notify, asked: str, status: int) -> None:
    said = f"{repeating('', KEY)} {repeating('', SECRET)}"
    notify.answers[asked] = failure(status, "AuthError", said)
    sending = mail_way(Settings(mail_url=notify.channel)).open()
    outcome = sending.send(LETTER, b"")
    sending.close()
    assert f"you said {MASK}" in outcome.reply
    assert not leaks(SECRET, repr(outcome))


@on_sqlite
def test_a_channel_that_cannot_be_reached(everything: Everything) -> None:
    url = f"json://us:{QUOTED}@127.0.0.1:9/{QUOTED}?+X-Token={QUOTED}"
    with Post(greeting="421 4.3.2 closing") as post:
        everything.run("deliver", MAIL_URL=post.url, ALARM_URL=url, CHANNELS=f'{{"team": "{url}"}}')
        post.greeting = ""
        everything.now = at(L0, 9)
        everything.run("deliver")
        assert any("Followthrough:" in str(read(one)["Subject"]) for one in post.received)
        everything.said += [one.raw.decode() for one in post.received]
    assert "127.0.0.1" in str(stored(everything.database)["delivery_attempt"])
    everything.keeps(MARKER)


UNUSABLE = {
    "DATABASE_URL": (
        "mysql://us:{}@127.0.0.1/x",
        "postgresql+psycopg://us:{}@127.0.0.1:1/x",
        "postgresql+psycopg://us:{}@127.0.0.1:no-port/x",
        "postgresql+psycopg://127.0.0.1:1/x?password={}",
        "postgresql+psycopg://us@127.0.0.1:1/x?pasword={}",
        "postgresql+psycopg://us:{}@[x/y",
    ),
    "MAIL_URL": (
        "{}",
        "mailto://us:{}@relay.example?from=a@b.example",
        "mailtos://us:{}@relay.example",
        "mailtos://us:{}@relay.example?from=a@b.example&verify=no",
        "mailtos://us:{}@relay.example:99999?from=a@b.example",
        "mailtos://us:{}@relay.example?from={}",
        "mailtos://us:{}@relay.example?from=a@b.example&rto=900",
        "slack://{}/{}/{}",
        "govuknotify://:{}@nowhere",
    ),
    "ALARM_URL": (
        "{}",
        "slack://{}",
        "nonsense://{}",
        "mailtos://us:{}@relay.example?from=a@b.example",
    ),
    "RETURNS_URL": (
        "{}",
        "imaps://us:{}@",
        "imaps://us:{}@127.0.0.1:x",
        "imaps://us:{}@127.0.0.1:1",
        "imaps://us:{}@h/I?x={}",
    ),
    "CHANNELS": (
        "{}",
        "[{}]",
        '{{"team": "{}"}}',
        '{{"team": 3, "b": "slack://{}"}}',
        '{{"team": "slack://{}"}}',
    ),
    "MAIL_TOKEN_COMMAND": ("{}", "/nowhere --secret={}", "false {}", "'{}", "echo {} {}"),
    "PACKS_URL": ("{}", "https://us:{}@packs.example"),
    "KEEP_DAYS": ("{}",),
    "MAIL_PER_MINUTE": ("{}",),
    "MAIL_CONNECTIONS": ("{}",),
    "LOG_LEVEL": ("{}",),
    "PREFECT_PORT": ("{}",),
}


@on_sqlite
@pytest.mark.parametrize("setting", UNUSABLE)
def test_a_setting_that_cannot_be_used(everything: Everything, setting: str) -> None:
    command = "returns" if setting == "RETURNS_URL" else "deliver"
    everything.monkeypatch.setenv("FOLLOWTHROUGH_LOG_LEVEL", "")
    everything.monkeypatch.setenv(
        "FOLLOWTHROUGH_MAIL_URL", "mailtos://us@127.0.0.1:1?from=a@b.example"
    )
    for shape in UNUSABLE[setting]:
        for secret in (QUOTED, "Mk7zQsecret"):
            done = everything.run(
                command,
                **{setting: shape.replace("{}", secret).replace("{{", "{").replace("}}", "}")},
            )
            assert done.startswith(("1 ", "2 ")), (shape, done)
            assert "Traceback" not in done
    everything.keeps(MARKER, "Mk7zQsecret")


def test_settings_that_are_shown_whole_show_no_secret(tmp_path: Path) -> None:
    url = f"mailtos://us:{QUOTED}@relay.example?from=a@b.example"
    shown = repr(
        Settings(
            data=tmp_path,
            mail_url=url,
            database_url=f"sqlite:///{QUOTED}",
            alarm_url=url,
            returns_url=url,
            channels={"a": url},
            mail_token_command=QUOTED,
        )
    )
    assert not leaks(MARKER, shown)


def broken() -> None:
    try:
        int(MARKER)
    except ValueError as cause:
        raise LookupError(repeating("", MARKER)) from cause


def test_whatever_a_log_is_told(caplog: pytest.LogCaptureFixture) -> None:
    keep_private()
    know("a test", [MARKER])
    theirs = logging.getLogger("of.a.library")
    theirs.error(repeating("", MARKER))
    theirs.error("%s and %r", MARKER, {"a": MARKER})
    theirs.error("%d of %s", MARKER)
    try:
        broken()
    except LookupError:
        theirs.exception("it broke with %s", MARKER)
        theirs.warning("once more", exc_info=True, stack_info=True)
    assert caplog.text.count("Traceback") >= 4
    assert "LookupError" in caplog.text
    assert f"%d of %s ('{MASK}',)" in caplog.text
    assert not leaks(MARKER, caplog.text)


def test_an_exception_that_nobody_caught(capsys: pytest.CaptureFixture[str]) -> None:
    keep_private()
    know("a test", [MARKER])
    try:
        broken()
    except LookupError as wrong:
        sys.excepthook(type(wrong), wrong, wrong.__traceback__)
    said = capsys.readouterr().err
    assert said.count("Traceback") == 2
    assert said.endswith("\n")
    assert not leaks(MARKER, said)
