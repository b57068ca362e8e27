"""Responsible for packs: every version's contents and files, and the position they are made from."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.audit import AuditEntry
from models.plan import Plan
from models.session import UtcDateTime
from rules.packs.order import Version
from rules.problems import RecordDamaged

UNWRITTEN = {"server_default": ""}


class CutOff(SQLModel, table=True):
    """The facts of a plan as they were taken for packs; never changed."""

    __tablename__ = "cut_off"
    __table_args__ = (UniqueConstraint("plan_id", "sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    as_of: date
    taken_at: datetime = Field(sa_type=UtcDateTime)
    position: str = Field(sa_type=Text)
    """Canonical JSON (rules/packs/position.py)."""
    sha256: str


class Pack(SQLModel, table=True):
    """One version of a board's pack, as it was made; never changed."""

    __table_args__ = (UniqueConstraint("board_id", "month", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    board_id: int = Field(foreign_key="board.id")
    month: date
    """What it is for: the day of the meeting, or the first of the month."""
    as_of: date
    version: str
    """0.1, 0.2 and so on for drafts, 1.0 when issued, 1.1 and so on when issued anew."""
    contents: str = Field(sa_type=Text)
    """Canonical JSON (rules/packs/contents.py)."""
    contents_sha256: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None for a draft."""
    cut_off: str = Field(default="", sa_column_kwargs=UNWRITTEN)
    """The SHA-256 of the position that it is made from; empty where none was kept."""
    audit_head: str = Field(default="", sa_column_kwargs=UNWRITTEN)
    """The hash at which the organisation's audit trail stood when it was issued."""
    because: str = Field(default="", sa_type=Text, sa_column_kwargs=UNWRITTEN)
    """Why it was issued anew."""
    differences: str = Field(default="", sa_type=Text, sa_column_kwargs=UNWRITTEN)
    """How it differs from the version that it replaces, one sentence a line."""
    failed: str = Field(default="", sa_type=Text, sa_column_kwargs=UNWRITTEN)
    """The formats that could not be made, and why, one sentence a line."""


class PackFile(SQLModel, table=True):
    """One file of a pack, kept in the data folder; `path` is relative to it."""

    __tablename__ = "pack_file"
    id: int | None = Field(default=None, primary_key=True)
    pack_id: int = Field(foreign_key="pack.id", index=True)
    name: str
    media_type: str
    path: str
    size: int
    sha256: str
    is_exempt: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether it holds Part 2 material: such a file is never mailed."""


def contents_of(pack: Pack) -> dict[str, Any]:
    """Return what a pack says, as JSON holds it; raise RecordDamaged if that is not what was stored."""
    named = f"version {pack.version} for {pack.month} of the pack of board {pack.board_id}"
    return _as_stored(pack.contents, pack.contents_sha256, named)


def position_in(cut_off: CutOff) -> dict[str, Any]:
    """Return the position that was taken, likewise."""
    named = f"the position of plan {cut_off.plan_id} as of {cut_off.as_of}"
    return _as_stored(cut_off.position, cut_off.sha256, named)


def _as_stored(text: str, digest: str, named: str) -> dict[str, Any]:
    if sha256(text.encode()).hexdigest() != digest:
        raise RecordDamaged(named)
    found: dict[str, Any] = json.loads(text)
    return found


def add_pack(
    session: Session,
    plan: Plan,
    pack: Pack,
    files: Sequence[PackFile],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store a version of a pack with its files; the caller holds the transaction that found none.

    If it is issued, it keeps where the audit trail stood just before.
    """
    detail = {"contents": pack.contents_sha256, "files": {file.name: file.sha256 for file in files}}
    detail |= {name: said for name in ("because", "failed") if (said := getattr(pack, name))}
    if pack.issued_at is not None:
        pack.audit_head = detail["audit_head"] = audit.head(session, plan.organisation_id)
    session.add(pack)
    session.flush()
    for file in files:
        file.pack_id = pack.id or 0
    session.add_all(files)
    session.flush()
    verb = "made pack" if pack.issued_at is None else "issued pack"
    change = audit.Change(verb, subject(plan, pack), detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def subject(plan: Plan, pack: Pack) -> str:
    """Return how the audit trail names a version of a pack."""
    return f"pack {plan.key}/{pack.board_id}/{pack.month} {pack.version}"


def entry_of(session: Session, plan: Plan, pack: Pack) -> str:
    """Return the hash of the audit entry that recorded a version; the head's if there is none."""
    mine = select(AuditEntry.hash).where(
        AuditEntry.organisation_id == plan.organisation_id,
        AuditEntry.subject == subject(plan, pack),
        col(AuditEntry.verb).in_(("made pack", "issued pack")),
    )
    found = session.exec(mine.order_by(col(AuditEntry.seq).desc())).first()
    return found or audit.head(session, plan.organisation_id)


def pack_of(session: Session, board_id: int, month: date) -> Pack | None:
    """Return the newest version of the board's pack for the month or meeting, or None."""
    found = versions_of(session, board_id, month)
    return found[-1] if found else None


def versions_of(session: Session, board_id: int, month: date) -> Sequence[Pack]:
    """Return every version of the board's pack for the month or meeting, oldest first."""
    mine = select(Pack).where(Pack.board_id == board_id, Pack.month == month)
    return session.exec(mine.order_by(col(Pack.id))).all()


def order_of(session: Session, board_id: int) -> tuple[Version, ...]:
    """Return every version of a board's packs, oldest first, as far as their order goes by it."""
    columns = (col(Pack.id), col(Pack.month), col(Pack.issued_at).is_not(None))
    mine = sa.select(*columns).where(col(Pack.board_id) == board_id)
    return tuple(Version(*row) for row in session.execute(mine.order_by(col(Pack.id))))


def packs_between(session: Session, board_id: int, first: date, last: date) -> Sequence[Pack]:
    """Return every version of a board's packs for these days, both included, oldest first."""
    mine = (Pack.board_id == board_id, Pack.month >= first, Pack.month <= last)
    return session.exec(select(Pack).where(*mine).order_by(col(Pack.month), col(Pack.id))).all()


def files_of(session: Session, pack_id: int) -> Sequence[PackFile]:
    """Return a pack's files, in the order in which they are listed."""
    found = select(PackFile).where(PackFile.pack_id == pack_id)
    return session.exec(found.order_by(col(PackFile.id))).all()


def paths_of(session: Session, pack_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return where the files of packs lie, by pack, in the order in which they are listed."""
    found = select(PackFile.pack_id, PackFile.path).where(col(PackFile.pack_id).in_(pack_ids))
    paths: dict[int, list[str]] = {}
    for pack_id, path in session.exec(found.order_by(col(PackFile.id))):
        paths.setdefault(pack_id, []).append(path)
    return paths


def with_sum(session: Session, sha256: str) -> Sequence[Pack]:
    """Return the packs that have a file, or contents, with this SHA-256, newest first."""
    of_file = select(PackFile.pack_id).where(PackFile.sha256 == sha256)
    either = col(Pack.id).in_(of_file) | (Pack.contents_sha256 == sha256)
    return session.exec(select(Pack).where(either).order_by(col(Pack.id).desc())).all()


def with_file_called(session: Session, name: str) -> Pack | None:
    """Return the newest pack that has a file of this name, or None."""
    named = select(PackFile.pack_id).where(PackFile.name == name)
    found = select(Pack).where(col(Pack.id).in_(named)).order_by(col(Pack.id).desc())
    return session.exec(found).first()


def newest_cut_off(session: Session, plan_id: int, as_of: date) -> CutOff | None:
    """Return the last cut-off that was taken of a plan for a day, or None."""
    mine = select(CutOff).where(CutOff.plan_id == plan_id, CutOff.as_of == as_of)
    return session.exec(mine.order_by(col(CutOff.id).desc())).first()


def cut_off_of(session: Session, pack: Pack) -> CutOff | None:
    """Return the cut-off that a pack was made from, or None where none was kept."""
    mine = select(CutOff).where(CutOff.plan_id == pack.plan_id, CutOff.sha256 == pack.cut_off)
    return session.exec(mine).first()


class Made(NamedTuple):
    """How far a board's pack for a month or meeting has come."""

    as_of: date
    """The day of the position of its newest version."""
    is_issued: bool
    taken_at: datetime
    """When that position was taken."""


def made_of(session: Session, plan_id: int) -> dict[tuple[int, date], Made]:
    """Return how far each pack of a plan has come, by board and month or meeting."""
    taken_at = sa.func.coalesce(CutOff.taken_at, Pack.made_at, type_=UtcDateTime)
    same = sa.and_(col(CutOff.plan_id) == Pack.plan_id, col(CutOff.sha256) == Pack.cut_off)
    rows = session.execute(
        sa.select(
            col(Pack.board_id),
            col(Pack.month),
            sa.func.max(Pack.as_of),
            sa.func.count(col(Pack.issued_at)),
            sa.func.max(taken_at, type_=UtcDateTime),
        )
        .outerjoin(CutOff, same)
        .where(col(Pack.plan_id) == plan_id)
        .group_by(col(Pack.board_id), col(Pack.month))
    )
    return {(board, month): Made(as_of, issued > 0, at) for board, month, as_of, issued, at in rows}


def keep_cut_off(session: Session, plan: Plan, taken: CutOff, *, actor: str, now: datetime) -> None:
    """Store a cut-off, unless the same was stored before."""
    same = select(CutOff.id).where(CutOff.plan_id == plan.id, CutOff.sha256 == taken.sha256)
    if session.exec(same).first() is not None:
        return
    session.add(taken)
    session.flush()
    change = audit.Change(
        "took cut-off", f"cut-off {plan.key}/{taken.as_of}", {"position": taken.sha256}
    )
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)
