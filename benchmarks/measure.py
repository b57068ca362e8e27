"""Responsible for measuring: each time in a fresh process, with its seconds and its peak memory."""

import gc
import platform
import resource
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
KIBI = 1024
A_SECOND = 1000
"""Milliseconds in it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took; memory is of its whole process, Python and libraries included."""

    seconds: float
    peak_mb: float
    said: str = ""
    """What the run itself has to say, such as how much it did."""


def fresh(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function of a module returns, called in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def timed(work: Callable[[], object]) -> Measured:
    """Do the work once and return what it took, with what it said."""
    gc.collect()
    start = perf_counter()
    said = work()
    seconds = perf_counter() - start
    return Measured(seconds, peak_mb(), str(said))


def peak_mb() -> float:
    """Return the most memory that this process ever held, in MB."""
    unit = 1 if platform.system() == "Darwin" else KIBI  # bytes there, KiB on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000


def middle(found: Iterable[Measured]) -> Measured:
    """Return the median of the seconds and of the peaks, with what the last run said."""
    runs = list(found)
    return Measured(
        median(run.seconds for run in runs), median(run.peak_mb for run in runs), runs[-1].said
    )
