"""Responsible for the ways by which notices leave: one a lane, as the settings say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from followthrough.notices.mail_token import tokens_of
from followthrough.notices.returns import found_in_journal
from followthrough.settings import PREFIX, Settings
from models.notice import ALARMS, CHAT, MAIL
from notifications.channels import read_channel
from notifications.chat import ChatChannel
from notifications.govuk_notify.channel import GovukNotify
from notifications.mail.message import Letter, build
from notifications.mail.relay import MailRelay
from notifications.mail.transport import Transport
from notifications.outcome import Outcome, Withdrawn
from notifications.way import Way
from rules.address import is_plain_address
from rules.problems import BadInput

if TYPE_CHECKING:
    from notifications.govuk_notify.sender import NotifySender

A_MINUTE = timedelta(minutes=1)


def ways_of(settings: Settings) -> dict[str, Way]:
    """Return the ways of the settings by lane; raise BadInput if one of them can't be read."""
    chats = {ALARMS: ("ALARM_URL", settings.alarm_url)}
    chats |= {f"{CHAT}{name}": ("CHANNELS", url) for name, url in settings.channels.items()}
    found = {
        lane: chat_way(_chat(url, PREFIX + name), PREFIX + name)
        for lane, (name, url) in chats.items()
    }
    return found | {MAIL: mail_way(settings)}


def way_of(ways: Mapping[str, Way], lane: str) -> Way:
    """Return the way of a lane; what no setting names any more leads nowhere."""
    return ways.get(lane) or chat_way(None, f"{PREFIX}CHANNELS")


def mail_way(settings: Settings) -> Way:
    """Return the way to the mail server, or to GOV.UK Notify.

    Raises BadInput if the setting is neither.
    """
    setting = f"{PREFIX}MAIL_URL"
    channel = read_channel(settings.mail_server, setting)
    if isinstance(channel, GovukNotify):
        return _paced(_notify_way(channel, setting), settings)
    if not isinstance(channel, MailRelay):
        raise BadInput(
            f"Setting {setting}: notices go by e-mail; use mailto://, mailtos:// or govuknotify://."
        )
    relay = replace(channel, token=tokens_of(settings))

    def delivered(message_id: str) -> bool | None:
        return found_in_journal(settings.returns_url, message_id, token=relay.token)

    sender = (relay.from_name, relay.mail_from)
    way = Way(setting, lambda: _Mail(relay), build, sender, delivered=delivered)
    if not settings.mail_url:
        way = replace(
            way, unset=f"the local mailbox of `make run`, on port {settings.mailbox_port}"
        )
    return _paced(way, settings)


def _paced(way: Way, settings: Settings) -> Way:
    """Return a way with the number of its connections, and the pace of its messages."""
    per_minute = settings.mail_per_minute
    gap = A_MINUTE / per_minute if per_minute else timedelta(0)
    return replace(way, connections=settings.mail_connections, gap=gap)


def _notify_way(channel: GovukNotify, setting: str) -> Way:
    from notifications.govuk_notify.sender import NotifySender  # noqa: PLC0415 - slow to import

    def delivered(message_id: str) -> bool | None:
        asking = NotifySender(channel)
        try:
            return asking.delivered(message_id)
        finally:
            asking.close()

    def ready(letter: Letter) -> bytes:
        return b"" if is_plain_address(letter.to_address) else build(letter)  # which raises

    return Way(setting, lambda: _Notify(NotifySender(channel)), build=ready, delivered=delivered)


def chat_way(channel: ChatChannel | None, setting: str) -> Way:
    """Return the way to a chat channel; without one, what is meant for it is dropped."""
    return Way(setting=setting, open=lambda: _Chat(channel, setting))


class _Mail:
    """A kept connection to a mail server."""

    def __init__(self, relay: MailRelay) -> None:
        self._transport = Transport(relay)

    def send(self, letter: Letter, raw: bytes) -> Outcome:
        return self._transport.send(letter.mail_from, letter.to_address, raw)

    def close(self) -> None:
        self._transport.close()


class _Notify:
    """A kept connection to GOV.UK Notify."""

    def __init__(self, sender: "NotifySender") -> None:
        self._sender = sender

    def send(self, letter: Letter, raw: bytes) -> Outcome:
        del raw
        return self._sender.send(letter)

    def close(self) -> None:
        self._sender.close()


class _Chat:
    """A chat channel, or none."""

    def __init__(self, channel: ChatChannel | None, setting: str) -> None:
        self._channel, self._setting = channel, setting

    def send(self, letter: Letter, raw: bytes) -> Outcome:
        del raw
        if self._channel is None:
            return Withdrawn(self._why_none())
        return self._channel.send(letter.subject, letter.text)

    def close(self) -> None:
        return

    def _why_none(self) -> str:
        if self._setting == f"{PREFIX}CHANNELS":
            return f"setting {self._setting} names no such channel"
        return f"setting {self._setting} is empty: no channel is told"


def _chat(url: str, setting: str) -> ChatChannel | None:
    if not url:
        return None
    channel = read_channel(url, setting)
    if not isinstance(channel, ChatChannel):
        raise BadInput(
            f"Setting {setting}: this goes to a channel such as Teams, or by govuknotify:// with an "
            "address in it; not to a mail server."
        )
    return channel
