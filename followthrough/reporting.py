"""Responsible for a board's monthly pack: made once, frozen, and queued to its secretariat."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlmodel import Session, select

from followthrough.alarms import queue_alarm
from followthrough.clock import Clock
from followthrough.edition_file import editions_of
from followthrough.notices import Sender
from followthrough.pack_contents import gather
from followthrough.pack_days import PackDay, PackDue, day_of_pack, next_pack_day, packs_due
from followthrough.writers import html, pdf, xlsx
from followthrough.writers.apart import Written, write_all
from models import pack as packs
from models.notice import NoticeKind
from models.pack import Pack, PackFile
from models.people import Board, Person, circle
from models.plan import Plan, plan_called
from models.session import reading, writing
from notifications import outbox
from rules import pack as packing
from rules.calendar import local_date
from rules.pack import Contents
from rules.problems import BadInput
from rules.words import long_day

__all__ = ["Assembled", "PackDue", "assemble_pack", "next_pack_day", "packs_due"]

WRITERS = {
    "pdf": (pdf.write, "application/pdf"),
    "xlsx": (xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": (html.write, "text/html"),
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file of a pack."""

    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """A board's pack of a month."""

    plan: str
    board: str
    month: str
    as_of: date
    version: str
    new: bool
    """False if it was made before: a pack is never made again."""
    contents_sha256: str
    headlines: tuple[str, ...]
    counts: tuple[tuple[str, int, int | None], ...]
    """(rating, number now, number in the last pack)."""
    files: tuple[MadeFile, ...]


def assemble_pack(
    engine: Engine, clock: Clock, data: Path, plan_key: str, board_name: str, *, actor: str
) -> Assembled:
    """Make the pack of a board that is due, or return the one that was made before.

    The clock is read once (semantics row 24); a pack whose day was missed is made as of that day,
    and says so (row 32). Where figures look better for want of dates, administrators are alarmed
    (row 113). Raises BadInput for an unknown plan or board, a plan that is not live, mistakes in
    the plan's own editions, and before the paper deadline of the board's next meeting.
    """
    now = clock()
    today = local_date(now)
    with reading(engine) as session:
        plan, board = _find(session, plan_key, board_name, today)
        day = day_of_pack(session, plan, board, today)
        made = packs.pack_of(session, board.id or 0, day.period)
        said = None if made else _gather(session, plan, board, day, today, data)
    with TemporaryDirectory(prefix="pack-", dir=_folder(data)) as half:
        stem = f"{_slug(board.name)}-{_dated(day.period)}"
        drafts = _write(said, Path(half), stem) if said else Written()
        with writing(engine) as session:
            # Another run may have been quicker: the pack that is stored is the pack.
            made = packs.pack_of(session, board.id or 0, day.period)
            new = made is None and said is not None
            if made is None and said is not None:
                plan, board = _find(session, plan_key, board_name, today)
                made = _pack(plan, board, day, said, now)
                files = _keep(drafts.files, data, f"{plan.key}/board-{board.id}")
                packs.add_pack(session, plan, made, files, actor=actor, now=now)
                _queue(session, plan, board, made, said, files, now)
                _alarm(session, plan, made, said, now)
                _alarm_unmade(session, plan, made, said, drafts.faults, now)
            if made is None:
                raise BadInput(f"The pack of {board_name} went away while it was made; try again.")
            return _assembled(session, data, plan_key, board.name, made, new=new)


def _gather(
    session: Session, plan: Plan, board: Board, day: PackDay, today: date, data: Path
) -> Contents:
    """Return what a pack says as of its day, which may have been missed (row 32)."""
    late_on = today if day.as_of < today else None
    editions = editions_of(data, plan.key)
    return gather(
        session, plan, board, day.as_of, period=day.period, late_on=late_on, editions=editions
    )


def _find(session: Session, plan_key: str, board_name: str, today: date) -> tuple[Plan, Board]:
    plan = plan_called(session, plan_key)
    if plan.live_on is None or plan.live_on > today:
        raise BadInput(f"{plan.title} is not live yet: see `followthrough go-live --help`.")
    boards = session.exec(select(Board).where(Board.plan_id == plan.id)).all()
    for board in boards:
        if board.name.lower() == board_name.lower():
            return plan, board
    names = ", ".join(board.name for board in boards)
    raise BadInput(f"Plan {plan.key} has no board {board_name!r}; it has: {names}.")


def _write(said: Contents, folder: Path, stem: str) -> Written:
    """Return the files made; raise BadInput if not one could be, naming why."""
    written = write_all(said, folder, f"progress-pack-{stem}", WRITERS)
    if not written.files:
        raise BadInput(f"The pack of the {said.occasion.board}: {' '.join(written.faults)}")
    return written


def _pack(plan: Plan, board: Board, day: PackDay, said: Contents, now: datetime) -> Pack:
    return Pack(
        plan_id=plan.id or 0,
        board_id=board.id or 0,
        month=day.period,
        as_of=said.occasion.as_of,
        version=said.occasion.version,
        contents=packing.canonical(said).decode(),
        contents_sha256=packing.fingerprint(said),
        made_at=now,
    )


def _keep(drafts: Iterable[Path], data: Path, place: str) -> list[PackFile]:
    """Move the files where they stay; the caller's transaction says whose they are."""
    folder = _folder(data) / place
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for draft in drafts:
        content = draft.read_bytes()
        final = draft.replace(folder / draft.name)
        kept.append(
            PackFile(
                pack_id=0,
                name=final.name,
                media_type=WRITERS[final.suffix[1:]][1],
                path=str(final.relative_to(data)),
                size=len(content),
                sha256=sha256(content).hexdigest(),
            )
        )
    return kept


def _queue(
    session: Session,
    plan: Plan,
    board: Board,
    made: Pack,
    said: Contents,
    files: Sequence[PackFile],
    now: datetime,
) -> None:
    named = session.get_one(Person, plan.administrator_id)
    found = circle(session, plan.organisation_id).recipient(named.id, local_date(now))
    sender = Sender(
        organisation_id=plan.organisation_id,
        organisation=said.occasion.organisation,
        administrator=found.person if found else named,
        notes=said.occasion.notes,
    )
    payload = sender.heading(board.address, f"Secretariat, {board.name}", made.as_of) | {
        "board": board.name,
        "month": said.month,
        "plan": plan.title,
        "version": made.version,
        "headlines": list(said.headlines),
        "counts": json.loads(made.contents)["counts"],
        "files": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in files],
        "pack_id": made.id,
    }
    if said.occasion.meeting_on is not None:
        payload["draft"] = _draft(said)
    key = f"pack:{board.id}:{_dated(made.month)}:{made.version}"
    notice = sender.notice(key, NoticeKind.PACK, payload, not_before=now, expires_at=None)
    outbox.enqueue(session, [notice], now=now)


def _draft(said: Contents) -> dict[str, object]:
    """Return what the secretariat is told beside a draft: who has not updated (row 109)."""
    silent = [f"{one.owner or 'No owner'}: {', '.join(one.refs)}" for one in said.silent]
    return {"paper_deadline": long_day(said.occasion.as_of), "without_update": silent}


def _alarm(session: Session, plan: Plan, made: Pack, said: Contents, now: datetime) -> None:
    """Tell the administrators where figures look better for want of dates (semantics row 113)."""
    if said.alarms:
        key = f"pack-dates:{made.board_id}:{made.month}:{made.version}"
        title = f"Dates are missing from {plan.title}"
        body = f"Pack of the {said.occasion.board}, {said.month}. {' '.join(said.alarms)}"
        queue_alarm(session, plan.organisation_id, key, title, body, now=now)


def _alarm_unmade(
    session: Session,
    plan: Plan,
    made: Pack,
    said: Contents,
    faults: tuple[str, ...],
    now: datetime,
) -> None:
    """Tell the administrators which formats are missing from a pack, and why."""
    if faults:
        key = f"pack-unmade:{made.board_id}:{made.month}:{made.version}"
        title = f"The pack of the {said.occasion.board} is not complete"
        queue_alarm(session, plan.organisation_id, key, title, " ".join(faults), now=now)


def _dated(period: date) -> str:
    """Return what tells a pack from the board's others: its month, or the day of its meeting."""
    return f"{period:%Y-%m}" if period.day == 1 else str(period)


def _assembled(
    session: Session, data: Path, plan_key: str, board_name: str, made: Pack, *, new: bool
) -> Assembled:
    said = json.loads(made.contents)
    return Assembled(
        plan=plan_key,
        board=board_name,
        month=said["month"],
        as_of=made.as_of,
        version=made.version,
        new=new,
        contents_sha256=made.contents_sha256,
        headlines=tuple(said["headlines"]),
        counts=tuple((row["brag"], row["number"], row["previous"]) for row in said["counts"]),
        files=tuple(
            MadeFile(file.name, data / file.path, file.size, file.sha256)
            for file in packs.files_of(session, made.id or 0)
        ),
    )


def _folder(data: Path) -> Path:
    folder = data / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _slug(name: str) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split()
    return "-".join(words) or "board"
