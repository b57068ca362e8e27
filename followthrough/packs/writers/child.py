"""Responsible for what goes on in a writers' process: an order comes in by standard input.

`python -m followthrough.packs.writers.child SECONDS BYTES`, as followthrough/packs/writers/apart.py calls it.
Says of each format in turn, on a line of JSON, what went wrong with it, empty if nothing did.
"""

import errno
import faulthandler
import importlib
import json
import os
import pickle
import sys
from pathlib import Path
from typing import TextIO

from followthrough.private import keep_private
from rules.packs.contents import Contents
from rules.problems import BadInput

BY_TEMPLATE = ("docx", "docx.trial")
"""Writers that a council's own template is for."""
PLACES = {"pdf": "pdf.write", "docx": "docx.write", "xlsx": "xlsx.write"}
"""The modules of formats that have a folder of their own; any other is called as its ending."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def main(seconds: float, memory: int) -> None:
    """Write the files that are ordered, each within the limits.

    Raises what is no fault of the machine: that is a mistake of ours, and its last line is told.
    """
    keep_private()
    told = alone()
    limit(memory)
    faulthandler.dump_traceback_later(seconds, exit=True)
    # It comes from our own parent process, which made it from the database.
    contents, template, paths = pickle.load(sys.stdin.buffer)  # noqa: S301
    for ending, path in paths.items():
        faulthandler.dump_traceback_later(seconds, exit=True)
        said = written(ending, path, contents, template, memory)
        told.write(json.dumps((ending, said)) + "\n")
        told.flush()
    faulthandler.cancel_dump_traceback_later()


def written(
    ending: str, path: Path, contents: Contents, template: bytes | None, memory: int
) -> str:
    """Write one file; return why it could not be written, empty if it was."""
    try:
        writer = importlib.import_module(
            f"followthrough.packs.writers.{PLACES.get(ending, ending)}"
        )
        options = {"template": template} if template and ending in BY_TEMPLATE else {}
        writer.write(contents, path, **options)
    except MemoryError:
        return f"it needs more memory than the {memory // 1024**2} MB that a writer may have"
    except ModuleNotFoundError as fault:
        return f"the package {fault.name} is missing (install the requirements again)"
    except OSError as fault:
        said = f"{fault.strerror or fault} ({fault.filename or path})"
        return "the disk is full" if fault.errno in FULL else said
    except Exception as fault:
        if type(fault).__name__ == "NotSet":
            return f"Typst could not set it ({fault})"
        if isinstance(fault, BadInput):
            return str(fault)
        raise
    return ""


def alone() -> TextIO:
    """Return standard output, for our lines alone: whatever a library prints goes to the errors."""
    ours = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return ours


def limit(memory: int) -> None:
    """Let this process have no more than so many bytes, on systems that can hold it to that."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
