"""Responsible for `govuknotify://` URLs in Apprise; to import it is to register it.

Apprise knows no such schema. With a target behind the template's ID it sends there, as an alarm
needs it; without one it only holds what the URL says, for notifications/govuk_notify/sender.py.
"""

import re
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlsplit

from apprise import NotificationManager
from apprise.plugins.base import NotifyBase

from notifications.govuk_notify.channel import GovukNotify
from notifications.govuk_notify.sender import NotifySender
from notifications.outcome import Accepted
from notifications.url_parts import MOST_PATIENCE, BadPartError, is_loopback, patience
from rules.address import is_plain_address

SCHEMA = "govuknotify"
API = "https://api.notifications.service.gov.uk"

_ID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


class GovukNotifyPlugin(NotifyBase):
    """GOV.UK Notify as Apprise sees it: an API key, a template, and perhaps one address."""

    service_name: Any = "GOV.UK Notify"
    secure_protocol: Any = SCHEMA

    def __init__(self, *, qsd: dict[str, str], **parts: Any) -> None:  # noqa: ANN401 - Apprise's
        """Take the parts of a URL; raise BadPartError for one that can't be used."""
        super().__init__(**parts)  # type: ignore[no-untyped-call]
        self.target = _target(self.fullpath.strip("/"))
        self.channel = GovukNotify(
            api_key=_like(rf"(?:.*-)?{_ID}-{_ID}", self.password, _NO_KEY),
            template_id=_like(_ID, self.host, _NO_TEMPLATE),
            reply_to_id=_like(rf"(?:{_ID})?", qsd.get("reply_to_id"), _NO_REPLY_TO),
            base_url=_base_url(qsd.get("host", API)),
            timeout=patience(self.socket_read_timeout) if "rto" in qsd else MOST_PATIENCE,
        )

    def send(self, body: str, title: str = "", *_: Any, **__: Any) -> bool:  # noqa: ANN401 - Apprise's
        """Send to the target; return False, and say why in Apprise's log, if it was not taken."""
        with closing(NotifySender(self.channel)) as sender:
            outcome = sender.post(self.target, title, body)
        if not isinstance(outcome, Accepted):
            self.logger.warning("%s", outcome.reply)
        return isinstance(outcome, Accepted)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:  # noqa: ANN401, FBT001, FBT002 - Apprise's
        """Return the URL that gives this plug-in again; with `privacy` the key is not in it."""
        key = self.pprint(self.channel.api_key, privacy, safe="")  # type: ignore[no-untyped-call]
        query = self.urlencode(  # type: ignore[no-untyped-call]
            {
                "reply_to_id": self.channel.reply_to_id,
                "host": self.channel.base_url,
                "rto": self.channel.timeout,
            }
        )
        target = self.quote(self.target, safe="@")  # type: ignore[no-untyped-call]
        return f"{SCHEMA}://:{key}@{self.channel.template_id}/{target}?{query}"


_NO_KEY = "holds no whole API key of GOV.UK Notify; copy it between govuknotify://: and the @."
_NO_TEMPLATE = "names no template of GOV.UK Notify; copy the template's ID behind the @."
_NO_REPLY_TO = "has a reply_to_id= that is no ID of GOV.UK Notify; copy the ID, not the address."
_NO_TARGET = "has a target that is not one plain address."
_NO_HOST = (
    "has a host= that is not where an API is; write https:// and a name, and a port if need be."
)


def _like(pattern: str, text: str | None, otherwise: str) -> str:
    if not re.fullmatch(pattern, text or ""):
        raise BadPartError(otherwise)
    return text or ""


def _target(text: str) -> str:
    if text and not is_plain_address(text):
        raise BadPartError(_NO_TARGET)
    return text


def _base_url(text: str) -> str:
    """Return where the API is: anywhere by TLS, or on this machine without."""
    with suppress(ValueError):
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
        bare = text.rstrip("/") == f"{parts.scheme}://{parts.netloc}" and "@" not in text
        if host and safe and bare:
            return text
    raise BadPartError(_NO_HOST)


# Once, under Python's import lock: Apprise's own list is no place for two threads at once.
NotificationManager().add(GovukNotifyPlugin, force=True)  # type: ignore[no-untyped-call]
