"""The local mailbox as a program and within a process."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import followthrough
from followthrough.laptop.mailbox import Mailbox, listening
from notifications.mail.message import Attachment, Letter, build
from notifications.mail.relay import MailRelay
from notifications.mail.transport import Transport
from notifications.outcome import Accepted, Outcome, Transient

SENDER = "followthrough@middlesbrough.example"
OBRIEN = "pat.o'brien@middlesbrough.example"
PROJECT = Path(followthrough.__file__).parents[1]


def send(port: int, raw: bytes) -> Outcome:
    relay = MailRelay(
        host="127.0.0.1",
        port=port,
        security="plain",
        user="",
        password="",
        verify=True,
        mail_from=SENDER,
        from_name="",
        timeout=10,
    )
    with Transport(relay) as transport:
        return transport.send(SENDER, OBRIEN, raw)


def plain(subject: str) -> bytes:
    return f"Subject: {subject}\r\n\r\nHello\r\n".encode()


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "followthrough.laptop.mailbox", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_mail_comes_out_as_it_went_in(tmp_path: Path) -> None:
    letter = Letter(
        message_id="<0123456789abcdef0123456789abcdef01234567@middlesbrough.example>",
        date=datetime(2019, 1, 2, 7, tzinfo=UTC),
        mail_from=SENDER,
        from_name="Followthrough, Middlesbrough",
        to_name="Pat O'Brien",
        to_address=OBRIEN,
        reply_to=(("Zoë Green", "zoe.green@middlesbrough.example"),),
        subject="1 action needs you: late",
        text="Dear Pat\n.\nFrom here on, £5.\n",
        html="<p>Dear Pat</p>\n",
        attachments=(
            Attachment("Board pack \N{EN DASH} Zoë £5.pdf", "application/pdf", bytes(range(256))),
        ),
    )
    kept = Mailbox(tmp_path / "var" / "mail")
    with listening(kept) as port:
        assert isinstance(send(port, build(letter)), Accepted)
    (mail,) = kept.messages()
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    (attached,) = mail.iter_attachments()
    assert text is not None
    assert html is not None
    assert (mail["X-Envelope-From"], mail["X-Envelope-To"]) == (SENDER, OBRIEN)
    assert mail["Message-ID"] == letter.message_id
    assert (text.get_content(), html.get_content()) == (letter.text, letter.html)
    assert attached.get_filename() == "Board pack \N{EN DASH} Zoë £5.pdf"
    assert attached.get_content() == bytes(range(256))


def test_mails_are_read_oldest_first(tmp_path: Path) -> None:
    kept = Mailbox(tmp_path / "mail")
    for number in range(12):
        kept.add(SENDER, [OBRIEN], plain(str(number)))
    assert [mail["Subject"] for mail in Mailbox(tmp_path / "mail").messages()] == [
        str(number) for number in range(12)
    ]


def test_a_mail_that_cannot_be_kept_is_not_accepted(tmp_path: Path) -> None:
    kept = Mailbox(tmp_path / "mail")
    with listening(kept) as port:
        shutil.rmtree(tmp_path / "mail" / "tmp")
        outcome = send(port, plain("lost?"))
    assert isinstance(outcome, Transient)
    assert outcome.reply.startswith("452 4.3.1 not kept")


def test_a_taken_port_is_told_in_process(tmp_path: Path) -> None:
    with (
        listening(Mailbox(tmp_path / "one")) as port,
        pytest.raises(OSError, match="in use"),
        listening(Mailbox(tmp_path / "two"), port),
    ):
        pass


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_the_program_says_when_it_is_ready_and_ends_cleanly(
    tmp_path: Path, told: signal.Signals
) -> None:
    folder = tmp_path / "mail"
    with program("--port", "0", "--folder", str(folder)) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("Mailbox ready on 127.0.0.1:")
        port = int(ready.split("127.0.0.1:")[1].split(",")[0])
        assert isinstance(send(port, plain("hello")), Accepted)
        # What was accepted outlives even a process that is not asked.
        assert [mail["Subject"] for mail in Mailbox(folder).messages()] == ["hello"]
        process.send_signal(told)
        rest, complaints = process.communicate(timeout=20)
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_the_program_tells_of_a_taken_port_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with program("--port", str(port), "--folder", str(tmp_path / "mail")) as process:
            said, complaints = process.communicate(timeout=20)
    assert process.returncode == 2
    assert said == ""
    assert complaints.count("\n") == 1
    assert complaints.startswith(f"The mailbox can't start on 127.0.0.1:{port}")
