"""What is handed to GOV.UK Notify, and what its answers mean, against a stub of its API."""

import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.govuk_notify.sender import NotifySender
from notifications.mail.message import Attachment
from notifications.outcome import (
    Accepted,
    Ambiguous,
    Misconfigured,
    Outcome,
    Permanent,
    Transient,
    Unavailable,
)
from tests.integration.notifications.notify_mail import (
    GET_TEMPLATE,
    LETTER,
    LOOK_UP,
    NOWHERE,
    POST,
    at,
    sender,
    sent,
)
from tests.servers.certificates import write_certificate
from tests.servers.govuk_notify import (
    KEY,
    NO_KEY,
    NO_TEMPLATE,
    SECRET,
    SERVICE,
    Answer,
    Notify,
    failure,
)

REPLY_TO = "8e222534-7f05-4972-86e3-17c5d9f894e2"

PDF = Attachment("Board pack \u2013 Zoë.pdf", "application/pdf", b"%PDF-1.7 pack")
XLSX = Attachment("pack.xlsx", "application/vnd.ms-excel", b"PK sheets")


def test_a_mail_is_accepted(notify: Notify) -> None:
    outcome = sent(at(notify.url, reply_to=REPLY_TO))
    (mail,) = notify.stored
    assert outcome == Accepted(f"accepted by GOV.UK Notify as {mail['id']}")
    assert mail["email_address"] == "pat.o'brien@middlesbrough.example"
    assert mail["reference"] == "<8c1f@followthrough.example>"
    assert mail["email_reply_to_id"] == REPLY_TO
    assert mail["personalisation"] == {
        "subject": "2 actions need you: *1* is 12 working days late",
        "body": "Dear Pat O'Brien,\n\n"
        r"A1: Agree thresholds\_with \[every\]\(partner\)"
        "\nStanding: late",
        "file_1": "",
        "file_2": "",
    }


def test_a_subject_is_one_line(notify: Notify) -> None:
    sent(at(notify.url), replace(LETTER, subject="A7 is late\r\nBcc:  eve@elsewhere.example"))
    (mail,) = notify.stored
    assert mail["personalisation"]["subject"] == "A7 is late Bcc: eve@elsewhere.example"


def test_the_connection_is_kept_and_the_template_asked_for_once(notify: Notify) -> None:
    with sender(at(notify.url)) as opened:
        for _ in range(3):
            assert isinstance(opened.send(LETTER), Accepted)
    assert notify.requests == [GET_TEMPLATE, POST, POST, POST]
    assert notify.connections == 1


def test_an_address_that_is_not_one_plain_address_is_never_sent_to(notify: Notify) -> None:
    with pytest.raises(ValueError, match="not one plain address"):
        sent(at(notify.url), replace(LETTER, to_address="a@b.example,c@d.example"))
    assert notify.requests == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            failure(400, "ValidationError", "email_address Not a valid email address"),
            Permanent(
                "400 ValidationError: email_address Not a valid email address", of_address=True
            ),
            id="row-062",
        ),
        (
            failure(400, "InvalidEmailError", "Not a valid email address"),
            Permanent("400 InvalidEmailError: Not a valid email address", of_address=True),
        ),
        (
            failure(400, "BadRequestError", "File did not pass the virus scan"),
            Permanent("400 BadRequestError: File did not pass the virus scan"),
        ),
        (
            failure(400, "BadRequestError", f"email_reply_to_id {REPLY_TO} does not exist"),
            Misconfigured(f"400 BadRequestError: email_reply_to_id {REPLY_TO} does not exist"),
        ),
        (
            failure(400, "BadRequestError", "Service is not allowed to send emails"),
            Misconfigured("400 BadRequestError: Service is not allowed to send emails"),
        ),
        (
            failure(401, "AuthError", "Unauthorized: authentication token must be provided"),
            Misconfigured("401 AuthError: Unauthorized: authentication token must be provided"),
        ),
        pytest.param(
            NO_KEY, Misconfigured("403 AuthError: Invalid token: API key not found"), id="row-119"
        ),
        ((302, {}), Misconfigured("302 GOV.UK Notify is elsewhere: look at host= in the URL")),
        (
            failure(429, "RateLimitError", "Exceeded rate limit for key type LIVE"),
            Transient("429 RateLimitError: Exceeded rate limit for key type LIVE"),
        ),
        (
            failure(500, "Exception", "Internal server error"),
            Ambiguous("500 Exception: Internal server error"),
        ),
        (
            failure(504, "EventletTimeout", "Timeout serving request"),
            Ambiguous("504 EventletTimeout: Timeout serving request"),
        ),
        ((503, {"raw": "<h1>Down</h1>"}), Unavailable("503 Request failed")),
        (
            (200, {"raw": "<h1>Please sign in</h1>"}),
            Ambiguous("200 No JSON response object could be decoded"),
        ),
        ((201, {}), Ambiguous("the answer is not one of GOV.UK Notify's")),
    ],
)
def test_what_an_answer_means(notify: Notify, answer: Answer, expected: Outcome) -> None:
    notify.answers[POST] = answer
    assert sent(at(notify.url)) == expected


def test_a_key_for_the_team_refuses_the_one_who_is_no_guest(notify: Notify) -> None:
    notify.guests = ("sam.green@middlesbrough.example",)
    outcome = sent(at(notify.url))
    assert isinstance(outcome, Permanent)
    assert outcome.reply.endswith("this recipient using a team-only API key")
    assert not outcome.of_address
    assert isinstance(sent(at(notify.url), replace(LETTER, to_address=notify.guests[0])), Accepted)


def test_a_wrong_key_is_a_setting_to_mend(notify: Notify) -> None:
    wrong = f"other-{SERVICE}-{SERVICE}"
    outcome = sent(at(notify.url, key=wrong))
    assert outcome == Misconfigured("403 AuthError: Invalid token: API key not found")
    assert notify.requests == [GET_TEMPLATE]


def test_a_template_that_is_not_there_is_a_setting_to_mend(notify: Notify) -> None:
    assert isinstance(sent(at(notify.url, template=REPLY_TO)), Misconfigured)
    assert notify.stored == []


@pytest.mark.parametrize("message", ["Hello", "((body)) ((name))", "((first)) ((second))"])
def test_a_template_that_we_cannot_fill_is_a_setting_to_mend(notify: Notify, message: str) -> None:
    notify.message = message
    outcome = sent(at(notify.url))
    assert isinstance(outcome, Misconfigured)
    assert "((subject))" in outcome.reply
    assert POST not in notify.requests


def test_a_template_for_text_messages_is_a_setting_to_mend(notify: Notify) -> None:
    notify.kind = "sms"
    outcome = sent(at(notify.url))
    assert isinstance(outcome, Misconfigured)
    assert "of type sms" in outcome.reply


def test_a_template_deleted_meanwhile_burns_no_mail(notify: Notify) -> None:
    with sender(at(notify.url)) as opened:
        assert isinstance(opened.send(LETTER), Accepted)
        notify.answers[POST] = NO_TEMPLATE
        notify.answers[GET_TEMPLATE] = failure(404, "NoResultFound", "No result found")
        assert opened.send(LETTER) == Misconfigured("404 NoResultFound: No result found")
        notify.answers.clear()
        assert isinstance(opened.send(LETTER), Accepted)


def test_a_template_that_asks_for_more_meanwhile_is_filled_the_next_time(notify: Notify) -> None:
    with sender(at(notify.url)) as opened:
        assert isinstance(opened.send(LETTER), Accepted)
        notify.message += "((file_3))"
        refused = opened.send(LETTER)
        assert refused == Transient("400 BadRequestError: Missing personalisation: file_3")
        assert isinstance(opened.send(LETTER), Accepted)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (failure(500, "Exception", "Internal server error"), Unavailable),
        ((503, {"raw": ""}), Unavailable),
        (failure(429, "RateLimitError", "Exceeded rate limit"), Transient),
        ((200, {"raw": "<h1>Please sign in</h1>"}), Misconfigured),
        ((200, {}), Misconfigured),
        ((302, {}), Misconfigured),
    ],
)
def test_before_the_template_is_known_nothing_is_in_doubt(
    notify: Notify, answer: Answer, expected: type[Outcome]
) -> None:
    notify.answers[GET_TEMPLATE] = answer
    assert isinstance(sent(at(notify.url)), expected)
    assert notify.requests == [GET_TEMPLATE]


def test_a_server_that_cannot_be_reached_is_no_doubt() -> None:
    with sender(at(NOWHERE)) as opened:
        outcome = opened.send(LETTER)
    assert isinstance(outcome, Unavailable)
    assert "Connection refused" in outcome.reply


def test_a_server_that_goes_away_between_two_mails_is_no_doubt() -> None:
    with Notify() as notify:
        opened = NotifySender(at(notify.url))
        assert isinstance(opened.send(LETTER), Accepted)
        opened.close()
    with closing(opened):
        outcome = opened.send(LETTER)
    assert isinstance(outcome, Unavailable)
    assert "Connection refused" in outcome.reply


def test_a_certificate_that_nobody_trusts_is_a_setting_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = write_certificate(tmp_path / "stub.pem")
    with Notify(certificate=certificate) as notify:
        outcome = sent(at(notify.url))
        assert isinstance(outcome, Misconfigured)
        assert "certificate verify failed" in outcome.reply
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert isinstance(sent(at(notify.url)), Accepted)


def test_a_server_that_speaks_no_tls_gets_nothing(notify: Notify) -> None:
    outcome = sent(at(notify.url.replace("http:", "https:")))
    assert isinstance(outcome, Unavailable)
    assert notify.requests == []


def test_a_pack_goes_as_files_behind_links(notify: Notify) -> None:
    outcome = sent(at(notify.url), replace(LETTER, attachments=(PDF, XLSX)))
    assert isinstance(outcome, Accepted)
    values = notify.stored[0]["personalisation"]
    assert values["file_1"] == {
        "file": "JVBERi0xLjcgcGFjaw==",
        "filename": "Board pack \u2013 Zoë.pdf",
        "confirm_email_before_download": None,
        "retention_period": None,
    }
    assert values["file_2"]["filename"] == "pack.xlsx"
    assert values["body"].endswith("* Board pack \u2013 Zoë\\.pdf\n* pack\\.xlsx")


def test_eleven_files_keep_their_order(notify: Notify) -> None:
    numbers = range(1, 12)
    notify.message = "((Body))" + "".join(f"((File {number}))" for number in numbers)
    files = tuple(replace(PDF, name=f"part {number}.pdf") for number in numbers)
    assert isinstance(sent(at(notify.url), replace(LETTER, attachments=files)), Accepted)
    values = notify.stored[0]["personalisation"]
    for number in numbers:
        assert values[f"File {number}"]["filename"] == f"part {number}.pdf"


def test_a_template_without_room_for_files_says_what_to_add(notify: Notify) -> None:
    notify.message = "((body)) ((file_1))"
    outcome = sent(at(notify.url), replace(LETTER, attachments=(PDF, XLSX)))
    assert isinstance(outcome, Permanent)
    assert outcome.reply.endswith("add ((file_1)) to ((file_2)) to the template")
    assert not outcome.of_address
    assert POST not in notify.requests


def test_a_file_that_notify_would_not_take_says_what_to_do(notify: Notify) -> None:
    most = replace(PDF, data=b"x" * 2 * 1024 * 1024)
    assert isinstance(sent(at(notify.url), replace(LETTER, attachments=(most,))), Accepted)
    outcome = sent(
        at(notify.url), replace(LETTER, attachments=(replace(most, data=most.data + b"x"),))
    )
    assert isinstance(outcome, Permanent)
    assert outcome.reply.startswith("Board pack \u2013 Zoë.pdf is larger than the 2 MB")
    assert len(notify.stored) == 1


def test_the_key_is_told_to_nobody(notify: Notify, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[object] = [at(notify.url)]
    with sender(at(notify.url)) as opened:
        told += [opened, opened.send(LETTER), opened.delivered(LETTER.message_id)]
        for answer in (NO_KEY, NO_TEMPLATE, failure(500, "Exception", "Internal server error")):
            notify.answers[POST] = notify.answers[LOOK_UP] = answer
            told += [opened.send(LETTER), opened.delivered(LETTER.message_id)]
        with pytest.raises(ValueError, match="plain") as refused:
            opened.send(replace(LETTER, to_address="nobody"))
    told += [refused.value, sent(at(NOWHERE))]
    everything = f"{told}{caplog.text}"
    assert "v2/notifications/email" in everything
    assert SECRET not in everything
    assert KEY not in everything
