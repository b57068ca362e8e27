"""Responsible for the tables of the outbox, which notifications/ writes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, event, text
from sqlmodel import Field, SQLModel

from models.session import Unreadable, UtcDateTime


class NoticeState(StrEnum):
    """The life of a notice; `leased` and `sending` apart, so that a crash leaves few in doubt."""

    QUEUED = "queued"  #: committed with the change that caused it
    LEASED = "leased"  #: claimed by a delivery run, not handed over yet
    SENDING = "sending"  #: being handed over: in doubt if the run dies now
    SENT = "sent"  #: accepted by the mail server
    UNKNOWN = "unknown"  #: perhaps accepted; a person decides
    DEAD = "dead"  #: refused for good, or returned
    CANCELLED = "cancelled"  #: expired unsent, or no longer true when it was to be sent


class NoticeKind(StrEnum):
    """What a notice is."""

    DIGEST = "digest"
    BOARD_NOTICE = "board_notice"
    PACK = "pack"
    ALARM = "alarm"  #: to the administrators, by their channel and by mail
    CODE = "code"  #: a code or a link that someone asked for
    HEADLINE = "headline"  #: to the chat channel that a person chose, beside the digest


MAIL = "mail"
ALARMS = "alarms"
"""The lanes of the mail server and of the administrators' channel."""
CHAT = "chat:"
"""What the names of the lanes of other chat channels begin with."""


class Lane(SQLModel, table=True):
    """One way out: paused while what it leads to can't be used."""

    name: str = Field(primary_key=True)
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Nothing is claimed for it before this instant; None while it is open."""
    paused_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""
    next_slot: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the next message may leave, where its rate is limited."""


class Outbox(SQLModel, table=True):
    """One row: how far the outbox has come, and since when and why it is held, if it is."""

    id: int = Field(primary_key=True)
    turns: int = 0
    """How often a delivery has claimed notices, or ended; the post book has the same numbers."""
    held_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None while it is not held; else nothing but alarms leaves."""
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it goes on by itself; None if only by a person's word."""
    because: str = ""
    known: int | None = None
    """The last turn that this database knew of when it was held as older than its post book."""


class ToldBefore(SQLModel, table=True):
    """The key of a notice that left before an older database was put back, until it is queued anew."""

    __tablename__ = "told_before"
    dedup_key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    accepted: bool
    """Whether a server took it for certain; else it was about to leave."""


_KEPT: dict[str, Any] = {
    f"{database}_where": text("NOT forgotten") for database in ("sqlite", "postgresql")
}


class Notice(SQLModel, table=True):
    """One message to one address, decided once: `dedup_key` says what, for whom, which time."""

    __table_args__ = (
        Index("ix_notice_state_lane_next_attempt_at", "state", "lane", "next_attempt_at"),
        Index("ix_notice_kept_queued_at", "queued_at", **_KEPT),
    )
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    dedup_key: str = Field(unique=True)
    kind: str
    recipient_name: str
    recipient_address: str = Field(index=True)
    payload: dict[str, Any] = Field(sa_type=JSON)
    people: list[list[int]] | None = Field(default=None, sa_type=JSON)
    """[whose recipient, the recipient] of a digest, as person ids: asked again when it is sent."""
    message_id: str = Field(index=True)
    queued_at: datetime = Field(sa_type=UtcDateTime)
    """Also the message's Date, the same on every attempt."""
    lane: str = MAIL
    """What it leaves by: the mail server, or a channel by its name."""
    state: str
    attempts: int = 0
    doubts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Tries of which each may have arrived."""
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    subject: str | None = None
    content: bytes | None = None
    """Its words as they were handed over, compressed; kept while it may have been accepted."""
    content_sha256: str | None = None
    """Of those words; kept when they are removed in the end."""
    forgotten: bool = False
    """Whether what it said was removed, since it was old."""
    reply: str | None = None
    """The mail server's last words about it."""


def whose(stored: object) -> list[list[int]] | None:
    """Return whose recipient and which, as `people` of a notice is stored; None if it does not say.

    What can't be read does not say it either.
    """
    if isinstance(stored, list) and all(_is_pair(pair) for pair in stored):
        return stored
    return None


def _is_pair(stored: object) -> bool:
    return isinstance(stored, list) and [type(one) for one in stored] == [int, int]


@event.listens_for(Notice, "load")
@event.listens_for(Notice, "refresh")
def _name_damage(notice: Notice, *_: object) -> None:
    """Let what can't be read of a notice raise RecordDamaged when it is looked into."""
    found = notice.__dict__
    if "payload" in found and not isinstance(found["payload"], dict):
        found["payload"] = Unreadable(f"notice {notice.id}")
    if found.get("people") is not None and whose(found["people"]) is None:
        found["people"] = Unreadable(f"notice {notice.id}")


class DeliveryAttempt(SQLModel, table=True):
    """One attempt to hand a notice over, with the server's reply."""

    __tablename__ = "delivery_attempt"
    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    outcome: str
    reply: str
