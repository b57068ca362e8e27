"""Responsible for a server that answers as it should until it drips: a little, and a little more."""

import socketserver
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

SMTP = (b"220 ready", b"250 ok", b"250 ok", b"250 ok", b"354 go on", b"250 ok")
"""What is answered to a connection, EHLO, MAIL, RCPT, DATA and the message."""
IMAP = (
    *(b"* OK ready", b"* CAPABILITY IMAP4rev1\r\nTAG OK done", b"TAG OK done"),
    *(b"* 1 EXISTS\r\nTAG OK [READ-WRITE] done", b"* SEARCH 1\r\nTAG OK done"),
    b"* 1 FETCH (UID 1 BODY[]<0> {2}\r\nhi)\r\nTAG OK done",
)
"""What is answered to a connection, CAPABILITY, LOGIN, SELECT, SEARCH and FETCH."""


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Listener"

    def handle(self) -> None:
        drip, tag, answered = self.server.drip, b"", 0
        with suppress(OSError):
            while answered < len(drip.answers):
                if answered >= drip.starts_at:
                    self._drip()
                    return
                self.wfile.write(drip.answers[answered].replace(b"TAG", tag) + b"\r\n")
                message = drip.answers[answered].startswith(b"354")
                answered += 1
                tag = self._heard(is_message=message).split(b" ")[0]
                time.sleep(drip.wait)

    def _heard(self, *, is_message: bool) -> bytes:
        while (line := self.rfile.readline()) and is_message and line != b".\r\n":
            pass
        return line

    def _drip(self) -> None:
        while not self.server.drip.ended:
            self.wfile.write(self.server.drip.piece)
            time.sleep(self.server.drip.every)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    drip: "Drip"


class Drip:
    """A server on loopback that drips from one of its answers on; use as a context."""

    def __init__(
        self,
        answers: tuple[bytes, ...],
        starts_at: int,
        piece: bytes = b"",
        *,
        every: float = 0.02,
        wait: float = 0.0,
    ) -> None:
        self.answers, self.starts_at, self.piece = answers, starts_at, piece
        self.every, self.wait = every, wait
        self.ended = False
        self._listener = _Listener(("127.0.0.1", 0), _Conversation)
        self._listener.drip = self
        self.port: int = self._listener.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended = True
        self._listener.shutdown()
        self._listener.server_close()
