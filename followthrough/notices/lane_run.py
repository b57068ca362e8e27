"""Responsible for sending what waits in one lane: claim, make, hand over, mark with the reply.

What reads and writes the database is done here, one after the other; only the talk with the
server goes on at once over several connections. No transaction is open meanwhile.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from uuid import uuid4

from jinja2 import TemplateError
from sqlmodel import Session

from followthrough import events
from followthrough.events import LanePaused, LaneResumed
from followthrough.notices import alarms
from followthrough.notices.freshening import Fresh, freshen
from followthrough.notices.holding import post_book
from followthrough.notices.letters import letter, rendered
from followthrough.notices.suspending import after_attempt
from followthrough.workplace import Workplace
from models import steps
from models.notice import Notice
from models.session import writing
from notifications import held, lanes, outbox
from notifications.content import kept
from notifications.mail.message import Letter
from notifications.outbox import Wording
from notifications.outcome import (
    Accepted,
    Misconfigured,
    Outcome,
    Permanent,
    Transient,
    Unavailable,
    Withdrawn,
    in_a_line,
)
from notifications.post_book import Leaving, PostBook
from notifications.way import Connection, Way
from rules.calendar import local_date
from rules.problems import RecordDamaged

BATCH = 100
ACTOR = "delivery"
UNMADE = "unmade"
UNUSABLE = (Unavailable, Misconfigured)
UNFIT = (TemplateError, ValueError, LookupError, TypeError, AttributeError, OSError)
"""What making a notice may raise."""
REFUSED = (Transient, Permanent)
Done = list[tuple[Notice, Outcome]]
"""Letters that have their answer."""


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

    place: Workplace
    lane: str
    way: Way
    settled: Callable[[int], None] = lambda _number: None
    """Hears of each notice that is done with."""
    pause: Callable[[float], None] = time.sleep
    owner: str = field(default_factory=lambda: str(uuid4()))
    outcomes: Counter[str] = field(default_factory=Counter)
    shut: str = ""
    """Why the lane can't be used, once that is known."""
    was_shut: bool = False
    """Whether an earlier run found that it can't be used: then one message tries it."""
    _book: PostBook = field(init=False)
    _accepted: list[str] | None = None
    """Keys of what was accepted since the last turn in the book; None before the first."""
    _senders: SimpleQueue[Connection] = field(default_factory=SimpleQueue)
    _flying: dict[Future[Outcome], Notice] = field(default_factory=dict)

    def run(self, limit: int) -> None:
        """Send up to `limit` notices; what was claimed and not sent is given back."""
        left = limit
        self._book = post_book(self.place)
        with ThreadPoolExecutor(self.way.connections) as pool:
            try:
                while left > 0 and (batch := self._claim(min(self._size, left))):
                    left -= len(batch)
                    self._send_all(pool, batch)
                    if self.was_shut:
                        self._land_all()
            finally:
                self._land_all()
                with writing(self.place.engine, beside_others=True) as session:
                    outbox.release(session, owner=self.owner)
                    turn = held.take_turn(session) if self._accepted is not None else 0
                while not self._senders.empty():
                    self._senders.get().close()
                if turn:
                    self._note(turn, [])

    @property
    def _size(self) -> int:
        return 1 if self.was_shut else BATCH

    def _claim(self, size: int) -> list[Notice]:
        if self.shut:
            return []
        with writing(self.place.engine, beside_others=True) as session:
            found = outbox.claim(
                session, owner=self.owner, limit=size, now=self.place.clock(), lane=self.lane
            )
            turn = held.take_turn(session) if found else 0
            session.expunge_all()
        if turn:
            self._note(turn, found)
        return list(found)

    def _note(self, turn: int, found: Sequence[Notice]) -> None:
        """Write down what may leave from now on, and what was accepted since the turn before."""
        leaving = [
            Leaving(one.dedup_key, one.kind, one.recipient_address or one.recipient_name)
            for one in found
        ]
        self._book.note(turn, self.place.clock(), leaving, self._accepted or [])
        self._accepted = []

    def _send_all(self, pool: ThreadPoolExecutor, batch: list[Notice]) -> None:
        """Make each while others are on their way; then mark those, and hand it over, at once."""
        fresh = freshen(self.place, batch, local_date(self.place.clock()))
        for notice in batch:
            about = fresh.get(notice.id or 0, Fresh())
            made = self._made(notice, about)
            if made.send is not None and self.way.gap:
                self._wait_for_a_slot()
            done = self._landed() if len(self._flying) >= self.way.connections else []
            if self._turn(done, (notice, made, about)) and made.send is not None:
                self._flying[pool.submit(self._talk, *made.send)] = notice
            if self.shut:
                return

    def _turn(self, done: Done, following: tuple[Notice, Made, Fresh] | None) -> bool:
        """Mark what landed, and the next one as being sent, in one transaction.

        Return whether that one is ours to send: not if its lease had gone, so that another run
        has it, nor if the lane has just shut.
        """
        # Without the writers' lock, unless an audit entry may be written.
        beside = following is None or not following[2].dropped
        beside = beside and not any(isinstance(outcome, REFUSED) for _, outcome in done)
        with writing(self.place.engine, beside_others=beside) as session:
            now = self.place.clock()
            for notice, outcome in done:
                self._mark(session, notice, outcome, now)
                self._judge(session, notice, outcome, now)
            ours = following is not None and not self.shut
            if following is not None and ours:
                ours = self._hand_over(session, *following, now)
        instead = ours and following is not None and following[1].instead is not None
        self.settled(len(done) + instead)
        return ours

    def _hand_over(
        self, session: Session, notice: Notice, made: Made, fresh: Fresh, now: datetime
    ) -> bool:
        """Mark a notice as being sent, or as what it came to without; False if it is not ours."""
        if not outbox.hand_over(session, notice, owner=self.owner, now=now, wording=made.wording):
            return False
        if fresh.dropped:
            about = (notice.organisation_id, notice.id or 0, fresh.dropped)
            steps.lapse(session, *about, actor=ACTOR, now=now)
        if made.instead is not None:
            self._mark(session, notice, made.instead, now)
        return True

    def _made(self, notice: Notice, fresh: Fresh) -> Made:
        """Return what is to be sent; one that can't be made stays queued, or is dead if it is damaged.

        The others go on.
        """
        if fresh.withdrawn:
            return Made(Wording(notice.kind), instead=Withdrawn(fresh.withdrawn))
        if fresh.payload is not None:
            notice.payload = fresh.payload
        as_said = (notice.content, notice.content_sha256)
        if notice.content and self.way.delivered(notice.message_id):
            found = Accepted("found delivered when it was asked for")
            return Made(Wording(notice.subject, *as_said), instead=found)
        try:
            if fresh.wrong:
                raise fresh.wrong
            said = rendered(notice)
            ready = letter(self.place, notice, said, self.way.mail_from)
            raw = self.way.build(ready)
        except RecordDamaged as wrong:  # which no later try mends
            return Made(Wording(), instead=Permanent(_unmade(wrong)))
        except UNFIT as wrong:
            return Made(Wording(), instead=Transient(_unmade(wrong)))
        as_said = as_said if notice.content else kept(said)
        return Made(Wording(said.subject, *as_said, fresh.payload), (ready, raw))

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

    def _landed(self) -> Done:
        """Wait until a letter that is on its way has its answer; return each that has one."""
        done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
        return [(self._flying.pop(future), future.result()) for future in done]

    def _land_all(self) -> None:
        while self._flying:
            self._turn(self._landed(), None)

    def _mark(self, session: Session, notice: Notice, outcome: Outcome, now: datetime) -> None:
        outbox.mark(session, notice, outcome, owner=self.owner, now=now)
        if isinstance(outcome, Accepted) and self._accepted is not None:
            self._accepted.append(notice.dedup_key)
        limit = self.place.settings.suspensions_a_day
        after_attempt(session, notice, outcome, actor=ACTOR, now=now, at_most=limit)
        unmade = outcome.reply.startswith(alarms.COULD_NOT_BE_MADE)
        self.outcomes[UNMADE if unmade else type(outcome).__name__.lower()] += 1

    def _judge(self, session: Session, notice: Notice, outcome: Outcome, now: datetime) -> None:
        """Pause the lane, or open it again, by what the server made of a message."""
        if isinstance(outcome, UNUSABLE):
            since = lanes.pause(session, self.lane, outcome.reply, now=now)
            if since == now and not self.shut:  # else it is known
                because = type(outcome).__name__.lower()
                events.after_commit(session, LanePaused(self.lane, because))
            self.shut = outcome.reply
            alarms.queue_lane_alarm(session, notice, self.way, since, outcome, now=now)
        elif self.was_shut:
            lanes.reopen(session, self.lane)
            events.after_commit(session, LaneResumed(self.lane))
            self.was_shut = False

    def _wait_for_a_slot(self) -> None:
        with writing(self.place.engine, beside_others=True) as session:
            now = self.place.clock()
            free = lanes.slot(session, self.lane, self.way.gap, now=now)
        if free > now:
            self.pause((free - now) / timedelta(seconds=1))


def _unmade(wrong: Exception) -> str:
    return in_a_line(wrong, alarms.COULD_NOT_BE_MADE)
