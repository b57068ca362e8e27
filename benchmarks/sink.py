"""Responsible for a mail server that takes everything at once, in a process of its own."""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class _Conversation(asyncio.Protocol):
    """One connection: answers each command, and each message, after a delay."""

    delay: ClassVar[float] = 0
    answers: ClassVar[dict[bytes, bytes]] = {
        b"EHLO": b"250-sink.example\r\n250 SIZE 50000000\r\n",
        b"HELO": b"250 sink.example\r\n",
        b"DATA": b"354 go on\r\n",
        b"QUIT": b"221 bye\r\n",
    }

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport, self._came, self._in_message = transport, b"", False
        self._say(b"220 sink.example\r\n")

    def data_received(self, data: bytes) -> None:
        self._came += data
        while True:
            end = b"\r\n.\r\n" if self._in_message else b"\r\n"
            said, found, rest = self._came.partition(end)
            if not found:
                return
            self._came = rest
            if self._in_message:
                self._in_message = False
                self._say(b"250 2.0.0 OK\r\n")
                continue
            command = said[:4].upper()
            self._in_message = command == b"DATA"
            self._say(self.answers.get(command, b"250 2.1.0 OK\r\n"))

    def _say(self, words: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._transport.write, words)
        else:
            self._transport.write(words)


@contextmanager
def a_sink(delay_ms: float = 0) -> Iterator[int]:
    """Start a server that waits so long before each answer; yields its port."""
    command = [sys.executable, "-m", "benchmarks.sink", "--delay-ms", str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        try:
            yield int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.terminate()


async def _serve(delay_ms: float) -> None:
    _Conversation.delay = delay_ms / 1000
    server = await asyncio.get_running_loop().create_server(_Conversation, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay-ms", type=float, default=0)
    asyncio.run(_serve(parser.parse_args().delay_ms))
