"""Responsible for a pack's files: each format made apart, kept by version, never changed after."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from followthrough.writers import docx, pdf, xlsx
from models.pack import PackFile
from rules.pack import Contents, canonical
from rules.problems import BadInput

Write = Callable[[Contents, Path], None]

WRITERS: dict[str, tuple[str, Write, str]] = {
    "docx": (
        "Word",
        docx.write,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": ("PDF", pdf.write, "application/pdf"),
    "xlsx": (
        "Excel",
        xlsx.write,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
"""By the ending of a file: what the format is called, what writes it, and its media type."""
SNAPSHOT = "contents.json"
READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Written:
    """The files that could be made, and of the others what went wrong, in sentences."""

    paths: tuple[Path, ...]
    failed: tuple[str, ...]


def write_files(said: Contents, folder: Path, stem: str, template: bytes | None = None) -> Written:
    """Make every format of a pack in `folder`; one that fails does not lose the others.

    `template` is the council's own for Word, if it handed one in.
    Raises OSError where the machine can't write, such as to a full disk: that is no format's
    fault, and a later try may do.
    """
    paths, failed = [], []
    for ending, (name, write, _) in WRITERS.items():
        path = folder / f"progress-pack-{stem}.{ending}"
        try:
            made = partial(docx.write, template=template) if write is docx.write else write
            made(said, path)
        except OSError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it was, the other formats are made
            failed.append(f"{name} could not be made: {_in_a_line(fault)}")
        else:
            paths.append(path)
    return Written(tuple(paths), tuple(failed))


def keep(written: Written, said: Contents, data: Path, place: str) -> list[PackFile]:
    """Move the files where they stay, with the contents beside them; return how they are listed.

    The caller's transaction says whose they are. Raises BadInput if other bytes lie there under
    a file's name: what was kept is never written over.
    """
    folder = packs_folder(data) / place
    folder.mkdir(parents=True, exist_ok=True)
    kept = [_keep(path, folder, data) for path in written.paths]
    snapshot = folder / SNAPSHOT
    if not snapshot.exists():
        snapshot.write_bytes(canonical(said))
        snapshot.chmod(READ_ONLY)
    return kept


def packs_folder(data: Path) -> Path:
    """Return the folder of all packs; it is made if it is not there."""
    folder = data / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def changed_since(files: list[PackFile], data: Path) -> list[str]:
    """Return a sentence about each kept file that is gone, or is not what was made."""
    found = []
    for file in files:
        path = data / file.path
        if not path.exists():
            found.append(f"{path} is gone; put it back from the back-up.")
        elif sha256(path.read_bytes()).hexdigest() != file.sha256:
            found.append(f"{path} was changed since it was made; put it back from the back-up.")
    return found


def _keep(draft: Path, folder: Path, data: Path) -> PackFile:
    content = draft.read_bytes()
    final = folder / draft.name
    if final.exists() and final.read_bytes() != content:
        raise BadInput(f"{final} holds something else than this pack: move it elsewhere.")
    draft.chmod(READ_ONLY)
    draft.replace(final)
    return PackFile(
        pack_id=0,
        name=final.name,
        media_type=WRITERS[final.suffix[1:]][2],
        path=str(final.relative_to(data)),
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )


def _in_a_line(fault: Exception) -> str:
    said = " ".join(str(fault).split()) or type(fault).__name__
    return said if said.endswith(".") else f"{said}."
