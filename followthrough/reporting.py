"""Responsible for a board's monthly pack: made once, frozen, and queued to its secretariat."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from followthrough.alarms import queue_alarm
from followthrough.clock import Clock
from followthrough.edition_file import editions_of
from followthrough.notices import Sender
from followthrough.pack_contents import gather
from followthrough.writers import pdf, xlsx
from models import pack as packs
from models.notice import NoticeKind
from models.pack import Pack, PackFile
from models.people import Board, Person, circle
from models.plan import Plan, calendar, plan_called
from models.session import reading, writing
from notifications import outbox
from rules import pack as packing
from rules.calendar import local_date, pack_day
from rules.pack import Contents
from rules.problems import BadInput
from rules.words import month

WRITERS = {
    "pdf": (pdf.write, "application/pdf"),
    "xlsx": (xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True, slots=True)
class PackDue:
    """A board whose pack of this month is not made yet, or may be asked for."""

    plan: str
    board: str
    pack_day: date


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


def packs_due(engine: Engine, clock: Clock) -> list[PackDue]:
    """Return the packs whose day has come this month and which are not made, by plan and board.

    The day is the first working day of the month (semantics row 76); a plan that went live after
    it has its first pack next month. A missed pack day is made up for on any later day.
    """
    today = local_date(clock())
    found = []
    with reading(engine) as session:
        for plan, board in _live_boards(session, today):
            known = calendar(session, plan)
            if not known.knows(today):
                continue  # the daily check names what can't be decided; the others go on
            day = pack_day(known, today)
            in_time = plan.live_on is not None and plan.live_on <= day <= today
            if in_time and packs.pack_of(session, board.id or 0, today.replace(day=1)) is None:
                found.append(PackDue(plan.key, board.name, day))
    return found


def next_pack_day(engine: Engine, clock: Clock) -> date | None:
    """Return the next first working day of a month after today; None without a live plan."""
    today = local_date(clock())
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    with reading(engine) as session:
        calendars = [calendar(session, plan) for plan, _ in _live_boards(session, today)]
    days = [
        day
        for known in calendars
        if known.knows(following)
        for day in (pack_day(known, today), pack_day(known, following))
        if day > today
    ]
    return min(days, default=None)


def assemble_pack(
    engine: Engine, clock: Clock, data: Path, plan_key: str, board_name: str, *, actor: str
) -> Assembled:
    """Make this month's pack of a board, or return the one that was made before.

    `as_of` is read once (semantics row 24). Raises BadInput for an unknown plan or board, or a
    plan that is not live, and for mistakes in the plan's own editions. Where figures look better for
    want of dates, administrators are alarmed (row 113).
    """
    now = clock()
    as_of = local_date(now)
    with reading(engine) as session:
        plan, board = _find(session, plan_key, board_name, as_of)
        made = packs.pack_of(session, board.id or 0, as_of.replace(day=1))
        editions = editions_of(data, plan.key)
        said = None if made else gather(session, plan, board, as_of, editions=editions)
    with TemporaryDirectory(prefix="pack-", dir=_folder(data)) as half:
        drafts = _write(said, Path(half), f"{_slug(board.name)}-{as_of:%Y-%m}") if said else []
        with writing(engine) as session:
            # Another run may have been quicker: the pack that is stored is the pack.
            made = packs.pack_of(session, board.id or 0, as_of.replace(day=1))
            new = made is None and said is not None
            if made is None and said is not None:
                plan, board = _find(session, plan_key, board_name, as_of)
                made = _pack(plan, board, said, now)
                files = _keep(drafts, data, f"{plan.key}/board-{board.id}")
                packs.add_pack(session, plan, made, files, actor=actor, now=now)
                _queue(session, plan, board, made, said, files, now)
                _alarm(session, plan, made, said, now)
            if made is None:
                raise BadInput(f"The pack of {board_name} went away while it was made; try again.")
            return _assembled(session, data, plan_key, board.name, made, new=new)


def _live_boards(session: Session, today: date) -> Sequence[tuple[Plan, Board]]:
    return session.exec(
        select(Plan, Board)
        .join(Board, col(Board.plan_id) == Plan.id)
        .where(col(Plan.live_on) <= today, col(Board.packs))
        .order_by(Plan.key, Board.name)
    ).all()


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


def _write(said: Contents, folder: Path, stem: str) -> list[Path]:
    drafts = []
    for ending, (write, _) in WRITERS.items():
        path = folder / f"progress-pack-{stem}.{ending}"
        write(said, path)
        drafts.append(path)
    return drafts


def _pack(plan: Plan, board: Board, said: Contents, now: datetime) -> Pack:
    return Pack(
        plan_id=plan.id or 0,
        board_id=board.id or 0,
        month=said.occasion.as_of.replace(day=1),
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
    key = f"pack:{board.id}:{made.month:%Y-%m}:{made.version}"
    notice = sender.notice(key, NoticeKind.PACK, payload, not_before=now, expires_at=None)
    outbox.enqueue(session, [notice], now=now)


def _alarm(session: Session, plan: Plan, made: Pack, said: Contents, now: datetime) -> None:
    """Tell the administrators where figures look better for want of dates (semantics row 113)."""
    if said.alarms:
        key = f"pack-dates:{made.board_id}:{made.month:%Y-%m}:{made.version}"
        title = f"Dates are missing from {plan.title}"
        body = f"Pack of the {said.occasion.board}, {said.month}. {' '.join(said.alarms)}"
        queue_alarm(session, plan.organisation_id, key, title, body, now=now)


def _assembled(
    session: Session, data: Path, plan_key: str, board_name: str, made: Pack, *, new: bool
) -> Assembled:
    said = json.loads(made.contents)
    return Assembled(
        plan=plan_key,
        board=board_name,
        month=month(made.month),
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
