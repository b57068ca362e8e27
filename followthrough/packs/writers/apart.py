"""Responsible for having files written in another process, with limits on time and on memory.

Typst has no time limit, and where memory runs out it ends its whole process. A writer that hangs
or breaks down so costs its own file, and becomes one sentence; another process writes the rest.
"""

import json
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.packs.contents import Contents

SECONDS = 300
"""How long one format may take; a PDF of 5,000 actions takes most of a minute."""
TRIAL_SECONDS = 120
"""How long it may take to try a template with what every board of a plan reads."""
TRIAL = "docx.trial"
"""The module that tries it."""
MEMORY = 6 * 1024**3
"""Bytes of address space for the writers.

A PDF of 500 actions with every section needs half a gigabyte, one of 5,000 needs four.
"""
TIMEOUT = "Timeout ("
"""How faulthandler begins when it ends a process whose time is up."""
_FOLDER = Path(__file__).parents[3]


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
    council's own for Word; `seconds` is for each of them.
    A file that is returned is whole: its child put it there in one step.
    """
    paths = {ending: folder.absolute() / f"{stem}.{ending}" for ending in formats}
    faults: dict[str, str] = {}
    while left := {ending: path for ending, path in paths.items() if ending not in faults}:
        order = (contents, template, left)
        faults |= _one_child(pickle.dumps(order), tuple(left), seconds, memory)
    return Written(
        tuple(folder / path.name for ending, path in paths.items() if not faults[ending]),
        tuple(
            f"The {formats[ending]} file was not made: {faults[ending]}."
            for ending in paths
            if faults[ending]
        ),
    )


def fault_of_template(
    samples: Sequence[Contents], template: bytes, seconds: float = TRIAL_SECONDS
) -> str:
    """Return why a council's template for Word can't be used, empty if it can; it may have no end."""
    order = (samples, template, {TRIAL: Path()})
    return _one_child(pickle.dumps(order), (TRIAL,), seconds, MEMORY)[TRIAL]


def _one_child(
    order: bytes, endings: tuple[str, ...], seconds: float, memory: int
) -> dict[str, str]:
    """Return what went wrong with each format that a child came to, empty where nothing did.

    The child says so of one after the other; where it says no more, it broke down.
    """
    command = [sys.executable, "-m", "followthrough.packs.writers.child", str(seconds), str(memory)]
    done = subprocess.run(  # noqa: S603 - our own module, by our own Python
        command, input=order, capture_output=True, cwd=_FOLDER, check=False
    )
    said = map(json.loads, done.stdout.splitlines())
    faults = {ending: fault.rstrip(".") for ending, fault in said}
    if len(faults) < len(endings):
        faults[endings[len(faults)]] = _breakdown(done, seconds)
    return faults


def _breakdown(done: subprocess.CompletedProcess[bytes], seconds: float) -> str:
    """Return why a child ended before it was done, without a full stop."""
    said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    if said[0].startswith(TIMEOUT):
        return f"its writer took longer than {seconds:g} seconds and was ended"
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return f"its writer broke down ({name}), as it does when memory runs out"
    return f"its writer failed: {said[-1]}".rstrip(".")
