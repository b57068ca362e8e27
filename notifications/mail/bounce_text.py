"""Responsible for a bounce as text: what the mail system says, and which mail it returns."""

import re
from collections.abc import Iterator
from email.message import Message
from html import unescape
from typing import NamedTuple

from notifications.outcome import printable

LONGEST_TEXT = 8_000
"""Letters of a mail system's own words that are looked at: it says more only in what it returns."""
MOST_FOUND = 30
"""Message-IDs and addresses that are taken from one mail."""
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/delivery-status")

_ID = r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}"
_LABELLED = re.compile(rf"message-?id\W{{0,8}}({_ID})", re.IGNORECASE)
_ANSWERED = re.compile(
    rf"^(?:in-reply-to|references):\s{{0,9}}<({_ID})>", re.IGNORECASE | re.MULTILINE
)
_OURS = re.compile(r"\b([0-9a-f]{40}@[A-Za-z0-9.-]{1,200})")
_AN_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}"
_ADDRESS = re.compile(_AN_ADDRESS)
_ENTRY = re.compile(rf"""^(?=[ \t"'<>]{{0,9}}{_AN_ADDRESS})""", re.MULTILINE)
_CODE = re.compile(r"(?<![\w.-])[45](?:\d\d|\.\d{1,3}\.\d{1,3})(?![\w.])")
_RETURNS = re.compile(
    r"^[> \t]{0,9}(?:received|return-path|message-id|dkim-signature|mime-version)[ \t]{0,9}:"
    r"|--[^\n]{0,60}\b(?:copy of|original m|returned m|headers|message (?:text|header|follows))|\bbelow (?:this line|is a copy)"
    r"|\bmessage headers? follow",
    re.IGNORECASE | re.MULTILINE,
)
"""Where the mail that is returned begins, when it is no part of its own."""
_TAG = re.compile(r"<[^<>]{0,2000}>")


def own_words(mail: Message) -> str:
    """Return what a mail system says in a bounce, without the mail that it returns."""
    texts = (_cut(_text(part), part.get_content_subtype()) for part in _own_parts(mail))
    return "\n".join(texts)[:LONGEST_TEXT]


class Told(NamedTuple):
    """What a mail system says of one recipient, or of all."""

    addresses: frozenset[str]
    reply: str
    words: str
    """All of it, with what stands around the reply."""


def told_in(words: str) -> tuple[Told, ...]:
    """Return what a mail system says of each recipient, if it repeats a reply for each; else of all."""
    entries = [words]
    if _CODE.search(words):
        for entry in _ENTRY.split(words)[1 : MOST_FOUND + 1]:
            if len(entries) > 1 and _plain(_ADDRESS.findall(entry)[0]) in addresses_in(entries[-1]):
                entries[-1] += entry
            else:
                entries.append(entry)
    return tuple(Told(addresses_in(one), _reply(one), one) for one in entries[1:] or entries)


def _reply(entry: str) -> str:
    """Return the reply that a mail system repeats, from its code to the end of the paragraph.

    Without one all that it says. One printable line.
    """
    after = _ADDRESS.search(entry)
    code = _CODE.search(entry, after.start() if after else 0)
    paragraph = entry[code.start() :].split("\n\n", maxsplit=1)[0] if code else entry
    return printable(paragraph)


def addresses_in(words: str) -> frozenset[str]:
    """Return the mail addresses in a text, in small letters."""
    found = dict.fromkeys(map(_plain, _ADDRESS.findall(words)))
    return frozenset(list(found)[:MOST_FOUND])


def _plain(address: str) -> str:
    return address.strip(".'").lower()


def ids_in(mail: Message) -> tuple[str, ...]:
    """Return whatever may be the Message-ID of the mail that is returned, the likeliest first.

    That is what is called so, wherever it stands, but for what names this mail itself; what it
    answers; and whatever has the form of ours.
    """
    inner = [one for part in mail.walk() if part is not mail for one in part.items()]
    fields = [one for one in mail.items() if one[0].lower() != "message-id"] + inner
    texts = [f"{name}: {value}" for name, value in fields]
    text = "\n".join((*texts, *(_text(part) for part in mail.walk() if not part.is_multipart())))
    found = [one[1] for form in (_LABELLED, _ANSWERED, _OURS) for one in form.finditer(text)]
    return tuple(f"<{one}>" for one in dict.fromkeys(found))[:MOST_FOUND]


def _own_parts(mail: Message) -> Iterator[Message]:
    """Yield the parts that hold the mail system's words; of alternatives the first."""
    inner = mail.get_payload()
    if mail.get_content_type() in _RETURNED:
        return
    if isinstance(inner, list):
        one = mail.get_content_subtype() == "alternative"
        for part in inner[:1] if one else inner:
            if isinstance(part, Message):
                yield from _own_parts(part)
    elif mail.get_content_maintype() == "text":
        yield mail


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("latin-1")


def _cut(text: str, kind: str) -> str:
    text = text[: 4 * LONGEST_TEXT]
    if kind == "html":
        text = unescape(_TAG.sub(" ", text))
    found = _RETURNS.search(text)
    return text[: found.start()] if found else text
