"""A town of owners that are all told today, and workers that die at any moment."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from os import kill
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import col, select

from benchmarks.filling import NOW, ORGANISATION, Size, fill
from models.notice import Notice, NoticeKind, NoticeState
from models.session import reading, writing
from notifications import outbox
from notifications.mail.message import new_message_id
from tests.databases import tell
from tests.effort import LONG
from tests.servers.post import Post, read

__all__ = ["NOW", "ORGANISATION"]

BOARDS = 60 if LONG else 20
"""Exception notices beside the one that the check makes: of these none may come twice."""
MOVING = (NoticeState.QUEUED, NoticeState.LEASED, NoticeState.SENDING)
PATIENCE = 600


def found(engine: Engine, owners: int) -> None:
    """Fill a database with owners of whom each is to be told something today."""
    url = engine.url.render_as_string(hide_password=False)
    tell(engine, (("town", owners), lambda: fill(url, Size(owners, owners, owners))))


def add_boards(engine: Engine) -> None:
    """Queue exception notices to many boards."""
    with writing(engine) as session:
        queued = col(Notice.state) == NoticeState.QUEUED
        mine = select(Notice).where(queued, Notice.kind == NoticeKind.DIGEST)
        digest = session.exec(mine).first()
        assert digest is not None
        lines = [line for part in digest.payload["parts"] for line in part["lines"]]
        heading = {name: value for name, value in digest.payload.items() if name != "parts"}
        said = {"board": "Board", "lines": [line | {"told": [], "id": 0} for line in lines]}
        new = []
        for number in range(BOARDS):
            key, address = f"board:town:{number}", f"board.{number}@invented.example"
            to = {"to": {"name": "Board", "address": address}, "number": len(lines), "worst": None}
            new.append(
                outbox.NewNotice(
                    organisation_id=1,
                    dedup_key=key,
                    kind=NoticeKind.BOARD_NOTICE,
                    recipient_name="Board",
                    recipient_address=address,
                    payload={**heading, **said, **to},
                    message_id=new_message_id("invented.example"),
                    not_before=NOW,
                    expires_at=digest.expires_at,
                )
            )
        outbox.enqueue(session, new, now=NOW)


@dataclass
class Workers:
    """Processes that work until they are killed; each is forked from one that imported all."""

    url: str
    mail: str
    connections: int = 1
    begun: float = field(default_factory=lambda: time.clock_gettime(time.CLOCK_MONOTONIC))
    alive: list[int] = field(default_factory=list)

    @contextmanager
    def hatching(self) -> Iterator["Workers"]:
        command = [sys.executable, "-m", "tests.faults.hatch"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as self._hatch:
            yield self
            for pid in self.alive:
                self._end(pid)
            assert self._hatch.stdin is not None
            self._hatch.stdin.close()

    def start(self, do: str) -> int:
        assert self._hatch.stdin is not None
        assert self._hatch.stdout is not None
        task: dict[str, Any] = {"do": do, "url": self.url, "mail": self.mail}
        task |= {"begun": self.begun, "connections": self.connections}
        self._hatch.stdin.write(json.dumps(task) + "\n")
        self._hatch.stdin.flush()
        pid = int(self._hatch.stdout.readline())
        self.alive.append(pid)
        return pid

    def keep(self, number: int, do: str) -> None:
        """Have so many at work."""
        self.alive = [pid for pid in self.alive if _is_alive(pid)]
        while len(self.alive) < number:
            self.start(do)

    def kill_one(self, chance: random.Random) -> bool:
        """Kill one at random; say whether it was still at work."""
        pid = self.alive.pop(chance.randrange(len(self.alive)))
        was_alive = _is_alive(pid)
        self._end(pid)
        return was_alive

    def wait_for(self, pid: int) -> None:
        while _is_alive(pid):
            time.sleep(0.02)

    def _end(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _is_alive(pid: int) -> bool:
    try:
        kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def moving(engine: Engine) -> int:
    """Return how many notices are still on their way."""
    with reading(engine) as session:
        waiting = col(Notice.state).in_(MOVING)
        return session.exec(select(func.count()).select_from(Notice).where(waiting)).one()


@dataclass(frozen=True)
class Counted:
    """What became of every notice, by the server and by the table."""

    notices: int
    lost: int
    doubled: int
    boards_doubled: int
    held: int
    """In doubt, waiting for a person."""


def counted(engine: Engine, sink: Post) -> Counted:
    """Count, and hold that a doubled one is the same to the byte."""
    arrived: Counter[str] = Counter()
    raws: dict[str, set[bytes]] = {}
    for mail in sink.but_alarms():
        name = str(read(mail)["Message-ID"])
        arrived[name] += 1
        raws.setdefault(name, set()).add(mail.raw)
        assert parseaddr(str(read(mail)["To"]))[1] == mail.recipients[0]
    assert all(len(copies) == 1 for copies in raws.values()), "a doubled one is not the same"
    with reading(engine) as session:
        mine = select(Notice).where(Notice.kind != NoticeKind.ALARM)
        notices = session.exec(mine).all()
        held = [n for n in notices if n.state == NoticeState.UNKNOWN]
        today = [n for n in notices if n.queued_at >= NOW]
        gone = [n for n in today if n not in held and not arrived[n.message_id]]
        boards = [n for n in today if n.kind == NoticeKind.BOARD_NOTICE]
        return Counted(
            notices=len(today),
            lost=len(gone),
            doubled=sum(number - 1 for number in arrived.values()),
            boards_doubled=sum(max(arrived[n.message_id] - 1, 0) for n in boards),
            held=len(held),
        )
