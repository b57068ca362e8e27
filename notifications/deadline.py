"""Responsible for how long handing over may take in all, whatever the channel.

A time-out on each answer is none against a server that drips: every byte begins it anew.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

LONGEST = 240.0
"""Seconds for one message, or one look into a mailbox: less than a lease (outbox.LEASE)."""


class TooLongError(OSError):
    """A server takes too long, or has too much to say."""


class Deadline:
    """When a conversation must be over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise TooLongError if there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TooLongError(f"the server took longer than {self._seconds:g} seconds in all")
        return left

    def is_within(self, seconds: float) -> bool:
        """Say whether it is over in less than so many seconds."""
        return self._ends - time.monotonic() < seconds


def in_time(work: Callable[[], T], deadline: Deadline) -> T:
    """Return what `work` returns; raise what it raises, or TooLongError if it takes longer.

    It is for clients that know no deadline, and can't be stopped: one that takes longer goes on by
    itself, unheard, until its server lets go or the process ends. Nobody may use it any more.
    """
    done: Future[T] = Future()
    context = copy_context()

    def run() -> None:
        try:
            done.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            done.set_exception(error)

    Thread(target=run, name="a hand-over", daemon=True).start()
    while not done.done():
        wait([done], deadline.left())
    return done.result()
