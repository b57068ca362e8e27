"""Responsible for the audit trail: append-only, hash-chained, one chain an organisation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy import Row, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, insert, select

from models.session import UtcDateTime, insert_columns
from rules.problems import BadInput, RecordDamaged, Remedy

START = "0" * 64
BATCH = 5_000
"""Entries that are read at a time."""
_FORGED = (
    "The audit trail was written to by something else than this service: {}. Nothing is recorded "
    "until that is put right from a back-up."
)


class AuditHead(SQLModel, table=True):
    """Where an organisation's chain ends; its row is the lock that keeps the chain one."""

    __tablename__ = "audit_head"
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    seq: int
    hash: str


class AuditEntry(SQLModel, table=True):
    """One recorded change; never changed or removed (triggers in the migration)."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("organisation_id", "seq"),)
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    seq: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    verb: str
    subject: str
    detail: str
    """JSON, keys sorted."""
    previous_hash: str
    hash: str


class Change(NamedTuple):
    """What was done to what; `detail` is JSON-able."""

    verb: str
    subject: str
    detail: dict[str, Any]


def append(
    session: Session,
    organisation_id: int,
    changes: Iterable[Change],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Append `changes` to the organisation's chain, in order, in the session's transaction.

    Raises BadInput if the chain's end is not where we left it: somebody else wrote there.
    """
    head = session.exec(
        select(AuditHead).where(AuditHead.organisation_id == organisation_id).with_for_update()
    ).first()
    if head is None:
        raise BadInput(_FORGED.format("its head is gone"), remedy=Remedy.VERIFY_AUDIT.of())
    _refuse_forged_end(session, head)
    at = now.timestamp()
    verbs, subjects, details, hashes = [], [], [], [head.hash]
    for seq, change in enumerate(changes, start=head.seq + 1):
        detail = orjson.dumps(change.detail, str, orjson.OPT_SORT_KEYS).decode()
        said = (actor, change.verb, change.subject, detail)
        verbs.append(change.verb)
        subjects.append(change.subject)
        details.append(detail)
        hashes.append(_seal(hashes[-1], seq, at, said))
    number = len(verbs)
    columns = {
        "organisation_id": [organisation_id] * number,
        "seq": range(head.seq + 1, head.seq + 1 + number),
        "at": [now] * number,
        "actor": [actor] * number,
        "verb": verbs,
        "subject": subjects,
        "detail": details,
        "previous_hash": hashes[:-1],
        "hash": hashes[1:],
    }
    if number:
        head.seq, head.hash = head.seq + number, hashes[-1]
        insert_columns(session, insert(AuditEntry), columns)
        session.add(head)


def _refuse_forged_end(session: Session, head: AuditHead) -> None:
    """Raise BadInput unless the last entry is the one that the head names."""
    end = select(AuditEntry.seq, AuditEntry.hash).order_by(col(AuditEntry.seq).desc()).limit(1)
    mine = end.where(AuditEntry.organisation_id == head.organisation_id)
    last = tuple(session.connection().execute(mine).first() or (0, START))
    if last != (head.seq, head.hash):
        said = f"it ends with entry {last[0]}, and should with entry {head.seq} as that was written"
        raise BadInput(_FORGED.format(said), remedy=Remedy.VERIFY_AUDIT.of())


def head(session: Session, organisation_id: int) -> str:
    """Return the hash at which the organisation's chain stands."""
    return session.get_one(AuditHead, organisation_id).hash


def length(head: AuditHead | None) -> int:
    """Return how many entries there are by a head; none if it is gone, or no number."""
    return head.seq if head and isinstance(head.seq, int) else 0


def sealed(entry: AuditEntry | Row[Any]) -> str:
    """Return the SHA-256 that seals an entry to the one before it; of what is no text, nothing."""
    said = (entry.actor, entry.verb, entry.subject, entry.detail)
    if not all(isinstance(one, str) for one in said):
        return ""
    return _seal(entry.previous_hash, entry.seq, entry.at.timestamp(), said)


def _seal(previous: str, seq: int, at: float, said: Iterable[str]) -> str:
    """Return the hash of a JSON list of all that an entry says."""
    text = f"[{quoted(previous)}, {seq}, {at!r}, {', '.join(map(quoted, said))}]"
    return sha256(text.encode()).hexdigest()


def verify(
    session: Session,
    organisation_id: int,
    fitting: Callable[[Sequence[AuditEntry | Row[Any]]], None] = lambda _entries: None,
) -> int | None:
    """Return the number of the first entry that does not fit the chain; None if all do.

    The head is held against the entries, so that a cut, a forged and a resealed end are found.
    `fitting` hears of some thousand entries that fit at a time, in order.
    """
    head = session.get(AuditHead, organisation_id)
    end, last = length(head), head.hash if head else START
    previous, seq = START, 0
    try:
        for batch in in_batches(session, organisation_id):
            fit: list[AuditEntry | Row[Any]] = []
            for entry in batch:
                seq += 1
                found = (entry.seq, entry.previous_hash, entry.hash)
                if found != (seq, previous, sealed(entry)) or seq > end:
                    return seq
                previous = entry.hash
                fit.append(entry)
                if seq == end and previous != last:
                    return seq
            fitting(fit)
    except RecordDamaged:  # the one after those that were read
        return seq + 1
    return None if seq == end else seq + 1


def in_batches(session: Session, organisation_id: int) -> Iterator[Sequence[AuditEntry | Row[Any]]]:
    """Yield an organisation's entries in order, as rows, some thousand at a time.

    Raises RecordDamaged at the first that can't be read, after all before it.
    """
    columns = SQLModel.metadata.tables["audit_entry"].c
    mine = sa.select(*columns).where(columns.organisation_id == organisation_id)
    after, size = None, BATCH
    while True:
        more = mine if after is None else mine.where(columns.seq > after)
        try:
            batch = session.connection().execute(more.order_by(columns.seq).limit(size)).all()
        except RecordDamaged:
            if size == 1:
                raise
            size = 1  # to find out which
            continue
        if not batch:
            return
        yield batch
        after = batch[-1].seq
