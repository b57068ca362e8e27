"""Responsible for the ways out: each may be paused, opened again, and limited in its rate."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.notice import Lane, Notice, NoticeState
from models.session import insert

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)


def with_work(session: Session, *, now: datetime) -> Sequence[str]:
    """Return the lanes that have something queued and due, paused ones included, sorted."""
    due = (col(Notice.state) == NoticeState.QUEUED, col(Notice.next_attempt_at) <= now)
    return session.exec(select(Notice.lane).where(*due).distinct().order_by(Notice.lane)).all()


def shut(session: Session) -> list[tuple[str, datetime, str]]:
    """Return every lane that can't be used, by name: since when, and why."""
    rows = session.exec(select(Lane).order_by(Lane.name)).all()
    return [(row.name, row.paused_since, row.reason) for row in rows if row.paused_since]


def pause(session: Session, name: str, reason: str, *, now: datetime) -> datetime:
    """Pause a lane, for longer the longer it has lasted; return since when it can't be used.

    A lane that is paused is tried again by one message when its pause is over (row 119).
    """
    _keep(session, name)
    since = session.exec(select(Lane.paused_since).where(Lane.name == name)).one() or now
    wait = min(max(FIRST_PAUSE, (now - since) / 2), LONGEST_PAUSE)
    session.execute(
        update(Lane)
        .where(col(Lane.name) == name)
        .values(paused_since=since, paused_until=now + wait, reason=reason)
    )
    return since


def try_now(session: Session) -> None:
    """Let every lane that is paused be tried at once, by one message."""
    session.execute(update(Lane).values(paused_until=None))


def reopen(session: Session, name: str) -> None:
    """Record that a lane can be used again."""
    session.execute(
        update(Lane)
        .where(col(Lane.name) == name)
        .values(paused_since=None, paused_until=None, reason="")
    )


def slot(session: Session, name: str, gap: timedelta, *, now: datetime) -> datetime:
    """Take the next free slot of a lane whose messages leave `gap` apart; return when it is.

    The lane's row is held meanwhile, so that several runs at once keep to one rate.
    """
    _keep(session, name)
    taken = max(session.exec(select(Lane.next_slot).where(Lane.name == name)).one() or now, now)
    session.execute(update(Lane).where(col(Lane.name) == name).values(next_slot=taken + gap))
    return taken


def _keep(session: Session, name: str) -> None:
    """Have a row for the lane, and hold it until the transaction ends."""
    row = insert(session, Lane).values(name=name, reason="").on_conflict_do_nothing()
    session.execute(row)
    session.exec(select(Lane.name).where(Lane.name == name).with_for_update()).one()
