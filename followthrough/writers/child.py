"""Responsible for one writer in a process of its own: contents come in by standard input.

`python -m followthrough.writers.child FORMAT PATH BYTES`, as followthrough/writers/apart.py calls
it. Ends with TOLD and one sentence where it knows what went wrong.
"""

import errno
import importlib
import pickle
import sys
from pathlib import Path

from rules.problems import BadInput

TOLD = 3  # what apart.py knows it by
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def main(ending: str, path: Path, memory: int) -> str:
    """Write the file; return why it could not be written, empty if it was.

    Raises what is no fault of the machine: that is a mistake of ours, and its last line is told.
    """
    limit(memory)
    try:
        writer = importlib.import_module(f"followthrough.writers.{ending}")
        # It comes from our own parent process, which made it from the database.
        contents, template = pickle.load(sys.stdin.buffer)  # noqa: S301
        options = {"template": template} if template and ending == "docx" else {}
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


def limit(memory: int) -> None:
    """Let this process have no more than so many bytes, on systems that can hold it to that."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    said = main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    if said:
        sys.stdout.buffer.write(said.encode())
        sys.exit(TOLD)
