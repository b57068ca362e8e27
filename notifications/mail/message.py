"""Responsible for the bytes of one mail: headers, text, HTML and attachments, the same every time."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import cache
from hashlib import sha256
from secrets import token_hex
from typing import Any

from rules.address import is_plain_address
from rules.text import shown

LINE = 78
WORD = 45
"""Bytes in an encoded-word: 60 in base64, 72 with its frame, where RFC 2047 allows 75."""


class _Registry(HeaderRegistry):
    """Python's registry, but that it makes each class of header once, not for each header."""

    @cache  # noqa: B019 - there is one
    def __getitem__(self, name: str) -> type[BaseHeader]:
        """Return the class of the headers with this name."""
        return super().__getitem__(name)


class _Policy(EmailPolicy):
    """Python's policy, but for folding text that isn't ASCII: there it loses spaces.

    Nor does it take apart again what fits on its line.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - as in EmailPolicy
        """Return one header's lines."""
        text = str(value)
        if text.isascii():
            if len(name) + len(text) + len(": ") <= LINE and text.isprintable():
                return f"{name}: {text}\r\n".encode("ascii")
            return super().fold_binary(name, value)
        if hasattr(value, "addresses"):
            value = ",\r\n ".join(_in_words(who) for who in value.addresses)
        elif name == "Subject":
            value = _encoded_words(str(value))
        else:
            return super().fold_binary(name, value)
        return f"{name}: {value}\r\n".encode("ascii")


_NOT_IN_A_FILE_NAME = str.maketrans({'"': "'", ";": ",", "\\": "_", "/": "_"})

# 7 bit, so that a message needs no extension of the server and is not re-coded on its way.
_POLICY = _Policy(linesep=SMTP.linesep, cte_type="7bit", header_factory=_Registry())


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that goes with a mail."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a mail says, before it is bytes."""

    message_id: str
    date: datetime
    mail_from: str
    from_name: str
    to_name: str
    to_address: str
    reply_to: tuple[tuple[str, str], ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


def new_message_id(domain: str) -> str:
    """Return a Message-ID for a notice, stored with it and so the same on every attempt.

    It is by chance: whoever could work it out could say of a mail that it came back.
    """
    return f"<{token_hex(20)}@{domain}>"


def build(letter: Letter) -> bytes:
    """Return the mail as it goes over the wire: ASCII, lines ended by CR LF.

    Raises ValueError if an address is not one plain address or the date has no time zone.
    """
    if letter.date.tzinfo is None:
        raise ValueError("the date of a mail needs its time zone")
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _mailbox(letter.from_name, letter.mail_from)
    mail["To"] = _mailbox(letter.to_name, letter.to_address)
    if letter.reply_to:
        mail["Reply-To"] = [_mailbox(name, address) for name, address in letter.reply_to]
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = letter.date
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.make_alternative(_boundary(letter, 1))
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.attachments:
        mail.make_mixed(_boundary(letter, 0))
    for attachment in letter.attachments:
        kind, _, form = attachment.media_type.partition("/")
        mail.add_attachment(
            attachment.data, maintype=kind, subtype=form, filename=_file_name(attachment.name)
        )
    mail["Content-Language"] = "en-GB"  # last: Python takes it for a part's otherwise
    return mail.as_bytes()


def _boundary(letter: Letter, number: int) -> str:
    """Return a boundary that follows from the Message-ID: by chance each try's bytes would differ."""
    return f"=_{sha256(f'{letter.message_id} {number}'.encode()).hexdigest()[:32]}"


def _in_words(who: Address) -> str:
    if who.display_name.isascii():
        return str(who)
    return f"{_encoded_words(who.display_name)}\r\n <{who.addr_spec}>"


def _encoded_words(text: str) -> str:
    """Return text as RFC 2047 encoded-words, one a line, none of which splits a letter."""
    words, taken = [], b""
    for letter in text:
        if len(taken + letter.encode()) > WORD:
            words.append(taken)
            taken = b""
        taken += letter.encode()
    words.append(taken)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words)


def _mailbox(name: str, address: str) -> Address:
    if not is_plain_address(address):
        raise ValueError(f"{address!r} is not one plain address")
    return Address(display_name=_one_line(name), addr_spec=address)


def _file_name(name: str) -> str:
    """Return a name that every reader takes whole, some ending it at a quote or a semicolon."""
    return _one_line(name).translate(_NOT_IN_A_FILE_NAME)


def _one_line(text: str) -> str:
    return " ".join(shown(text).split())
