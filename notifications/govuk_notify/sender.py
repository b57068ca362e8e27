"""Responsible for handing messages to GOV.UK Notify, one recipient a request, by its own client.

Notify fixes the HTML, the sender and the time of a mail, and keeps neither Message-ID nor Date.
What we give as Message-ID it keeps as its `reference`, which may stand on many mails: it tells
nothing apart by itself, but it can be looked up.
"""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from ssl import SSLCertVerificationError
from typing import Any, TypeVar

from notifications_python_client.errors import APIError, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload
from requests.exceptions import SSLError
from urllib3.exceptions import MaxRetryError

from notifications.deadline import LONGEST, Deadline, TooLongError, in_time
from notifications.govuk_notify.channel import GovukNotify
from notifications.govuk_notify.markdown import as_markdown
from notifications.mail.message import Attachment, Letter
from notifications.outcome import (
    Accepted,
    Ambiguous,
    Misconfigured,
    Outcome,
    Permanent,
    Transient,
    Unavailable,
    one_line,
)
from rules.address import is_plain_address

WORDS = frozenset({"subject", "body"})
"""The fields that a template must have; beside them it may have file_1, file_2 and so on."""
NOBODY_HAS_IT = frozenset(
    {
        "cancelled",
        "failed",
        "permanent-failure",
        "technical-failure",
        "temporary-failure",
        "validation-failed",
        "virus-scan-failed",
    }
)
"""States in which Notify has given a mail up."""

_FILE = re.compile(r"file(\d+)")
_NOT_IN_A_FIELD = str.maketrans("", "", " _-")
_OF_ADDRESS = ("InvalidEmailError: ", "ValidationError: email_address ")
_OF_SETTING = (
    "BadRequestError: email_reply_to_id ",
    "BadRequestError: Service is not allowed ",
    "ValidationError: email_reply_to_id ",
    "ValidationError: template_id ",
)

T = TypeVar("T")

Fields = dict[str, str]
"""A template's fields: as Notify compares their names, and as the template writes them."""


class NotifySender:
    """A kept connection to Notify, and what its template asks for; not for two threads at once."""

    def __init__(self, channel: GovukNotify, *, longest: float = LONGEST) -> None:
        """Take what the URL says, and how many seconds one message, or one look-up, may take in all."""
        self._channel = channel
        self._longest = longest
        self._deadline = Deadline(longest)
        self._client = _client(channel)
        self._fields: Fields | None = None

    def close(self) -> None:
        """Hang up; never raises."""
        self._client.request_session.close()

    def send(self, letter: Letter) -> Outcome:
        """Hand one mail over and return what came of it; delivery problems never raise.

        An address that Notify refuses is Permanent and says so (semantics row 62); a key, template
        or reply-to address that it refuses is Misconfigured, and burns no notice (row 119).
        Notify does not tell a second copy from a first: where a mail may be there already, ask
        `delivered` before. Raises ValueError if the address is not one plain address.
        """
        return self.post(
            letter.to_address,
            letter.subject,
            letter.text,
            reference=letter.message_id,
            attachments=letter.attachments,
        )

    def post(
        self,
        address: str,
        subject: str,
        text: str,
        *,
        reference: str = "",
        attachments: Sequence[Attachment] = (),
    ) -> Outcome:
        """Do as `send` does, for a message that is no letter, such as an alarm."""
        if not is_plain_address(address):
            raise ValueError(f"{address!r} is not one plain address")
        self._deadline = Deadline(self._longest)
        fields = self._template()
        if not isinstance(fields, dict):
            return fields
        values = _values(fields, subject, text, attachments)
        if isinstance(values, Permanent):
            return values
        try:
            answer = self._asked(
                lambda client: client.send_email_notification(
                    email_address=address,
                    template_id=self._channel.template_id,
                    personalisation=values,
                    reference=reference,
                    email_reply_to_id=self._channel.reply_to_id,
                )
            )
        except HTTPError as error:
            return self._refused(error)
        except (InvalidResponse, TooLongError) as error:
            return Ambiguous(_no_answer(error) if isinstance(error, OSError) else _reply(error))
        if not isinstance(answer, dict) or "id" not in answer:
            return Ambiguous("the answer is not one of GOV.UK Notify's")
        return Accepted(one_line(f"accepted by GOV.UK Notify as {answer['id']}"))

    def delivered(self, message_id: str) -> bool | None:
        """Say whether Notify has a mail with this Message-ID that it has not given up.

        None if it can't be told. Notify forgets a mail after the service's retention period, 7
        days unless it was changed: False says nothing about older ones. A key sees only what a
        key of its kind (live, team, test) sent. Raises ValueError for an empty `message_id`,
        which would look up everything.
        """
        if not message_id:
            raise ValueError("there is no Message-ID to look up")
        self._deadline = Deadline(self._longest)
        try:
            found = self._asked(lambda client: client.get_all_notifications(reference=message_id))
            states = [mail["status"] for mail in found["notifications"]]
        except (APIError, LookupError, TypeError, TooLongError):
            return None
        return any(state not in NOBODY_HAS_IT for state in states)

    def _template(self) -> Fields | Outcome:
        """Return the fields of the template, asked for once, or why no mail can be made with it."""
        if self._fields is None:
            try:
                template = self._asked(
                    lambda client: client.get_template(self._channel.template_id)
                )
            except APIError as error:
                return _unread(error)
            except TooLongError as late:  # nothing was handed over yet
                return Unavailable(_no_answer(late))
            fields = _fields(template)
            if not isinstance(fields, dict):
                return fields
            self._fields = fields
        return self._fields

    def _asked(self, ask: Callable[[NotificationsAPIClient], T]) -> T:
        """Return an answer; raise what the client raises, or TooLongError and have another client."""
        client = self._client
        try:
            return in_time(lambda: ask(client), self._deadline)
        except TooLongError:
            self._client = _client(self._channel)
            raise

    def _refused(self, error: HTTPError) -> Outcome:
        """Return what a refusal of one mail means; it may be the template that has changed."""
        if error.response is None:
            return _not_answered(error)
        common = _of_status(error)
        if common is not None:
            return common
        complaints = _complaints(error)
        if any(complaint.startswith(_OF_ADDRESS) for complaint in complaints):
            return Permanent(_reply(error), of_address=True)
        if any(complaint.startswith(_OF_SETTING) for complaint in complaints):
            return Misconfigured(_reply(error))
        before, self._fields = self._fields, None
        now = self._template()
        if isinstance(now, Misconfigured):
            return now
        return Permanent(_reply(error)) if now == before else Transient(_reply(error))


def _client(channel: GovukNotify) -> NotificationsAPIClient:
    client = NotificationsAPIClient(
        channel.api_key, base_url=channel.base_url, timeout=channel.timeout
    )
    client.request_session.max_redirects = 0  # the key's signature goes to one host
    return client


def _fields(template: Any) -> Fields | Misconfigured:  # noqa: ANN401 - as it came
    """Return what a template asks for; Misconfigured if we can't fill it."""
    try:
        kind, asked = template["type"], template["personalisation"]
        fields = {str(name).translate(_NOT_IN_A_FIELD).lower(): str(name) for name in asked}
    except (LookupError, TypeError):
        return Misconfigured("the answer is not one of GOV.UK Notify's: look at host= in the URL")
    strange = [name for name in fields.keys() - WORDS if not _FILE.fullmatch(name)]
    if kind != "email" or not fields.keys() >= WORDS or strange:
        has = one_line(", ".join(sorted(fields.values())))
        return Misconfigured(
            "the GOV.UK Notify template must be an e-mail template with ((subject)) as its "
            "subject, ((body)) in its message and no other field but ((file_1)), ((file_2)) …; "
            f"it is of type {kind} and has {has or 'none'}"
        )
    return fields


def _values(
    fields: Fields, subject: str, text: str, attachments: Sequence[Attachment]
) -> dict[str, Any] | Permanent:
    """Return what fills the template; Permanent if the files find no place in it.

    Notify sends no files: it keeps them, and its mail has a link to each.
    """
    numbered = {
        int(found[1]): name for key, name in fields.items() if (found := _FILE.fullmatch(key))
    }
    places = [numbered[number] for number in sorted(numbered)]
    if len(attachments) > len(places):
        return Permanent(
            f"the GOV.UK Notify template has room for {len(places)} files and this mail has "
            f"{len(attachments)}: add ((file_1)) to ((file_{len(attachments)})) to the template"
        )
    values: dict[str, Any] = {
        fields["subject"]: " ".join(subject.split()),
        fields["body"]: as_markdown(text + _list_of(attachments)),
        **dict.fromkeys(places, ""),  # Notify refuses a mail that leaves a field out
    }
    for place, file in zip(places, attachments, strict=False):
        try:
            values[place] = prepare_upload(BytesIO(file.data), filename=file.name)
        except ValueError:
            return Permanent(
                f"{file.name} is larger than the 2 MB that GOV.UK Notify takes: "
                "hand it over by other means, such as a mail server in FOLLOWTHROUGH_MAIL_URL"
            )
    return values


def _list_of(attachments: Sequence[Attachment]) -> str:
    if not attachments:
        return ""
    names = "".join(f"\n- {file.name}" for file in attachments)
    return (
        "\n\nThe files are behind the links that follow, in this order. Whoever opens one is "
        f"asked for the address that this mail came to.\n{names}"
    )


def _of_status(error: APIError) -> Outcome | None:
    """Return what a status means for any request; None for one that is about this request."""
    match error.status_code:
        case 401 | 403:
            return Misconfigured(_reply(error))
        case status if status // 100 == 3:  # noqa: PLR2004 - 3xx: a redirect, not followed
            return Misconfigured(f"{status} GOV.UK Notify is elsewhere: look at host= in the URL")
        case 429:
            return Transient(_reply(error))
        case 503:
            return Unavailable(_reply(error))  # by HTTP's definition it was not looked at
        case status if status >= 500:  # noqa: PLR2004 - 5xx: the server failed
            return Ambiguous(_reply(error))
    return None


def _unread(error: APIError) -> Outcome:
    """Return what it means that the template can't be had; nothing was handed over yet."""
    if error.response is None:
        outcome = _not_answered(error)
        return Unavailable(outcome.reply) if isinstance(outcome, Ambiguous) else outcome
    outcome = _of_status(error) or Misconfigured(_reply(error))
    return Unavailable(outcome.reply) if isinstance(outcome, Ambiguous) else outcome


def _not_answered(error: APIError) -> Outcome:
    """Return what it means that no answer came; the client reports all of this as status 503."""
    cause = error.__cause__
    first = _argument(cause)
    if not isinstance(first, MaxRetryError):
        return Ambiguous(_no_answer(first))
    words = one_line(f"GOV.UK Notify can't be reached: {first.reason}")
    if not isinstance(cause, SSLError):
        return Unavailable(words)
    # Only a refused certificate is certain to come before the request.
    refused = isinstance(_argument(first.reason), SSLCertVerificationError)
    return Misconfigured(words) if refused else Ambiguous(words)


def _no_answer(why: object) -> str:
    return one_line(f"no answer from GOV.UK Notify: {why}")


def _argument(error: BaseException | None) -> object:
    """Return what an exception is about: these wrap one another in their first argument."""
    return error.args[0] if error is not None and error.args else error


def _reply(error: APIError) -> str:
    return one_line(f"{error.status_code} {'; '.join(_complaints(error))}")


def _complaints(error: APIError) -> list[str]:
    """Return what Notify objects to, such as `ValidationError: email_address Not a valid …`."""
    said = error.message
    if isinstance(said, list):
        known = (one for one in said if isinstance(one, dict))
        return [f"{one.get('error')}: {one.get('message')}" for one in known]
    return [str(said)]
