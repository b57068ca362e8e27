"""Responsible for a pack's files: each format made apart, kept by version, never changed after."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from followthrough.clock import real_now
from followthrough.packs.writers.apart import Written, write_all
from followthrough.reading.file import read_file, sum_of_file
from models.pack import PackFile
from rules.packs.contents import Contents
from rules.packs.frozen import canonical
from rules.problems import BadInput

WRITERS: dict[str, tuple[str, str]] = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
    "html": ("HTML", "text/html"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""By the ending of a file, which names its writer: what the format is called, and its media type."""
PART_2 = "-part-2"
"""How the names of files end that hold Part 2 material."""
SNAPSHOT = "contents.json"
MAKING = ".making"
"""Where, among all packs, files lie until they are kept: no plan's key begins with a dot."""
ABANDONED = timedelta(days=1)
"""After that long nobody makes them any more: their run was killed."""
OLDER_NAME = re.compile(r"pack-[a-z0-9_]{8}")
"""How older versions called such a folder, and where a plan's may be called so."""
WRITING = 0o222
"""What is taken from everyone of a file that was kept; who may read it stays as it was."""


def write_files(said: Contents, folder: Path, stem: str, template: bytes | None = None) -> Written:
    """Make every format of a pack in `folder`; one that fails does not lose the others.

    `template` is the council's own for Word, if it handed one in.
    """
    formats = {ending: name for ending, (name, _) in WRITERS.items()}
    return write_all(said, folder, f"progress-pack-{stem}", formats, template=template)


@contextmanager
def making(data: Path) -> Iterator[Path]:
    """Yield a folder for the files of one version until they are kept, or given up.

    What killed runs left of theirs is removed first. Raises OSError if the disk is full.
    """
    folder = packs_folder(data) / MAKING
    folder.mkdir(exist_ok=True)
    for left in [one for one in (*folder.iterdir(), *_older(folder.parent)) if _is_abandoned(one)]:
        shutil.rmtree(left, ignore_errors=True)  # it is in nobody's way
    with TemporaryDirectory(dir=folder) as half:
        yield Path(half)


def keep(written: Written, said: Contents, data: Path, place: str) -> list[PackFile]:
    """Move the files where they stay, with the contents beside them; return how they are listed.

    Each appears there whole. The caller's transaction says whose they are. Raises BadInput if other
    bytes lie there under a file's name: what was kept is never written over; the contents are, for
    the database has them. Raises OSError if the disk is full.
    """
    folder = packs_folder(data) / place
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = written.files[0].with_name(SNAPSHOT)
    snapshot.write_bytes(canonical(said))
    kept = [_keep(path, folder, data) for path in written.files]
    _put(snapshot, folder / SNAPSHOT)
    return kept


def packs_folder(data: Path) -> Path:
    """Return the folder of all packs; it is made if it is not there."""
    folder = data / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def link_to(file: Path, data: Path, base: str) -> str:
    """Return where a kept file can be opened, if `base` is where the folder of all packs can be."""
    within = file.relative_to(packs_folder(data)).as_posix()
    return f"{base.rstrip('/')}/{quote(within)}" if base else ""


def changed_since(files: list[PackFile], data: Path) -> list[str]:
    """Return a sentence about each kept file that is gone, or is not what was made."""
    found = []
    for file in files:
        path = data / file.path
        if not path.exists():
            found.append(f"{path} is gone; put it back from the back-up.")
        elif sum_of_file(path) != file.sha256:
            found.append(f"{path} was changed since it was made; put it back from the back-up.")
    return found


def read_kept(file: PackFile, data: Path) -> bytes:
    """Return the bytes of a kept file; raises BadInput if it can't be read or has grown."""
    return read_file(data / file.path, file.size, "it was changed; put it back from the back-up")


def _keep(draft: Path, folder: Path, data: Path) -> PackFile:
    content = draft.read_bytes()
    final = folder / draft.name
    if final.exists() and final.read_bytes() != content:
        raise BadInput(f"{final} holds something else than this pack: move it elsewhere.")
    _put(draft, final)
    return PackFile(
        pack_id=0,
        name=final.name,
        media_type=WRITERS[final.suffix[1:]][1],
        path=str(final.relative_to(data)),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        is_exempt=final.stem.endswith(PART_2),
    )


def _put(draft: Path, final: Path) -> None:
    """Put a file that nobody may write any more where it stays, once it is on the disk."""
    draft.chmod(draft.stat().st_mode & ~WRITING)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(final)


def _older(packs: Path) -> Iterator[Path]:
    """Yield what older versions left: a plan's folder of such a name holds a folder for each board."""
    for folder in packs.glob("pack-*"):
        if OLDER_NAME.fullmatch(folder.name) and folder.is_dir():
            inside = list(folder.iterdir())
            if all(one.is_file() and "progress-pack-" in one.name for one in inside):
                yield folder


def _is_abandoned(folder: Path) -> bool:
    changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return real_now() - changed > ABANDONED
