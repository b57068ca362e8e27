"""Responsible for how far the outbox has come, and for holding it: then nothing but alarms leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.notice import DeliveryAttempt, Notice, NoticeState, Outbox, ToldBefore
from notifications.outbox import HELD_WHEN_IN_DOUBT


class Told(NamedTuple):
    """What the post book says of a notice that this database does not know of."""

    at: datetime
    accepted: bool
    """Whether a server took it for certain; else it was about to leave."""


def outbox(session: Session) -> Outbox:
    """Return how far the outbox has come, and whether it is held, as it is stored now."""
    return session.get_one(Outbox, 1, populate_existing=True)


def identity(session: Session) -> str:
    """Return what tells this database and its back-ups from all others: its first audit entry."""
    first = select(AuditEntry.hash).order_by(col(AuditEntry.id)).limit(1)
    return session.exec(first).first() or ""


def take_turn(session: Session) -> int:
    """Count one more turn of a delivery; return its number."""
    turns = col(Outbox.turns)
    number: int = session.execute(
        update(Outbox).values({turns: turns + 1}).returning(turns)
    ).scalar_one()
    return number


def remember(session: Session, told: Mapping[str, Told]) -> None:
    """Keep what was told before, by key, so that it is not told again when it is queued anew."""
    for key, one in told.items():
        session.merge(ToldBefore(dedup_key=key, at=one.at, accepted=one.accepted))


def settle_told(session: Session) -> None:
    """Put what is queued and was told before where it belongs.

    What a server took counts as sent. Of the rest, which may have left, a Board notice or a pack
    waits for a person and a digest is sent once more (semantics row 72).
    """
    rows = select(Notice, ToldBefore).join(
        ToldBefore, col(ToldBefore.dedup_key) == Notice.dedup_key
    )
    for notice, told in session.exec(rows.where(Notice.state == NoticeState.QUEUED)).all():
        if told.accepted:
            notice.state, notice.sent_at = NoticeState.SENT, told.at
            notice.reply = "accepted before the back-up was put back, says the post book"
            outcome = "accepted"
        elif notice.kind in HELD_WHEN_IN_DOUBT:
            notice.state = NoticeState.UNKNOWN
            notice.reply = "perhaps sent before the back-up was put back, says the post book"
            outcome = "ambiguous"
        session.delete(told)
        if notice.state != NoticeState.QUEUED:
            session.add(notice)
            attempt = DeliveryAttempt(
                notice_id=notice.id or 0, at=told.at, outcome=outcome, reply=notice.reply or ""
            )
            session.add(attempt)
