"""What a mail in the returns mailbox is, whoever wrote it; and that nothing in one does harm."""

import time
from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.mail.returned import LARGEST, AutomaticReply, Fate, StatusNote, read_returned
from notifications.masking import know
from notifications.outcome import printable
from tests.effort import LONG
from tests.servers.returned_mail import (
    IN_WORDS,
    NO_SUCH_USER,
    OBRIEN,
    answer,
    exchange,
    exim,
    google,
    in_words,
    original,
    out_of_office,
    postfix,
    receipt,
)

ID = "<0123456789abcdef0123456789abcdef01234567@council.example>"
SECONDS = 3.0
"""Of the processor, for any mail on a busy machine; an ordinary one takes a thousandth of it."""


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        pytest.param(postfix(ID), "5.1.1", NO_SUCH_USER, id="postfix"),
        pytest.param(
            exchange(ID),
            "5.1.10",
            f"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {OBRIEN} "
            "not found by SMTP address lookup",
            id="exchange",
        ),
        pytest.param(
            exchange(ID, returned=False),
            "5.1.10",
            f"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {OBRIEN} "
            "not found by SMTP address lookup",
            id="exchange-without-the-original",
        ),
        pytest.param(
            google(ID),
            "5.1.1",
            "550-5.1.1 The email account that you tried to reach does not exist. Please try "
            "550 5.1.1 double-checking the recipient's address",
            id="google",
        ),
    ],
)
def test_a_bounce_names_the_mail_the_address_and_the_reason(
    raw: bytes, status: str, words: str
) -> None:
    note = read_returned(raw)
    assert isinstance(note, StatusNote)
    assert note.message_ids[0] == ID
    (fate,) = note.fates
    assert fate == Fate(frozenset({OBRIEN}), "failed", status, words)
    assert fate.is_of_address


@pytest.mark.parametrize("server", IN_WORDS)
@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("550 5.1.1 no such user", True),
        ("550 Unknown user", True),
        ("550 5.7.26 unauthenticated mail is not accepted: DMARC policy", False),
        ("552 5.2.2 mailbox full", False),
        ("450 4.2.1 try again later", False),
    ],
)
def test_a_bounce_that_no_standard_describes_is_read_by_its_words(
    server: str,
    reply: str,
    wrong: bool,  # noqa: FBT001 - a parameter
) -> None:
    note = read_returned(in_words(server, ID, reply=reply))
    assert isinstance(note, StatusNote)
    assert note.message_ids[0] == ID
    assert {fate.is_of_address for fate in note.fates if OBRIEN in fate.addresses} == {wrong}


def test_what_looks_like_a_secret_is_still_read() -> None:
    know("a test", ["council", "Final-Recipient", "550 5.1.1"])
    try:
        note = read_returned(postfix(ID))
    finally:
        know("a test", [])
    assert note == read_returned(postfix(ID))


def test_what_was_sent_says_nothing_of_why_it_came_back() -> None:
    raw = in_words("exim", ID, reply="550 not wanted")
    for words in ("no such user", "user unknown", "address does not exist"):
        note = read_returned(raw.replace(b"Dear Pat", f"550 5.1.1 {words}".encode()))
        assert isinstance(note, StatusNote)
        assert not any(fate.is_of_address for fate in note.fates)


@pytest.mark.parametrize(
    "form",
    [
        "In-Reply-To: {id}\r\n\r\n{words}",
        "References: <another@council.example> {id}\r\n\r\n{words}",
        "X-Original-Message-ID: {id}\r\n\r\n{words}",
        "\r\n{words}\r\nOriginal Message-ID: {bare}\r\n",
        "\r\n{words}\r\n> Message-Id:\r\n>  {id}\r\n",
        "\r\n{words}\r\nYour mail {bare} came back\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n{words}\r\nMessage-ID:=\r\n {id}\r\n",
        (
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n{words}\r\n--b\r\n"
            "Content-Type: application/octet-stream; name=mail.eml\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n{base64}\r\n--b--\r\n"
        ),
    ],
)
def test_our_message_id_is_found_wherever_it_stands(form: str) -> None:
    said = form.format(
        id=ID,
        bare=ID.strip("<>"),
        words=f"<{OBRIEN}>: 550 5.1.1 no such user",
        base64=b64encode(original(ID).encode()).decode(),
    )
    note = read_returned(
        f"From: MAILER-DAEMON@relay.example\r\nMessage-ID: <1@x>\r\n{said}".encode()
    )
    assert isinstance(note, StatusNote)
    assert ID in note.message_ids
    assert "<1@x>" not in note.message_ids
    assert note.fates[0].is_of_address


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [
        ("delayed", "4.4.1", "connect to mx.council.example: Connection timed out"),
        ("delayed", "5.1.1", NO_SUCH_USER),
        ("failed", "4.4.7", "451 4.4.7 delivery time expired"),
        ("relayed", "2.1.9", "delivery to a mail system without notes"),
        ("delivered", "2.0.0", "250 2.0.0 OK"),
        ("expanded", "2.0.0", "250 2.0.0 OK"),
        ("failed", "", "nobody knows why"),
    ],
)
def test_what_is_no_refusal_for_good_is_told_apart(action: str, status: str, words: str) -> None:
    note = read_returned(postfix(ID, action=action, status=status, words=words))
    assert isinstance(note, StatusNote)
    assert [(fate.action, fate.is_of_address) for fate in note.fates] == [(action, False)]
    assert [fate.is_failed for fate in note.fates] == [action == "failed"]


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        ("5.2.2 (mailbox full)", "552 5.2.2 over quota", "5.2.2"),
        ("", "550 5.1.1 no such user", "5.1.1"),
        ("unknown", "554 no", "5.0.0"),
    ],
)
def test_a_missing_status_is_taken_from_the_words(status: str, words: str, expected: str) -> None:
    note = read_returned(postfix(ID, status=status, words=words))
    assert isinstance(note, StatusNote)
    assert note.fates[0].status == expected
    assert note.fates[0].words == words
    assert note.fates[0].is_of_address == (expected == "5.1.1")


def test_a_missing_diagnosis_is_taken_from_what_the_mail_system_says() -> None:
    raw = postfix(ID).replace(b"Diagnostic-Code", b"X-Was")
    note = read_returned(raw)
    assert isinstance(note, StatusNote)
    assert note.fates[0].words == NO_SUCH_USER
    note = read_returned(
        raw.replace(b"This is the mail system", b"This is").replace(b"<pat", b"<x")
    )
    assert isinstance(note, StatusNote)
    assert note.fates[0].words == "5.1.1"


def test_the_address_that_we_wrote_to_counts_beside_the_final_one() -> None:
    raw = postfix(ID).replace(
        b"Final-Recipient: rfc822; pat.o'brien", b"Final-Recipient: RFC822; <P.OBrien"
    )
    note = read_returned(raw.replace(b"<P.OBrien@council.example", b"<P.OBrien@trust.example>"))
    assert isinstance(note, StatusNote)
    assert note.fates[0].addresses == {"p.obrien@trust.example", OBRIEN}


def test_each_recipient_of_a_note_has_a_fate_of_its_own() -> None:
    second = b"Final-Recipient: rfc822; una@council.example\r\nAction: delayed\r\nStatus: 4.2.1\r\n"
    note = read_returned(
        postfix(ID).replace(b"Final-Recipient", second + b"\r\nFinal-Recipient", 1)
    )
    assert isinstance(note, StatusNote)
    assert [fate.is_of_address for fate in note.fates] == [False, True]


def test_the_original_may_be_returned_whole() -> None:
    raw = postfix(ID).replace(b"text/rfc822-headers", b"message/rfc822")
    note = read_returned(raw)
    assert isinstance(note, StatusNote)
    assert note.message_ids[0] == ID
    assert note == read_returned(postfix(ID))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(out_of_office(ID), id="row-065"),
        pytest.param(answer(Auto_Submitted="auto-replied; owner=x"), id="row-065-auto-submitted"),
        pytest.param(answer(X_Autoreply="yes"), id="row-065-x-autoreply"),
        pytest.param(answer(X_Auto_Response_Suppress="All"), id="row-065-exchange"),
        pytest.param(answer(Precedence="bulk"), id="row-065-bulk"),
        pytest.param(answer(Precedence="Auto_Reply"), id="row-065-precedence"),
        pytest.param(receipt(ID), id="row-065-receipt"),
        pytest.param(
            answer().replace(b"Re: 2 actions", b"Auto reply: 2 actions"), id="row-065-title"
        ),
        pytest.param(
            answer(Auto_Submitted="auto-replied", Return_Path="<>"), id="row-065-null-sender"
        ),
    ],
)
def test_what_a_machine_answers_is_never_a_bounce(raw: bytes) -> None:
    assert read_returned(raw) == AutomaticReply()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(answer(), id="answer"),
        pytest.param(answer(Auto_Submitted="no"), id="answer-by-hand"),
        pytest.param(answer(Precedence="list"), id="list"),
        pytest.param(exim(), id="bounce-of-no-standard"),
        pytest.param(
            answer(Auto_Submitted="auto-replied", From_="x").replace(
                OBRIEN.encode(), b"MAILER-DAEMON@council.example"
            ),
            id="bounce-of-no-standard-by-its-sender",
        ),
        pytest.param(postfix("none"), id="note-about-nothing"),
        pytest.param(
            postfix(ID, "nobody", words="550 no").replace(b"al-Recipient", b"al"),
            id="note-about-nobody",
        ),
        pytest.param(receipt(ID).replace(b"disposition-", b"feedback-"), id="complaint"),
        pytest.param(original(ID).encode().replace(b"Auto-Submitted", b"X-Was"), id="our-own"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0", id="no-mail"),
    ],
)
def test_what_only_a_person_can_read_is_left_for_one(raw: bytes) -> None:
    assert read_returned(raw) is None


def test_a_note_that_is_cut_off_in_what_it_returns_is_read() -> None:
    start, message, rest = google(ID).rpartition(b"Dear Pat")
    assert read_returned(start + message * LARGEST + rest) == read_returned(google(ID))


def test_words_from_outside_are_one_printable_line() -> None:
    raw = postfix(ID, words="550 5.1.1 \0no\x1b[31m\r\n\t such " + "user \N{SNOWMAN}" * 200)
    note = read_returned(raw)
    assert isinstance(note, StatusNote)
    assert note.fates[0].words.startswith("550 5.1.1 no [31m such user")
    assert len(note.fates[0].words) <= 500
    assert is_printable(note)


def is_printable(note: StatusNote) -> bool:
    """Say whether what came from outside can be stored in any database and shown in any table."""
    told = [*note.message_ids, *(fate.words for fate in note.fates)]
    return all(words.encode() and words == printable(words) for words in told if words)


def nested(depth: int) -> bytes:
    heads = (
        f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'
        for number in range(depth)
    )
    return "".join(heads).encode()


REPORT = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
STATUS = REPORT + b"\n--b\nContent-Type: message/delivery-status\n\n"
COSTLY = {
    "nested": nested(3000),
    "nested-with-many-lines": nested(39) + b"--x\n" * 9_800,
    "mail-in-mail": b"Content-Type: message/rfc822\n\n" * 8000,
    "mail-in-mail-with-many-lines": b"Content-Type: message/rfc822\n\n" * 39 + b"x\n" * 9_800,
    "many-fields": b"X: y\n" * 9_900,
    "many-recipients": STATUS + b"Final-Recipient: x\n\n" * 4_900,
    "open-quotation": REPORT.strip() + b'; a="' + b";" * LARGEST,
    "many-parameters": REPORT.strip() + b" ;a=b" * LARGEST,
    "many-continuations": b"Content-Type: multipart/report;" + b" report-type*1*=a;" * LARGEST,
    "long-field": b"From: " + b"postmaster" * LARGEST,
    "many-openings": STATUS + b"Final-Recipient: x\nMessage-ID: " + b"<" * LARGEST,
    "not-ascii": b"From: " + b"\xff\xfe" * LARGEST,
    "unknown-charset": REPORT + b"Content-Transfer-Encoding: x-uuencode\n\n--b\n"
    b"Content-Type: text/rfc822-headers; charset=x\nContent-Transfer-Encoding: base64\n\n====\n",
    "without-an-end": STATUS + b"Final-Recipient: rfc822; x" * LARGEST,
    "carriage-returns": b"\r" * LARGEST,
}


@pytest.mark.parametrize("raw", COSTLY.values(), ids=COSTLY)
def test_a_mail_made_to_be_costly_is_not(raw: bytes) -> None:
    started = time.process_time()
    assert not isinstance(read_returned(raw), AutomaticReply)
    assert time.process_time() - started < SECONDS


SAMPLES = (
    *(in_words(server, ID) for server in IN_WORDS),
    *(postfix(ID), exchange(ID), google(ID), receipt(ID), out_of_office(ID), exim()),
    *(postfix(ID, action="delayed", status="4.4.1"), nested(20), STATUS),
)
PIECES = (
    *(b"\r\n", b"\r\n\r\n", b"\n ", b"--", b";", b'"', b"<", b">", b"\0", b"\xff", b"=", b"*"),
    *(
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
    ),
    *(b"Content-Transfer-Encoding: base64\r\n", b"charset*0*=utf-7''%ff", b"report-type*=x''"),
    *(b"Content-Type: message/delivery-status\r\n\r\n", b"=?utf-16?b?//8=?=", b"=?x?q?=00?="),
)
PLACES = st.floats(0, 1)
EDITS = st.lists(
    st.tuples(PLACES, PLACES, st.sampled_from(PIECES) | st.binary(max_size=20)),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=10_000 if LONG else 500, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(raw=st.sampled_from(SAMPLES), edits=EDITS)
def test_spoilt_mails_do_no_harm(raw: bytes, edits: list[tuple[float, float, bytes]]) -> None:
    for start, end, piece in edits:
        first, last = sorted((round(start * len(raw)), round(end * len(raw))))
        swap = raw[first:last] if last - first < len(raw) // 4 else b""
        raw = raw[:first] + piece + swap * 2 + raw[last:]
    started = time.process_time()
    found = read_returned(raw)
    assert time.process_time() - started < SECONDS
    if isinstance(found, StatusNote):
        assert is_printable(found)
