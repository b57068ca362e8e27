"""Responsible for reading where messages go: an Apprise URL becomes a relay, Notify or a channel.

Mail URLs are only read by Apprise: it delivers `pat.o'brien@…` to `brien@…` and reports success,
so that no mail address may ever pass through its mail plug-in. GOV.UK Notify is reached by a
plug-in of ours. Chat goes through Apprise altogether.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Literal

from notifications.outcome import Accepted, Outcome, Transient, one_line
from rules.address import is_plain_address
from rules.problems import BadInput

Security = Literal["plain", "starttls", "ssl"]
_SECURITY: dict[str, Security] = {"insecure": "plain", "starttls": "starttls", "ssl": "ssl"}
PATIENCE = 20.0
"""Seconds for one answer of a mail server; Apprise's own 4 would make doubt of a slow relay."""
MOST_PATIENCE = 20.0
"""All answers to one message together must come well within its lease (outbox.LEASE)."""
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class MailRelay:
    """The mail server that takes our messages, and whom they are from."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    verify: bool
    """Always true: a relay whose certificate isn't verified is refused."""
    mail_from: str
    from_name: str
    timeout: float
    """Seconds that any one answer may take."""
    token: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    """Returns an access token to sign in by (XOAUTH2) instead of the password."""


@dataclass(frozen=True, slots=True)
class GovukNotify:
    """GOV.UK Notify, by one of a service's e-mail templates; whom its mail is from is set there."""

    api_key: str = field(repr=False)
    template_id: str
    reply_to_id: str
    """Of an address that the service has registered for replies; empty for its default."""
    base_url: str
    timeout: float
    """Seconds that any one answer may take."""


class BadPartError(ValueError):
    """A part of a URL can't be used: what is wrong and what to write, without its secrets."""


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """A channel other than mail, such as a Teams workflow, with its target in the URL."""

    name: str
    _plugin: Any = field(repr=False)

    def send(self, title: str, body: str) -> Outcome:
        """Return Accepted, or Transient with Apprise's words: it can't say what would last.

        Never raises for delivery problems. A message whose answer was lost is sent again
        later, so that chat is at least once.
        """
        import apprise  # noqa: PLC0415 - slow to import

        channel = apprise.Apprise()
        channel.add(self._plugin)
        capture = apprise.LogCapture(  # type: ignore[no-untyped-call]
            level=logging.WARNING, fmt="%(message)s"
        )
        with capture as said:
            taken = channel.notify(
                body=body,
                title=title,
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
            )
            words = one_line(said.getvalue())
        if taken:
            return Accepted(f"accepted by {self.name}")
        return Transient(words or f"not accepted by {self.name}")


def read_channel(url: str, setting: str) -> MailRelay | GovukNotify | ChatChannel:
    """Return the channel that an Apprise URL describes.

    A mail URL says where and as whom, never to whom:
    `mailto://127.0.0.1:2525/?from=followthrough@middlesbrough.example&name=Followthrough`,
    `mailtos://user:password@relay.example?from=…` (STARTTLS, port 587) or `…&mode=ssl` (465);
    `rto=` sets the seconds that an answer may take. `from` must be there; Apprise asks for no
    user and no target then, and any target that is in the URL is not used.

    `govuknotify://:<API key>@<template ID>/?reply_to_id=…` is GOV.UK Notify for mail to anyone;
    with an address behind the template's ID it is a channel to that address alone.

    Raises BadInput with one sentence that names `setting` and holds no password.
    """
    from apprise.plugins import url_to_dict  # noqa: PLC0415 - slow to import

    from notifications import govuk_notify_plugin  # noqa: PLC0415 - likewise

    with _silenced():
        parts: dict[str, Any] | None = url_to_dict(url)  # type: ignore[no-untyped-call]
        if not parts:
            raise BadInput(
                f"Setting {setting} is not an Apprise URL with a schema that Apprise knows."
            )
        is_mail = parts["schema"] in {"mailto", "mailtos"}
        if is_mail:
            _mend_sender(parts, setting)
        plugin = _instantiate(parts, setting)
    if not plugin.verify_certificate:
        raise BadInput(
            f"Setting {setting} turns certificate verification off; remove verify= from it."
        )
    if isinstance(plugin, govuk_notify_plugin.GovukNotifyPlugin) and not plugin.target:
        return plugin.channel
    return _relay(plugin, parts["qsd"], setting) if is_mail else _chat(plugin)


def _instantiate(parts: dict[str, Any], setting: str) -> Any:  # noqa: ANN401 - no common type
    import apprise  # noqa: PLC0415 - slow to import

    asset = apprise.AppriseAsset(
        app_id="Followthrough",
        app_desc="Followthrough",
        app_url="",
        image_url_mask="",  # by default cards load a picture from outside
        image_url_logo="",
        http_redirects=False,
        async_mode=False,
    )
    try:
        plugin = apprise.Apprise.instantiate(parts, asset=asset, suppress_exceptions=False)
    except BadPartError as wrong:
        raise BadInput(f"Setting {setting} {wrong}") from None
    except Exception:  # noqa: BLE001 - plug-ins raise what they like, with secrets in it
        plugin = None
    if plugin is None:
        schema = parts["schema"]
        raise BadInput(
            f"Setting {setting} is a {schema}:// URL of which a part is missing or wrong."
        )
    return plugin


def _mend_sender(parts: dict[str, Any], setting: str) -> None:
    """Check `from` ourselves, and keep it from Apprise's reader, which mangles apostrophes."""
    sender = parts["qsd"].get("from", "")
    if not sender:
        raise BadInput(f"Setting {setting} names no sender; add from= with an address to it.")
    if not is_plain_address(sender):
        raise BadInput(
            f"Setting {setting} has a from= that is not one plain address; a name goes in name=."
        )
    parts["from_addr"] = "sender@followthrough.example"


def _relay(plugin: Any, query: Mapping[str, str], setting: str) -> MailRelay:  # noqa: ANN401 - no common type
    host = plugin.smtp_host.strip("[]")
    port = plugin.port
    security = _SECURITY[str(plugin.secure_mode)]
    password = plugin.password or ""
    if not host or not 0 < port <= HIGHEST_PORT:
        raise BadInput(f"Setting {setting} names no mail server, or a port that there can't be.")
    timeout = plugin.socket_read_timeout if "rto" in query else PATIENCE
    if not 0 < timeout <= MOST_PATIENCE:
        raise BadInput(
            f"Setting {setting} has an rto= that is not a number of seconds from 1 to 20."
        )
    if password and security == "plain" and not is_loopback(host):
        raise BadInput(f"Setting {setting} sends a password without TLS; write mailtos:// instead.")
    if not f"{plugin.user or ''}{password}".isascii():
        raise BadInput(
            f"Setting {setting} has a user or password with letters that SMTP can't carry."
        )
    return MailRelay(
        host=host,
        port=port,
        security=security,
        user=plugin.user or "",
        password=password,
        verify=True,
        mail_from=query["from"],
        from_name=" ".join(query.get("name", "").split()),
        timeout=timeout,
    )


def _chat(plugin: Any) -> ChatChannel:  # noqa: ANN401 - no common type
    plugin.retry = 0  # the outbox tries again, and knows when
    return ChatChannel(name=str(plugin.service_name), _plugin=plugin)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep Apprise from logging what it can't read: that holds the password."""
    logger = logging.getLogger("apprise")

    def nothing(_: logging.LogRecord) -> bool:
        return False

    logger.addFilter(nothing)
    try:
        yield
    finally:
        logger.removeFilter(nothing)
