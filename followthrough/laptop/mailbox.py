"""Responsible for the local mailbox: a real mail server on loopback that keeps what it gets.

It stands in for a council's relay on a laptop and in tests. It keeps every mail in a Maildir and
sends none on. `python -m followthrough.laptop.mailbox --port 2525 --folder var/mailbox`
"""

import argparse
import asyncio
import mailbox
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from followthrough.private import keep_private

LOOPBACK = "127.0.0.1"
LARGEST = 50_000_000
TAKEN = 2
PATIENCE = 10


class Mailbox:
    """A Maildir of mails with the envelopes they came in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._maildir = mailbox.Maildir(folder, factory=None, create=True)

    def add(self, mail_from: str, recipients: Sequence[str], raw: bytes) -> None:
        """Keep one mail; it is on the disk when this returns. Raises OSError if it can't be."""
        envelope = "".join(f"X-Envelope-To: {recipient}\n" for recipient in recipients)
        headers = f"X-Envelope-From: {mail_from}\n{envelope}"
        self._maildir.add(headers.encode() + raw.replace(b"\r\n", b"\n"))

    def messages(self) -> Iterator[EmailMessage]:
        """Yield the mails, oldest first; those that come in meanwhile are not among them."""
        for key in sorted(self._maildir.keys(), key=_arrival):
            yield message_from_bytes(self._maildir.get_bytes(key), policy=default)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Return the server's reply, 250 only when the mail is kept."""
        del server, session
        raw = envelope.content
        if not isinstance(raw, bytes):
            return "554 5.6.0 no message"
        try:
            self.add(envelope.mail_from or "", envelope.rcpt_tos, raw)
        except OSError as error:
            return f"452 4.3.1 not kept: {error.strerror or type(error).__name__}"
        return "250 2.0.0 OK, kept"


async def serve(
    kept: Mailbox, port: int, ready: Callable[[int], None], stop: asyncio.Event
) -> None:
    """Take mail on loopback until `stop` is set; call `ready` with the port, free if 0 was asked.

    Raises OSError if the port can't be used.
    """
    loop = asyncio.get_running_loop()

    def conversation() -> SMTP:
        return SMTP(
            kept,
            data_size_limit=LARGEST,
            hostname="localhost",
            ident="Followthrough local mailbox",
            loop=loop,
        )

    server = await loop.create_server(conversation, LOOPBACK, port)
    try:
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()
    finally:
        server.close()
        await server.wait_closed()


@contextmanager
def listening(kept: Mailbox, port: int = 0) -> Iterator[int]:
    """Take mail in a thread of this process; yield the port. Raises OSError if it is taken."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    ports: list[int] = []
    problems: list[OSError] = []
    settled = threading.Event()

    def ready(chosen: int) -> None:
        ports.append(chosen)
        settled.set()

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(serve(kept, port, ready, stop))
        except OSError as error:
            problems.append(error)
            settled.set()

    thread = threading.Thread(target=run, name="local mailbox", daemon=True)
    thread.start()
    settled.wait(PATIENCE)
    if problems:
        raise problems[0]
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take mail until SIGTERM or SIGINT; return the exit code, 2 if the port is taken."""
    parser = argparse.ArgumentParser(prog="followthrough.laptop.mailbox", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=2525, help="port on 127.0.0.1; 0 for a free one"
    )
    parser.add_argument("--folder", type=Path, default=Path("var/mailbox"), help="the Maildir")
    options = parser.parse_args(arguments)
    keep_private()
    try:
        asyncio.run(_until_told(options.folder, options.port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        place = f"{LOOPBACK}:{options.port} with folder {options.folder}"
        sys.stderr.write(f"The mailbox can't start on {place}: {reason}.\n")
        return TAKEN
    return 0


async def _until_told(folder: Path, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)

    def ready(chosen: int) -> None:
        sys.stdout.write(f"Mailbox ready on {LOOPBACK}:{chosen}, keeping mail in {folder}\n")
        sys.stdout.flush()

    await serve(Mailbox(folder), port, ready, stop)


def _arrival(key: str) -> tuple[int, int, int]:
    """Return what orders a Maildir's names: second, microsecond and number within the process."""
    second, unique, *_ = key.split(".")
    microsecond, _, rest = unique.removeprefix("M").partition("P")
    return int(second), int(microsecond), int(rest.partition("Q")[2])


if __name__ == "__main__":
    sys.exit(main())
