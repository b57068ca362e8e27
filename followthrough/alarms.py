"""Responsible for notices that need a person: naming them, and alarming the administrators once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from followthrough.clock import Clock
from followthrough.settings import PREFIX, Settings
from models.notice import ALARMS, Notice, NoticeKind, NoticeState
from models.plan import Organisation
from models.session import reading, writing
from notifications import outbox
from notifications.channels import ChatChannel, read_channel
from rules.problems import BadInput

COULD_NOT_BE_MADE = "could not be made: "
GIVEN_UP_AFTER = timedelta(hours=24)


def alarm_of(settings: Settings) -> ChatChannel | None:
    """Return the administrators' channel of the settings; raise BadInput if it is not one."""
    setting = f"{PREFIX}ALARM_URL"
    if not settings.alarm_url:
        return None
    channel = read_channel(settings.alarm_url, setting)
    if not isinstance(channel, ChatChannel):
        raise BadInput(
            f"Setting {setting}: alarms go to a channel such as Teams, or by govuknotify:// with "
            "an address in it."
        )
    return channel


def queue_alarms(engine: Engine, clock: Clock) -> int:
    """Queue one alarm for each notice that needs a person, once; return how many there are."""
    with writing(engine, beside_others=True) as session:
        now = clock()
        alarms = [
            _alarm(
                notice.organisation_id,
                f"{notice.id}:{notice.state}",
                "A notice needs a person",
                sentence,
                now,
            )
            for notice, sentence in _stuck(session)
            if notice.kind != NoticeKind.ALARM
        ]
        return len(outbox.enqueue(session, alarms, now=now))


def raise_alarm(
    engine: Engine, organisation: str, key: str, title: str, body: str, *, now: datetime
) -> None:
    """Queue an alarm in a transaction of its own; the same key again does nothing."""
    with writing(engine, beside_others=True) as session:
        named = select(Organisation.id).where(Organisation.name == organisation)
        organisation_id = session.exec(named).one() or 0
        queue_alarm(session, organisation_id, key, title, body, now=now)


def queue_alarm(
    session: Session, organisation_id: int, key: str, title: str, body: str, *, now: datetime
) -> None:
    """Queue an alarm in the caller's transaction; it is given up after 24 hours (row 25)."""
    given_up_at = now.astimezone(UTC) + GIVEN_UP_AFTER
    alarm = _alarm(organisation_id, key, title, body, now, given_up_at)
    outbox.enqueue(session, [alarm], now=now)


def needs_a_person(engine: Engine) -> tuple[str, ...]:
    """Return a sentence for each notice that was refused, is in doubt, or could not be made."""
    with reading(engine) as session:
        return tuple(sentence for _, sentence in _stuck(session))


def _stuck(session: Session) -> list[tuple[Notice, str]]:
    stuck = col(Notice.state).in_((NoticeState.DEAD, NoticeState.UNKNOWN))
    queued = col(Notice.state) == NoticeState.QUEUED
    unmade = queued & col(Notice.reply).startswith(COULD_NOT_BE_MADE)
    found = session.exec(select(Notice).where(stuck | unmade).order_by(col(Notice.id)))
    return [(notice, _sentence(notice)) for notice in found]


def _sentence(notice: Notice) -> str:
    return (
        f"Notice {notice.id} ({notice.kind.replace('_', ' ')}) to "
        f"{notice.recipient_address or notice.recipient_name} is {notice.state}: "
        f"{notice.reply or 'its delivery was cut off'}"
    )


def _alarm(
    organisation_id: int,
    key: str,
    title: str,
    body: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> outbox.NewNotice:
    return outbox.NewNotice(
        organisation_id=organisation_id,
        dedup_key=f"alarm:{organisation_id}:{key}",
        kind=NoticeKind.ALARM,
        recipient_name="Administrators",
        recipient_address="",
        payload={"title": title, "body": body},
        message_id="",
        not_before=now,
        expires_at=expires_at,
        lane=ALARMS,
    )
