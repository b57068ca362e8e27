"""Responsible for the mail server that a URL names, and whom its mail is from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from notifications.url_parts import MOST_PATIENCE, BadPartError, is_loopback, patience
from rules.address import is_plain_address
from rules.problems import BadInput

Security = Literal["plain", "starttls", "ssl"]
_SECURITY: dict[str, Security] = {"insecure": "plain", "starttls": "starttls", "ssl": "ssl"}
"""Seconds for one answer of a mail server; Apprise's own 4 would make doubt of a slow relay."""

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


def mend_sender(parts: dict[str, Any], setting: str) -> None:
    """Check `from` ourselves, and keep it from Apprise's reader, which mangles apostrophes."""
    sender = parts["qsd"].get("from", "")
    if not sender:
        raise BadInput(f"Setting {setting} names no sender; add from= with an address to it.")
    if not is_plain_address(sender):
        raise BadInput(
            f"Setting {setting} has a from= that is not one plain address; a name goes in name=."
        )
    parts["from_addr"] = "sender@followthrough.example"


def relay_of(plugin: Any, query: Mapping[str, str], setting: str) -> MailRelay:  # noqa: ANN401 - no common type
    """Return the mail server of a URL as Apprise read it; raise BadInput for what we can't use."""
    host = plugin.smtp_host.strip("[]")
    port = plugin.port
    security = _SECURITY[str(plugin.secure_mode)]
    password = plugin.password or ""
    if not host or not 0 < port <= HIGHEST_PORT:
        raise BadInput(f"Setting {setting} names no mail server, or a port that there can't be.")
    try:
        timeout = patience(plugin.socket_read_timeout) if "rto" in query else MOST_PATIENCE
    except BadPartError as wrong:
        raise BadInput(f"Setting {setting} {wrong}") from None
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
