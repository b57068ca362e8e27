"""Responsible for what happened: said by a use case after its commit, heard by whoever listens.

A crash after the commit loses what was to be heard, so nothing may depend on it. An event holds
ids, keys, dates and counts; no name of a person, no address, and nobody's words.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from sqlalchemy import event
from sqlmodel import Session

WAITING = "followthrough.events"
"""Under what a session keeps that which is to be heard of once it has committed."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and is true whatever becomes of this message."""

    room: ClassVar[str]
    """Where it happened, as the folder is called."""
    loud: ClassVar[int] = logging.INFO

    @property
    def level(self) -> int:
        """How loud the log says it."""
        return self.loud

    def __str__(self) -> str:
        """Return it as a line: `pack issued plan='visit-1' board=2 …`."""
        what = re.sub(r"\B[A-Z]", lambda letter: f" {letter[0]}", type(self).__name__).lower()
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return " ".join((what, *_pairs(told)))


@dataclass(frozen=True, slots=True)
class ActionRecorded(Event):
    """Somebody recorded something about an action."""

    room = "actions"
    plan: str
    action: str
    what: str


@dataclass(frozen=True, slots=True)
class BoardDateChanged(Event):
    """A board meets on a day, or no more."""

    room = "boards"
    plan: str
    board: int
    on: date
    meets: bool


@dataclass(frozen=True, slots=True)
class CheckEnded(Event):
    """An organisation's day was checked, or why it was not."""

    room = "daily"
    organisation: str
    day: date
    ended: str
    steps: int
    notices: int
    missed: int
    problems: int
    seconds: float | None
    """None where it broke off."""

    @property
    def level(self) -> int:
        """Loud where somebody has to look into it."""
        wrong = self.problems or self.ended in {"refused", "failed"}
        return logging.WARNING if wrong else logging.INFO


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """Something about a person was recorded."""

    room = "people"
    person: int
    what: str


@dataclass(frozen=True, slots=True)
class PersonMerged(Event):
    """Two records of a person are one now."""

    room = "people"
    person: int
    gone: int


@dataclass(frozen=True, slots=True)
class PlanChanged(Event):
    """A plan was imported, went live, or goes by another policy, calendar, pause or role."""

    room = "plans"
    plan: str
    what: str


@dataclass(frozen=True, slots=True)
class PackDrafted(Event):
    """A version of a pack was made, its files kept and its mail queued."""

    room = "packs"
    plan: str
    board: int
    month: date
    version: str
    files: int
    failed: int

    @property
    def level(self) -> int:
        """Loud where a format could not be made."""
        return logging.WARNING if self.failed else logging.INFO


@dataclass(frozen=True, slots=True)
class PackIssued(PackDrafted):
    """A version of a pack was issued, and is never changed after."""


@dataclass(frozen=True, slots=True)
class NoticesQueued(Event):
    """There is something to deliver."""

    room = "notices"
    loud = logging.DEBUG
    number: int


@dataclass(frozen=True, slots=True)
class AlarmRaised(Event):
    """Administrators are told of something, once."""

    room = "notices"
    loud = logging.WARNING
    organisation: int
    about: str
    """What it is about, by its key: `clock:2026-12-21`, `lane:mail:…`, or a notice, `notice:7:dead`."""


@dataclass(frozen=True, slots=True)
class LanePaused(Event):
    """Nothing can be sent by a lane; it is tried again."""

    room = "notices"
    loud = logging.WARNING
    lane: str
    because: str


@dataclass(frozen=True, slots=True)
class LaneResumed(Event):
    """A lane that was paused can be used again."""

    room = "notices"
    lane: str


@dataclass(frozen=True, slots=True)
class DeliveryEnded(Event):
    """A delivery sent what was due, as far as it could."""

    room = "notices"
    outcomes: Mapping[str, int]
    waiting: int
    in_doubt: int
    seconds: float

    @property
    def level(self) -> int:
        """Quiet where nothing was due."""
        return logging.INFO if self.outcomes or self.in_doubt else logging.DEBUG


@dataclass(frozen=True, slots=True)
class OutboxHeld(Event):
    """Nothing but alarms leaves until a person says so."""

    room = "notices"
    loud = logging.WARNING
    known: int | None
    """The last turn of delivery that the database knew of, if it is older than its post book."""
    last: int


@dataclass(frozen=True, slots=True)
class OutboxResumed(Event):
    """What was held leaves again."""

    room = "notices"
    last: int


@dataclass(frozen=True, slots=True)
class ReturnsRead(Event):
    """The mailbox of returned mail was read."""

    room = "notices"
    returned: int
    noted: int
    left: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class NoticeReleased(Event):
    """A person said what becomes of a notice that waited for one."""

    room = "notices"
    notice: int
    decision: str


@dataclass(frozen=True, slots=True)
class WordsRemoved(Event):
    """The words of old notices were removed."""

    room = "notices"
    notices: int


Listener = Callable[[Event], None]
_log = logging.getLogger(__package__)


def log(happened: Event) -> None:
    """Write a line to the log of the room where it happened."""
    _log.getChild(happened.room).log(happened.level, "%s", happened)


LISTENERS: list[Listener] = [log]
"""Everyone who hears what happened, in this order."""


def say(happened: Event) -> None:
    """Let everyone hear what happened. It is done: a listener that fails is logged, no more."""
    for listener in LISTENERS:
        try:
            listener(happened)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the use case did what it says
            # Not what it says: that may hold names.
            _log.error("a listener failed because=%s", type(wrong).__name__)


def after_commit(session: Session, happened: Event) -> None:
    """Let everyone hear what happened when the transaction has committed; never if it does not."""
    session.info.setdefault(WAITING, []).append(happened)


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    for happened in session.info.pop(WAITING, ()):
        say(happened)


@event.listens_for(Session, "after_soft_rollback")
def _rolled_back(session: Session, _transaction: object) -> None:
    session.info.pop(WAITING, None)


def _pairs(told: Mapping[str, object]) -> list[str]:
    found = []
    for name, value in told.items():
        if isinstance(value, Mapping):
            found += _pairs(value)
        else:  # in quotation marks, so that nothing in it begins a line
            found.append(f"{name}={value!r}" if isinstance(value, str) else f"{name}={value}")
    return found
