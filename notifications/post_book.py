"""Responsible for the post book: what was about to leave, in a file beside the database.

A back-up of the database holds only what had left by then; the book stays. Each line is a turn:
what a delivery has claimed and hands over from now on, and what was accepted since its last turn.
It is on the disk before anything of it leaves, and after the database has the turn's number, so
that the book never claims less than was sent, and never more than the newest database knows.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import orjson

MODE = 0o600
LARGEST = 16_000_000
"""Bytes from which on the older half of a book is dropped: some 100,000 notices."""
TAIL = 1_000_000
"""Bytes of its end in which the last turn stands, whoever else writes into it."""


class Leaving(NamedTuple):
    """A notice that is about to be handed over."""

    key: str
    kind: str
    to: str


class Turn(NamedTuple):
    """One line of the book."""

    of: str
    """Which database it was written beside; another's lines are nobody's business."""
    number: int
    at: datetime
    leaving: tuple[Leaving, ...]
    accepted: tuple[str, ...]
    """Keys of what was accepted since the turn before of the same run."""


@dataclass(frozen=True, slots=True)
class PostBook:
    """The book of one database; every method raises OSError if the file can't be used."""

    path: Path
    of: str

    def note(
        self, number: int, at: datetime, leaving: Iterable[Leaving], accepted: Sequence[str]
    ) -> None:
        """Write a turn down; it is on the disk when this returns."""
        said = [self.of, number, at.isoformat(), [tuple(one) for one in leaving], accepted]
        with _held(self.path) as book:
            size = os.fstat(book).st_size
            torn = size and os.pread(book, 1, size - 1) != b"\n"  # by a kill, or by a full disk
            _write(book, b"\n" * bool(torn) + orjson.dumps(said) + b"\n")
            if size > LARGEST:
                _drop_older_half(self.path)
            elif not size:
                _sync(self.path.parent)

    def last(self) -> int | None:
        """Return the number of the last turn; None if there is no book, or nothing of it is ours."""
        numbers = [turn.number for turn in self._turns(TAIL)]
        return max(numbers, default=None)

    def since(self, number: int) -> list[Turn]:
        """Return every turn after one."""
        return [turn for turn in self._turns(2 * LARGEST) if turn.number > number]

    def _turns(self, most: int) -> Iterator[Turn]:
        """Yield the turns in the last `most` bytes; a line that is damaged says nothing."""
        try:
            with self.path.open("rb") as book:
                book.seek(max(0, os.fstat(book.fileno()).st_size - most))
                lines = book.read(most).split(b"\n")
        except FileNotFoundError:
            return
        turns = (_read(line) for line in lines)
        yield from (turn for turn in turns if turn and turn.of == self.of)


def _read(line: bytes) -> Turn | None:
    try:
        of, number, at, leaving, accepted = orjson.loads(line)
        told = tuple(Leaving(*map(str, one)) for one in leaving)
        return Turn(of, int(number), datetime.fromisoformat(at), told, tuple(map(str, accepted)))
    except (ValueError, TypeError):
        return None


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """Open the book for writing at its end, and hold it against every other machine and process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        book = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, MODE)
        try:
            fcntl.flock(book, fcntl.LOCK_EX)
            if _is_still(path, book):
                yield book
                return
        finally:
            os.close(book)


def _is_still(path: Path, book: int) -> bool:
    """Say whether the book was not put in another's place while it was waited for."""
    try:
        return path.stat().st_ino == os.fstat(book).st_ino
    except FileNotFoundError:
        return False


def _write(book: int, line: bytes) -> None:
    while line:
        line = line[os.write(book, line) :]
    os.fsync(book)


def _drop_older_half(path: Path) -> None:
    """Keep the newer half of a book; whoever waits for it finds that it is another file."""
    _, _, newer = path.read_bytes()[-LARGEST // 2 :].partition(b"\n")
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    with closing(os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb")) as out:
        _write(out.fileno(), newer)
    half.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have a file's name on the disk too."""
    found = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(found)
    finally:
        os.close(found)
