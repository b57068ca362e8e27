"""Responsible for notices that need a person: naming them, and alarming the administrators once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from followthrough import events
from followthrough.events import AlarmRaised, NoticesQueued
from followthrough.notices.readers import DEAF, TO_THE_SECOND, Alarm, alarms_to_all, deaf
from followthrough.notices.registered import board_id_of
from followthrough.workplace import Workplace
from models.boards import Board
from models.notice import MAIL, Notice, NoticeKind, NoticeState
from models.plan import Organisation, Plan
from models.session import among, reading, writing
from models.steps import carried
from notifications import held, outbox
from notifications.outcome import Misconfigured, Unavailable
from notifications.way import Way
from rules.calendar import LONDON, local_date
from rules.problems import Remedy, Sentence
from rules.text import folded
from rules.words import listed, moment

NEEDS_A_PERSON = "A notice needs a person"
DEAF_TITLE = "Nobody hears alarms by mail"
NEXT_HEARS = " Whoever is next in turn is told from the next check on."
COULD_NOT_BE_MADE = "could not be made: "
MOST_ACTIONS = 20
"""Actions that an alarm about a notice names; `outbox show` names all."""


def queue_alarms(place: Workplace) -> None:
    """Queue an alarm for each notice that needs a person, once; and one a week if nobody hears them."""
    with writing(place.engine, beside_others=True) as session:
        now = place.clock()
        stuck: dict[int, list[Alarm]] = defaultdict(list)
        for notice, sentence in _stuck(session):
            if notice.kind != NoticeKind.ALARM:
                alarm = Alarm(f"{notice.id}:{notice.state}", NEEDS_A_PERSON, str(sentence))
                stuck[notice.organisation_id].append(alarm)
        for organisation_id, alarms in stuck.items():
            _queue(session, organisation_id, alarms, now=now)
        week = f"{DEAF}:{local_date(now):%G-W%V}"
        for organisation_id, said in deaf(session, now):
            queue_alarm(session, organisation_id, week, DEAF_TITLE, f"{said}", now=now)


def raise_alarm(
    place: Workplace, organisation: str, key: str, title: str, body: str, *, now: datetime
) -> None:
    """Queue an alarm in a transaction of its own; the same key again does nothing."""
    with writing(place.engine, beside_others=True) as session:
        named = select(Organisation.id).where(Organisation.folded == folded(organisation))
        organisation_id = session.exec(named).one() or 0
        queue_alarm(session, organisation_id, key, title, body, now=now)


def queue_alarm(
    session: Session, organisation_id: int, key: str, title: str, body: str, *, now: datetime
) -> int:
    """Queue an alarm in the caller's transaction, for the channel and for each reader.

    It leaves as soon as its way out is open, however long that takes. Returns how many notices it
    is; the same key again does nothing.
    """
    return _queue(session, organisation_id, [Alarm(key, title, body)], now=now)


def _queue(
    session: Session, organisation_id: int, alarms: Sequence[Alarm], *, now: datetime
) -> int:
    keys = {f"alarm:{organisation_id}:{alarm.key}": alarm for alarm in alarms}
    asked = select(Notice.dedup_key).where(among(session, col(Notice.dedup_key), keys))
    known = set(session.exec(asked))
    to_all = [alarm._replace(key=key) for key, alarm in keys.items()]
    told = alarms_to_all(session, organisation_id, to_all, now=now)
    found = outbox.enqueue(session, told, now=now)
    new = [alarm.key for key, alarm in keys.items() if key not in known]
    for key in new:
        about = f"notice:{key}" if key[0].isdecimal() else key
        events.after_commit(session, AlarmRaised(organisation_id, about))
    if new:
        events.after_commit(session, NoticesQueued(len(found)))
    return len(found)


def queue_notice_alarm(
    session: Session, notice: Notice, state: str, body: str, *, now: datetime
) -> None:
    """Queue the one alarm about a notice that is in a state, unless it is an alarm itself."""
    if notice.kind != NoticeKind.ALARM:
        key = f"{notice.id}:{state}"
        queue_alarm(session, notice.organisation_id, key, NEEDS_A_PERSON, body, now=now)


def queue_lane_alarm(
    session: Session,
    notice: Notice,
    way: Way,
    since: datetime,
    outcome: Unavailable | Misconfigured,
    *,
    now: datetime,
) -> None:
    """Queue one alarm for a way out that can't be used, however long that lasts (row 119)."""
    wrong = isinstance(outcome, Misconfigured)
    advice = "Someone has to mend it." if wrong else "It is tried again by itself."
    to = f"to {way.unset}" if way.unset else f"by what setting {way.setting} names"
    body = (
        f"Nothing could be sent {to}, from {moment(since.astimezone(LONDON))} "
        f"on: {outcome.reply}. {advice} Nothing is lost: what was not sent stays queued."
    )
    if notice.lane == MAIL:
        body += " Whoever reads this in a mail: it works again."
    key = f"lane:{notice.lane}:{since:{TO_THE_SECOND}}"
    queue_alarm(session, notice.organisation_id, key, "Notices can't be sent", body, now=now)


def needs_a_person(place: Workplace) -> tuple[str | Sentence, ...]:
    """Return a sentence for each notice that was refused, is in doubt, or could not be made.

    Before them stands one that says why nothing leaves, if the outbox is held.
    """
    with reading(place.engine) as session:
        said = held_since(session)
        stuck = (sentence for _, sentence in _stuck(session))
        return (said, *stuck) if said else tuple(stuck)


def held_since(session: Session) -> Sentence | None:
    """Return since when and why nothing but alarms leaves; None if the outbox is not held."""
    state = held.outbox(session)
    if state.held_since is None:
        return None
    since = moment(state.held_since.astimezone(LONDON))
    said = f"Nothing but alarms is sent since {since}: {state.because}."
    if state.held_until is not None:
        said += f" It goes on by itself at {moment(state.held_until.astimezone(LONDON))}."
    return Sentence(said, Remedy.RESUME_OUTBOX.of())


def _stuck(session: Session) -> list[tuple[Notice, str | Sentence]]:
    stuck = col(Notice.state).in_((NoticeState.DEAD, NoticeState.UNKNOWN))
    queued = col(Notice.state) == NoticeState.QUEUED
    unmade = queued & col(Notice.reply).startswith(COULD_NOT_BE_MADE)
    found = session.exec(select(Notice).where(stuck | unmade).order_by(col(Notice.id)))
    return [(notice, _with_remedy(session, notice)) for notice in found]


def _with_remedy(session: Session, notice: Notice) -> str | Sentence:
    """Return what is wrong with a notice; how its address is corrected, if it is a board's."""
    said, board_id = _sentence(session, notice), board_id_of(notice)
    if notice.state != NoticeState.DEAD or board_id is None:
        return said
    board = session.get(Board, board_id)
    if board is None:
        return said
    plan = session.get_one(Plan, board.plan_id)
    remedy = Remedy.CORRECT_ADDRESS.of(plan=plan.key, board=board.name)
    return Sentence(f"{said.rstrip('.')}.", remedy)


def _sentence(session: Session, notice: Notice) -> str:
    said = (
        f"Notice {notice.id} ({notice.kind.replace('_', ' ')}) to "
        f"{notice.recipient_address or notice.recipient_name} is {notice.state}: "
        f"{notice.reply or 'its delivery was cut off'}"
    )
    told = speaks_of(session, notice)
    return f"{said.rstrip('.')}. {told}" if told else said


def speaks_of(session: Session, notice: Notice) -> str:
    """Return which actions a notice is to tell of, by reference and rung, and if that is told anew.

    Empty if it carries no step of any.
    """
    found = carried(session, notice.id or 0)
    rungs: dict[str, list[str]] = defaultdict(list)
    for action, rung, _ in found:
        rungs[action].append(rung)
    of = listed([f"{action} ({', '.join(mine)})" for action, mine in rungs.items()], MOST_ACTIONS)
    is_anew = any(is_anew for *_, is_anew in found)
    return f"It is to tell of {of}.{NEXT_HEARS if is_anew else ''}" if of else ""
