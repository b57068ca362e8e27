"""Responsible for a mail server that misbehaves on request, so that tests need no mock."""

import asyncio
import ssl
import threading
from base64 import b64decode
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP = "drop the connection"


@dataclass(frozen=True)
class Received:
    """One message that the sink took, with its real envelope."""

    mail_from: str
    recipients: list[str]
    raw: bytes


class _Conversation(SMTP):
    """One connection, which answers as its sink was told to."""

    sink: "Sink"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.sink.connections += 1
        if self.sink.greeting == DROP:
            transport.abort()
            return
        if self.sink.greeting:
            transport.write(f"{self.sink.greeting}\r\n".encode())
            transport.close()
            return
        self.sink.transports.append(transport)
        super().connection_made(transport)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._answered("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - likewise
        if not await self._answered("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - likewise
        if not await self._answered("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - likewise
        if not await self._answered("AUTH"):
            await super().smtp_AUTH(arg)

    async def _answered(self, command: str) -> bool:
        answer = self.sink.answers.get(command)
        if answer == DROP:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
        elif answer:
            await self.push(answer)
        return answer is not None


@dataclass
class Sink:
    """A server on 127.0.0.1 at a free port; `answers` may be changed between messages.

    Keys of `answers` are AUTH, MAIL, RCPT, DATA (the command) and BODY (after the message); a value is
    a whole reply or DROP. A `pause` is waited before the answer to a message, in seconds.
    """

    answers: dict[str, str] = field(default_factory=dict)
    greeting: str = ""
    pause: float = 0
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    login: tuple[str, str] | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    """By user: XOAUTH2 takes these."""
    size_limit: int = 10_000_000

    port: int = 0
    connections: int = 0
    received: list[Received] = field(default_factory=list)
    transports: list[asyncio.Transport] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"mailto://127.0.0.1:{self.port}/?from=followthrough@invented.example"

    def hang_up(self) -> None:
        """Abort every open connection, as a server or a firewall does."""

        async def abort() -> None:
            for transport in self.transports:
                transport.abort()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(abort(), self._loop).result(10)

    async def handle_DATA(  # noqa: N802 - likewise
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        raw = envelope.content
        assert isinstance(raw, bytes)
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), raw))
        answer = self.answers.get("BODY", "250 2.0.0 OK")
        await asyncio.sleep(self.pause)  # another connection's message may come between
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - likewise
        """Take a token, or say as Exchange does that it is none, and wait for an empty answer."""
        said = b64decode(args[1]).decode()
        if said in {f"user={u}\1auth=Bearer {t}\1\1" for u, t in self.tokens.items()}:
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"400"}')
        return AuthResult(success=False, handled=False)

    def _authenticate(self, *conversation: object) -> AuthResult:
        data = conversation[-1]
        assert self.login is not None
        assert isinstance(data, LoginPassword)
        known = (data.login.decode(), data.password.decode()) == self.login
        return AuthResult(success=known, handled=False)

    def _conversation(self) -> SMTP:
        conversation = _Conversation(
            self,
            hostname="sink.example",
            loop=self._loop,
            data_size_limit=self.size_limit,
            tls_context=None if self.tls_at_once else self.tls,
            authenticator=self._authenticate if self.login or self.tokens else None,
            auth_require_tls=False,
        )
        conversation.sink = self
        return conversation

    def _run(self, ready: threading.Event) -> None:
        async def serve() -> None:
            server = await self._loop.create_server(
                self._conversation,
                "127.0.0.1",
                0,
                ssl=self.tls if self.tls_at_once else None,
            )
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await self._stop.wait()
            server.close()
            await server.wait_closed()

        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(serve())
