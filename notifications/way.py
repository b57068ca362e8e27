"""Responsible for what a lane's notices leave by, whichever channel it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from notifications.mail.message import Letter
from notifications.outcome import Outcome


class Connection(Protocol):
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
    unset: str = field(default="", kw_only=True)
    """What it leads to while that setting is empty; empty if it is set."""
    open: Callable[[], Connection]
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
