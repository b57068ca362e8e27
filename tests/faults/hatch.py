"""A process that has imported everything, and hatches workers that may be killed at any moment.

Run as a program. Each line on its standard input is a task as JSON; it forks a worker for it and
answers with the worker's process id. Workers share one clock that runs sixty times as fast.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.filling import NOW, ORGANISATION
from followthrough.daily import check
from followthrough.notices import delivery
from models.session import connect
from tests.builders.places import a_place

SPEED = 60
"""Seconds of the workers' clock in one of ours: a lease of five minutes is gone after five seconds."""


def clock(begun: float) -> datetime:
    passed = time.clock_gettime(time.CLOCK_MONOTONIC) - begun
    return (NOW + timedelta(minutes=5) + passed * timedelta(seconds=SPEED)).astimezone(UTC)


def work(task: dict[str, Any]) -> None:
    engine = connect(task["url"])
    begun = task["begun"]
    if task["do"] == "check":
        check.check_due_dates(a_place(engine, lambda: clock(begun), actor="worker"), ORGANISATION)
        return
    reach = {"mail_url": task["mail"], "mail_connections": task["connections"]}
    delivery.deliver(a_place(engine, lambda: clock(begun), **reach))


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burial
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            try:
                work(task)
            finally:
                os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
