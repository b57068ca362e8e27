"""Responsible for the audit trail: append-only, hash-chained, one chain an organisation."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, insert, select

from models.session import UtcDateTime

START = "0" * 64
_DETAIL = json.JSONEncoder(default=str, ensure_ascii=False, sort_keys=True)
_SEALED = json.JSONEncoder(ensure_ascii=False)


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
    rows: list[dict[str, Any]] = []
    previous = head.hash
    for seq, change in enumerate(changes, start=head.seq + 1):
        row: dict[str, Any] = {
            "organisation_id": organisation_id,
            "seq": seq,
            "at": now,
            "actor": actor,
            "verb": change.verb,
            "subject": change.subject,
            "detail": _DETAIL.encode(change.detail),
            "previous_hash": previous,
        }
        previous = row["hash"] = digest(row)
        rows.append(row)
    if rows:
        head.seq, head.hash = rows[-1]["seq"], previous
        session.connection().execute(insert(AuditEntry), rows)
        session.add(head)


def digest(row: dict[str, Any]) -> str:
    """Return the SHA-256 that seals a row to the one before it."""
    sealed = (row["seq"], row["at"].timestamp(), row["actor"], row["verb"], row["subject"])
    text = _SEALED.encode([row["previous_hash"], *sealed, row["detail"]])
    return sha256(text.encode()).hexdigest()


def verify(session: Session, organisation_id: int) -> int | None:
    """Return the number of the first entry that does not fit the chain; None if all do.

    The head is held against the entries, so that a cut, a forged and a resealed end are found.
    """
    head = session.get_one(AuditHead, organisation_id)
    previous, seq = START, 0
    entries = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id)
    for seq, entry in enumerate(session.exec(entries.order_by(col(AuditEntry.seq))), start=1):
        sealed = (entry.seq, entry.previous_hash, entry.hash)
        if sealed != (seq, previous, digest(entry.model_dump())) or seq > head.seq:
            return seq
        previous = entry.hash
        if seq == head.seq and previous != head.hash:
            return seq
    return None if seq == head.seq else seq + 1
