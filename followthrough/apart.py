"""Responsible for work done in a process of its own, with limits on time and on memory.

What people hand in may be made to fill the memory, and Typst ends its whole process where memory
runs out. Done apart, either costs one answer. This file is both ends of it: `python -m
followthrough.apart SECONDS BYTES OWN CPU` is the child, which takes calls by standard input and answers each.
"""

import faulthandler
import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from followthrough.private import keep_private
from rules.problems import BadInput, Mend

TIMEOUT = "Timeout ("
"""How faulthandler begins when it ends a process whose time is up."""
OUT_OF_TIME = "SIGPROF"
"""The signal that ends a process when the processor has worked as long as it may."""
_CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take."""

    seconds: float
    memory: int
    """Bytes of address space, Python's own and all that it imports included."""
    own: int = 0
    """Bytes that it may fill, of those: nearly what it takes of the machine; 0 is any."""
    cpu: float = 0
    """Seconds that the processor may work on one call, beside what it imports first; 0 is any."""


class Call(NamedTuple):
    """A function that any process can import, and what it is given."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Answer(NamedTuple):
    """What a call returned, or the bad input that it raised."""

    value: Any = None
    problems: tuple[str, ...] = ()
    remedy: Mend | None = None


class Broken(Exception):  # noqa: N818 - what became of a child, not of us
    """A child that ended before it had answered: in words to follow `its writer` or `its reader`."""

    def __init__(self, why: str, *, by_limit: bool) -> None:
        super().__init__(why)
        self.by_limit = by_limit
        """Whether it took too much; else something is wrong with our code."""


def call(limits: Limits, function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 - whatever it is
    """Return what a function returns in a process of its own; raises BadInput as it does, or Broken."""
    (answer,) = answers(limits, [Call(function, arguments)])
    if isinstance(answer, Broken):
        raise answer
    if answer.problems:
        raise BadInput(*answer.problems, remedy=answer.remedy)
    return answer.value


def answers(limits: Limits, calls: Sequence[Call]) -> list[Answer | Broken]:
    """Return the answers of one child to calls, in turn; where it breaks down, that is the last one."""
    done = start(limits, pickle.dumps(list(calls)))
    found: list[Answer | Broken] = list(_said(done.stdout))
    return found if len(found) == len(calls) else [*found, _broken(done, limits)]


def by_our_python(limits: Limits, order: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run a child that imports what it needs; return how it ended and all that it said."""
    numbers = (limits.seconds, limits.memory, limits.own, limits.cpu)
    command = [sys.executable, "-m", "followthrough.apart", *map(str, numbers)]
    return subprocess.run(  # noqa: S603 - our own module, by our own Python
        command, input=order, capture_output=True, cwd=_CHECKOUT, check=False
    )


start = by_our_python
"""How a child is started; tests fork it from a process that has imported all."""


def main(limits: Limits, calls: BinaryIO) -> None:
    """Answer each call within the limits.

    Raises what is neither bad input nor want of memory: that is a mistake of ours.
    """
    keep_private()
    ours = _alone()
    _hold_to(limits)
    faulthandler.dump_traceback_later(limits.seconds, exit=True)
    for function, arguments in pickle.load(calls):  # noqa: S301 - from our own parent process
        faulthandler.dump_traceback_later(limits.seconds, exit=True)
        _let_work(limits.cpu)
        ours.write(pickle.dumps(_answer(function, arguments)))
        ours.flush()
    faulthandler.cancel_dump_traceback_later()


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return an answer as a plain tuple: this module has another name in the child."""
    try:
        return (function(*arguments),)
    except BadInput as wrong:
        return (None, wrong.problems, wrong.remedy)


def _said(told: bytes) -> Iterator[Answer]:
    stream = io.BytesIO(told)
    try:
        while stream.tell() < len(told):
            yield Answer(*pickle.load(stream))  # noqa: S301 - from our own child, by our own code
    except (pickle.UnpicklingError, EOFError):
        return  # it was ended while it spoke


def _broken(done: subprocess.CompletedProcess[bytes], limits: Limits) -> Broken:
    said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    ended = signal.Signals(-done.returncode).name if done.returncode < 0 else ""
    if said[0].startswith(TIMEOUT) or ended == OUT_OF_TIME:
        seconds = limits.cpu if ended == OUT_OF_TIME else limits.seconds
        return Broken(
            f"took longer than {round(seconds, 2):g} seconds and was ended", by_limit=True
        )
    if said[-1].startswith("MemoryError"):
        most = (limits.own or limits.memory) // 1024**2
        return Broken(f"needs more than the {most} MB of memory it may have", by_limit=True)
    if ended:
        return Broken(f"broke down ({ended}), as it does when memory runs out", by_limit=True)
    return Broken(f"failed: {said[-1]}".rstrip("."), by_limit=False)


def _alone() -> BinaryIO:
    """Return standard output, for our answers alone: whatever a library prints goes to the errors."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


def _hold_to(limits: Limits) -> None:
    """Let this process have no more than it may, on systems that can hold it to that."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.own:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.own, limits.own))


def _let_work(seconds: float) -> None:
    """Let the processor work for so long from now on, on systems that count it; 0 is for ever."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    _seconds, _memory, _own, _cpu = sys.argv[1:]
    main(Limits(float(_seconds), int(_memory), int(_own), float(_cpu)), sys.stdin.buffer)
