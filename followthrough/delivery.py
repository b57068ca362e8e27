"""Responsible for delivery: claim, render, send with no transaction open, mark with the reply."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from jinja2 import TemplateError
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.clock import Clock
from followthrough.settings import PREFIX, Settings
from models.notice import Notice, NoticeKind, NoticeState
from models.pack import files_of
from models.session import reading, writing
from notifications import outbox
from notifications.channels import MailRelay, read_channel
from notifications.message import Attachment, Letter, build
from notifications.outcome import Transient, Unavailable
from notifications.render import Rendered, render
from notifications.transport import Transport
from rules.problems import BadInput

BATCH = 50
COULD_NOT_BE_MADE = "could not be made: "
UNMADE = "unmade"


class RelayUnavailable(BadInput):
    """The mail server of the settings can't be used; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery run did, and how the outbox stands after it."""

    outcomes: dict[str, int]
    """Number of attempts by outcome: accepted, transient, permanent, ambiguous, unmade."""
    outbox: tuple[tuple[str, str, int], ...]
    """(kind, state, number) of all notices."""
    needs_a_person: tuple[str, ...]
    """Notices dead, in doubt or impossible to make, each in a sentence."""

    @property
    def sent(self) -> int:
        """How many notices the mail server accepted."""
        return self.outcomes.get("accepted", 0)

    @property
    def failed(self) -> int:
        """How many notices this run found that will not arrive unless a person does something."""
        return sum(self.outcomes.get(name, 0) for name in ("permanent", "ambiguous", UNMADE))


def deliver(
    engine: Engine,
    relay: MailRelay,
    clock: Clock,
    data: Path,
    *,
    limit: int = 10_000,
    progress: Callable[[int], None] = lambda _sent: None,
) -> Delivered:
    """Send what is due, at most `limit` notices; `progress` hears of each batch handled.

    Raises RelayUnavailable naming the setting if the mail server can't be used; what was claimed
    is given back, and no attempt is burned.
    """
    outcomes: Counter[str] = Counter()
    with writing(engine) as session:
        outbox.recover(session, now=clock())
    with Transport(relay) as transport:
        run = _Run(engine, relay, transport, clock, data)
        try:
            while handled := run.batch(min(BATCH, limit - outcomes.total())):
                outcomes.update(handled)
                progress(len(handled))
        finally:
            with writing(engine) as session:
                outbox.release(session, owner=run.owner)
    with reading(engine) as session:
        counts = tuple(outbox.counts(session))
    return Delivered(dict(outcomes), counts, needs_a_person(engine))


def relay_of(settings: Settings) -> MailRelay:
    """Return the mail server of the settings; raise BadInput if the setting is not one."""
    setting = f"{PREFIX}MAIL_URL"
    channel = read_channel(settings.mail_url, setting)
    if not isinstance(channel, MailRelay):
        raise BadInput(f"Setting {setting}: notices go by e-mail; use mailto:// or mailtos://.")
    return channel


def due(engine: Engine, clock: Clock) -> int:
    """Return how many notices are to be sent now or are on their way."""
    with reading(engine) as session:
        return outbox.due(session, now=clock())


def needs_a_person(engine: Engine) -> tuple[str, ...]:
    """Return a sentence for each notice that was refused, is in doubt, or could not be made."""
    stuck = col(Notice.state).in_((NoticeState.DEAD, NoticeState.UNKNOWN))
    queued = col(Notice.state) == NoticeState.QUEUED
    unmade = queued & col(Notice.reply).startswith(COULD_NOT_BE_MADE)
    with reading(engine) as session:
        found = session.exec(select(Notice).where(stuck | unmade).order_by(col(Notice.id)))
        return tuple(
            f"Notice {notice.id} ({notice.kind.replace('_', ' ')}) to {notice.recipient_address} "
            f"is {notice.state}: {notice.reply or 'its delivery was cut off'}"
            for notice in found
        )


@dataclass(slots=True)
class _Run:
    """One delivery run, over one connection, under one lease owner."""

    engine: Engine
    relay: MailRelay
    transport: Transport
    clock: Clock
    data: Path
    owner: str = field(default_factory=lambda: str(uuid4()))

    def batch(self, size: int) -> list[str]:
        """Claim and send up to `size` notices; return their outcomes, none if none was due."""
        if size < 1:
            return []
        with writing(self.engine) as session:
            notices = outbox.claim(session, owner=self.owner, limit=size, now=self.clock())
            session.expunge_all()
        return [outcome for notice in notices if (outcome := self.send(notice))]

    def send(self, notice: Notice) -> str | None:
        """Send one notice; None if its lease had gone, so that another run has it."""
        raw = self.make(notice)
        with writing(self.engine) as session:
            if not outbox.hand_over(session, notice, owner=self.owner, now=self.clock()):
                return None
        outcome = (
            raw
            if isinstance(raw, Transient)
            else self.transport.send(self.relay.mail_from, notice.recipient_address, raw)
        )
        with writing(self.engine) as session:
            outbox.mark(session, notice, outcome, owner=self.owner, now=self.clock())
        if isinstance(outcome, Unavailable):
            raise RelayUnavailable(
                f"Setting {PREFIX}MAIL_URL: the mail server {self.relay.host}:{self.relay.port} "
                f"can't be used: {outcome.reply}. Nothing is lost: what was not sent stays queued."
            )
        return UNMADE if outcome is raw else type(outcome).__name__.lower()

    def make(self, notice: Notice) -> bytes | Transient:
        """Return the message, or why it could not be made: it stays queued, the others go on."""
        try:
            rendered = render(notice.kind, notice.payload)
            return build(_letter(self.relay, notice, rendered, self.attachments(notice)))
        except (TemplateError, ValueError, LookupError, OSError) as wrong:
            return Transient(f"{COULD_NOT_BE_MADE}{type(wrong).__name__}: {wrong}"[:500])

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
