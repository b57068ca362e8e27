"""Responsible for the ways by which notices leave: one a lane, as the settings say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from followthrough.settings import PREFIX, Settings
from models.notice import ALARMS, CHAT, MAIL
from notifications.channels import ChatChannel, MailRelay, read_channel
from notifications.message import Letter, build
from notifications.outcome import Outcome, Withdrawn
from notifications.transport import Transport
from rules.problems import BadInput

A_MINUTE = timedelta(minutes=1)


class Sender(Protocol):
    """One connection; not for use by two threads at once."""

    def send(self, letter: Letter, raw: bytes) -> Outcome:
        """Hand one letter over and return what came of it; delivery problems never raise."""

    def close(self) -> None:
        """Say goodbye; never raises."""


def _not_built(_: Letter) -> bytes:
    return b""


def _cannot_tell(_: str) -> bool | None:
    return None


@dataclass(frozen=True, slots=True)
class Way:
    """What the notices of one lane leave by."""

    setting: str
    """The setting that names it."""
    open: Callable[[], Sender]
    build: Callable[[Letter], bytes] = _not_built
    """Makes a letter what travels; raises ValueError if that can't be done."""
    mail_from: tuple[str, str] = ("", "")
    """Name and address that its mail is from."""
    connections: int = 1
    """How many may be used at once."""
    gap: timedelta = timedelta(0)
    """How far apart its messages leave at least."""
    delivered: Callable[[str], bool | None] = _cannot_tell
    """Says of a Message-ID in doubt whether it has arrived; None if that can't be told."""


def ways_of(settings: Settings) -> dict[str, Way]:
    """Return the ways of the settings by lane; raise BadInput if one of them can't be read."""
    per_minute = settings.mail_per_minute
    gap = A_MINUTE / per_minute if per_minute else timedelta(0)
    chats = {ALARMS: ("ALARM_URL", settings.alarm_url)}
    chats |= {f"{CHAT}{name}": ("CHANNELS", url) for name, url in settings.channels.items()}
    found = {
        lane: chat_way(_chat(url, PREFIX + name), PREFIX + name)
        for lane, (name, url) in chats.items()
    }
    return found | {MAIL: mail_way(relay_of(settings), settings.mail_connections, gap)}


def way_of(ways: Mapping[str, Way], lane: str) -> Way:
    """Return the way of a lane; what no setting names any more leads nowhere."""
    return ways.get(lane) or chat_way(None, f"{PREFIX}CHANNELS")


def mail_way(relay: MailRelay, connections: int = 1, gap: timedelta = timedelta(0)) -> Way:
    """Return the way to a mail server."""
    return Way(
        setting=f"{PREFIX}MAIL_URL",
        open=lambda: _Mail(relay),
        build=build,
        mail_from=(relay.from_name, relay.mail_from),
        connections=connections,
        gap=gap,
    )


def chat_way(channel: ChatChannel | None, setting: str) -> Way:
    """Return the way to a chat channel; without one, what is meant for it is dropped."""
    return Way(setting=setting, open=lambda: _Chat(channel, setting))


def relay_of(settings: Settings) -> MailRelay:
    """Return the mail server of the settings; raise BadInput if the setting is not one."""
    setting = f"{PREFIX}MAIL_URL"
    channel = read_channel(settings.mail_server, setting)
    if not isinstance(channel, MailRelay):
        raise BadInput(f"Setting {setting}: notices go by e-mail; use mailto:// or mailtos://.")
    return channel


class _Mail:
    """A kept connection to a mail server."""

    def __init__(self, relay: MailRelay) -> None:
        self._transport = Transport(relay)

    def send(self, letter: Letter, raw: bytes) -> Outcome:
        return self._transport.send(letter.mail_from, letter.to_address, raw)

    def close(self) -> None:
        self._transport.close()


class _Chat:
    """A chat channel, or none."""

    def __init__(self, channel: ChatChannel | None, setting: str) -> None:
        self._channel, self._setting = channel, setting

    def send(self, letter: Letter, raw: bytes) -> Outcome:
        del raw
        if self._channel is None:
            return Withdrawn(f"setting {self._setting} names no such channel")
        return self._channel.send(letter.subject, letter.text)

    def close(self) -> None:
        return


def _chat(url: str, setting: str) -> ChatChannel | None:
    if not url:
        return None
    channel = read_channel(url, setting)
    if not isinstance(channel, ChatChannel):
        raise BadInput(f"Setting {setting}: this is for a channel such as Teams, not for e-mail.")
    return channel
