"""Responsible for how long the words of notices are kept; who was told what, and when, stays."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from followthrough import events
from followthrough.events import WordsRemoved
from followthrough.workplace import Workplace
from models import audit
from models.notice import Notice, NoticeState
from models.session import writing

BATCH = 1000
SETTLED = (NoticeState.SENT, NoticeState.CANCELLED, NoticeState.DEAD)


def forget(place: Workplace) -> int:
    """Remove the words of settled notices older than `keep_days`; return of how many.

    The hash of the words stays, with recipient, steps, times and the server's replies. Each batch
    is a transaction of its own, with an audit entry an organisation.
    """
    before = place.clock() - timedelta(days=place.settings.keep_days)
    total = 0
    while True:
        with writing(place.engine) as session:
            old = (
                select(col(Notice.id), Notice.organisation_id)
                .where(
                    col(Notice.state).in_(SETTLED),
                    col(Notice.queued_at) < before,
                    col(Notice.forgotten).is_(False),
                )
                .order_by(col(Notice.id))
                .limit(BATCH)
            )
            rows = session.exec(old).all()
            if not rows:
                break
            ids = [id_ for id_, _ in rows]
            session.execute(
                sa.update(Notice)
                .where(col(Notice.id).in_(ids))
                .values(payload={}, content=None, forgotten=True)
            )
            for organisation_id in sorted({organisation for _, organisation in rows}):
                number = sum(organisation == organisation_id for _, organisation in rows)
                detail = {"notices": number, "queued_before": before.date()}
                change = audit.Change("removed words", "outbox", detail)
                audit.append(
                    session, organisation_id, [change], actor=place.actor, now=place.clock()
                )
            total += len(rows)
    if total:
        events.say(WordsRemoved(total))
    return total
