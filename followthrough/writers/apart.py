"""Responsible for writing each format in a process of its own, with a limit on time and on memory.

Typst has no time limit, and where memory runs out it ends its whole process. A writer that hangs
or breaks down so costs its own file, and becomes one sentence; the other formats are kept.
"""

import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.pack import Contents

SECONDS = 300
"""How long one format may take; 5,000 actions take some seconds."""
MEMORY = 3 * 1024**3
"""Bytes of address space for one writer: a PDF of 5,000 actions needs less than half of it."""
TOLD = 3
"""What a child ends with when it has said in a sentence why it could not write."""
_FOLDER = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were made, and a sentence for each format that was not."""

    files: tuple[Path, ...] = ()
    faults: tuple[str, ...] = ()


def write_all(
    contents: Contents,
    folder: Path,
    stem: str,
    formats: Mapping[str, str],
    *,
    template: bytes | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Written:
    """Write `contents` in each format; return the files made and why any other was not.

    `formats` are the names of the formats by the endings of their files, `template` is the
    council's own for Word.
    A file that is returned is whole: its child put it there in one step.
    """
    packed = pickle.dumps((contents, template))
    files, faults = [], []
    for ending, name in formats.items():
        path = folder / f"{stem}.{ending}"
        fault = _write_one(packed, path, ending, seconds, memory)
        if fault:
            faults.append(f"The {name} file was not made: {fault}.")
        else:
            files.append(path)
    return Written(tuple(files), tuple(faults))


def _write_one(packed: bytes, path: Path, ending: str, seconds: float, memory: int) -> str:
    """Return what went wrong, without a full stop; empty if the file is there."""
    command = [
        sys.executable,
        "-m",
        "followthrough.writers.child",
        ending,
        str(path.absolute()),
        str(memory),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by our own Python
            command, input=packed, capture_output=True, timeout=seconds, cwd=_FOLDER, check=False
        )
    except subprocess.TimeoutExpired:
        return f"its writer took longer than {seconds:g} seconds and was ended"
    if done.returncode == 0 and path.is_file():
        return ""
    if done.returncode == TOLD:
        return done.stdout.decode(errors="replace").strip().rstrip(".")
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return f"its writer broke down ({name}), as it does when memory runs out"
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    return f"its writer failed: {last[0] if last else 'it said nothing'}".rstrip(".")
