"""The bytes of a mail, read back by a parser that is not ours."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import collapse_rfc2231_value, getaddresses, parseaddr

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notifications.mail.message import Attachment, Letter, build, new_message_id

OBRIEN = "pat.o'brien@middlesbrough.example"
LETTER = Letter(
    message_id="<0123456789abcdef0123456789abcdef01234567@middlesbrough.example>",
    date=datetime(2019, 1, 2, 7, 0, tzinfo=UTC),
    mail_from="followthrough@middlesbrough.example",
    from_name="Followthrough",
    to_name="Pat O'Brien",
    to_address=OBRIEN,
    reply_to=(("Sam Green", "sam.green@middlesbrough.example"),),
    subject="3 actions need you: none is late",
    text="Dear Pat,\n\nFrom now on, £5 \N{EN DASH} and Łódź.\n.\nEnd\n",
    html="<p>Dear Pat, £5 \N{EN DASH} and Łódź.</p>\n",
)
NAMES = st.text(st.characters(exclude_categories=["C"]), max_size=120)


def parsed(letter: Letter) -> EmailMessage:
    return message_from_bytes(build(letter), policy=default)


def as_mail_programs_read(header: str, letter: Letter) -> str:
    """Decode a header with the older parser, which leaves addresses alone."""
    return message_from_bytes(build(letter))[header].replace("\r\n", "")


def test_the_headers_that_every_mail_has() -> None:
    mail = parsed(LETTER)
    assert mail["Message-ID"] == LETTER.message_id
    assert mail["Date"] == "Wed, 02 Jan 2019 07:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Content-Language"] == "en-GB"
    assert mail["Reply-To"] == "Sam Green <sam.green@middlesbrough.example>"
    assert len(mail.keys()) == len(set(mail.keys()))


def test_text_comes_first_and_html_is_its_alternative() -> None:
    mail = parsed(LETTER)
    text, html = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    read = [part.get_content().replace("\r\n", "\n") for part in (text, html)]
    assert read == [LETTER.text, LETTER.html]


def test_what_travels_is_ascii_in_short_lines_and_the_same_each_time() -> None:
    letter = replace(LETTER, attachments=(Attachment("a.bin", "application/x", b"\x00\xff" * 900),))
    raw = build(letter)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    assert build(letter) == raw


def test_an_apostrophe_stays_in_the_address() -> None:
    (to,) = parsed(LETTER)["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Pat O'Brien", OBRIEN)


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien, Pat",
        'Pat "Paddy" O\'Brien',
        "Zoë Łukasiewicz",
        "Evil, eve@elsewhere.example <eve@elsewhere.example>",
        "Zoë, eve@elsewhere.example <eve@elsewhere.example>",
        "Partneriaeth Strategol \N{EN DASH} Zoë, Łódź a'r bwrdd " * 5,
        "Pat\r\nBcc: eve@elsewhere.example",
        "",
    ],
)
def test_a_name_is_only_ever_a_name(name: str) -> None:
    letter = replace(LETTER, to_name=name, from_name=name, reply_to=((name, OBRIEN),))
    mail = parsed(letter)
    for header in ("To", "Reply-To", "From"):
        seen = as_mail_programs_read(header, letter)
        assert len(getaddresses([seen])) == 1
        assert str(make_header(decode_header(parseaddr(seen)[0]))) == " ".join(name.split())
    assert [who.addr_spec for who in mail["To"].addresses] == [OBRIEN]
    assert mail["Bcc"] is None


@given(name=NAMES, subject=NAMES)
def test_any_name_and_subject_survive(name: str, subject: str) -> None:
    letter = replace(LETTER, to_name=name, subject=subject)
    seen = as_mail_programs_read("To", letter)
    assert [address for _, address in getaddresses([seen])] == [OBRIEN]
    assert len(parsed(letter)["To"].addresses) == 1
    assume("=?" not in f"{name}{subject}")  # then it is an encoded-word to any reader
    assert str(make_header(decode_header(parseaddr(seen)[0]))) == " ".join(name.split())
    read = str(make_header(decode_header(as_mail_programs_read("Subject", letter))))
    assert read.split() == subject.split()


def test_two_reply_addresses_both_count() -> None:
    both = (("Zoë", "zoe@middlesbrough.example"), ("Sam", "sam@middlesbrough.example"))
    reply_to = parsed(replace(LETTER, reply_to=both))["Reply-To"].addresses
    assert [(who.display_name, who.addr_spec) for who in reply_to] == list(both)


@pytest.mark.parametrize("bad", ["", "pat", "a@x.example\r\nBcc: b@x.example", "a@x.example,b@x"])
@pytest.mark.parametrize("place", ["mail_from", "to_address", "reply_to"])
def test_what_is_not_one_address_is_refused(place: str, bad: str) -> None:
    values = {
        "mail_from": replace(LETTER, mail_from=bad),
        "to_address": replace(LETTER, to_address=bad),
        "reply_to": replace(LETTER, reply_to=(("Sam", bad),)),
    }
    with pytest.raises(ValueError, match="not one plain address"):
        build(values[place])


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        build(replace(LETTER, date=LETTER.date.replace(tzinfo=None)))


def test_attachments_keep_names_types_and_bytes() -> None:
    files = (
        Attachment("Board pack \N{EN DASH} Zoë £5.pdf", "application/pdf", bytes(range(256)) * 40),
        Attachment('a "quoted"; name.csv', "text/csv", "Zoë,£\n".encode()),
    )
    mail = parsed(replace(LETTER, attachments=files))
    assert mail.get_content_type() == "multipart/mixed"
    got = [
        Attachment(
            str(part.get_filename()), part.get_content_type(), bytes(part.get_payload(decode=True))
        )
        for part in mail.iter_attachments()
    ]
    assert got == [files[0], replace(files[1], name="a 'quoted', name.csv")]
    assert mail.get_body(("plain",)) is not None
    # The older parser must find the same names: Outlook's is no better.
    older = message_from_bytes(build(replace(LETTER, attachments=files)))
    names = [
        collapse_rfc2231_value(part.get_param("filename", "", "Content-Disposition"))
        for part in older.walk()
    ]
    assert [name for name in names if name] == [file.name for file in got]


def test_no_message_id_can_be_worked_out() -> None:
    made = {new_message_id("middlesbrough.example") for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"<[0-9a-f]{40}@middlesbrough\.example>", one) for one in made)


def test_a_long_domain_does_not_break_the_message_id() -> None:
    long = new_message_id("a-very-long-name-of-a-partnership.middlesbrough.example")
    assert f"Message-ID: {long}\r\n".encode() in build(replace(LETTER, message_id=long))
