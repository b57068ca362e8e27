"""Responsible for who hears an alarm: the administrators, else a secretary; and whether anyone did.

An alarm is never withdrawn. Who can't be reached is written to all the same, and so is the next in
turn; one that nobody heard goes on to whoever can be reached since.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from followthrough.notices.sender import Sender
from followthrough.workplace import Workplace
from models.boards import Board
from models.notice import ALARMS, Notice, NoticeKind, NoticeState
from models.people import Person, circle_around
from models.plan import Organisation, Plan
from models.session import reading, writing
from notifications import held, lanes, outbox
from notifications.undelivered import ON_ITS_WAY
from rules.calendar import LONDON, local_date
from rules.people.circle import Recipient, has_left
from rules.problems import RecordDamaged, Remedy, Sentence
from rules.words import listed, moment

REACHED = "reached"
"""What a mail says of itself as it is handed over: whether its reader could be reached then."""
TO_THE_SECOND = "%Y-%m-%dT%H:%M:%S"
DEAF = "readers"
"""What the key of an alarm begins with that says that nobody hears alarms."""
MOST_NAMED = 3
LOOKED_BACK = timedelta(days=7)
"""For how long an alarm that nobody heard is told of, and handed on."""


class Alarm(NamedTuple):
    """What is told, once under its key."""

    key: str
    title: str
    body: str


def alarms_to_all(
    session: Session, organisation_id: int, alarms: Iterable[Alarm], *, now: datetime
) -> Iterator[outbox.NewNotice]:
    """Yield each alarm for the channel, and one by mail for each reader's address."""
    today = local_date(now)
    organisation = session.get_one(Organisation, organisation_id)
    to = readers(session, organisation_id, today)
    for key, title, body in alarms:
        said = {"title": title, "body": body}
        yield outbox.NewNotice(
            organisation_id=organisation_id,
            dedup_key=key,
            kind=NoticeKind.ALARM,
            recipient_name="Administrators",
            recipient_address="",
            payload=said,
            message_id="",
            not_before=now,
            lane=ALARMS,
        )
        for reader in to:
            person = reader.person
            sender = Sender(organisation_id, organisation.name, person, ())
            yield sender.notice(
                f"{key}:{person.address.lower()}",
                NoticeKind.ALARM,
                sender.heading(person.address, person.name, today) | said,
                now,
                None,
                ((reader.via, person.id),),
            )


def readers(session: Session, organisation_id: int, today: date) -> Sequence[Recipient]:
    """Return who is to hear an alarm by mail, one an address.

    These are the administrators of the organisation's plans, or who stands in for them; while any
    is live, of those that are. One who can't be reached is among them; if none can be, so is the
    first of the boards' secretaries who can.
    """
    mine = select(Plan).where(Plan.organisation_id == organisation_id).order_by(col(Plan.id))
    every = session.exec(mine).all()
    plans = [plan for plan in every if plan.live_on is not None] or every
    boards = select(Board.secretary_id).where(col(Board.plan_id).in_([plan.id for plan in plans]))
    secretaries = session.exec(boards.order_by(col(Board.id))).all()
    administrators = dict.fromkeys(plan.administrator_id for plan in plans)
    circle = circle_around(session, {*administrators, *(i for i in secretaries if i)})
    found = [circle.recipient(i, today) for i in administrators]
    if not any(found):
        found += [circle.first(secretaries, today)]
    named = (circle.people[i] for i in administrators)
    found += [Recipient(who, who.name, who.id) for who in named if not has_left(who, today)]
    by_address: dict[str, Recipient] = {}
    told: set[int] = set()
    for reader in found:
        if reader is not None and reader.via not in told:
            told.add(reader.via)
            by_address.setdefault(reader.person.address.lower(), reader)
    return list(by_address.values())


def nobody_hears(session: Session, organisation_id: int, today: date) -> Sentence | None:
    """Return what to do since mail reaches nobody who hears alarms; None if it does, or without a plan."""
    if any(one.person.reachable for one in readers(session, organisation_id, today)):
        return None
    plans = select(Plan).where(Plan.organisation_id == organisation_id)
    live_first = plans.order_by(col(Plan.live_on).is_(None), col(Plan.id))
    plan = session.exec(live_first).first()
    if plan is None:
        return None
    return Sentence(
        "Nobody who can be reached hears alarms by mail now.",
        Remedy.NAME_ANOTHER.of(plan=plan.key, role="administrator"),
    )


def hand_on(place: Workplace) -> None:
    """Queue each alarm that nobody heard for whoever is to hear it now; no reader hears it twice.

    It says when that was so, whom it was sent to in vain, and whether it is over.
    """
    with writing(place.engine, beside_others=True) as session:
        now = place.clock()
        unheard: dict[int, list[Alarm]] = defaultdict(list)
        for alarm, *copies in _unheard(session, now):
            unheard[alarm.organisation_id].append(_handed_on(session, alarm, copies, now))
        for organisation_id, alarms in unheard.items():
            told = alarms_to_all(session, organisation_id, alarms, now=now)
            outbox.enqueue(session, told, now=now)


def tell_again(session: Session, person: Person, *, now: datetime) -> None:
    """Queue each alarm that nobody heard once more for someone who can be reached again at their address.

    What they were never sent is handed on by the next delivery.
    """
    to = person.address.lower()
    for alarm, *copies in _unheard(session, now):
        vain = [one for one in copies if one.recipient_address.lower() == to]
        if vain and alarm.organisation_id == person.organisation_id:
            told = [_handed_on(session, alarm, copies, now)]
            again = [
                one._replace(dedup_key=f"{one.dedup_key}#{len(vain)}")
                for one in alarms_to_all(session, alarm.organisation_id, told, now=now)
                if one.recipient_address.lower() == to
            ]
            outbox.enqueue(session, again, now=now)


def deaf(session: Session, now: datetime) -> Iterator[tuple[int, Sentence]]:
    """Yield each organisation with a live plan of which nobody hears alarms, with what to do.

    Not while another alarm says so, since it moves or reached nobody.
    """
    said = {mine[0].organisation_id for mine in _lately(session, now) if _moves(mine)}
    said |= {alarm.organisation_id for alarm, *_ in _unheard(session, now)}
    live = select(Plan.organisation_id).where(col(Plan.live_on) <= local_date(now)).distinct()
    for organisation_id in sorted({*session.exec(live)} - said):
        if wrong := nobody_hears(session, organisation_id, local_date(now)):
            yield organisation_id, wrong


def _handed_on(session: Session, alarm: Notice, copies: Sequence[Notice], now: datetime) -> Alarm:
    title, body = _said(alarm)
    return Alarm(alarm.dedup_key, title, f"{_since(session, alarm, copies, now)}\n{body}")


def unheard(place: Workplace) -> tuple[str, ...]:
    """Return a sentence for each alarm of the last days that found no reader."""
    with reading(place.engine) as session:
        now = place.clock()
        return tuple(
            f"Nobody could be told this: {'. '.join(_said(alarm))} {_since(session, alarm, copies, now)}"
            for alarm, *copies in _unheard(session, now)
        )


def _since(session: Session, alarm: Notice, copies: Sequence[Notice], now: datetime) -> str:
    """Return when an alarm was raised, whom it was sent to in vain, and whether that is over."""
    to = listed([one.recipient_address for one in copies], MOST_NAMED)
    tried = f"it was sent to {to}, and reached nobody" if copies else "nobody was there to be told"
    said = f"This was so at {moment(alarm.queued_at.astimezone(LONDON))}; {tried}."
    return f"{said} It is over by now." if _is_over(session, alarm, now) else said


def _is_over(session: Session, alarm: Notice, now: datetime) -> bool:
    """Say whether what an alarm is about has passed, as far as that is recorded."""
    what, _, of = alarm.dedup_key.split(":", 2)[2].partition(":")
    if what.isdecimal():
        notice = session.get(Notice, int(what))
        return notice is None or notice.state != of
    if what == "lane":
        shut = {f"{name}:{since:{TO_THE_SECOND}}" for name, since, _ in lanes.shut(session)}
        return of not in shut
    if what == "outbox":
        return held.outbox(session).held_since is None
    if what == DEAF:
        return nobody_hears(session, alarm.organisation_id, local_date(now)) is None
    if what == "suspending":
        organisation = session.get_one(Organisation, alarm.organisation_id)
        return organisation.suspending_held_since is None
    return False


def _unheard(session: Session, now: datetime) -> list[list[Notice]]:
    """Return the alarms that are on their way no more and reached nobody, as `_lately` does."""
    found = [mine for mine in _lately(session, now) if not _moves(mine)]
    dead = _dead_addresses(session) if found else set()
    return [mine for mine in found if not any(_is_heard(one, dead) for one in mine)]


def _lately(session: Session, now: datetime) -> list[list[Notice]]:
    """Return the alarms of the last days: what was meant for the channel, and then its mails."""
    lately = select(Notice).where(
        Notice.kind == NoticeKind.ALARM,
        col(Notice.queued_at) >= now - LOOKED_BACK,
        col(Notice.forgotten).is_(False),
    )
    copies: dict[str, list[Notice]] = defaultdict(list)
    for notice in session.exec(lately.order_by(col(Notice.id))):
        by_mail = notice.lane != ALARMS
        copies[notice.dedup_key.rpartition(":")[0] if by_mail else notice.dedup_key].append(notice)
    return [mine for mine in copies.values() if mine[0].lane == ALARMS]


def _said(alarm: Notice) -> tuple[str, str]:
    """Return title and body of an alarm; of one that can't be read that there was one."""
    try:
        return f"{alarm.payload['title']}", f"{alarm.payload['body']}"
    except (RecordDamaged, LookupError):
        return "An alarm can't be read", RecordDamaged(f"notice {alarm.id}").problems[0]


def _moves(copies: Sequence[Notice]) -> bool:
    return any(notice.state in ON_ITS_WAY for notice in copies)


def _is_heard(notice: Notice, dead: set[tuple[int, str]]) -> bool:
    """Say whether a server took an alarm for an address at which somebody read then.

    Whoever can't be reached since had been told: an alarm of last week is none of today. And whoever
    can be again had not. Where an older version did not say, what is known now counts.
    """
    if notice.state != NoticeState.SENT:
        return False
    was_reached = _was_reached(notice)
    to = (notice.organisation_id, notice.recipient_address.lower())
    return to not in dead if was_reached is None else was_reached


def _was_reached(notice: Notice) -> bool | None:
    try:
        return notice.payload.get(REACHED)
    except RecordDamaged:
        return None


def _dead_addresses(session: Session) -> set[tuple[int, str]]:
    """Return the addresses that mail doesn't reach, with whose they are."""
    gone = select(Person.organisation_id, Person.address).where(
        col(Person.unreachable_since).is_not(None)
    )
    return {(organisation_id, address.lower()) for organisation_id, address in session.exec(gone)}
