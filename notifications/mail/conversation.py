"""Responsible for what a mail server may say: limited in time, lines and bytes, however it comes."""

import imaplib
import smtplib
from socket import socket
from typing import Any

from notifications.deadline import LONGEST, Deadline, TooLongError

MOST_LINES = 100
"""Lines of one answer by SMTP; the longest that we saw has twenty."""
MOST_IMAP_LINES = 10_000
MOST_BYTES = 4 * 1024 * 1024
_A_READ = 65_536


class _Reader:
    """Reads from a socket what belongs to one answer at a time."""

    def __init__(self, sock: socket) -> None:
        self.sock = sock
        self._held = bytearray()
        self.begin(Deadline(LONGEST), 0)

    def begin(self, until: Deadline, lines: int) -> None:
        """Begin an answer, which may take until then and have so many lines."""
        self._until, self._lines, self._bytes = until, lines, MOST_BYTES

    def readline(self, limit: int) -> bytes:
        """Return the next line; what there is of it if the connection ends, or it is too long."""
        self._lines -= 1
        if self._lines < 0:
            raise TooLongError("the server's answer has too many lines")
        looked_at = 0
        while (end := self._held.find(b"\n", looked_at, limit)) < 0 and len(self._held) < limit:
            looked_at = len(self._held)
            if not self._more():
                break
        return self._take(end + 1 if end >= 0 else limit)

    def read(self, size: int) -> bytes:
        """Return so many bytes; fewer if the connection ends."""
        while len(self._held) < size and self._more():
            pass
        return self._take(size)

    def close(self) -> None:
        """Do nothing: the connection is closed by whoever has it."""

    def _more(self) -> bool:
        """Wait for more; say whether there is any."""
        patience = self.sock.gettimeout()
        left = self._until.left()
        self.sock.settimeout(left if patience is None else min(patience, left))
        try:
            found = self.sock.recv(_A_READ)
        finally:
            self.sock.settimeout(patience)
        self._bytes -= len(found)
        if self._bytes < 0:
            raise TooLongError("the server's answer is too large")
        self._held += found
        return bool(found)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken


class _Bounded(smtplib.SMTP):
    """Python's client, with a deadline for all that it sends and reads."""

    deadline: Deadline
    file: Any

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's answer; it takes no longer than a single wait may, nor the deadline."""
        if self.sock is not None:
            if self.file is None:
                self.file = _Reader(self.sock)
            patience = min(self.sock.gettimeout() or LONGEST, self.deadline.left())
            self.file.begin(Deadline(patience), MOST_LINES)
        return super().getreply()

    def send(self, s: Any) -> None:  # noqa: ANN401 - as smtplib
        """Send it whole before the deadline."""
        rest = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        patience = self.sock.gettimeout()
        try:
            while rest:
                self.sock.settimeout(min(patience or LONGEST, self.deadline.left()))
                rest = rest[self.sock.send(rest[:_A_READ]) :]
            self.sock.settimeout(patience)
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(str(error)) from error


class BoundedSMTP(_Bounded):
    """A connection without TLS at its beginning; raises what smtplib does."""

    def __init__(self, *where: Any, deadline: Deadline, **how: Any) -> None:  # noqa: ANN401
        self.deadline = deadline
        super().__init__(*where, **how)


class BoundedSMTPS(_Bounded, smtplib.SMTP_SSL):
    """A connection under TLS from the first byte."""

    def __init__(self, *where: Any, deadline: Deadline, **how: Any) -> None:  # noqa: ANN401
        self.deadline = deadline
        super().__init__(*where, **how)


class _BoundedMailbox(imaplib.IMAP4):
    deadline: Deadline
    _reader: _Reader | None = None

    def send(self, data: Any) -> None:  # noqa: ANN401 - as imaplib
        """Send a command, or a part of one: what is answered is counted anew."""
        self._of_socket().begin(self.deadline, MOST_IMAP_LINES)
        super().send(data)

    def read(self, size: int) -> bytes:
        """Return so many bytes of an answer."""
        return self._of_socket().read(size)

    def readline(self) -> bytes:
        """Return a line of an answer."""
        return self._of_socket().readline(MOST_BYTES)

    def _of_socket(self) -> _Reader:
        """Return what reads the socket as it is now: after STARTTLS it is another."""
        if self._reader is None or self._reader.sock is not self.sock:
            self._reader = _Reader(self.sock)
            self._reader.begin(self.deadline, MOST_IMAP_LINES)
        return self._reader


class BoundedIMAP(_BoundedMailbox):
    """A connection without TLS at its beginning; raises what imaplib does."""

    def __init__(self, *where: Any, deadline: Deadline, **how: Any) -> None:  # noqa: ANN401
        self.deadline = deadline
        super().__init__(*where, **how)


class BoundedIMAPS(_BoundedMailbox, imaplib.IMAP4_SSL):
    """A connection under TLS from the first byte."""

    def __init__(self, *where: Any, deadline: Deadline, **how: Any) -> None:  # noqa: ANN401
        self.deadline = deadline
        super().__init__(*where, **how)
