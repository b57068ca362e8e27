"""Responsible for the life of a notice: queued with its cause, claimed, handed over, marked.

The caller owns the transactions; none is open while a message is on the wire. Times are passed in.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, CursorResult, and_, func, or_, update
from sqlmodel import Session, SQLModel, col, select

from models.notice import MAIL, Lane, Notice, NoticeKind, NoticeState, Outbox, ToldBefore
from models.session import AT_ONCE, among, insert, insert_columns
from notifications.outcome import (
    Accepted,
    Ambiguous,
    Misconfigured,
    Outcome,
    Permanent,
    Transient,
    Unavailable,
    Withdrawn,
)
from rules.notices.retry import next_attempt

LEASE = timedelta(minutes=5)
"""Longer than the slowest sending and its commit, by the time-outs of the transport."""

GRACE = timedelta(minutes=15)
"""How long a doubtful message may be on its way, before it is asked for or sent again."""

_NOTICE = SQLModel.metadata.tables["notice"]
_ATTEMPT = sa.insert(SQLModel.metadata.tables["delivery_attempt"])
"""Past the ORM, which takes as long again for each message."""

MOST_DOUBTS = 3
"""Tries of a digest that may each have arrived, after which a person decides."""

HELD_WHEN_IN_DOUBT = (NoticeKind.BOARD_NOTICE, NoticeKind.PACK)
"""Kinds of which a second copy would be worse than a delay (semantics row 72)."""


class NewNotice(NamedTuple):
    """A notice to queue; `dedup_key` says what, for whom, which time."""

    organisation_id: int
    dedup_key: str
    kind: NoticeKind
    recipient_name: str
    recipient_address: str
    payload: dict[str, Any]
    """What it says: of plain values, and of dataclasses of such."""
    message_id: str
    not_before: datetime
    expires_at: datetime | None = None
    people: tuple[tuple[int, int], ...] = ()
    """(whose recipient, the recipient) as person ids, to be asked again when it is sent."""
    lane: str = MAIL


def enqueue(session: Session, notices: Iterable[NewNotice], *, now: datetime) -> dict[str, int]:
    """Queue notices in the caller's transaction; return their ids by key, old ones included.

    A key that is there already is left as it is: any run may plan the same notice twice. They are
    taken some thousand at a time, so that few lie in memory.
    """
    statement = insert(session, Notice).on_conflict_do_nothing(index_elements=["dedup_key"])
    in_turn, keys = iter(notices), set[str]()
    while new := list(islice(in_turn, AT_ONCE)):
        insert_columns(session, statement, _columns(new, now))
        keys.update(notice.dedup_key for notice in new)
    given = among(session, col(Notice.dedup_key), keys)
    rows = session.connection().execute(select(Notice.dedup_key, Notice.id).where(given))
    return dict(rows.all())


def recover(session: Session, *, now: datetime) -> int:
    """Put right what a dead run left: leases that ran out, and notices whose time has passed.

    Claimed but never handed over: queued again, no attempt burned. In doubt: a digest is sent again with the same
    identity, but not for ever; a Board notice or a pack waits for a person, as `unknown`. Returns
    how many wait so.
    """
    gone = (col(Notice.lease_until) <= now,)
    leased = col(Notice.state) == NoticeState.LEASED
    in_doubt = col(Notice.state) == NoticeState.SENDING
    held = col(Notice.kind).in_(HELD_WHEN_IN_DOUBT) | (col(Notice.doubts) + 1 >= MOST_DOUBTS)
    free = {"lease_owner": None, "lease_until": None}
    doubt = {"doubts": Notice.doubts + 1}
    back = {"state": NoticeState.QUEUED, **free}
    doubtful = session.execute(
        update(Notice)
        .where(in_doubt, held, *gone)
        .values(state=NoticeState.UNKNOWN, **free, **doubt)
    )
    session.execute(update(Notice).where(in_doubt, *gone).values(**back, **doubt))
    session.execute(
        update(Notice).where(leased, *gone).values(**back, attempts=Notice.attempts - 1)
    )
    expire(session, now=now)
    return doubtful.rowcount if isinstance(doubtful, CursorResult) else 0


def expire(session: Session, *, now: datetime) -> None:
    """Cancel what was not handed over in its time, so that its steps are planned anew.

    A digest whose doubt nobody settled on its day is given up as well: its ladder goes on.
    """
    state = col(Notice.state)
    dropped = and_(state == NoticeState.LEASED, col(Notice.lease_until) <= now)
    doubted = and_(state == NoticeState.UNKNOWN, col(Notice.kind).not_in(HELD_WHEN_IN_DOUBT))
    session.execute(
        update(Notice)
        .where(or_(state == NoticeState.QUEUED, dropped, doubted), col(Notice.expires_at) <= now)
        .values(state=NoticeState.CANCELLED, lease_owner=None, lease_until=None)
    )


def claim(
    session: Session, *, owner: str, limit: int, now: datetime, lane: str = MAIL
) -> Sequence[Notice]:
    """Lease up to `limit` due notices of a lane to `owner`, oldest first; none while it is paused.

    While the outbox is held only alarms, and never what was told before a back-up was put back.
    One statement, so that two runs never hold the same notice, on SQLite and on PostgreSQL.
    """
    pausing = select(Lane.name).where(Lane.name == lane, col(Lane.paused_until) > now)
    told = select(ToldBefore.dedup_key).where(ToldBefore.dedup_key == Notice.dedup_key)
    due = (
        select(Notice.id)
        .where(
            col(Notice.state) == NoticeState.QUEUED,
            col(Notice.lane) == lane,
            col(Notice.next_attempt_at) <= now,
            ~pausing.exists(),
            _free(),
            ~told.exists(),
        )
        .order_by(col(Notice.next_attempt_at), col(Notice.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    leased = session.execute(
        update(Notice)
        .where(col(Notice.id).in_(select(due.c.id)))
        .values(
            state=NoticeState.LEASED,
            lease_owner=owner,
            lease_until=now + LEASE,
            attempts=Notice.attempts + 1,
        )
        .returning(Notice)
        .execution_options(synchronize_session=False)
    )
    return sorted(leased.scalars(), key=lambda notice: notice.id or 0)


class Wording(NamedTuple):
    """What a notice says when it is handed over; from then on it says the same."""

    subject: str | None = None
    content: bytes | None = None
    sha256: str | None = None
    payload: dict[str, Any] | None = None
    """What it is made from, where that has changed since it was queued."""


def hand_over(
    session: Session,
    notice: Notice,
    *,
    owner: str,
    now: datetime,
    wording: Wording = Wording(),  # noqa: B008 - it can't be changed
) -> bool:
    """Mark a leased notice as being sent; False if it is no longer ours to send, or too late.

    Whom it goes to is stored as `notice` says: its recipient may have changed since it was queued.
    """
    values: dict[str, Any] = {
        "state": NoticeState.SENDING,
        "lease_until": now + LEASE,
        "subject": wording.subject,
        "content": wording.content,
        "content_sha256": wording.sha256,
        "recipient_name": notice.recipient_name,
        "recipient_address": notice.recipient_address,
    }
    if wording.payload is not None:
        values |= {"payload": wording.payload, "people": notice.people}
    return _change(session, notice, owner, NoticeState.LEASED, values, in_time_at=now)


def mark(session: Session, notice: Notice, outcome: Outcome, *, owner: str, now: datetime) -> None:
    """Record what the server said, as the notice's state and as a delivery attempt.

    After a definite refusal its words are gone, so that it is made anew; in doubt they stay.

    A run whose lease is gone changes no state; its attempt is recorded all the same.
    """
    changes = {**_after(notice, outcome, now), "lease_owner": None, "lease_until": None}
    _change(session, notice, owner, NoticeState.SENDING, {**changes, "reply": outcome.reply})
    session.connection().execute(
        _ATTEMPT,
        {
            "notice_id": notice.id,
            "at": now,
            "outcome": type(outcome).__name__.lower(),
            "reply": outcome.reply,
        },
    )


def settle(session: Session, notice: Notice, *, delivered: bool, now: datetime) -> None:
    """Put a notice that waits for a person where the person says: sent, or to be sent again.

    One in doubt is sent again with the same identity and words; one that was refused is made anew.
    """
    if delivered:
        notice.state, notice.sent_at = NoticeState.SENT, now
    else:
        if notice.state == NoticeState.DEAD:
            notice.content = notice.content_sha256 = None
        notice.state, notice.next_attempt_at = NoticeState.QUEUED, now
        notice.expires_at = None  # a person asks for it: it is not too late
        notice.attempts = notice.doubts = 0
    session.add(notice)


def release(session: Session, *, owner: str) -> None:
    """Give back every notice that `owner` has leased and not handed over; no attempt is burned."""
    session.execute(
        update(Notice)
        .where(col(Notice.state) == NoticeState.LEASED, col(Notice.lease_owner) == owner)
        .values(
            state=NoticeState.QUEUED,
            lease_owner=None,
            lease_until=None,
            attempts=Notice.attempts - 1,
        )
    )


def due(session: Session, *, now: datetime) -> int:
    """Return how many notices are to be sent now or are on their way."""
    to_send = and_(
        col(Notice.state) == NoticeState.QUEUED,
        col(Notice.next_attempt_at) <= now,
        or_(col(Notice.expires_at).is_(None), col(Notice.expires_at) > now),
        _free(),
    )
    moving = col(Notice.state).in_((NoticeState.LEASED, NoticeState.SENDING))
    return session.exec(select(func.count()).select_from(Notice).where(to_send | moving)).one()


def counts(session: Session) -> list[tuple[str, str, int]]:
    """Return (kind, state, number) of all notices, sorted."""
    grouped = select(Notice.kind, Notice.state, func.count()).group_by(Notice.kind, Notice.state)
    return sorted(session.exec(grouped).all())


def _free() -> ColumnElement[bool]:
    """Pick the notices that may leave: all, or alarms while the outbox is held."""
    held = select(Outbox.id).where(col(Outbox.held_since).is_not(None))
    return or_(col(Notice.kind) == NoticeKind.ALARM, ~held.exists())


def _columns(new: Sequence[NewNotice], now: datetime) -> dict[str, Sequence[Any]]:
    columns = dict(zip(NewNotice._fields, zip(*new, strict=True), strict=True))
    not_before = columns.pop("not_before")
    return {
        **columns,
        "kind": [notice.kind.value for notice in new],
        "queued_at": [now] * len(new),
        "state": [NoticeState.QUEUED.value] * len(new),
        "attempts": [0] * len(new),
        "doubts": [0] * len(new),
        "forgotten": [False] * len(new),
        "next_attempt_at": [max(now, at) for at in not_before],
    }


def _after(notice: Notice, outcome: Outcome, now: datetime) -> dict[str, Any]:
    in_doubt = notice.content is not None  # by an earlier try, which may have been accepted
    unsaid = {} if in_doubt else {"content": None, "content_sha256": None}
    match outcome:
        case Accepted():
            return {"state": NoticeState.SENT, "sent_at": now}
        case Permanent():
            return {"state": NoticeState.DEAD}
        case Withdrawn():
            return {"state": NoticeState.CANCELLED}
        case Ambiguous():
            doubts = notice.doubts + 1
            held = notice.kind in HELD_WHEN_IN_DOUBT or doubts >= MOST_DOUBTS
            later = {"state": NoticeState.QUEUED, "next_attempt_at": now + GRACE}
            return {**({"state": NoticeState.UNKNOWN} if held else later), "doubts": doubts}
        case Transient():
            again = next_attempt(now, notice.attempts, notice.dedup_key)
            return {"state": NoticeState.QUEUED, "next_attempt_at": again, **unsaid}
        case Unavailable() | Misconfigured():
            given_back = {"next_attempt_at": now, "attempts": notice.attempts - 1}
            return {"state": NoticeState.QUEUED, **given_back, **unsaid}


def _change(
    session: Session,
    notice: Notice,
    owner: str,
    state: NoticeState,
    values: dict[str, Any],
    *,
    in_time_at: datetime | None = None,
) -> bool:
    new = {f"new_{name}": value for name, value in values.items()}
    about = {"of_id": notice.id, "from_state": state, "by": owner, "at": in_time_at}
    statement = _changing(tuple(values), in_time=in_time_at is not None)
    if in_time_at is None:
        del about["at"]
    return session.connection().execute(statement, {**about, **new}).rowcount == 1


@cache
def _changing(names: tuple[str, ...], *, in_time: bool) -> sa.Update:
    """Return the statement that changes these columns: built once, since that takes longest."""
    row = _NOTICE.c
    mine = (
        row.id == sa.bindparam("of_id"),
        row.state == sa.bindparam("from_state"),
        row.lease_owner == sa.bindparam("by"),
    )
    statement = update(_NOTICE).where(*mine)
    if in_time:
        at = sa.bindparam("at", type_=row.expires_at.type)
        statement = statement.where(
            row.lease_until > at, or_(row.expires_at.is_(None), row.expires_at > at)
        )
    return statement.values({name: sa.bindparam(f"new_{name}") for name in names})
