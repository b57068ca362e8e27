"""Responsible for delivery: claim, render, send with no transaction open, mark with the reply."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from jinja2 import TemplateError
from sqlalchemy import Engine

from followthrough.alarms import COULD_NOT_BE_MADE, needs_a_person, queue_alarms
from followthrough.clock import Clock
from followthrough.readdressing import readdress
from followthrough.settings import PREFIX, Settings
from models.notice import Notice, NoticeKind
from models.pack import files_of
from models.session import reading, writing
from notifications import outbox
from notifications.channels import ChatChannel, MailRelay, read_channel
from notifications.message import Attachment, Letter, build
from notifications.outcome import Misconfigured, Outcome, Transient, Unavailable, Withdrawn
from notifications.render import Rendered, render
from notifications.transport import Transport
from rules.calendar import local_date
from rules.problems import BadInput

BATCH = 50
UNMADE = "unmade"


class RelayUnavailable(BadInput):
    """The mail server of the settings can't be used; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery run did, and how the outbox stands after it."""

    outcomes: dict[str, int]
    """Number of attempts by outcome: accepted, transient, permanent, ambiguous, unmade."""
    doubtful: int
    """Number of notices that an earlier run left in doubt when it died."""
    outbox: tuple[tuple[str, str, int], ...]
    """(kind, state, number) of all notices."""
    needs_a_person: tuple[str, ...]
    """Notices dead, in doubt or impossible to make, each in a sentence."""

    @property
    def sent(self) -> int:
        """How many notices the mail server accepted."""
        return self.outcomes.get("accepted", 0)

    @property
    def waiting(self) -> int:
        """How many notices are still to be sent, now or later."""
        moving = ("queued", "leased", "sending")
        return sum(number for _, state, number in self.outbox if state in moving)

    @property
    def failed(self) -> int:
        """How many notices this run found that will not arrive unless a person does something."""
        lost = sum(self.outcomes.get(name, 0) for name in ("permanent", "ambiguous", UNMADE))
        return lost + self.doubtful


def deliver(
    engine: Engine,
    relay: MailRelay,
    clock: Clock,
    data: Path,
    *,
    alarm: ChatChannel | None = None,
    limit: int = 10_000,
    progress: Callable[[int], None] = lambda _sent: None,
) -> Delivered:
    """Send what is due, at most `limit` notices; `progress` hears of each batch handled.

    Each notice that then needs a person is told once to the `alarm` channel, if there is one.

    Raises RelayUnavailable naming the setting if the mail server can't be used; what was claimed
    is given back, and no attempt is burned.
    """
    with writing(engine, beside_others=True) as session:
        doubtful = outbox.recover(session, now=clock())
    outcomes: Counter[str] = Counter()
    with Transport(relay) as transport:
        run = _Run(engine, relay, transport, alarm, clock, data)
        try:
            while handled := run.batch(min(BATCH, limit - outcomes.total())):
                outcomes.update(handled)
                progress(len(handled))
            if alarm is not None and queue_alarms(engine, clock):
                outcomes.update(run.batch(BATCH))
        finally:
            with writing(engine, beside_others=True) as session:
                outbox.release(session, owner=run.owner)
    with reading(engine) as session:
        counts = tuple(outbox.counts(session))
    return Delivered(dict(outcomes), doubtful, counts, needs_a_person(engine))


def relay_of(settings: Settings) -> MailRelay:
    """Return the mail server of the settings; raise BadInput if the setting is not one."""
    setting = f"{PREFIX}MAIL_URL"
    channel = read_channel(settings.mail_server, setting)
    if not isinstance(channel, MailRelay):
        raise BadInput(f"Setting {setting}: notices go by e-mail; use mailto:// or mailtos://.")
    return channel


def due(engine: Engine, clock: Clock) -> int:
    """Return how many notices are to be sent now or are on their way."""
    with reading(engine) as session:
        return outbox.due(session, now=clock())


@dataclass(slots=True)
class _Run:
    """One delivery run, over one connection, under one lease owner."""

    engine: Engine
    relay: MailRelay
    transport: Transport
    alarm: ChatChannel | None
    clock: Clock
    data: Path
    owner: str = field(default_factory=lambda: str(uuid4()))
    withdrawn: frozenset[int] = frozenset()
    """Those of the batch that no longer have one recipient."""

    def batch(self, size: int) -> list[str]:
        """Claim and send up to `size` notices; return their outcomes, none if none was due."""
        if size < 1:
            return []
        with writing(self.engine, beside_others=True) as session:
            notices = outbox.claim(session, owner=self.owner, limit=size, now=self.clock())
            session.expunge_all()
        self.withdrawn = readdress(self.engine, notices, local_date(self.clock()))
        return [outcome for notice in notices if (outcome := self.send(notice))]

    def send(self, notice: Notice) -> str | None:
        """Send one notice; None if its lease had gone, so that another run has it."""
        subject, hand_over = self.prepare(notice)
        with writing(self.engine, beside_others=True) as session:
            now = self.clock()
            if not outbox.hand_over(session, notice, owner=self.owner, now=now, subject=subject):
                return None
        outcome = hand_over()
        with writing(self.engine, beside_others=True) as session:
            outbox.mark(session, notice, outcome, owner=self.owner, now=self.clock())
        if isinstance(outcome, Unavailable | Misconfigured):
            raise RelayUnavailable(
                f"Setting {PREFIX}MAIL_URL: the mail server {self.relay.host}:{self.relay.port} "
                f"can't be used: {outcome.reply}. Nothing is lost: what was not sent stays queued."
            )
        return UNMADE if subject is None else type(outcome).__name__.lower()

    def prepare(self, notice: Notice) -> tuple[str | None, Callable[[], Outcome]]:
        """Return the subject and what sends it; no subject, and why, if it can't be made.

        A notice that can't be made stays queued, and the others go on.
        """
        if notice.id in self.withdrawn:
            why = "its recipient has changed; it is planned anew"
            return notice.kind, lambda: Withdrawn(why)
        if notice.kind == NoticeKind.ALARM:
            return notice.payload["title"], lambda: self.tell_administrators(notice)
        try:
            rendered = render(notice.kind, notice.payload)
            raw = build(_letter(self.relay, notice, rendered, self.attachments(notice)))
        except (TemplateError, ValueError, LookupError, OSError) as wrong:
            why = f"{COULD_NOT_BE_MADE}{type(wrong).__name__}: {wrong}"[:500]
            return None, lambda: Transient(why)
        to = notice.recipient_address
        return rendered.subject, lambda: self.transport.send(self.relay.mail_from, to, raw)

    def tell_administrators(self, notice: Notice) -> Outcome:
        """Send an alarm to the channel of the settings."""
        if self.alarm is None:
            return Withdrawn(f"setting {PREFIX}ALARM_URL is empty")
        return self.alarm.send(notice.payload["title"], notice.payload["body"])

    def attachments(self, notice: Notice) -> tuple[Attachment, ...]:
        """Read a pack's files; one that is not the file that was made is never sent."""
        if notice.kind != NoticeKind.PACK:
            return ()
        with reading(self.engine) as session:
            files = files_of(session, notice.payload["pack_id"])
        found = []
        for file in files:
            content = (self.data / file.path).read_bytes()
            if sha256(content).hexdigest() != file.sha256:
                raise ValueError(f"{file.path} is not the file that was made")
            found.append(Attachment(file.name, file.media_type, content))
        return tuple(found)


def _letter(
    relay: MailRelay, notice: Notice, rendered: Rendered, attachments: tuple[Attachment, ...]
) -> Letter:
    administrator = notice.payload["administrator"]
    return Letter(
        message_id=notice.message_id,
        date=notice.queued_at,
        mail_from=relay.mail_from,
        from_name=relay.from_name,
        to_name=notice.recipient_name,
        to_address=notice.recipient_address,
        reply_to=((administrator["name"], administrator["address"]),),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        attachments=attachments,
    )
