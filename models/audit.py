"""Responsible for the audit trail: append-only, hash-chained, one chain an organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from typing import Any

import orjson
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, insert, select

from models.session import UtcDateTime, insert_columns

START = "0" * 64


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


@dataclass(frozen=True, slots=True)
class Change:
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
    """Append `changes` to the organisation's chain, in order, in the session's transaction."""
    head = session.exec(
        select(AuditHead).where(AuditHead.organisation_id == organisation_id).with_for_update()
    ).one()
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


def head(session: Session, organisation_id: int) -> str:
    """Return the hash at which the organisation's chain stands."""
    return session.get_one(AuditHead, organisation_id).hash


def sealed(entry: AuditEntry) -> str:
    """Return the SHA-256 that seals an entry to the one before it."""
    said = (entry.actor, entry.verb, entry.subject, entry.detail)
    return _seal(entry.previous_hash, entry.seq, entry.at.timestamp(), said)


def _seal(previous: str, seq: int, at: float, said: Iterable[str]) -> str:
    """Return the hash of a JSON list of all that an entry says."""
    text = f"[{quoted(previous)}, {seq}, {at!r}, {', '.join(map(quoted, said))}]"
    return sha256(text.encode()).hexdigest()


def verify(session: Session, organisation_id: int) -> int | None:
    """Return the number of the first entry that does not fit the chain; None if all do.

    The head is held against the entries, so that a cut, a forged and a resealed end are found.
    """
    head = session.get_one(AuditHead, organisation_id)
    previous, seq = START, 0
    entries = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id)
    for seq, entry in enumerate(session.exec(entries.order_by(col(AuditEntry.seq))), start=1):
        found = (entry.seq, entry.previous_hash, entry.hash)
        if found != (seq, previous, sealed(entry)) or seq > head.seq:
            return seq
        previous = entry.hash
        if seq == head.seq and previous != head.hash:
            return seq
    return None if seq == head.seq else seq + 1
