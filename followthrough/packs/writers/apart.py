"""Responsible for having files written in another process, with limits on time and on memory.

Typst has no time limit, and where memory runs out it ends its whole process. A writer that hangs
or breaks down so costs its own file, and becomes one sentence; another process writes the rest.
"""

import errno
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from followthrough.apart import Broken, Call, Limits, answers
from rules.packs.contents import Contents
from rules.problems import BadInput

GENEROUS = Limits(seconds=300, memory=6 * 1024**3)
"""What one format may take: a PDF of 5,000 actions takes most of a minute and four gigabytes.

One of 500 actions with every section needs half a gigabyte.
"""
BY_TEMPLATE = "docx"
"""The format that a council's own template is for."""
PLACES = {"pdf": "pdf.write", "docx": "docx.write", "xlsx": "xlsx.write"}
"""The modules of formats that have a folder of their own; any other is called as its ending."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


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
    limits: Limits = GENEROUS,
) -> Written:
    """Write `contents` in each format; return the files made and why any other was not.

    `formats` are the names of the formats by the endings of their files, `template` is the
    council's own for Word; `limits` are for each of them.
    A file that is returned is whole: its child put it there in one step.
    """
    paths = {ending: folder.absolute() / f"{stem}.{ending}" for ending in formats}
    faults: dict[str, str] = {}
    while left := {ending: path for ending, path in paths.items() if ending not in faults}:
        faults |= _one_child(left, contents, template, limits)
    return Written(
        tuple(folder / path.name for ending, path in paths.items() if not faults[ending]),
        tuple(
            f"The {formats[ending]} file was not made: {faults[ending]}."
            for ending in paths
            if faults[ending]
        ),
    )


def written(ending: str, path: Path, contents: Contents, template: bytes | None) -> str:
    """Write one file, in a child; return why it could not be written, empty if it was.

    Raises what is no fault of the machine: that is a mistake of ours, and its last line is told.
    """
    try:
        writer = importlib.import_module(
            f"followthrough.packs.writers.{PLACES.get(ending, ending)}"
        )
        options = {"template": template} if template and ending == BY_TEMPLATE else {}
        writer.write(contents, path, **options)
    except ModuleNotFoundError as fault:
        return f"the package {fault.name} is missing (install the requirements again)"
    except OSError as fault:
        said = f"{fault.strerror or fault} ({fault.filename or path})"
        return "the disk is full" if fault.errno in FULL else said
    except BadInput as fault:
        return str(fault)
    except Exception as fault:
        if type(fault).__name__ == "NotSet":
            return f"Typst could not set it ({fault})"
        raise
    return ""


def _one_child(
    left: Mapping[str, Path],
    contents: Contents,
    template: bytes | None,
    limits: Limits,
) -> dict[str, str]:
    """Return what went wrong with each format that a child came to, empty where nothing did."""
    calls = [Call(written, (ending, path, contents, template)) for ending, path in left.items()]
    return {
        ending: f"its writer {one}" if isinstance(one, Broken) else one.value.rstrip(".")
        for ending, one in zip(left, answers(limits, calls), strict=False)
    }
