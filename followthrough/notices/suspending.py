"""Responsible for addresses that mail does not reach: who is behind them counts as unreachable.

What is meant for them then goes to the next person up, who is told why; no rung is used up by it
and the clock goes on (semantics rows 62 to 64). A corrected address counts as reachable again.
"""

from datetime import datetime

from sqlmodel import Session, select

from followthrough.notices.alarms import queue_notice_alarm
from models import people
from models.calendar import calendar
from models.notice import MAIL, Notice, NoticeKind, NoticeState
from models.plan import Plan
from notifications.outcome import Outcome, Permanent, Transient
from notifications.undelivered import refused_on
from rules.calendar import days_running, local_date

MOST_DAYS = 3
"""Working days running on which an address may be refused for now; then it is as if for good."""
TO_BOARDS = (NoticeKind.BOARD_NOTICE, NoticeKind.PACK)
"""Kinds that go to a board's registered address, behind which there is no person."""


def suspend(
    session: Session, notice: Notice, why: str, *, actor: str, now: datetime
) -> tuple[str, ...]:
    """Record that mail to a notice's address does not arrive; return whom it made unreachable.

    That is everyone of the organisation who has that address today, with an audit entry each: no
    one, if it was corrected meanwhile. A board's address makes an alarm, since nobody is told in
    its place.
    """
    address = notice.recipient_address
    found = people.reachable_at(session, notice.organisation_id, address)
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
        body = (
            f"Mail to {address} ({notice.recipient_name}) does not arrive: {why}. "
            "Nobody is told instead. Tell them by other means."
        )
        queue_notice_alarm(session, notice, NoticeState.DEAD, body, now=now)
    return tuple(person.name for person in found)


def after_attempt(
    session: Session, notice: Notice, outcome: Outcome, *, actor: str, now: datetime
) -> tuple[str, ...]:
    """Suspend a notice's address if what a mail server said of it is enough for that.

    Call it when the attempt is recorded, in the same transaction. Returns whom it made unreachable.
    """
    if notice.lane != MAIL:
        return ()
    if isinstance(outcome, Permanent) and outcome.of_address:
        return suspend(session, notice, outcome.reply, actor=actor, now=now)
    if isinstance(outcome, Transient) and days_refused(session, notice) >= MOST_DAYS:
        why = f"refused for now on {MOST_DAYS} working days running, at last: {outcome.reply}"
        return suspend(session, notice, why, actor=actor, now=now)
    return ()


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
