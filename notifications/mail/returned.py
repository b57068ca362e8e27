"""Responsible for what a mail in the returns mailbox is: a delivery status note, an automatic reply.

Anybody can write to that mailbox, so that nothing in a mail makes this raise or take long. What is
neither of the two is left for a person to read.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from notifications.outcome import one_line

LARGEST = 256 * 1024
"""Bytes of a mail that are looked at; a note's own words come before the mail that it returns."""
MOST_PARTS = 40
"""Parts of a mail; a note that returns one of our packs has twelve."""
LONGEST_FIELD = 2_000
MOST_LINES = 10_000

_CONTENT_TYPE = re.compile(rb"content-type(?:[^\r\n]|[\r\n]+[ \t])*", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_REPLY_CODE = re.compile(r"\b([245])\d\d\b")
_MAIL_SYSTEM = re.compile(r"\b(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_TYPE = re.compile(r"^[\w-]+\s*;")
_AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
_MASS = ("auto_reply", "bulk", "junk")


@dataclass(frozen=True, slots=True)
class Fate:
    """What a note says of the original's way to one recipient."""

    addresses: frozenset[str]
    """The final recipient and, where it is told, the one that we wrote to; in small letters."""
    action: str
    """`failed`, `delayed`, `relayed`, `delivered` or `expanded`."""
    status: str
    """The enhanced status code, such as `5.1.1`; empty if none is told."""
    words: str
    """The diagnostic text, or the status code where there is none."""

    @property
    def is_failed(self) -> bool:
        """Say whether the mail will not arrive: it was refused, or given up after days of trying."""
        return self.action == "failed"

    @property
    def is_refused(self) -> bool:
        """Say whether the address was refused for good (semantics row 62)."""
        return self.is_failed and self.status.startswith("5.")


@dataclass(frozen=True, slots=True)
class StatusNote:
    """A delivery status note (RFC 3464) about one mail that was sent."""

    message_id: str
    """Of the original."""
    fates: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class AutomaticReply:
    """An out-of-office reply, a receipt or the like: never a bounce (semantics row 65)."""


def read_returned(raw: bytes) -> StatusNote | AutomaticReply | None:
    """Return what a mail is; None if it is for a person to read. Never raises.

    That is a person's answer, and also a bounce in a form of its own that only a person can read.
    """
    raw = raw[:LARGEST]
    if _is_costly(raw):
        return None
    try:
        return _read(message_from_bytes(raw))
    except (LookupError, ValueError, TypeError, AttributeError):
        return None  # Python's parser trips over some of what nobody should send


def _is_costly(raw: bytes) -> bool:
    """Say whether Python's parser would take long over a mail.

    It asks of every line whether it ends one of the parts that are open, and of every semicolon
    of a field whether it stands between quotation marks, from the field's beginning.
    """
    parts = _CONTENT_TYPE.findall(raw)
    longest = max(map(len, parts), default=0)
    many = len(parts) > MOST_PARTS or len(raw.splitlines()) > MOST_LINES
    return many or longest > LONGEST_FIELD


def _read(mail: Message) -> StatusNote | AutomaticReply | None:
    report = _report_type(mail)
    if report == "delivery-status":
        return _note(mail)
    if report:  # a receipt; or a complaint, which is for a person
        return AutomaticReply() if report == "disposition-notification" else None
    return AutomaticReply() if _is_automatic(mail) else None


def _report_type(mail: Message) -> str:
    if mail.get_content_type() != "multipart/report":
        return ""
    return str(mail.get_param("report-type", "unknown")).lower()


def _note(mail: Message) -> StatusNote | None:
    parts = _inner(mail)
    blocks = [
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in _inner(part)
    ]
    fates = tuple(_fate(block) for block in blocks if "Final-Recipient" in block)
    message_id = _original_id(parts) or _id_in(_field(mail, "In-Reply-To"))
    return StatusNote(message_id, fates) if fates and message_id else None


def _fate(block: Message) -> Fate:
    named = (_field(block, name) for name in ("Final-Recipient", "Original-Recipient"))
    words = _TYPE.sub("", _field(block, "Diagnostic-Code")).strip()
    status = _status(_field(block, "Status"), words)
    return Fate(
        addresses=frozenset(_plain(name) for name in named if name),
        action=_field(block, "Action").lower().split(" ")[0],
        status=status,
        words=words or status,
    )


def _status(told: str, words: str) -> str:
    """Return the status code, else what the mail server's words say of it."""
    found = _STATUS.search(told) or _STATUS.search(words)
    if found:
        return found[0]
    code = _REPLY_CODE.match(words)
    return f"{code[1]}.0.0" if code else ""


def _plain(recipient: str) -> str:
    """Return the address of a field such as `rfc822; <pat@council.example>`."""
    return _TYPE.sub("", recipient).strip(" <>").lower()


def _original_id(parts: list[Message]) -> str:
    """Return the Message-ID of the mail that a note returns, in whole or its headers alone."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            headers = [message_from_bytes(text)] if isinstance(text, bytes) else []
        elif kind.startswith("message/") and kind != "message/delivery-status":
            headers = _inner(part)
        else:
            continue
        found = [_id_in(_field(header, "Message-ID")) for header in headers[:1]]
        if any(found):
            return found[0]
    return ""


def _id_in(text: str) -> str:
    found = _MESSAGE_ID.search(text)
    return found[0] if found else ""


def _is_automatic(mail: Message) -> bool:
    if _MAIL_SYSTEM.search(_field(mail, "From")) or "X-Failed-Recipients" in mail:
        return False  # a mail server's words in a form of its own
    submitted = _field(mail, "Auto-Submitted").lower().split(";")[0].strip()
    precedence = _field(mail, "Precedence").lower()
    told = submitted not in {"", "no"} or precedence in _MASS
    return told or any(name in mail for name in _AUTOMATIC)


def _inner(mail: Message) -> list[Message]:
    """Return the mails or blocks of fields that are in another; none if it holds text."""
    payload = mail.get_payload()
    return [m for m in payload if isinstance(m, Message)] if isinstance(payload, list) else []


def _field(mail: Message, name: str) -> str:
    """Return a field as one printable line; empty if it is not there."""
    return one_line(str(mail.get(name, "")))
