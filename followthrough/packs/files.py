"""Responsible for a pack's files: each format made apart, kept by version, never changed after."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

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
WRITING = 0o222
"""What is taken from everyone of a file that was kept; who may read it stays as it was."""


def write_files(said: Contents, folder: Path, stem: str, template: bytes | None = None) -> Written:
    """Make every format of a pack in `folder`; one that fails does not lose the others.

    `template` is the council's own for Word, if it handed one in.
    """
    formats = {ending: name for ending, (name, _) in WRITERS.items()}
    return write_all(said, folder, f"progress-pack-{stem}", formats, template=template)


def keep(written: Written, said: Contents, data: Path, place: str) -> list[PackFile]:
    """Move the files where they stay, with the contents beside them; return how they are listed.

    The caller's transaction says whose they are. Raises BadInput if other bytes lie there under
    a file's name: what was kept is never written over.
    """
    folder = packs_folder(data) / place
    folder.mkdir(parents=True, exist_ok=True)
    kept = [_keep(path, folder, data) for path in written.files]
    snapshot = folder / SNAPSHOT
    if not snapshot.exists():
        snapshot.write_bytes(canonical(said))
        _let_nobody_write(snapshot)
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
    _let_nobody_write(draft)
    draft.replace(final)
    return PackFile(
        pack_id=0,
        name=final.name,
        media_type=WRITERS[final.suffix[1:]][1],
        path=str(final.relative_to(data)),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        is_exempt=final.stem.endswith(PART_2),
    )


def _let_nobody_write(file: Path) -> None:
    file.chmod(file.stat().st_mode & ~WRITING)
