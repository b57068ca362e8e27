"""Responsible for holding the outbox: of a database that is older than what was sent, nothing leaves.

A back-up that was put back knows nothing of what was told since. The post book beside it does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from followthrough import events
from followthrough.events import OutboxHeld, OutboxResumed
from followthrough.notices.alarms import held_since, queue_alarm
from followthrough.workplace import Workplace
from models import audit
from models.notice import Notice, NoticeKind, NoticeState, Outbox
from models.people import who_decides
from models.plan import Organisation
from models.session import reading, writing
from notifications import held
from notifications.held import Told
from notifications.post_book import PostBook, Turn
from rules.calendar import LONDON, local_date
from rules.problems import BadInput, Remedy
from rules.words import count, moment

ON_ITS_OWN = timedelta(hours=24)
"""After how long it goes on where there is no post book, which need mean nothing."""
FAR_BEHIND = 20
"""From how many turns on that a post book lacks it is told: fewer are deliveries at work, or killed."""


@dataclass(frozen=True, slots=True)
class ToldAlready:
    """One notice that left, or was about to, and of which this database did not know."""

    at: datetime
    kind: str
    to: str
    key: str
    accepted: bool
    """Whether a server took it for certain."""
    number: int | None
    """Its number, if the same is in the outbox again."""
    state: str


@dataclass(frozen=True, slots=True)
class Held:
    """Why nothing leaves, what may have been told already, and what waits."""

    since: datetime
    because: str
    told: tuple[ToldAlready, ...]
    queued: int


def post_book(place: Workplace) -> PostBook:
    """Return the post book that is kept beside the database."""
    with reading(place.engine) as session:
        return PostBook(place.settings.post_book_file, held.identity(session))


def look(place: Workplace) -> bool:
    """Hold the database against its post book; return whether the outbox is held.

    It is held, with one alarm, if the book knows of more than the database, until a person resumes
    it; where there is no book, for a day at most. A book is begun here, before any turn is taken,
    so that one that is missing is not merely one of which another delivery is about to write the
    first line. Raises OSError if the book can't be used.
    """
    book, now = post_book(place), place.clock()
    last = book.last()  # before the database: a turn is in that first
    with reading(place.engine) as session:
        state = held.outbox(session)
    if last is not None and last > state.turns:
        _hold_as_older(place, book, last, now)
        return True
    if state.held_since is not None:
        return not _goes_on_by_itself(place, state, now)
    if last is None and book.last() is None:  # nor was one begun meanwhile
        if state.turns:
            _hold_as_unknown(place, book, now)
        book.note(state.turns, now, (), ())
        return state.turns > 0
    if last is not None and state.turns - last >= FAR_BEHIND:
        _alarm_of_a_lag(place, book, state.turns - last, now)
    return False


def hold(place: Workplace, by: str) -> None:
    """Hold the outbox by a named person's word; raises BadInput if nobody is named or it is held."""
    now = place.clock()
    with writing(place.engine) as session:
        by = who_decides(session, by, local_date(now))
        if held.outbox(session).held_since is not None:
            raise BadInput("The outbox is held already.", remedy=Remedy.RESUME_OUTBOX.of())
        _hold(session, f"{by} holds it", place.actor, now)


def what_is_held(place: Workplace) -> Held:
    """Return why the outbox is held, and what may have been told already, oldest first.

    Raises BadInput if it is not held, OSError if the post book can't be read.
    """
    book = post_book(place)
    with reading(place.engine) as session:
        state = held.outbox(session)
        if state.held_since is None:
            raise BadInput("The outbox is not held.")
        since, known = state.held_since, state.known
        turns = [] if known is None else [one for one in book.since(known) if one.at <= since]
        queued = Notice.state == NoticeState.QUEUED, Notice.kind != NoticeKind.ALARM
        waiting = session.exec(select(func.count()).select_from(Notice).where(*queued)).one()
        return Held(since, state.because, tuple(_told_already(session, turns)), waiting)


def resume(place: Workplace, by: str) -> tuple[str, int]:
    """Let the outbox go on by a named person's word; return who, and how many notices may leave.

    What the post book says was accepted counts as sent, and is not sent again. Raises BadInput if
    nobody is named or it is not held.
    """
    now, waiting = place.clock(), what_is_held(place).queued
    with writing(place.engine) as session:
        by = who_decides(session, by, local_date(now))
        _resume(session, by, place.actor, now)
    return by, waiting


def _hold_as_older(place: Workplace, book: PostBook, last: int, now: datetime) -> None:
    with writing(place.engine) as session:
        state = held.outbox(session)
        if state.turns >= last:
            return  # another delivery has just held it
        known, turns = state.turns, book.since(state.turns)
        held.remember(session, _told(turns))
        state.turns = last
        state.known = known if state.known is None else min(known, state.known)
        until = f", the last at {_moment(max(one.at for one in turns))}" if turns else ""
        because = (
            "this database is older than what was sent, as a back-up is that was put back: it "
            f"knows of {count(known, 'turn')} of delivery, and the post book of {last}{until}"
        )
        _hold(session, because, place.actor, now)


def _hold_as_unknown(place: Workplace, book: PostBook, now: datetime) -> None:
    because = (
        f"there is no post book in {book.path}, or nothing in it can be read, so that nobody "
        "can see whether this database is a back-up that was put back"
    )
    with writing(place.engine) as session:
        _hold(session, because, place.actor, now, until=now + ON_ITS_OWN)


def _told(turns: list[Turn]) -> dict[str, Told]:
    """Return what left, or was about to, by its key; what was accepted is certain."""
    leaving = {one.key: Told(turn.at, accepted=False) for turn in turns for one in turn.leaving}
    accepted = {key: Told(turn.at, accepted=True) for turn in turns for key in turn.accepted}
    return leaving | accepted


def _hold(
    session: Session, because: str, actor: str, now: datetime, until: datetime | None = None
) -> None:
    state = held.outbox(session)
    state.held_since, state.held_until, state.because = now, until, because
    session.add(state)
    session.flush()
    said = held_since(session)
    for organisation in _organisations(session):
        change = audit.Change("held outbox", "outbox", {"because": because})
        audit.append(session, organisation, [change], actor=actor, now=now)
        key = f"outbox:{now:%Y-%m-%dT%H:%M:%S}"
        queue_alarm(session, organisation, key, "Nothing is sent", str(said), now=now)
    events.after_commit(session, OutboxHeld(state.known, state.turns))


def _goes_on_by_itself(place: Workplace, state: Outbox, now: datetime) -> bool:
    if state.held_until is None or now < state.held_until:
        return False
    with writing(place.engine) as session:
        if held.outbox(session).held_since is not None:
            _resume(session, "nobody: it went on by itself", place.actor, now)
    return True


def _resume(session: Session, by: str, actor: str, now: datetime) -> None:
    state = held.outbox(session)
    detail = {"by": by, "because": state.because}
    state.held_since = state.held_until = state.known = None
    state.because = ""
    session.add(state)
    for organisation in _organisations(session):
        change = audit.Change("resumed outbox", "outbox", detail)
        audit.append(session, organisation, [change], actor=actor, now=now)
    events.after_commit(session, OutboxResumed(state.turns))


def _told_already(session: Session, turns: list[Turn]) -> list[ToldAlready]:
    told = _told(turns)
    leaving = {one.key: one for turn in turns for one in turn.leaving}
    numbers: dict[str, tuple[int | None, str]] = {}
    for key in leaving:
        found = session.exec(select(Notice).where(Notice.dedup_key == key)).first()
        numbers[key] = (found.id, found.state) if found else (None, "")
    return [
        ToldAlready(told[key].at, one.kind, one.to, key, told[key].accepted, *numbers[key])
        for key, one in leaving.items()
    ]


def _organisations(session: Session) -> list[int]:
    return [
        one or 0 for one in session.exec(select(Organisation.id).order_by(col(Organisation.id)))
    ]


def _alarm_of_a_lag(place: Workplace, book: PostBook, lag: int, now: datetime) -> None:
    """Say once a month that the book is older than the database, which is of no use then."""
    body = (
        f"The post book {book.path} lacks {count(lag, 'turn')} of delivery that the database knows "
        "of: it was put back from a back-up, or another machine writes into one of its own. Let all "
        "machines name the same by setting FOLLOWTHROUGH_POST_BOOK. Nothing is held for it."
    )
    with writing(place.engine, beside_others=True) as session:
        for organisation in _organisations(session):
            key = f"post-book:{now:%Y-%m}"
            queue_alarm(session, organisation, key, "The post book is behind", body, now=now)


def _moment(at: datetime) -> str:
    return moment(at.astimezone(LONDON))
