"""Responsible for what a mail in the returns mailbox is: a bounce, an automatic reply, neither.

Anybody can write to that mailbox, so that nothing in a mail makes this raise or take long. What is
neither of the two is left for a person to read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from notifications.mail.bounce_text import Told, addresses_in, ids_in, own_words, told_in
from notifications.outcome import printable
from rules.notices.refusal import is_of_address, status_in

LARGEST = 256 * 1024
"""Bytes of a mail that are looked at; a note's own words come before the mail that it returns."""
MOST_PARTS = 40
"""Parts of a mail; a note that returns one of our packs has twelve."""
LONGEST_FIELD = 2_000
MOST_LINES = 10_000

_CONTENT_TYPE = re.compile(rb"content-type(?:[^\r\n]|[\r\n]+[ \t])*", re.IGNORECASE)
_MAIL_SYSTEM = re.compile(
    r"mailer[-_ ]?daemon|post[-_]?master|mail[ .]?deliver\w*[ .](?:sub)?system", re.IGNORECASE
)
_DELAYED = re.compile(
    r"\bdelay(?:ed)?\b|\bwarning\b|still (?:being )?(?:re)?tr(?:y|ied)|not yet been delivered"
    r"|will (?:be re)?tr(?:y|ied)|do not need to (?:resend|do anything)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|(?:not|n't|never|unable to|cannot|failed to|error) (?:be )?(?:\w+ )?deliver"
    r"|deliver\w* (?:\w+ ){0,3}\(?(?:fail|error|problem)|fail\w* (?:\w+ ){0,2}(?:deliver|notice|recip)"
    r"|permanent|returned mail|mail failed|returning (?:mess|mail)|rejected|(?:given|gave|giving) up|did not reach",
    re.IGNORECASE,
)
_TYPE = re.compile(r"^[\w-]+\s*;")
_AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office)\b", re.IGNORECASE
)
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
    """The diagnostic text, or what else is said of it; the status code where nothing is.

    As it came: secrets are masked where it is stored.
    """
    told: str = field(default="", repr=False, compare=False)
    """All that the mail system says in its own words."""

    @property
    def is_failed(self) -> bool:
        """Say whether the mail will not arrive: it was refused, or given up after days of trying."""
        return self.action == "failed"

    @property
    def is_of_address(self) -> bool:
        """Say whether it will not arrive because the address is wrong."""
        return self.is_failed and is_of_address(self.words, self.status, told=self.told)


@dataclass(frozen=True, slots=True)
class StatusNote:
    """What a mail server says of a mail that was sent, in whatever form."""

    message_ids: tuple[str, ...]
    """Whatever in it may be the original's Message-ID, the likeliest first."""
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
    if report in {"disposition-notification", "feedback-report"}:
        # a receipt; or a complaint, which is for a person
        return AutomaticReply() if report == "disposition-notification" else None
    fates = _fates(mail)
    of_system = _is_of_mail_system(mail)
    if not fates and of_system:
        fates = _fates_in_words(mail)
    fates = tuple(fate for fate in fates if fate.addresses)
    if fates:
        ids = ids_in(mail)
        return StatusNote(ids, fates) if ids else None
    if report or of_system:  # in a form of its own
        return None
    titled = _AUTOMATIC_SUBJECT.match(_field(mail, "Subject"))
    return AutomaticReply() if titled or _is_marked(mail) else None


def _report_type(mail: Message) -> str:
    if mail.get_content_type() != "multipart/report":
        return ""
    return str(mail.get_param("report-type", "unknown")).lower()


def _fates(mail: Message) -> tuple[Fate, ...]:
    """Return what the blocks of a standard note say (RFC 3464), whatever mail they are in."""
    blocks = (
        block
        for part in _inner(mail)
        if part.get_content_type() == "message/delivery-status"
        for block in _inner(part)
    )
    told = [
        block for block in blocks if "Final-Recipient" in block or "Original-Recipient" in block
    ]
    said = own_words(mail) if told else ""
    entries = told_in(said)
    return tuple(_fate(block, said, entries) for block in told)


def _fate(block: Message, said: str, entries: Sequence[Told]) -> Fate:
    named = (_field(block, name) for name in ("Final-Recipient", "Original-Recipient"))
    addresses = frozenset(_plain(name) for name in named if name)
    ours = [entry for entry in entries if entry.addresses & addresses]
    about = ours[0] if ours else Told(addresses, "", said)
    words = _TYPE.sub("", _field(block, "Diagnostic-Code")).strip() or about.reply
    status = status_in(_field(block, "Status")) or status_in(words)
    action = _field(block, "Action").lower().split(" ")[0]
    return Fate(
        addresses=addresses,
        action=action or ("failed" if status.startswith("5.") else ""),
        status=status,
        words=words or status,
        told=about.words,
    )


def _plain(recipient: str) -> str:
    """Return the address of a field such as `rfc822; <pat@council.example>`."""
    return _TYPE.sub("", recipient).strip(" <>").lower()


def _fates_in_words(mail: Message) -> tuple[Fate, ...]:
    """Return what a bounce says that follows no standard; nothing if it says neither yes nor no."""
    said, subject = own_words(mail), _field(mail, "Subject")
    named, found = addresses_in(_field(mail, "X-Failed-Recipients")), []
    for addresses, reply, words in told_in(said):
        status = status_in(reply)
        if action := _action(f"{subject}\n{said}", status):
            found.append(Fate(addresses | named, action, status, reply, f"{subject}\n{words}"))
    return tuple(found)


def _action(told: str, status: str) -> str:
    """Return what happened, by a mail system's words; empty if they don't tell."""
    if _DELAYED.search(told) and not status.startswith("5"):
        return "delayed"
    return "failed" if status[:1] in {"4", "5"} or _FAILED.search(told) else ""


def _is_of_mail_system(mail: Message) -> bool:
    """Say whether a mail system writes, not a person or what answers in their place."""
    by_name = _MAIL_SYSTEM.search(_field(mail, "From")) or "X-Failed-Recipients" in mail
    return bool(by_name) or (_field(mail, "Return-Path") == "<>" and not _is_marked(mail))


def _is_marked(mail: Message) -> bool:
    """Say whether a mail is marked as one that no person wrote."""
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
    return printable(str(mail.get(name, "")))
