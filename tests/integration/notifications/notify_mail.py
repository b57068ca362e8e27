"""Responsible for what the tests of GOV.UK Notify share: a mail, and who hands it over."""

from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime

from notifications.govuk_notify.channel import GovukNotify
from notifications.govuk_notify.sender import NotifySender
from notifications.mail.message import Letter
from notifications.outcome import Outcome
from tests.servers.govuk_notify import KEY, TEMPLATE

POST = "POST /v2/notifications/email"
GET_TEMPLATE = f"GET /v2/template/{TEMPLATE}"
LOOK_UP = "GET /v2/notifications"
NOWHERE = "http://127.0.0.1:9"

LETTER = Letter(
    message_id="<8c1f@followthrough.example>",
    date=datetime(2019, 1, 2, 7, tzinfo=UTC),
    mail_from="",
    from_name="",
    to_name="Pat O'Brien",
    to_address="pat.o'brien@middlesbrough.example",
    reply_to=(("Sam Green", "sam.green@middlesbrough.example"),),
    subject="2 actions need you: *1* is 12 working days late",
    text="Dear Pat O'Brien,\n\nA1: Agree thresholds_with [every](partner)\n  Standing: late\n",
    html="<p>not used</p>",
)


def at(
    url: str, *, key: str = KEY, template: str = TEMPLATE, reply_to: str = "", timeout: float = 5
) -> GovukNotify:
    return GovukNotify(
        api_key=key, template_id=template, reply_to_id=reply_to, base_url=url, timeout=timeout
    )


def sender(channel: GovukNotify) -> AbstractContextManager[NotifySender]:
    return closing(NotifySender(channel))


def sent(channel: GovukNotify, letter: Letter = LETTER) -> Outcome:
    with sender(channel) as opened:
        return opened.send(letter)
