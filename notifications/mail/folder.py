"""Responsible for folders on an IMAP server: which one a setting names, and reading what is in it."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from notifications.deadline import LONGEST, Deadline
from notifications.mail.conversation import BoundedIMAP, BoundedIMAPS
from notifications.mail.returned import LARGEST
from notifications.outcome import one_line
from notifications.url_parts import is_loopback
from rules.problems import BadInput

PATIENCE = 30.0
"""Seconds for one answer of the server."""
PORTS = {"imaps": 993, "imap": 143}
_UID = re.compile(rb"\d+")
_ERRORS = (OSError, ValueError, imaplib.IMAP4.error)

Token = Callable[[], str]
"""Returns an access token to sign in by (XOAUTH2) instead of a password."""


class FolderUnavailable(Exception):  # noqa: N818 - it is a fact about the server
    """The server can't be reached, refuses us, or broke off; holds its last words."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where returned mail arrives, and where a copy of what was sent lies."""

    host: str
    port: int
    at_once: bool
    """TLS from the first byte; else by STARTTLS."""
    user: str
    password: str = field(repr=False)
    folder: str
    journal: str
    """Empty if there is none."""


def read_account(url: str, setting: str, *, with_token: bool = False) -> Account:
    """Return the account that an address such as `imaps://user:password@host/INBOX` names.

    `imap://` means STARTTLS; `?journal=Sent` names the folder with copies of what was sent. Where
    an access token can be had there need be no password; one that is there is used.

    Raises BadInput with one sentence that names `setting` and holds no password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise BadInput(
            f"Setting {setting} must look like imaps://user:password@host/INBOX, or imap:// for STARTTLS."
        ) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (parts.hostname and user and (password or with_token)):
        raise BadInput(f"Setting {setting} must name a host, a user and a password.")
    account = Account(
        host=parts.hostname,
        port=port,
        at_once=parts.scheme == "imaps",
        user=user,
        password=password,
        folder=unquote(parts.path.removeprefix("/")) or "INBOX",
        journal=_journal(parts, setting),
    )
    written = f"{account.host}{user}{password}{account.folder}{account.journal}"
    if not (written.isascii() and written.isprintable()):
        raise BadInput(f"Setting {setting} holds letters that IMAP can't carry; use plain ones.")
    return account


def _journal(parts: SplitResult, setting: str) -> str:
    query = parse_qs(parts.query)
    if parts.fragment or query.keys() - {"journal"} or (parts.query and not query):
        raise BadInput(
            f"Setting {setting} may end in ?journal=FOLDER and nothing else; write # ? & in a "
            "user or password as %23 %3F %26."
        )
    return query["journal"][0] if query else ""


class Folder:
    """An open folder; every method raises FolderUnavailable if the server fails."""

    def __init__(self, box: imaplib.IMAP4, deadline: Deadline) -> None:
        self._box = box
        self._deadline = deadline

    @property
    def is_late(self) -> bool:
        """Whether little time is left: enough to end well, not to begin anew."""
        return self._deadline.is_within(PATIENCE)

    def new(self) -> list[str]:
        """Return the ids of the mails that nobody has read or flagged, newest first."""
        return self._found("UNSEEN", "UNFLAGGED")[::-1]

    def peek(self, uid: str) -> bytes:
        """Return the beginning of a mail, which stays unread; nothing if it is gone."""
        for item in _asked(self._box.uid, "FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)"):
            if isinstance(item, tuple):
                content: bytes = item[1]
                return content
        return b""

    def flagged(self) -> int:
        """Return how many mails are flagged and unread."""
        return len(self._found("UNSEEN", "FLAGGED"))

    def mark_read(self, uid: str) -> None:
        """Mark a mail as read."""
        self._flag(uid, r"(\Seen)")

    def flag(self, uid: str) -> None:
        """Flag a mail, which stays unread: a person should look at it."""
        self._flag(uid, r"(\Flagged)")

    def holds(self, message_id: str) -> bool:
        """Say whether there is a mail with this Message-ID."""
        return bool(self._found("HEADER", "Message-ID", _quoted(message_id)))

    def _flag(self, uid: str, flag: str) -> None:
        _asked(self._box.uid, "STORE", uid, "+FLAGS.SILENT", flag)

    def _found(self, *what: str) -> list[str]:
        answers = _asked(self._box.uid, "SEARCH", *what)
        return [uid.decode() for answer in answers if answer for uid in _UID.findall(answer)]


@contextmanager
def opened(
    account: Account,
    name: str,
    *,
    read_only: bool = False,
    token: Token | None = None,
    longest: float = LONGEST,
) -> Iterator[Folder]:
    """Open a folder over a connection of its own; raises FolderUnavailable if that can't be.

    All that is said over it has one deadline, `longest` seconds from now.
    """
    deadline = Deadline(longest)
    box = _connected(account, deadline)
    try:
        _sign_in(box, account, token)
        _asked(box.select, _quoted(name), read_only)
        yield Folder(box, deadline)
    finally:
        with suppress(*_ERRORS):
            box.logout()
        _hang_up(box)


def _connected(account: Account, deadline: Deadline) -> imaplib.IMAP4:
    """Return a connection under TLS; only to the machine itself may it go without."""
    tls = ssl.create_default_context()
    with _told():
        where = (account.host, account.port)
        if account.at_once:
            return BoundedIMAPS(*where, deadline=deadline, ssl_context=tls, timeout=PATIENCE)
        box = BoundedIMAP(*where, deadline=deadline, timeout=PATIENCE)
        try:
            if "STARTTLS" in box.capabilities or not is_loopback(account.host):
                box.starttls(ssl_context=tls)
        except _ERRORS:
            _hang_up(box)
            raise
        return box


def _hang_up(box: imaplib.IMAP4) -> None:
    with suppress(*_ERRORS):
        box.shutdown()


def _sign_in(box: imaplib.IMAP4, account: Account, token: Token | None) -> None:
    if token is None or account.password:
        _asked(box.login, _quoted(account.user), account.password)
    else:
        said = f"user={account.user}\1auth=Bearer {token()}\1\1".encode()
        _asked(box.authenticate, "XOAUTH2", lambda challenge: b"" if challenge else said)


def _asked(ask: Callable[..., tuple[str, Any]], *words: object) -> Any:  # noqa: ANN401 - as imaplib
    with _told():
        kind, said = ask(*words)
    if kind != "OK":
        raise FolderUnavailable(one_line(_text(b" ".join(word for word in said if word))))
    return said


@contextmanager
def _told() -> Iterator[None]:
    """Turn what imaplib raises into the server's words, without what caused it: that holds ours."""
    try:
        yield
    except _ERRORS as error:
        said = error.args[-1] if error.args else type(error).__name__
        raise FolderUnavailable(one_line(_text(said))) from None


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
