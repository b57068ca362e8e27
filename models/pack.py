"""Responsible for packs: contents and files, frozen with their SHA-256."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models import audit
from models.plan import Plan
from models.session import UtcDateTime


class Pack(SQLModel, table=True):
    """One board's pack for one month, as it was made; never made again."""

    __table_args__ = (UniqueConstraint("board_id", "month", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    board_id: int = Field(foreign_key="board.id")
    month: date
    """The first of the month."""
    as_of: date
    version: str
    contents: str = Field(sa_type=Text)
    """Canonical JSON (rules/pack.py)."""
    contents_sha256: str
    made_at: datetime = Field(sa_type=UtcDateTime)


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


def add_pack(
    session: Session,
    plan: Plan,
    pack: Pack,
    files: Sequence[PackFile],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Store a pack with its files; the caller holds the transaction that found none."""
    session.add(pack)
    session.flush()
    for file in files:
        file.pack_id = pack.id or 0
    session.add_all(files)
    session.flush()
    detail = {"contents": pack.contents_sha256, "files": {file.name: file.sha256 for file in files}}
    change = audit.Change("made pack", f"pack {plan.key}/{pack.month:%Y-%m} {pack.version}", detail)
    audit.append(session, plan.organisation_id, [change], actor=actor, now=now)


def pack_of(session: Session, board_id: int, month: date) -> Pack | None:
    """Return the board's pack for the month, or None."""
    return session.exec(select(Pack).where(Pack.board_id == board_id, Pack.month == month)).first()


def last_pack(session: Session, board_id: int, before: date) -> Pack | None:
    """Return the board's last pack of a month before `before`, or None."""
    found = select(Pack).where(Pack.board_id == board_id, Pack.month < before)
    return session.exec(found.order_by(col(Pack.month).desc())).first()


def files_of(session: Session, pack_id: int) -> Sequence[PackFile]:
    """Return a pack's files, in the order in which they are listed."""
    found = select(PackFile).where(PackFile.pack_id == pack_id)
    return session.exec(found.order_by(col(PackFile.id))).all()
