"""A mail is the same to two parsers that share no code: Python's own, and one written in Rust."""

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import NamedTuple

import pytest
from fast_mail_parser import parse_email
from hypothesis import assume, given
from hypothesis import strategies as st

from notifications.mail.message import Attachment, Letter, build
from notifications.render import render
from tests.builders.mails import MAILS, Payload, alarm
from tests.unit.notifications.test_message import LETTER

EVERY_MAIL = [pytest.param(*mail, id=name) for name, mail in MAILS.items()]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
HOSTILE = [
    "O'Brien, Pat",
    'Pat "Paddy" O\'Brien',
    "Pat\r\nBcc: eve@elsewhere.example",
    "Evil, eve@elsewhere.example <eve@elsewhere.example>",
    "\u202eneila\u202c and \u2067after",
    "\x00\x07\x1b[31mred",
    "אבג, דהו",
    "改善" * 60,
    "👩‍👧 Zoë \N{EN DASH} Łódź",
    "x" * 300,
]


class Read(NamedTuple):
    """What a parser finds."""

    subject: str
    to: list[tuple[str, str]]
    reply_to: list[str]
    text: str
    html: str
    files: list[tuple[str, bytes]]


def by_python(raw: bytes) -> Read:
    mail = message_from_bytes(raw, policy=default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return Read(
        str(mail["Subject"]).strip(),
        [(older_name(raw), who.addr_spec) for who in mail["To"].addresses],
        [who.addr_spec for who in mail["Reply-To"].addresses],
        text.get_content().replace("\r\n", "\n"),
        html.get_content().replace("\r\n", "\n"),
        [(str(one.get_filename()), one.get_content()) for one in mail.iter_attachments()],
    )


def older_name(raw: bytes) -> str:
    """Return the recipient's name by Python's older reader: the newer one puts spaces into it."""
    name, _ = parseaddr(message_from_bytes(raw)["To"].replace("\r\n", ""))
    return str(make_header(decode_header(name)))


def by_the_other(raw: bytes) -> Read:
    mail = parse_email(raw)
    assert mail.warnings == []
    (text,), (html,) = mail.text_plain, mail.text_html
    return Read(
        mail.subject.strip(),
        [(who.display_name or "", who.address) for who in mail.to],
        [who.address for who in mail.reply_to],
        text.replace("\r\n", "\n"),
        html.replace("\r\n", "\n"),
        [(one.filename, bytes(one.content)) for one in mail.attachments],
    )


def letter(kind: str, payload: Payload) -> Letter:
    rendered = render(kind, payload)
    to = payload["to"]
    return replace(
        LETTER,
        to_name=to["name"],
        to_address=to["address"],
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )


def agreed(written: Letter) -> Read:
    raw = build(written)
    found = by_python(raw)
    assert by_the_other(raw) == found
    assert len(found.to) == len(found.reply_to) == 1
    assert found.to[0][1] == written.to_address
    assert found.html == written.html
    return found


@pytest.mark.parametrize(("kind", "payload"), EVERY_MAIL)
def test_two_parsers_read_every_mail_alike(kind: str, payload: Payload) -> None:
    written = letter(kind, payload)
    found = agreed(written)
    assert (found.subject, found.text) == (written.subject, written.text)


@pytest.mark.parametrize("name", HOSTILE)
def test_two_parsers_read_a_hostile_name_alike(name: str) -> None:
    found = agreed(
        letter("alarm", {**alarm(), "title": name, "to": {**alarm()["to"], "name": name}})
    )
    assert "\n" not in found.subject
    assert not set("\u202e\u2067\x00\x07\x1b") & set(found.subject + found.to[0][0] + found.text)


@given(name=TEXTS, subject=TEXTS, text=TEXTS)
def test_two_parsers_read_any_words_alike(name: str, subject: str, text: str) -> None:
    assume("=?" not in f"{name}{subject}")  # then it is an encoded-word to any reader
    agreed(replace(LETTER, to_name=name, subject=subject, text=f"{text}\n"))


def test_two_parsers_find_the_same_files() -> None:
    files = (
        Attachment("Board pack \N{EN DASH} Zoë £5.pdf", "application/pdf", bytes(range(256)) * 40),
        Attachment('a "quoted"; name.xlsx', "application/x-sheet", b"\x00\r\n" * 90),
    )
    found = agreed(replace(LETTER, attachments=files))
    names = ["Board pack \N{EN DASH} Zoë £5.pdf", "a 'quoted', name.xlsx"]
    assert found.files == list(zip(names, (one.data for one in files), strict=True))
