"""Responsible for saying of which version's Word file someone's file is a copy, and what it says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import inf
from pathlib import Path

from sqlmodel import Session

from followthrough.apart import Broken, Limits, call
from followthrough.packs.files import changed_since, read_kept
from followthrough.packs.named import Named
from followthrough.packs.writers.apart import GENEROUS
from followthrough.packs.writers.docx.package import MADE, room_for_copy, word_parts
from followthrough.packs.writers.docx.reading import WordFile, copy_read, read_word
from followthrough.reading.file import MEGABYTE, name_of, read_file
from models import pack as packs
from models.pack import Pack, PackFile
from rules.problems import BadInput, Remedy

BIGGEST = 30 * MEGABYTE
SECONDS = 60
LEAST, FOR_EACH_BYTE = 80 * MEGABYTE, 40
"""What it may take of memory to read one, and what more for each byte that its original unpacks to.

What was not edited takes 30 megabytes, and 12 bytes for each.
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a version's Word file."""

    pack: Pack
    """The version."""
    ours: WordFile
    """What its file says as we made it."""
    theirs: WordFile
    """What the copy says."""
    sha256: str


def copy_of(session: Session, it: Named, data: Path, path: Path) -> Copy:
    """Return of which version of a pack a file is a copy: the one that it is nearest to.

    Raises BadInput if it can't be read, or is a copy of a Part 2 file or of another pack's; and if the
    newest version has no Word file, or it was changed since it was made.
    """
    original = _ours(session, it, data)
    copy = _read(it.newest, original, path)
    if _besides_fields(copy.theirs) == _besides_fields(copy.ours):
        return copy
    pack, file = _nearest(session, it, data, copy.theirs)
    if pack is not it.newest or file.is_exempt:
        copy = _read(pack, read_kept(file, data), path)
    _refuse_other_pack(copy, path)
    if file.is_exempt:
        raise BadInput(
            f"{name_of(path.name)} is a copy of the Part 2 file of version {pack.version}: what is "
            f"written goes into the Word file of {it.newest.version}, the newest. Nothing was taken."
        )
    return copy


def _read(pack: Pack, original: bytes, path: Path) -> Copy:
    ours = read_word(original)
    theirs, digest = _file(path, original, ours.names)
    return Copy(pack, ours, theirs, digest)


def _file(path: Path, original: bytes, names: Mapping[str, str]) -> tuple[WordFile, str]:
    """Return what a copy of one of our files says, and its SHA-256; it is read in a process of its own."""
    content = read_file(path, BIGGEST, "take large pictures out of it")
    name = name_of(path)
    try:
        room = room_for_copy(original)
        said: WordFile = call(_limits(original), copy_read, name, content, room, names)
    except Broken as broken:
        if not broken.by_limit:
            raise
        raise BadInput(f"{name} can't be read: its reader {broken}.") from broken
    return said, sha256(content).hexdigest()


def _limits(original: bytes) -> Limits:
    inside = sum(map(len, word_parts(original, MADE).values()))
    return Limits(SECONDS, GENEROUS.memory, own=LEAST + FOR_EACH_BYTE * inside, cpu=SECONDS)


def _ours(session: Session, it: Named, data: Path) -> bytes:
    """Return the Word file of the newest version, as it was made."""
    mine = _word_files(session, it.newest)
    if not mine:
        raise BadInput(
            f"Draft {it.newest.version} has no Word file.",
            remedy=Remedy.REDRAFT.of(plan=it.plan.key, board=it.board.name, month=it.period),
        )
    wrong = changed_since(mine[:1], data)
    if wrong:
        raise BadInput(*wrong)
    return read_kept(mine[0], data)


def _word_files(session: Session, pack: Pack) -> list[PackFile]:
    """Return the Word file of a version, and after it that of its Part 2 edition."""
    mine = packs.files_of(session, pack.id or 0)
    return sorted((f for f in mine if f.name.endswith(".docx")), key=lambda f: f.is_exempt)


def _nearest(session: Session, it: Named, data: Path, theirs: WordFile) -> tuple[Pack, PackFile]:
    """Return the version, and its file, that a copy is nearest to; of two the newer one."""
    nearest, away = (it.newest, _word_files(session, it.newest)[0]), inf
    for pack in reversed(it.versions):
        for file in _word_files(session, pack):
            if changed_since([file], data):
                continue
            said = Counter(_besides_fields(read_word(read_kept(file, data))))
            said.subtract(_besides_fields(theirs))
            far = sum(map(abs, said.values()))
            if far < away:
                nearest, away = (pack, file), far
    return nearest


def _besides_fields(said: WordFile) -> list[tuple[str, str]]:
    """Return all that a Word file says but what people write in its fields."""
    return [*said.others, *said.beside]


def _refuse_other_pack(copy: Copy, path: Path) -> None:
    """Raise BadInput if a file is called as that of another board or month: all of it would differ."""
    if copy.theirs.title and copy.theirs.title != copy.ours.title:
        raise BadInput(
            f"{name_of(path.name)} is called {copy.theirs.title!r}, and the Word file of this pack "
            f"{copy.ours.title!r}: give that one. Nothing was taken."
        )
