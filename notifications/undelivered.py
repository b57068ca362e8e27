"""Responsible for mail that does not arrive: what came back, and what was refused for now."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile

from sqlmodel import Session, col, select

from models.notice import MAIL, DeliveryAttempt, Notice, NoticeState
from rules.calendar import local_date
from rules.notices.refusal import is_of_us

RETURNED = "returned"
"""The outcome of an attempt whose mail the mail server took, and that came back later."""
ON_ITS_WAY = (NoticeState.QUEUED, NoticeState.LEASED, NoticeState.SENDING)
WENT_OUT = (NoticeState.SENT, NoticeState.UNKNOWN)
OF_US = ("421 ", "429 ")
"""Replies that close the connection or slow us down: they say nothing of the address."""
FAR_BACK = 200
"""Attempts that are looked at: far more than three days make."""


def sent_as(session: Session, message_ids: Sequence[str]) -> Notice | None:
    """Return the notice that went by mail under one of these, held for a change; None if none did.

    The first that is ours counts.
    """
    named = col(Notice.message_id).in_(message_ids)
    found = session.exec(select(Notice.message_id, Notice.id).where(named, Notice.lane == MAIL))
    ours = min(found, key=lambda one: message_ids.index(one[0]), default=None)
    return session.get(Notice, ours[1], with_for_update=True) if ours else None


def mark_returned(session: Session, notice: Notice, words: str, *, now: datetime) -> bool:
    """Record that a notice came back: as an attempt, and as dead if it counted as sent or in doubt.

    Returns False, and changes nothing, if that is the last that was recorded of it.
    """
    told = select(DeliveryAttempt.outcome).where(DeliveryAttempt.notice_id == notice.id)
    if session.exec(told.order_by(col(DeliveryAttempt.id).desc())).first() == RETURNED:
        return False
    if notice.state in WENT_OUT:
        notice.state, notice.reply = NoticeState.DEAD, words
        session.add(notice)
    session.add(DeliveryAttempt(notice_id=notice.id or 0, at=now, outcome=RETURNED, reply=words))
    return True


def refused_on(session: Session, address: str) -> set[date]:
    """Return the London dates on which the mail server refused an address for now.

    Only those since it last took a mail for it (semantics row 63), and only what it said of the
    address: a reply that begins with no code of refusal is ours, of a notice that can't be made.
    """
    attempts = (
        select(DeliveryAttempt.at, DeliveryAttempt.outcome, DeliveryAttempt.reply)
        .join(Notice, col(Notice.id) == DeliveryAttempt.notice_id)
        .where(Notice.recipient_address == address, Notice.lane == MAIL)
        .order_by(col(DeliveryAttempt.id).desc())
        .limit(FAR_BACK)
    )
    since = takewhile(lambda tried: tried[1] != "accepted", session.exec(attempts))
    return {
        local_date(at)
        for at, outcome, reply in since
        if outcome == "transient"
        and reply.startswith("4")
        and not (reply.startswith(OF_US) or is_of_us(reply))
    }
