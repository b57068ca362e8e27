"""What an Apprise URL becomes, read by the real Apprise; chat against a real web server."""

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from notifications.channels import read_channel
from notifications.chat import ChatChannel
from notifications.mail.relay import MailRelay
from notifications.outcome import Accepted, Transient
from rules.problems import BadInput

SETTING = "FOLLOWTHROUGH_MAIL_URL"
FROM = "from=followthrough@middlesbrough.example"

# Apprise imports a module of Python's that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def mail(url: str) -> MailRelay:
    relay = read_channel(url, SETTING)
    assert isinstance(relay, MailRelay)
    return relay


def test_the_local_mailbox() -> None:
    assert mail(f"mailto://127.0.0.1:2525/?{FROM}&name=Followthrough") == MailRelay(
        host="127.0.0.1",
        port=2525,
        security="plain",
        user="",
        password="",
        verify=True,
        mail_from="followthrough@middlesbrough.example",
        from_name="Followthrough",
        timeout=20,
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"mailtos://relay.example/?{FROM}", ("relay.example", 587, "starttls")),
        (f"mailtos://relay.example:2587/?{FROM}", ("relay.example", 2587, "starttls")),
        (f"mailtos://relay.example/?{FROM}&mode=ssl", ("relay.example", 465, "ssl")),
        (f"mailto://relay.example/?{FROM}", ("relay.example", 25, "plain")),
        (f"mailto://relay.example/?{FROM}&mode=starttls", ("relay.example", 587, "starttls")),
        (f"mailtos://council.example/?{FROM}&smtp=out.example", ("out.example", 587, "starttls")),
        (f"mailto://[::1]:2525/?{FROM}", ("::1", 2525, "plain")),
    ],
)
def test_where_and_how_secure(url: str, expected: tuple[str, int, str]) -> None:
    relay = mail(url)
    assert (relay.host, relay.port, relay.security) == expected


def test_user_and_password_are_decoded_and_not_shown() -> None:
    relay = mail(f"mailtos://us%40council.example:p%40ss%2Fword@relay.example/?{FROM}&rto=7")
    assert (relay.user, relay.password, relay.timeout) == ("us@council.example", "p@ss/word", 7)
    assert "p@ss" not in repr(relay)


def test_a_password_may_travel_in_the_clear_on_loopback() -> None:
    assert mail(f"mailto://us:secret@127.0.0.1:2525/?{FROM}").password == "secret"  # noqa: S105 - invented
    assert mail(f"mailto://us:secret@localhost:2525/?{FROM}").password == "secret"  # noqa: S105 - invented


def test_sender_and_name_are_ours_to_read() -> None:
    relay = mail(
        "mailto://127.0.0.1:2525/?from=o'brien%2Bplans@council.example"
        "&name=Followthrough%2C%20O%27Brien%20%22Zo%C3%AB%22"
    )
    assert relay.mail_from == "o'brien+plans@council.example"
    assert relay.from_name == 'Followthrough, O\'Brien "Zoë"'


def test_a_target_in_the_url_is_not_used() -> None:
    plain = mail(f"mailto://127.0.0.1:2525/?{FROM}")
    assert mail(f"mailto://127.0.0.1:2525/eve@elsewhere.example?{FROM}&to=a@b.example") == plain


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("", "not an Apprise URL"),
        ("us:secret", "not an Apprise URL"),
        ("carrierpigeon://us:secret@relay.example", "not an Apprise URL"),
        (f"mailto//us:secret@relay.example/?{FROM}", "not an Apprise URL"),
        (f"mailtos://us:secret@/?{FROM}", "names no mail server"),
        (f"mailtos://us:secret@relay.example:99999/?{FROM}", "names no mail server"),
        ("mailtos://us:secret@relay.example", "names no sender"),
        ("mailtos://us:secret@relay.example/?from=", "names no sender"),
        ("mailtos://us:secret@relay.example/?from=Followthrough", "not one plain address"),
        ("mailtos://us:secret@relay.example/?from=a@b.example,c@d.example", "not one plain"),
        ("mailtos://us:secret@relay.example/?from=Us%20<a@b.example>", "not one plain address"),
        ("mailtos://us:secret@relay.example/?from=a@b.example%0d%0aBcc:c@d.example", "not one"),
        (f"mailto://us:secret@relay.example/?{FROM}", "password without TLS"),
        (f"mailtos://us:secret@relay.example/?{FROM}&verify=no", "certificate verification off"),
        (f"mailtos://us:secret@relay.example/?{FROM}&mode=secret", "missing or wrong"),
        (f"mailtos://us:secret%C2%A3@relay.example/?{FROM}", "SMTP can't carry"),
        (f"mailtos://us:secret@relay.example/?{FROM}&rto=-1", "seconds from 1 to 20."),
        (f"mailtos://us:secret@relay.example/?{FROM}&rto=0.9", "seconds from 1 to 20."),
        (f"mailtos://us:secret@relay.example/?{FROM}&rto=20.1", "seconds from 1 to 20."),
        ("slack://secret/x", "missing or wrong"),
        ("jsons://us:secret@hooks.example/?verify=no", "certificate verification off"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence_without_the_password(
    url: str, because: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BadInput) as refused:
        read_channel(url, SETTING)
    (problem,) = refused.value.problems
    assert problem.startswith(f"Setting {SETTING} ")
    assert because in problem
    assert problem.endswith(".")
    everything = f"{problem}{caplog.text}{''.join(capsys.readouterr())}"
    assert "secret" not in everything
    assert refused.value.__cause__ is None


@dataclass
class Hook:
    """A chat service that answers with one status and keeps what it got."""

    status: int = 200
    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    kept = Hook()

    class Conversation(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(kept.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Conversation) as server:
        kept.url = f"json://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def chat(url: str) -> ChatChannel:
    channel = read_channel(url, "FOLLOWTHROUGH_CHAT_URL")
    assert isinstance(channel, ChatChannel)
    return channel


def test_chat_says_title_and_body_as_they_are(hook: Hook) -> None:
    outcome = chat(hook.url).send("Alarm: 1 < 2", "C:\\new\\table :rocket: <b>not bold</b>")
    assert outcome == Accepted("accepted by JSON")
    (got,) = hook.got
    assert got["title"] == "Alarm: 1 < 2"
    assert got["message"] == "C:\\new\\table :rocket: <b>not bold</b>"


@pytest.mark.parametrize("status", [302, 404, 429, 500])
def test_chat_that_is_refused_is_tried_once_and_follows_nothing(hook: Hook, status: int) -> None:
    hook.status = status
    outcome = chat(f"{hook.url}?retry=3&wait=0.1").send("Alarm", "Body")
    assert isinstance(outcome, Transient)
    assert f"error={status}" in outcome.reply
    assert len(hook.got) == 1


def test_chat_that_cannot_be_reached_is_transient() -> None:
    channel = chat("json://us:secret@127.0.0.1:9/")
    outcome = channel.send("Alarm", "Body")
    assert isinstance(outcome, Transient)
    assert "secret" not in f"{outcome}{channel}"
