"""Responsible for addresses that mail does not reach: who is behind them counts as unreachable.

What is meant for them then goes to the next person up, who is told why; no rung is used up by it
and the clock goes on (semantics rows 62 to 64). A corrected address counts as reachable again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from followthrough.notices.alarms import queue_alarm, queue_notice_alarm, speaks_of
from followthrough.notices.registered import TO_BOARDS
from followthrough.workplace import Workplace
from models import audit, people
from models.calendar import calendar
from models.notice import MAIL, Notice, NoticeState
from models.people import Person
from models.plan import Organisation, Plan
from models.session import reading, writing
from models.steps import tell_anew
from notifications.outcome import Outcome, Permanent, Transient
from notifications.undelivered import refused_on
from rules.calendar import days_running, local_date
from rules.notices.refusal import most_suspensions
from rules.words import long_day

MOST_DAYS = 3
"""Working days running on which an address may be refused for now; then it is as if for good."""
NOT_ELSEWHERE = (
    "Nobody is told instead: tell them by other means. If the address is wrong, correct it, then "
    "have the notice sent again."
)
MANY = "Many addresses fail at once"
ON_HOLD = (
    "Nobody is suspended any more until a person has looked: a setting of ours may be wrong, or a "
    "mail server's. Notices that failed are dead, each with an alarm."
)


def suspend(
    session: Session, notice: Notice, why: str, *, actor: str, now: datetime, at_most: int = 0
) -> tuple[str, ...]:
    """Record that mail to a notice's address does not arrive; return whom it made unreachable.

    That is everyone of the organisation who has that address today, with an audit entry each: no
    one, if it was corrected meanwhile, or if more than `at_most` addresses fail in a day (row 194).
    What a dead notice was to tell is then told to whoever is next (row 196). A board's address
    makes an alarm, since nobody is told in its place.
    """
    address, mine = notice.recipient_address, notice.organisation_id
    found = people.reachable_at(session, mine, address)
    is_held = bool(found) and _is_held(session, notice, at_most, actor=actor, now=now)
    if is_held:
        found = ()
    elif notice.kind not in TO_BOARDS:
        tell_anew(session, mine, notice.id or 0, actor=actor, now=now)
    because = f"mail to {address} does not arrive: {why}"
    for person in found:
        people.change_person(
            session,
            person,
            {"unreachable_since": local_date(now)},
            actor=actor,
            now=now,
            because=because,
        )
    if notice.kind in TO_BOARDS:
        said = f"Mail to {address} ({notice.recipient_name}) does not arrive: {why}."
        body = " ".join(filter(None, (said, speaks_of(session, notice), NOT_ELSEWHERE)))
        queue_notice_alarm(session, notice, NoticeState.DEAD, body, now=now)
    return tuple(person.name for person in found)


def after_attempt(
    session: Session,
    notice: Notice,
    outcome: Outcome,
    *,
    actor: str,
    now: datetime,
    at_most: int = 0,
) -> tuple[str, ...]:
    """Suspend a notice's address if what a mail server said of it is enough for that.

    Call it when the attempt is recorded, in the same transaction. Returns whom it made unreachable.
    """
    if notice.lane != MAIL:
        return ()
    if isinstance(outcome, Permanent) and outcome.of_address:
        return suspend(session, notice, outcome.reply, actor=actor, now=now, at_most=at_most)
    if isinstance(outcome, Transient) and days_refused(session, notice) >= MOST_DAYS:
        why = f"refused for now on {MOST_DAYS} working days running, at last: {outcome.reply}"
        return suspend(session, notice, why, actor=actor, now=now, at_most=at_most)
    return ()


def _is_held(session: Session, notice: Notice, at_most: int, *, actor: str, now: datetime) -> bool:
    """Say whether nobody is suspended until a person has looked; begin with it if it is time.

    One wrong setting, of ours or of a mail server, can refuse everyone at once, in any words.
    """
    mine = notice.organisation_id
    organisation = session.get_one(Organisation, mine, with_for_update=True)
    today = local_date(now)
    if organisation.suspending_held_since or organisation.suspending_looked_on == today:
        return organisation.suspending_held_since is not None
    everyone = session.exec(select(Person).where(Person.organisation_id == mine)).all()
    there = [person for person in everyone if person.left_on is None or person.left_on > today]
    lost = sorted({p.address.lower() for p in everyone if p.unreachable_since == today})
    if len(lost) < most_suspensions(len(there), at_most):
        return False
    organisation.suspending_held_since = now
    session.add(organisation)
    detail = {"addresses": [*lost, notice.recipient_address]}
    change = audit.Change("held suspending", f"organisation {organisation.name}", detail)
    audit.append(session, mine, [change], actor=actor, now=now)
    body = (
        f"Mail to {len(lost) + 1} addresses failed today as if they were wrong: "
        f"{', '.join(lost)} and {notice.recipient_address}. {ON_HOLD}"
    )
    queue_alarm(session, mine, f"suspending:{now:%Y-%m-%dT%H:%M:%S}", MANY, body, now=now)
    return True


def on_hold(place: Workplace) -> tuple[str, ...]:
    """Return a sentence for each organisation of which nobody is suspended until a person looks."""
    with reading(place.engine) as session:
        return tuple(
            f"{organisation.name}: many addresses failed at once, on {long_day(local_date(since))}. "
            f"{ON_HOLD}"
            for organisation in _held(session)
            if (since := organisation.suspending_held_since)
        )


def go_on(place: Workplace, *, by: str) -> str:
    """Record that a named person has looked, so that addresses are suspended again; return a sentence.

    For the rest of the day there is no limit. Raises BadInput if nobody is named.
    """
    now = place.clock()
    with writing(place.engine) as session:
        found = _held(session)
        of = found[0].id if len(found) == 1 else None
        by = people.who_decides(session, by, local_date(now), of)
        for organisation in found:
            detail = {"held_since": organisation.suspending_held_since, "by": by}
            organisation.suspending_held_since = None
            organisation.suspending_looked_on = local_date(now)
            session.add(organisation)
            change = audit.Change("went on suspending", f"organisation {organisation.name}", detail)
            audit.append(session, organisation.id or 0, [change], actor=place.actor, now=now)
        names = ", ".join(organisation.name for organisation in found)
    if not names:
        return "Suspending is not held: there is nothing to go on with."
    return f"{names}: addresses that are wrong are suspended again, by the word of {by}."


def _held(session: Session) -> Sequence[Organisation]:
    waiting = select(Organisation).where(col(Organisation.suspending_held_since).is_not(None))
    return session.exec(waiting.order_by(col(Organisation.id))).all()


def days_refused(session: Session, notice: Notice) -> int:
    """Return on how many working days running a notice's address was refused for now (row 63).

    A day counts as a working day if it is one for any plan of the organisation.
    """
    plans = session.exec(select(Plan).where(Plan.organisation_id == notice.organisation_id))
    calendars = [calendar(session, plan) for plan in plans.all()]
    return days_running(
        refused_on(session, notice.recipient_address),
        lambda day: any(c.knows(day) and c.is_working_day(day) for c in calendars),
    )
