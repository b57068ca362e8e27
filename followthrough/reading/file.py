"""Responsible for opening a file that someone names: a regular one, no larger than it may be.

Nothing else in the project opens what a person hands in. A pipe or a device has no end, and waiting
for it would hold up whoever comes next.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TextIO

from rules.problems import BadInput
from rules.text import shown

MEGABYTE = 1024 * 1024
BIGGEST_COPY = 500 * MEGABYTE
"""Bytes of a file that is only summed up: no pack has come near it."""
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""Whoever opens a pipe without this waits until someone writes to it."""


def read_file(path: Path, most: int, advice: str) -> bytes:
    """Return the bytes of the file at `path`, `most` of them at most.

    Raises BadInput if there is none, if it can't be read or is no regular file, and if it is larger:
    `advice` says what to do then.
    """
    with _opened(path, most, advice) as file:
        data = _read(path, file, most + 1)
    if len(data) > most:
        raise _too_large(path, most, advice)
    return data


def sum_of_file(path: Path) -> str:
    """Return the SHA-256 of the file at `path`; raises BadInput as `read_file` does."""
    advice = "it is larger than any file of a pack"
    total, read = sha256(), 0
    with _opened(path, BIGGEST_COPY, advice) as file:
        while part := _read(path, file, MEGABYTE):
            total.update(part)
            read += len(part)
            if read > BIGGEST_COPY:  # it grows while it is read
                raise _too_large(path, BIGGEST_COPY, advice)
    return total.hexdigest()


@contextmanager
def whole(file: Path) -> Iterator[TextIO]:
    """Open a file to write that appears when it is whole; raises BadInput if it can't be written."""
    half = file.with_name(f".{file.name}.half")
    try:
        with half.open("w", encoding="utf-8", newline="") as out:
            yield out
        half.replace(file)
    except OSError as wrong:
        half.unlink(missing_ok=True)
        raise BadInput(f"{file}: it can't be written: {wrong.strerror}.") from None


def changed_at(path: Path) -> datetime | None:
    """Return when the file at `path` was last changed, as its folder says; None if there is none."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def name_of(path: Path | str) -> str:
    """Return how a sentence names a file: no sign in it can move a terminal's cursor."""
    name = shown(str(path).encode(errors="replace").decode())
    return name.replace("\n", " ").replace("\t", " ")


@contextmanager
def _opened(path: Path, most: int, advice: str) -> Iterator[BinaryIO]:
    """Open a regular file; raises BadInput as `read_file` does, also for what goes wrong within."""
    try:
        with open(path, "rb", opener=_at_once) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise _no_file(path, about.st_mode)
            if about.st_size > most:
                raise _too_large(path, most, advice)
            yield file
    except FileNotFoundError:
        raise BadInput(
            f"{name_of(path.name)} is not there; check the path {name_of(path)}."
        ) from None
    except IsADirectoryError:
        raise _no_file(path, stat.S_IFDIR) from None
    except (OSError, ValueError) as error:  # ValueError: a path that no system can have
        why = getattr(error, "strerror", None) or "no file can have this name"
        raise BadInput(f"{name_of(path)} can't be read: {why}.") from None


def _read(path: Path, file: BinaryIO, size: int) -> bytes:
    data: bytes | None = file.read(size)
    if data is None:  # a log of the system's is called a regular file, and has more to come
        raise _no_file(path, stat.S_IFIFO)
    return data


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _AT_ONCE)


def _no_file(path: Path, mode: int) -> BadInput:
    if stat.S_ISDIR(mode):
        return BadInput(f"{name_of(path)} is a folder; give the path of a file in it.")
    return BadInput(
        f"{name_of(path)} is a pipe or a device, not a file that was saved; give the path of a file."
    )


def _too_large(path: Path, most: int, advice: str) -> BadInput:
    size = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // 1024} kB"
    return BadInput(f"{name_of(path.name)} is over {size}; {advice}.")
