"""Responsible for a small IMAP server on loopback: what reading a mailbox takes, and its faults."""

import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from types import TracebackType
from typing import Self

USER, PASSWORD = "returns@council.example", 'pass "word"\\'
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\)|[^\s"]+)')
PART = re.compile(r"\(BODY\.PEEK\[\]<0\.(\d+)>\)")


@dataclass
class Mail:
    """One mail of a folder."""

    raw: bytes
    seen: bool = False
    flagged: bool = False


class _Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    server: "_Listener"
    folder: list[Mail]
    read_only = False

    def handle(self) -> None:
        self.imap = self.server.imap
        if self.imap.tls and self.imap.tls_at_once:
            self._wrap()
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, name, *words = [
                re.sub(r"\\(.)", r"\1", quoted) or plain
                for quoted, plain in WORD.findall(line.decode())
            ]
            command = words.pop(0) if name == "UID" else name
            self.imap.heard.append(command)
            self.imap.before.get(command, lambda: None)()
            if command in self.imap.drop_at:
                return
            answer = self.imap.answers.get(command) or getattr(self, f"do_{command}")(*words)
            self._say(f"{tag} {answer}")
            if command == "STARTTLS":
                self._wrap()
            if command == "LOGOUT":
                return

    def do_CAPABILITY(self) -> str:  # noqa: N802 - as the commands are called
        offered = " STARTTLS" if self.imap.tls and not self.imap.tls_at_once else ""
        self._say(f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2{offered}")
        return "OK done"

    def do_STARTTLS(self) -> str:  # noqa: N802
        return "OK begin"

    def do_LOGIN(self, user: str, password: str) -> str:  # noqa: N802
        if (user, password) == (USER, PASSWORD):
            return "OK in"
        return f"NO [AUTHENTICATIONFAILED] {user} may not come in with {password}"

    def do_AUTHENTICATE(self, _mechanism: str) -> str:  # noqa: N802
        self._say("+ ")
        said = b64decode(self.rfile.readline()).decode()
        if said == f"user={USER}\1auth=Bearer {self.imap.token}\1\1":
            return "OK in"
        self._say("+ eyJzdGF0dXMiOiI0MDAifQ==")
        assert self.rfile.readline() == b"\r\n", "after a challenge nothing more is said"
        return "NO [AUTHENTICATIONFAILED] token"

    def do_SELECT(self, name: str) -> str:  # noqa: N802
        if name not in self.imap.folders:
            return "NO [NONEXISTENT] there is no such folder"
        self.folder = self.imap.folders[name]
        self._say(f"* {len(self.folder)} EXISTS")
        return "OK [READ-WRITE] chosen"

    def do_EXAMINE(self, name: str) -> str:  # noqa: N802
        self.read_only = True
        return self.do_SELECT(name).replace("WRITE", "ONLY")

    def do_SEARCH(self, what: str, header: str = "", wanted: str = "") -> str:  # noqa: N802
        def fits(mail: Mail) -> bool:
            if what == "UNSEEN":
                return not mail.seen and {
                    "FLAGGED": mail.flagged,
                    "UNFLAGGED": not mail.flagged,
                }.get(header, True)
            return wanted.lower() in str(message_from_bytes(mail.raw)[header]).lower()

        found = [str(uid) for uid, mail in enumerate(self.folder, start=1) if fits(mail)]
        self._say(" ".join(("* SEARCH", *found)))
        return "OK done"

    def do_FETCH(self, uid: str, what: str) -> str:  # noqa: N802
        part = PART.fullmatch(what)
        assert part, what
        raw = self.folder[int(uid) - 1].raw[: int(part[1])]
        self._say(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}")
        self.wfile.write(raw)
        self._say(")")
        return "OK done"

    def do_STORE(self, uid: str, how: str, flags: str) -> str:  # noqa: N802
        assert how == "+FLAGS.SILENT"
        if self.read_only:
            return "NO read-only"
        setattr(
            self.folder[int(uid) - 1], {r"(\Seen)": "seen", r"(\Flagged)": "flagged"}[flags], True
        )
        return "OK done"

    def do_LOGOUT(self) -> str:  # noqa: N802
        self._say("* BYE")
        return "OK bye"

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _wrap(self) -> None:
        assert self.imap.tls
        self.connection = self.imap.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    imap: "ImapServer"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


@dataclass
class ImapServer:
    """A server on 127.0.0.1 at a free port; `answers` by command are given instead of doing it."""

    folders: dict[str, list[Mail]] = field(default_factory=lambda: {"INBOX": []})
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    token: str = "invented"  # noqa: S105 - invented
    answers: dict[str, str] = field(default_factory=dict)
    drop_at: tuple[str, ...] = ()
    """Commands at which the connection is dropped."""
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What is called before a command is done."""

    port: int = 0
    heard: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = _Listener(("127.0.0.1", 0), _Conversation)
        self._listener.imap = self
        self.port = self._listener.server_address[1]
        serve = self._listener.serve_forever
        threading.Thread(target=serve, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    @property
    def url(self) -> str:
        """The setting that names its INBOX."""
        schema = "imaps" if self.tls_at_once else "imap"
        signed_in = "returns%40council.example:pass%20%22word%22%5C"
        return f"{schema}://{signed_in}@127.0.0.1:{self.port}/INBOX"

    def arrive(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Let mails arrive."""
        self.folders.setdefault(folder, []).extend(Mail(raw) for raw in mails)

    def unread(self, folder: str = "INBOX") -> list[bytes]:
        """Return the mails that nobody has read."""
        return [mail.raw for mail in self.folders[folder] if not mail.seen]
