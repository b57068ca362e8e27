"""Responsible for saying whether a file is one that was issued, and which packs there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, col, select

from followthrough.reading.file import name_of, sum_of_file
from followthrough.workplace import Workplace
from models import audit
from models import pack as packs
from models.audit import AuditEntry
from models.boards import Board
from models.pack import Pack
from models.plan import Plan, plan_called
from models.session import reading
from rules.calendar import LONDON
from rules.words import moment, month


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is."""

    is_issued: bool
    """Whether it is a file of an issued version that none replaced, and the record is whole."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One version of a pack, as the list shows it."""

    plan: str
    board: str
    period: str
    version: str
    state: str
    """draft, issued, or superseded by a version."""
    made_at: datetime
    failed: tuple[str, ...]
    files: tuple[str, ...]
    """Where they lie in the data folder."""


def verify(place: Workplace, path: Path) -> Verdict:
    """Say whether a file is one of an issued pack, of which version, and whether one replaced it.

    The SHA-256 of its bytes is looked up; that of the record is checked too: its contents, the
    audit trail and what that says of the file. Raises BadInput if the file can't be read.
    """
    digest = sum_of_file(path)
    with reading(place.engine) as session:
        known = packs.with_sum(session, digest)
        if not known:
            return Verdict(is_issued=False, sentence=_unknown(session, path))
        pack = next((one for one in known if one.issued_at is not None), known[0])
        return _proof(session, path, pack, digest)


def list_packs(place: Workplace, plan_key: str = "") -> list[Listed]:
    """Return every version of every pack, of a plan or of all, by board and age.

    Raises BadInput for an unknown plan.
    """
    with reading(place.engine) as session:
        wanted = select(Pack, Plan, Board).join(Plan, col(Plan.id) == Pack.plan_id)
        wanted = wanted.join(Board, col(Board.id) == Pack.board_id)
        if plan_key:
            wanted = wanted.where(Plan.id == plan_called(session, plan_key).id)
        ordered = wanted.order_by(Plan.key, Board.name, col(Pack.month), col(Pack.id))
        rows = session.exec(ordered).all()
        newest = {(pack.board_id, pack.month): pack for pack, _, _ in rows}
        paths = packs.paths_of(session, [pack.id or 0 for pack, _, _ in rows])
        return [
            Listed(
                plan=plan.key,
                board=board.name,
                period=str(pack.month),
                version=pack.version,
                state=_state(pack, newest[pack.board_id, pack.month]),
                made_at=pack.made_at.astimezone(LONDON),
                failed=tuple(pack.failed.splitlines()),
                files=tuple(paths.get(pack.id or 0, ())),
            )
            for pack, plan, board in rows
        ]


def _proof(session: Session, path: Path, pack: Pack, digest: str) -> Verdict:
    board = session.get_one(Board, pack.board_id)
    of = f"version {pack.version} of the pack of the {board.name} for {month(pack.month)}"
    if pack.issued_at is None:
        return Verdict(
            is_issued=False, sentence=f"{name_of(path.name)} is a draft, {of}; it was not issued."
        )
    wrong = list(_wrong(session, pack, digest))
    if wrong:
        return Verdict(
            is_issued=False, sentence=f"{name_of(path.name)} goes as {of}, but {wrong[0]}."
        )
    newer = _replaced_by(session, pack)
    when = f"issued at {moment(pack.issued_at.astimezone(LONDON))}"
    if newer:
        return Verdict(
            is_issued=False,
            sentence=f"{name_of(path.name)} is {of}, {when}. Version {newer} has replaced it.",
        )
    return Verdict(
        is_issued=True, sentence=f"{name_of(path.name)} is {of}, {when}. It is the newest version."
    )


def _wrong(session: Session, pack: Pack, digest: str) -> Iterator[str]:
    """Yield what of the record does not fit: contents, audit trail, or what that says of the file."""
    if sha256(pack.contents.encode()).hexdigest() != pack.contents_sha256:
        yield "its stored contents were changed since"
    plan = session.get_one(Plan, pack.plan_id)
    broken = audit.verify(session, plan.organisation_id)
    if broken is not None:
        yield f"entry {broken} of the audit trail was changed since"
    if not pack.audit_head:
        return  # issued by a release that did not write this down
    entry = session.exec(
        select(AuditEntry).where(
            AuditEntry.organisation_id == plan.organisation_id,
            AuditEntry.verb == "issued pack",
            AuditEntry.subject == packs.subject(plan, pack),
        )
    ).first()
    if entry is None or digest not in entry.detail or entry.previous_hash != pack.audit_head:
        yield "the audit trail does not say that it was issued"


def _unknown(session: Session, path: Path) -> str:
    named = packs.with_file_called(session, path.name)
    if named is None:
        return (
            f"{name_of(path.name)} is not known: no pack has a file of these bytes. If it once was one, it "
            "was changed or saved anew since."
        )
    return (
        f"{name_of(path.name)} is not the file that was made: version {named.version} of a pack has one of "
        "this name, with other bytes. It was changed since."
    )


def _state(pack: Pack, newest: Pack) -> str:
    if newest.id != pack.id:
        return f"superseded by {newest.version}"
    return "issued" if pack.issued_at else "draft"


def _replaced_by(session: Session, pack: Pack) -> str:
    newest = packs.pack_of(session, pack.board_id, pack.month)
    return newest.version if newest and newest.id != pack.id else ""
