"""Responsible for reading where messages go: an Apprise URL becomes a relay, Notify or a channel.

Mail URLs are only read by Apprise: it delivers `pat.o'brien@…` to `brien@…` and reports success,
so that no mail address may ever pass through its mail plug-in. GOV.UK Notify is reached by a
plug-in of ours. Chat goes through Apprise altogether.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from notifications.chat import ChatChannel, chat_of
from notifications.govuk_notify.channel import GovukNotify
from notifications.mail.relay import MailRelay, mend_sender, relay_of
from notifications.url_parts import BadPartError
from rules.problems import BadInput


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

    from notifications.govuk_notify import plugin as govuk_notify  # noqa: PLC0415 - likewise

    with _silenced():
        parts: dict[str, Any] | None = url_to_dict(url)  # type: ignore[no-untyped-call]
        if not parts:
            raise BadInput(
                f"Setting {setting} is not an Apprise URL with a schema that Apprise knows."
            )
        is_mail = parts["schema"] in {"mailto", "mailtos"}
        if is_mail:
            mend_sender(parts, setting)
        plugin = _instantiate(parts, setting)
    if not plugin.verify_certificate:
        raise BadInput(
            f"Setting {setting} turns certificate verification off; remove verify= from it."
        )
    if isinstance(plugin, govuk_notify.GovukNotifyPlugin) and not plugin.target:
        return plugin.channel
    return relay_of(plugin, parts["qsd"], setting) if is_mail else chat_of(plugin)


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
