"""Responsible for the time: the only place that reads a clock.

The example runs on a shifted clock. Its shift lies in the data folder, so that every process of
the example (schedules, leases, back-off) reads the same time.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from rules.problems import BadInput

FILE = "example-clock.json"
Clock = Callable[[], datetime]


def real_now() -> datetime:
    """Return the real time, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the one place


def clock(folder: Path) -> Clock:
    """Return the clock of a data folder: the real one, or the example's."""
    shift = shift_of(folder)
    return lambda: real_now() + shift


def stopwatch() -> Callable[[], float]:
    """Return what says how many seconds have passed since, whatever the clock is put to."""
    started = monotonic()
    return lambda: round(monotonic() - started, 3)


def shift_of(folder: Path) -> timedelta:
    """Return how far the folder's clock is from the real one; zero without the example.

    Raises BadInput while the example's story has not been played to its end, and if the file can't
    be read.
    """
    shift = _kept(folder)
    if shift is None:
        raise BadInput(
            f"{folder / FILE}: the example's story is not finished; run `make run` to finish it."
        )
    return shift


def is_the_examples(folder: Path) -> bool:
    """Say whether the folder's clock is the example's, its story played to the end."""
    return bool(_kept(folder))


def is_unfinished(folder: Path) -> bool:
    """Say whether the example's story was begun and not ended; raise BadInput if nobody can tell."""
    return _kept(folder) is None


def _kept(folder: Path) -> timedelta | None:
    """Return the shift that is kept, zero where none is; None while the story is not finished."""
    file = folder / FILE
    if not file.exists():
        return timedelta(0)
    try:
        seconds = json.loads(file.read_text())["shift_seconds"]
        shift = timedelta(seconds=seconds or 0)
        real_now() + shift  # a shift out of this world is no shift
    except (ValueError, LookupError, TypeError, OverflowError) as wrong:
        raise BadInput(
            f"{file}: it does not hold the example's clock; `make clean` begins the example anew."
        ) from wrong
    return None if seconds is None else shift


def begin_example(folder: Path) -> None:
    """Mark the folder as the example's, its story unfinished."""
    _write(folder, None)


def start_example(folder: Path, reads: datetime) -> None:
    """Let the folder's clock read `reads` now, and run at normal speed from there."""
    _write(folder, (reads - real_now()).total_seconds())


def _write(folder: Path, seconds: float | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{FILE}.new"
    half.write_text(json.dumps({"shift_seconds": seconds}))
    half.replace(folder / FILE)
