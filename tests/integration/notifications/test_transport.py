"""What the transport makes of a server's answers, each from a real server."""

import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.mail.relay import MailRelay, Security
from notifications.mail.transport import MOST_MESSAGES, Transport
from notifications.outcome import (
    Accepted,
    Ambiguous,
    Misconfigured,
    Outcome,
    Permanent,
    Transient,
    Unavailable,
)
from tests.servers.certificates import write_certificate
from tests.servers.smtp import DROP, Sink

SENDER = "followthrough@middlesbrough.example"
OBRIEN = "pat.o'brien@middlesbrough.example"
PASSWORD = "pass word"  # noqa: S105 - invented
RAW = b"Subject: Hello\r\n\r\nFirst\r\n.second begins with a dot\r\n..\r\n.\r\nLast\r\n"


def relay(
    port: int,
    *,
    security: Security = "plain",
    user: str = "",
    password: str = "",
    host: str = "127.0.0.1",
    timeout: float = 5,
) -> MailRelay:
    return MailRelay(
        host=host,
        port=port,
        security=security,
        user=user,
        password=password,
        verify=True,
        mail_from=SENDER,
        from_name="Followthrough",
        timeout=timeout,
    )


def of_address(reply: str) -> Permanent:
    return Permanent(reply, of_address=True)


def send(port: int, recipient: str = OBRIEN) -> Outcome:
    with Transport(relay(port)) as transport:
        return transport.send(SENDER, recipient, RAW)


def test_a_message_arrives_whole_at_the_right_address() -> None:
    with Sink() as sink:
        assert send(sink.port) == Accepted("250 2.0.0 OK")
    (got,) = sink.received
    assert (got.mail_from, got.recipients) == (SENDER, [OBRIEN])
    assert got.raw == RAW


def test_bare_line_feeds_cannot_end_a_message_early() -> None:
    with Sink() as sink, Transport(relay(sink.port)) as transport:
        transport.send(SENDER, OBRIEN, b"Subject: x\n\none\n.\nRCPT TO:<eve@elsewhere.example>")
    (got,) = sink.received
    assert got.recipients == [OBRIEN]
    assert got.raw.endswith(b"one\r\n.\r\nRCPT TO:<eve@elsewhere.example>\r\n")


@pytest.mark.parametrize(
    ("command", "reply", "expected"),
    [
        ("RCPT", "450 4.2.1 mailbox busy", Transient),
        ("RCPT", "550 5.1.1 no such user", of_address),
        ("RCPT", "550 no such user", of_address),
        ("RCPT", "550 5.7.1 unable to relay", Permanent),
        ("RCPT", "550 5.1.1 user unknown: spam is not accepted", Permanent),
        ("RCPT", "552 5.2.2 mailbox full", Permanent),
        ("RCPT", "550 5.2.1 account disabled", Permanent),
        ("RCPT", "550 no", Permanent),
        ("RCPT", "421 4.3.2 going down", Transient),
        ("RCPT", "530 5.7.0 authentication required", Misconfigured),
        ("DATA", "451 4.3.0 try later", Transient),
        ("DATA", "554 5.7.1 not wanted", Permanent),
        ("DATA", "250 what", Unavailable),
        ("BODY", "452 4.3.1 disk full", Transient),
        ("BODY", "552 5.3.4 too big", Permanent),
        ("BODY", "354 go on", Ambiguous),
        ("MAIL", "550 5.7.1 sender refused", Misconfigured),
        ("MAIL", "451 4.7.1 greylisted", Unavailable),
    ],
)
def test_each_refusal_is_what_the_code_says(
    command: str, reply: str, expected: Callable[[str], Outcome]
) -> None:
    with Sink(answers={command: reply}) as sink:
        assert send(sink.port) == expected(reply)


def test_a_refusal_leaves_the_connection_good_for_the_next_recipient() -> None:
    with Sink(answers={"RCPT": "550 5.1.1 no such user"}) as sink:
        with Transport(relay(sink.port)) as transport:
            assert isinstance(transport.send(SENDER, OBRIEN, RAW), Permanent)
            sink.answers = {"BODY": "451 4.3.0 later"}
            assert isinstance(transport.send(SENDER, OBRIEN, RAW), Transient)
            sink.answers = {}
            assert isinstance(transport.send(SENDER, OBRIEN, RAW), Accepted)
        assert sink.connections == 1


def test_many_lines_of_reply_become_one() -> None:
    reply = "550-5.1.1 no such user\r\n550 5.1.1 " + "x" * 490
    with Sink(answers={"RCPT": reply}) as sink:
        outcome = send(sink.port)
    assert outcome.reply.startswith("550 5.1.1 no such user 5.1.1 xxx")
    assert len(outcome.reply) == 500


def test_a_connection_lost_after_the_message_leaves_doubt() -> None:
    with Sink(answers={"BODY": DROP}) as sink:
        assert isinstance(send(sink.port), Ambiguous)
        assert len(sink.received) == 1


def test_an_answer_that_is_too_slow_leaves_doubt_and_the_next_message_a_new_connection() -> None:
    slow = Sink(pause=2)
    with slow as sink, Transport(relay(sink.port, timeout=0.5), last_answer=0.5) as transport:
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Ambiguous)
        sink.pause = 0
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Accepted)
        assert sink.connections == 2


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_new_connection_lost_before_the_message_is_the_servers_trouble(command: str) -> None:
    with Sink(answers={command: DROP}) as sink:
        assert isinstance(send(sink.port), Unavailable)
        assert sink.connections == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_kept_connection_lost_before_the_message_is_tried_once_more(command: str) -> None:
    with Sink() as sink, Transport(relay(sink.port)) as transport:
        transport.send(SENDER, OBRIEN, RAW)
        sink.answers = {command: DROP}
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Unavailable)
        assert sink.connections == 2


@pytest.mark.parametrize("greeting", [DROP, "554 5.3.2 not now", "421 4.3.2 busy"])
def test_a_server_that_does_not_greet_is_unavailable(greeting: str) -> None:
    with Sink(greeting=greeting) as sink:
        outcome = send(sink.port)
    assert isinstance(outcome, Unavailable)
    assert greeting in {DROP, outcome.reply}


def test_a_refused_connection_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outcome = send(unused.getsockname()[1])
    assert isinstance(outcome, Unavailable)
    assert "refused" in outcome.reply


def test_a_server_that_says_nothing_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        patient = relay(silent.getsockname()[1], timeout=0.3)
        with Transport(patient) as transport:
            assert isinstance(transport.send(SENDER, OBRIEN, RAW), Unavailable)


def test_a_host_name_that_cannot_be_must_be_mended() -> None:
    with Transport(relay(25, host="a..b")) as transport:
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Misconfigured)


def test_a_kept_connection_that_died_is_renewed() -> None:
    with Sink() as sink, Transport(relay(sink.port)) as transport:
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Accepted)
        sink.hang_up()
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Accepted)
        assert (sink.connections, len(sink.received)) == (2, 2)


def test_a_kept_connection_that_the_server_closes_with_421_is_renewed() -> None:
    with Sink() as sink, Transport(relay(sink.port)) as transport:
        transport.send(SENDER, OBRIEN, RAW)
        sink.answers = {"MAIL": "421 4.4.2 enough"}
        outcome = transport.send(SENDER, OBRIEN, RAW)
        assert (outcome, sink.connections) == (Unavailable("421 4.4.2 enough"), 2)


def test_a_server_that_went_away_for_good_is_unavailable() -> None:
    with Sink() as sink:
        transport = Transport(relay(sink.port))
        transport.send(SENDER, OBRIEN, RAW)
    with transport:
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Unavailable)


def test_a_connection_is_renewed_after_a_hundred_messages() -> None:
    with Sink() as sink, Transport(relay(sink.port)) as transport:
        for _ in range(MOST_MESSAGES):
            transport.send(SENDER, OBRIEN, RAW)
        assert sink.connections == 1
        transport.send(SENDER, OBRIEN, RAW)
        assert sink.connections == 2


def test_an_idle_connection_is_renewed() -> None:
    with Sink() as sink, Transport(relay(sink.port), longest_idle=0.2) as transport:
        transport.send(SENDER, OBRIEN, RAW)
        time.sleep(0.3)
        transport.send(SENDER, OBRIEN, RAW)
        assert sink.connections == 2


def test_a_message_above_the_servers_limit_is_refused_for_good() -> None:
    with Sink(size_limit=10) as sink:
        outcome = send(sink.port)
    assert isinstance(outcome, Permanent)
    assert outcome.reply.startswith("552 ")
    assert not sink.received


@pytest.mark.parametrize(
    "bad",
    [
        "a@x.example\r\nRCPT TO:<eve@elsewhere.example>",
        "a@x.example\n",
        "a@x.example>",
        "<a@x.example",
        "a@x.example,b@x.example",
        "",
    ],
)
def test_an_address_that_could_say_more_than_itself_is_refused(bad: str) -> None:
    with Sink() as sink, Transport(relay(sink.port)) as transport:
        with pytest.raises(ValueError, match="not one plain address"):
            transport.send(SENDER, bad, RAW)
        with pytest.raises(ValueError, match="not one plain address"):
            transport.send(bad, OBRIEN, RAW)
        assert sink.connections == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts by default."""
    return write_certificate(tmp_path_factory.mktemp("tls") / "sink.pem")


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_trusted_server_gets_login_and_message_under_tls(
    security: Security, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = server_side(certificate)
    with Sink(tls=tls, tls_at_once=security == "ssl", login=("us", PASSWORD)) as sink:
        good = relay(sink.port, security=security, user="us", password=PASSWORD)
        with Transport(good) as transport:
            assert isinstance(transport.send(SENDER, OBRIEN, RAW), Accepted)
        bad = relay(sink.port, security=security, user="us", password=PASSWORD[1:])
        with Transport(bad) as transport:
            outcome = transport.send(SENDER, OBRIEN, RAW)
        assert isinstance(outcome, Misconfigured)
        assert re.match("535 5.7.8", outcome.reply)
        assert len(sink.received) == 1


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_server_that_nobody_vouches_for_gets_nothing(
    security: Security, certificate: Path
) -> None:
    with Sink(tls=server_side(certificate), tls_at_once=security == "ssl") as sink:
        with Transport(relay(sink.port, security=security)) as transport:
            outcome = transport.send(SENDER, OBRIEN, RAW)
        assert isinstance(outcome, Misconfigured)
        assert "certificate verify failed" in outcome.reply
        assert not sink.received


def test_a_server_without_starttls_gets_nothing() -> None:
    with Sink() as sink, Transport(relay(sink.port, security="starttls")) as transport:
        assert isinstance(transport.send(SENDER, OBRIEN, RAW), Misconfigured)
        assert not sink.received


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_an_access_token_signs_in(
    security: Security, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = server_side(certificate)
    tokens = iter(["first", "stale"])
    asked = replace(
        relay(0, security=security, user="us@invented.example"), token=lambda: next(tokens)
    )
    with Sink(
        tls=tls, tls_at_once=security == "ssl", tokens={"us@invented.example": "first"}
    ) as sink:
        with Transport(replace(asked, port=sink.port)) as transport:
            assert isinstance(transport.send(SENDER, OBRIEN, RAW), Accepted)
        with Transport(replace(asked, port=sink.port)) as transport:
            outcome = transport.send(SENDER, OBRIEN, RAW)
    assert isinstance(outcome, Misconfigured)
    assert outcome.reply.startswith("535 5.7.8")
    assert len(sink.received) == 1
    assert "stale" not in repr(asked)
