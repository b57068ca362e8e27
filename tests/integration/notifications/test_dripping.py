"""A server that drips, floods or dawdles is hung up on, wherever it begins to (semantics rows 148 and 193)."""

import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels import read_channel
from notifications.chat import ChatChannel
from notifications.deadline import LONGEST, Deadline, in_time
from notifications.govuk_notify.sender import NotifySender
from notifications.mail.folder import PATIENCE, Account, FolderUnavailable, opened
from notifications.mail.relay import MailRelay
from notifications.mail.transport import LAST_ANSWER, Transport
from notifications.outbox import LEASE
from notifications.outcome import Accepted, Ambiguous, Outcome, Transient, Unavailable
from tests.integration.notifications.notify_mail import GET_TEMPLATE, LETTER, LOOK_UP, POST, at
from tests.servers.drip import IMAP, SMTP, Drip
from tests.servers.govuk_notify import KEY, TEMPLATE, Notify
from tests.servers.imap import PASSWORD, USER

SHORT = 0.2
"""Seconds for a whole conversation."""
SOON = 3.0
"""Seconds by which even a busy machine has hung up; no server here ever would."""
BODY = len(SMTP) - 1
SMTP_PIECES = {
    "lines": (b"250-a little more\r\n", 0.02),
    "bytes": (b"2", 0.02),
    "flood": (b"250-a little more\r\n" * 1_000, 0.0),
    "endless-line": (b"2" * 60_000, 0.0),
}
IMAP_PIECES = {
    "lines": (b"* OK a little more\r\n", 0.02),
    "bytes": (b"*", 0.02),
    "flood": (b"* OK a little more\r\n" * 1_000, 0.0),
    "endless-line": (b"*" * 60_000, 0.0),
    "endless-mail": (b"* 1 FETCH (BODY[] {9999999999}\r\n" + b"x" * 60_000, 0.0),
}


def send(server: Drip, *, longest: float = SHORT, patience: float = 5) -> tuple[Outcome, float]:
    relay = MailRelay(
        host="127.0.0.1",
        port=server.port,
        security="plain",
        user="",
        password="",
        verify=True,
        mail_from="followthrough@council.example",
        from_name="Followthrough",
        timeout=patience,
    )
    began = time.monotonic()
    with Transport(relay, last_answer=patience, longest=longest) as transport:
        outcome = transport.send(relay.mail_from, "pat@council.example", b"Subject: x\r\n\r\nx\r\n")
        return outcome, time.monotonic() - began


@pytest.mark.parametrize("piece", SMTP_PIECES)
@pytest.mark.parametrize(
    "starts_at", range(len(SMTP)), ids=["connect", "EHLO", "MAIL", "RCPT", "DATA", "body"]
)
def test_a_mail_server_that_drips_is_hung_up_on(starts_at: int, piece: str) -> None:
    what, every = SMTP_PIECES[piece]
    with Drip(SMTP, starts_at, what, every=every) as server:
        outcome, took = send(server)
    assert took < SOON
    expected = Ambiguous if starts_at == BODY else Unavailable
    assert isinstance(outcome, expected), "only after the message is there doubt"


@pytest.mark.parametrize("starts_at", [0, BODY], ids=["row-193-connect", "row-193-body"])
def test_one_answer_may_take_no_longer_than_one_wait(starts_at: int) -> None:
    with Drip(SMTP, starts_at, b"250-a little more\r\n") as server:
        outcome, took = send(server, longest=60, patience=SHORT)
    assert took < SOON
    assert not isinstance(outcome, Accepted)


def test_answers_that_are_each_in_time_are_not_when_they_add_up() -> None:
    with Drip(SMTP, len(SMTP), wait=SHORT / 3) as server:
        outcome, took = send(server)
        assert isinstance(outcome, Unavailable)
        assert took < SOON
        assert isinstance(send(server, longest=60)[0], Accepted)


@pytest.mark.parametrize("piece", IMAP_PIECES)
@pytest.mark.parametrize(
    "starts_at",
    range(len(IMAP)),
    ids=["connect", "CAPABILITY", "LOGIN", "SELECT", "SEARCH", "FETCH"],
)
def test_a_mailbox_that_drips_is_hung_up_on(starts_at: int, piece: str) -> None:
    what, every = IMAP_PIECES[piece]
    with Drip(IMAP, starts_at, what, every=every) as server:
        account = Account(
            "127.0.0.1",
            server.port,
            at_once=False,
            user=USER,
            password=PASSWORD,
            folder="f",
            journal="",
        )
        began = time.monotonic()
        with pytest.raises(FolderUnavailable), opened(account, "f", longest=SHORT) as folder:
            folder.peek(folder.new()[0])
    assert time.monotonic() - began < SOON


HTTP = {
    "connect": ((b"",), 0, b"H"),
    "headers": ((b"HTTP/1.1 200 OK", b""), 1, b"X"),
    "body": ((b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n", b""), 1, b" "),
}
"""What a web server answers, from which of it on it drips, and what."""


@pytest.mark.parametrize("part", HTTP, ids=[f"row-148-{part}" for part in HTTP])
def test_a_chat_channel_that_drips_is_left_alone(part: str) -> None:
    answers, starts_at, piece = HTTP[part]
    with Drip(answers, starts_at, piece) as server:
        channel = read_channel(f"json://127.0.0.1:{server.port}/", "FOLLOWTHROUGH_CHANNELS")
        assert isinstance(channel, ChatChannel)
        began = time.monotonic()
        outcome = replace(channel, longest=SHORT).send("title", "body")
    assert time.monotonic() - began < SOON
    assert outcome == Transient(
        "not accepted by JSON: the server took longer than 0.2 seconds in all"
    )


@pytest.mark.parametrize(
    ("drips", "outcome"),
    [(GET_TEMPLATE, Unavailable), (POST, Ambiguous)],
    ids=["row-148-template", "row-148-mail"],
)
def test_a_notify_that_drips_is_left_alone(
    drips: str, outcome: type[Outcome], notify: Notify
) -> None:
    notify.drips = frozenset({drips})
    with closing(NotifySender(at(notify.url), longest=0.5)) as sender:
        began = time.monotonic()
        assert isinstance(sender.send(LETTER), outcome), "only after the mail is there doubt"
        assert time.monotonic() - began < SOON
        notify.drips = frozenset()
        assert isinstance(sender.send(LETTER), Accepted), "another client goes on"


def test_what_notify_drips_of_a_mail_in_doubt_is_not_known(notify: Notify) -> None:
    notify.drips = frozenset({LOOK_UP})
    with closing(NotifySender(at(notify.url), longest=SHORT)) as sender:
        assert sender.delivered(LETTER.message_id) is None


def test_an_alarm_by_a_notify_that_drips_is_left_alone(notify: Notify) -> None:
    notify.drips = frozenset({GET_TEMPLATE})
    url = f"govuknotify://:{KEY}@{TEMPLATE}/ada@council.example?host={notify.url}"
    channel = read_channel(url, "FOLLOWTHROUGH_ALARM_URL")
    assert isinstance(channel, ChatChannel)
    began = time.monotonic()
    assert isinstance(replace(channel, longest=SHORT).send("title", "body"), Transient)
    assert time.monotonic() - began < SOON


def test_what_a_hand_over_raises_in_time_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0, Deadline(SOON))


def test_a_conversation_is_over_before_its_lease() -> None:
    assert timedelta(seconds=LONGEST + PATIENCE) < LEASE
    assert LAST_ANSWER < LONGEST
