"""Responsible for storing a version of a pack: contents, files, record and mail, or none of them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session

from followthrough import events
from followthrough.events import PackDrafted, PackIssued
from followthrough.packs.files import PART_2, keep, making, write_files
from followthrough.packs.mail import alarm, queue_pack
from followthrough.packs.order import refuse_after_later, refuse_told_otherwise
from followthrough.packs.position import as_cut_off
from followthrough.packs.templates import template_of
from followthrough.packs.writers.apart import Written
from followthrough.packs.writers.pdf.boxed import told as not_drawn
from followthrough.workplace import Workplace
from models import audit
from models import pack as packs
from models.boards import Board
from models.pack import Pack, keep_cut_off
from models.plan import Plan
from models.session import reading, writing
from rules.packs.contents import Contents
from rules.packs.exempt import PART_2 as EXEMPT
from rules.packs.exempt import PART_2 as NOT_PUBLIC
from rules.packs.frozen import canonical, fingerprint, thaw
from rules.packs.position import Position
from rules.packs.versions import called, issued_at, next_version
from rules.problems import BadInput

LONGEST_SLUG = 80
"""Letters of a board's name in those of its files: with all else there must be fewer than 255."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file of a pack."""

    name: str
    path: Path
    size: int
    sha256: str
    is_exempt: bool = False
    """Whether it holds Part 2 material."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """One version of a board's pack."""

    plan: str
    board: str
    month: str
    as_of: date
    version: str
    issued: bool
    new: bool
    """False if it was made before: a version is never made again."""
    contents_sha256: str
    headlines: tuple[str, ...]
    counts: tuple[tuple[str, int, int | None], ...]
    """(rating, number now, number in the last pack)."""
    files: tuple[MadeFile, ...]
    failed: tuple[str, ...] = ()
    """The formats that could not be made, in sentences."""
    differences: tuple[str, ...] = ()
    """How it differs from the version that it replaces."""
    doubts: tuple[str, ...] = ()
    """What someone should look at before it is issued, in sentences."""
    taken: tuple[str, ...] = ()
    """What was taken from which field of a Word file, and what was as it was, in sentences."""
    classification: str = ""
    """Whether it is for publication; empty where the plan holds no Part 2 material."""

    @property
    def is_public(self) -> bool:
        """Say whether its own edition, beside any of Part 2, may be shown to anyone."""
        return self.classification != NOT_PUBLIC


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version of a pack before it is stored."""

    plan_key: str
    plan_id: int
    board_id: int
    period: date
    said: Contents
    after: Pack | None
    """The version that it follows; None for the first."""
    issued: bool = False
    because: str = ""
    differences: tuple[str, ...] = ()
    mail: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    """What someone should look at before it is issued, in sentences."""
    wrote: audit.Change | None = None
    """What a person wrote into it, for the audit trail."""
    position: Position | None = None
    """The plan's position that it is made from, to be kept with it; None if it says nothing new."""

    @property
    def version(self) -> str:
        """Its number."""
        return next_version(self.after.version if self.after else None, issued=self.issued)


def store(place: Workplace, new: NewVersion, *, now: datetime) -> Assembled:
    """Make the files of a new version, and store, audit and queue them in one transaction.

    If another version was stored meanwhile, that is returned and nothing changed. Raises BadInput
    if a format of an issue fails or other bytes lie where its files go, and for an issue out of the
    order of packs; OSError if the disk is full.
    """
    with reading(place.engine) as session:
        _refuse_out_of_order(session, new)
    template = template_of(place.data, new.plan_key)
    said = _called(by_template(new.said, template), new.version, issued=new.issued)
    said = issued_at(said, _trail_of(place, new) if new.issued else "")
    with making(place.data) as half:
        written = _written(said, half, _stem(new, said), template)
        if not written.files or (new.issued and written.faults):
            raise BadInput(
                *written.faults, "Nothing was issued." if new.issued else "No pack was made."
            )
        doubts = (*new.doubts, *not_drawn(said))
        mail = new.mail | {"doubts": list(doubts)}
        with writing(place.engine) as session:
            stored = packs.pack_of(session, new.board_id, new.period)
            plan = session.get_one(Plan, new.plan_id)
            board = session.get_one(Board, new.board_id)
            if (stored.id if stored else None) != (new.after.id if new.after else None):
                return found(session, place.data, plan, board, stored, new=False)
            _refuse_out_of_order(session, new)  # now that nobody else writes
            if new.position:
                taken = as_cut_off(new.plan_id, new.position, now)
                keep_cut_off(session, plan, taken, actor=place.actor, now=now)
            made = _pack(new, said, written.faults, now)
            folder = f"{plan.key}/board-{board.id}/{new.period}"
            folder = f"{folder}/{made.version}-{made.contents_sha256[:12]}"
            files = keep(written, said, place.data, folder)
            packs.add_pack(session, plan, made, files, actor=place.actor, now=now)
            if new.wrote:
                audit.append(session, plan.organisation_id, [new.wrote], actor=place.actor, now=now)
            queue_pack(session, plan, board, made, files, said, mail, now=now)
            alarm(session, plan, made, said, now=now)
            happened = PackIssued if new.issued else PackDrafted
            about = (plan.key, new.board_id, new.period, made.version)
            events.after_commit(session, happened(*about, len(files), len(written.faults)))
            return replace(found(session, place.data, plan, board, made, new=True), doubts=doubts)


def _refuse_out_of_order(session: Session, new: NewVersion) -> None:
    """Raise BadInput if what an issue tells as new is told in another issued pack, or in none.

    What is recorded now goes into no pack of which a later one knows it already, be it a draft.
    """
    if not new.issued:
        return
    plan, board = session.get_one(Plan, new.plan_id), session.get_one(Board, new.board_id)
    refuse_after_later(session, board, new.period, issued=new.position is None)
    if new.after and new.after.issued_at is None:
        refuse_told_otherwise(session, plan, board, new.period, new.said)


def _trail_of(place: Workplace, new: NewVersion) -> str:
    """Return the hash of the entry that recorded the version before: the same however often asked."""
    with reading(place.engine) as session:
        plan = session.get_one(Plan, new.plan_id)
        return packs.entry_of(session, plan, new.after) if new.after else ""


def by_template(said: Contents, template: bytes | None) -> Contents:
    """Return the contents with the council's own template named by its SHA-256."""
    digest = "" if template is None else sha256(template).hexdigest()
    return replace(said, occasion=replace(said.occasion, template=digest))


def contents_of(pack: Pack) -> Contents:
    """Return what a stored pack says; raise RecordDamaged if that is not what was stored."""
    said: Contents = thaw(Contents, packs.contents_of(pack))
    return said


def found(
    session: Session, data: Path, plan: Plan, board: Board, pack: Pack | None, *, new: bool
) -> Assembled:
    """Return a stored version as it is told; raise BadInput if it went away."""
    if pack is None:
        raise BadInput(f"The pack of the {board.name} went away while it was made; try again.")
    said = packs.contents_of(pack)
    return Assembled(
        plan=plan.key,
        board=board.name,
        month=said["month"],
        as_of=pack.as_of,
        version=pack.version,
        issued=pack.issued_at is not None,
        new=new,
        contents_sha256=pack.contents_sha256,
        headlines=tuple(said["headlines"]),
        counts=tuple((row["brag"], row["number"], row["previous"]) for row in said["counts"]),
        files=tuple(
            MadeFile(file.name, data / file.path, file.size, file.sha256, file.is_exempt)
            for file in packs.files_of(session, pack.id or 0)
        ),
        failed=tuple(pack.failed.splitlines()),
        differences=tuple(pack.differences.splitlines()),
        classification=said["occasion"].get("classification", ""),
    )


def _written(said: Contents, folder: Path, stem: str, template: bytes | None) -> Written:
    """Make every file of a version, those of its Part 2 edition included."""
    made = write_files(said, folder, stem, template)
    if said.part_2 is None:
        return made
    apart = write_files(said.part_2, folder, f"{stem}{PART_2}", template)
    faults = (one.replace(" file was", " file of Part 2 was", 1) for one in apart.faults)
    return Written((*made.files, *apart.files), (*made.faults, *faults))


def _called(said: Contents, version: str, *, issued: bool) -> Contents:
    """Return the contents under their version, which every reader of a draft must see is one."""
    return called(said, version if issued else f"{version} (draft)")


def _stem(new: NewVersion, said: Contents) -> str:
    kind = "not-for-publication-" if said.occasion.classification == EXEMPT else ""
    kind += "" if new.issued else "draft-"
    month = f"{new.period:%Y-%m}" if new.period.day == 1 else str(new.period)
    return f"{_slug(said.occasion.board)}-{month}-{kind}{new.version}"


def _slug(name: str) -> str:
    """Return a board's name as files can have it; what it loses is made up for by a sum of it."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split()
    slug = "-".join(words)
    if words and len(slug) <= LONGEST_SLUG:
        return slug
    return f"{slug[:LONGEST_SLUG] or 'board'}-{sha256(name.encode()).hexdigest()[:8]}"


def _pack(new: NewVersion, said: Contents, failed: tuple[str, ...], now: datetime) -> Pack:
    return Pack(
        plan_id=new.plan_id,
        board_id=new.board_id,
        month=new.period,
        as_of=said.occasion.as_of,
        version=new.version,
        contents=canonical(said).decode(),
        contents_sha256=fingerprint(said),
        made_at=now,
        cut_off=said.occasion.cut_off,
        issued_at=now if new.issued else None,
        because=new.because,
        differences="\n".join(new.differences),
        failed="\n".join(failed),
    )
