"""Responsible for sending what waits in one lane: claim, make, hand over, mark with the reply.

What reads and writes the database is done here, one after the other; only the talk with the
server goes on at once over several connections. No transaction is open meanwhile.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from uuid import uuid4

from jinja2 import TemplateError
from sqlalchemy import Engine

from followthrough import alarms
from followthrough.clock import Clock
from followthrough.freshening import Fresh, freshen
from followthrough.letters import letter, rendered
from followthrough.ways import Sender, Way
from models import ladder
from models.notice import Notice
from models.session import writing
from notifications import lanes, outbox
from notifications.content import kept
from notifications.message import Letter
from notifications.outbox import Wording
from notifications.outcome import (
    Accepted,
    Misconfigured,
    Outcome,
    Transient,
    Unavailable,
    Withdrawn,
)
from rules.calendar import local_date

BATCH = 100
ACTOR = "delivery"
UNMADE = "unmade"
UNUSABLE = (Unavailable, Misconfigured)


@dataclass(frozen=True, slots=True)
class Made:
    """What is to be handed over, or why nothing is."""

    wording: Wording
    send: tuple[Letter, bytes] | None = None
    instead: Outcome | None = None
    """What came of it without sending."""


@dataclass(slots=True)
class LaneRun:
    """One run through one lane, under one lease owner."""

    engine: Engine
    lane: str
    way: Way
    clock: Clock
    data: Path
    settled: Callable[[int], None] = lambda _number: None
    """Hears of each notice that is done with."""
    pause: Callable[[float], None] = time.sleep
    owner: str = field(default_factory=lambda: str(uuid4()))
    outcomes: Counter[str] = field(default_factory=Counter)
    shut: str = ""
    """Why the lane can't be used, once that is known."""
    was_shut: bool = False
    """Whether an earlier run found that it can't be used: then one message tries it."""
    _senders: SimpleQueue[Sender] = field(default_factory=SimpleQueue)
    _flying: dict[Future[Outcome], Notice] = field(default_factory=dict)

    def run(self, limit: int) -> None:
        """Send up to `limit` notices; what was claimed and not sent is given back."""
        left = limit
        with ThreadPoolExecutor(self.way.connections) as pool:
            try:
                while left > 0 and (batch := self._claim(min(self._size, left))):
                    left -= len(batch)
                    self._send_all(pool, batch)
                    if self.was_shut:
                        self._land(all_of_them=True)
            finally:
                self._land(all_of_them=True)
                with writing(self.engine, beside_others=True) as session:
                    outbox.release(session, owner=self.owner)
                while not self._senders.empty():
                    self._senders.get().close()

    @property
    def _size(self) -> int:
        return 1 if self.was_shut else BATCH

    def _claim(self, size: int) -> list[Notice]:
        if self.shut:
            return []
        with writing(self.engine, beside_others=True) as session:
            found = outbox.claim(
                session, owner=self.owner, limit=size, now=self.clock(), lane=self.lane
            )
            session.expunge_all()
        return list(found)

    def _send_all(self, pool: ThreadPoolExecutor, batch: list[Notice]) -> None:
        fresh = freshen(self.engine, batch, local_date(self.clock()))
        for notice in batch:
            while len(self._flying) >= self.way.connections:
                self._land()
            if self.shut:
                return
            self._start(pool, notice, fresh.get(notice.id or 0, Fresh()))

    def _start(self, pool: ThreadPoolExecutor, notice: Notice, fresh: Fresh) -> None:
        made = self._made(notice, fresh)
        if made.send is not None and self.way.gap:
            self._wait_for_a_slot()
        if not self._hand_over(notice, made, fresh):
            return  # its lease had gone, so that another run has it
        if made.send is None:
            self._mark(notice, made.instead or Withdrawn("nothing was to be sent"))
            return
        self._flying[pool.submit(self._talk, *made.send)] = notice

    def _made(self, notice: Notice, fresh: Fresh) -> Made:
        """Return what is to be sent; a notice that can't be made stays queued, the others go on."""
        if fresh.withdrawn:
            return Made(Wording(notice.kind), instead=Withdrawn(fresh.withdrawn))
        if fresh.payload is not None:
            notice.payload = fresh.payload
        if notice.content and self.way.delivered(notice.message_id):
            said = rendered(notice)
            found = Accepted("found delivered when it was asked for")
            return Made(Wording(said.subject, *kept(said)), instead=found)
        try:
            said = rendered(notice)
            ready = letter(self.engine, notice, said, self.way.mail_from, self.data)
            raw = self.way.build(ready)
        except (TemplateError, ValueError, LookupError, OSError) as wrong:
            why = f"{alarms.COULD_NOT_BE_MADE}{type(wrong).__name__}: {wrong}"[:500]
            return Made(Wording(), instead=Transient(why))
        return Made(Wording(said.subject, *kept(said), fresh.payload), (ready, raw))

    def _hand_over(self, notice: Notice, made: Made, fresh: Fresh) -> bool:
        """Mark the notice as being sent, and what it tells no more as untold; False if it is not ours."""
        beside = not fresh.dropped  # what is audited is written one at a time
        with writing(self.engine, beside_others=beside) as session:
            now = self.clock()
            ours = outbox.hand_over(
                session, notice, owner=self.owner, now=now, wording=made.wording
            )
            if ours and fresh.dropped:
                about = (notice.organisation_id, notice.id or 0, fresh.dropped)
                ladder.lapse(session, *about, actor=ACTOR, now=now)
            return ours

    def _talk(self, ready: Letter, raw: bytes) -> Outcome:
        """Hand a letter over, on a connection that nobody else uses meanwhile."""
        try:
            sender = self._senders.get_nowait()
        except Empty:
            sender = self.way.open()
        try:
            return sender.send(ready, raw)
        finally:
            self._senders.put(sender)

    def _land(self, *, all_of_them: bool = False) -> None:
        """Wait for one letter on its way, or all, and mark what came of it."""
        while self._flying:
            done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
            for future in done:
                self._mark(self._flying.pop(future), future.result())
            if not all_of_them:
                return

    def _mark(self, notice: Notice, outcome: Outcome) -> None:
        with writing(self.engine, beside_others=True) as session:
            now = self.clock()
            outbox.mark(session, notice, outcome, owner=self.owner, now=now)
            if isinstance(outcome, UNUSABLE):
                self.shut = outcome.reply
                since = lanes.pause(session, self.lane, outcome.reply, now=now)
                alarms.queue_lane_alarm(session, notice, self.way.setting, since, outcome, now=now)
            elif self.was_shut:
                lanes.reopen(session, self.lane)
                self.was_shut = False
        unmade = outcome.reply.startswith(alarms.COULD_NOT_BE_MADE)
        self.outcomes[UNMADE if unmade else type(outcome).__name__.lower()] += 1
        self.settled(1)

    def _wait_for_a_slot(self) -> None:
        with writing(self.engine, beside_others=True) as session:
            now = self.clock()
            free = lanes.slot(session, self.lane, self.way.gap, now=now)
        if free > now:
            self.pause((free - now) / timedelta(seconds=1))
