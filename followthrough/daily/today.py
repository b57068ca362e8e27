"""Responsible for what matters today: what is late, was sent, waits for a person, and comes next.

It is for a page that anyone who may see runs can read: of a Part 2 action it holds the reference
and dates, and no word, nor who holds it (semantics row 175).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from followthrough.daily.coming import Coming, coming
from followthrough.ladder.policy_file import default_policy
from followthrough.packs.proof import list_packs
from followthrough.workplace import Workplace
from models import facts, picking
from models.boards import Board, meetings
from models.calendar import calendar
from models.notice import Notice, NoticeKind, NoticeState
from models.people import Person, circle
from models.plan import Action, Plan
from models.policy import policies
from models.session import reading
from rules.calendar import LONDON, WorkingCalendar, local_date
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import Audience, Policy
from rules.notices.digest import PolicyOf
from rules.notices.lines import Line, as_published, by_urgency, line
from rules.people.circle import Circle
from rules.problems import RecordDamaged
from rules.text import by_number
from rules.words import WITHHELD, count, month, plain_day, short_day, shown_title

BECAME = {
    NoticeState.QUEUED: "waits to be sent",
    NoticeState.LEASED: "waits to be sent",
    NoticeState.SENDING: "is being handed over",
    NoticeState.UNKNOWN: "in doubt: a person has to look",
    NoticeState.DEAD: "refused: a person has to look",
    NoticeState.CANCELLED: "not sent: it was not true any more, or its day was over",
}
WITHOUT_ACTIONS = {
    NoticeKind.DIGEST: "weekly summary",
    NoticeKind.BOARD_NOTICE: "exception notice",
    NoticeKind.PACK: "a pack",
    NoticeKind.ALARM: "an alarm",
    NoticeKind.CODE: "a code or a link, as asked for",
    NoticeKind.HEADLINE: "headline of a mail, to a chat channel",
}
WRONG = (NoticeState.DEAD, NoticeState.UNKNOWN)
"""States of a notice that a person has to look at."""
MOST_SHOWN = 100
"""Lines of a list that a page shows, with the number of all."""
MOST_SAID = 4
"""Actions of one mail that are named."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person: what, for whom, and since when."""

    what: str
    who: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice of today: to whom, what it says, and what became of it."""

    to: str
    says: str
    state: str


@dataclass(frozen=True, slots=True)
class Today:
    """What an administrator looks at first."""

    now: datetime
    plans: tuple[str, ...]
    """The titles of those that are live."""
    actions: int
    late: tuple[Line, ...]
    number_sent: int
    number_wrong: int
    sent: tuple[Sent, ...]
    """At most as many as are shown, what went wrong first."""
    waiting: tuple[Waiting, ...]
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True)
class _Live:
    """A live plan."""

    plan: Plan
    days: WorkingCalendar
    circle: Circle
    today: date
    policy_of: PolicyOf


def today(place: Workplace) -> Today:
    """Return what matters today; a plan whose calendar has ended waits for a person, and no more."""
    now = place.clock().astimezone(LONDON)
    with reading(place.engine) as session:
        found = select(Plan).where(col(Plan.live_on) <= now.date()).order_by(Plan.key)
        plans = [_live(session, plan, now.date()) for plan in session.exec(found)]
        known = [one for one in plans if one.days.knows(now.date())]
        late = [line for one in known for line in _late(session, one)]
        waiting = [row for one in known for row in _waiting(session, one)]
        waiting += [
            Waiting(f"{one.plan.title}: its calendar has ended; give it more years", "", None)
            for one in plans
            if one not in known
        ]
        number = select(func.count()).select_from(Action)
        of_plans = col(Action.plan_id).in_([one.plan.id for one in plans])
        actions = session.exec(number.where(of_plans)).one()
        by_state = _by_state(session, now)
        sent = tuple(_sent(session, now))
    return Today(
        now=now,
        plans=tuple(one.plan.title for one in plans),
        actions=actions,
        late=tuple(sorted(late, key=by_urgency)),
        number_sent=by_state[NoticeState.SENT],
        number_wrong=sum(by_state[state] for state in WRONG),
        sent=sent,
        waiting=(*_drafts(place, now.date()), *waiting),
        coming=coming(place, {one.plan.id or 0: one.days for one in known}),
    )


def _live(session: Session, plan: Plan, today: date) -> _Live:
    known = policies(session, [plan], default_policy())

    def policy_of(holding: Holding) -> Policy:
        return known.of(plan.key, holding.facts.began_with, today).policy

    around = circle(session, plan.organisation_id)
    return _Live(plan, calendar(session, plan), around, today, policy_of)


def _late(session: Session, one: _Live) -> Iterator[Line]:
    for holding in facts.holdings(session, picking.overdue(one.plan.id or 0, one.today)):
        about = line(holding, one.policy_of(holding), one.days, one.circle, one.today)
        yield as_published(about, holding)


def _waiting(session: Session, one: _Live) -> Iterator[Waiting]:
    """Yield what of a plan's actions waits: to be validated, to be decided, to be mended."""
    mends = session.get_one(Person, one.plan.administrator_id).name
    found = facts.holdings(session, picking.waiting(one.plan.id or 0))
    for holding in sorted(found, key=lambda held: by_number(held.facts.ref)):
        facts_of, title = holding.facts, WITHHELD if holding.is_exempt else shown_title(holding)
        ref = f"{facts_of.ref} {title.rstrip('.')}"
        if facts_of.cancelled_on or facts_of.validated_on or facts_of.live_on is None:
            continue
        if facts_of.completed_on:
            who = _names(one, holding, Audience.VALIDATOR)
            yield Waiting(f"{ref}: reported complete, to be validated", who, facts_of.reported_on)
        if facts_of.request and facts_of.is_open:
            proposed = plain_day(facts_of.request.proposed)
            who = _names(one, holding, Audience.APPROVER)
            what = f"{ref}: a new date is asked for, {proposed}"
            yield Waiting(what, who, facts_of.request.asked_on)
        if facts_of.is_open and facts_of.current_due_date is None:
            yield Waiting(f"{ref}: has no due date", mends, facts_of.live_on)
        if facts_of.is_open and not facts_of.has_owner:
            yield Waiting(f"{ref}: has no owner", mends, facts_of.live_on)


def _names(one: _Live, holding: Holding, audience: Audience) -> str:
    if holding.is_exempt:
        return WITHHELD
    found = recipients(holding, audience, one.circle, one.policy_of(holding), one.today)
    return ", ".join(told.person.name for _, told in found) or "nobody can be asked"


def _drafts(place: Workplace, today: date) -> Iterator[Waiting]:
    """Yield each draft of a pack that is still to be issued, and by when."""
    papers = _papers(place)
    for pack in list_packs(place):
        period = date.fromisoformat(pack.period)
        key = (pack.plan, pack.board, period)
        is_left = period.day > 1 and key not in papers  # its board does not meet then any more
        if pack.state != "draft" or period < today.replace(day=1) or is_left:
            continue
        who, deadline = papers.get(key, ("", None))
        by = f", whose papers are due on {short_day(deadline)}" if deadline else ""
        of = plain_day(period) if deadline else month(period)
        what = f"Draft {pack.version} of the pack of the {pack.board} for {of}{by}: to be issued"
        yield Waiting(what, who, local_date(pack.made_at))


def _papers(place: Workplace) -> dict[tuple[str, str, date], tuple[str, date]]:
    """Return who prepares the papers of each meeting, and by when."""
    with reading(place.engine) as session:
        return {
            (plan.key, one.board.name, one.on): (_secretary(session, one.board), one.deadline)
            for plan in session.exec(select(Plan)).all()
            for one in meetings(session, plan, calendar(session, plan))
        }


def _secretary(session: Session, board: Board) -> str:
    found = session.get(Person, board.secretary_id or 0)
    return found.name if found else ""


def _of_day(now: datetime) -> ColumnElement[bool]:
    """Pick the notices that were queued or sent today."""
    since = datetime.combine(now.date(), time(), LONDON)
    return or_(col(Notice.queued_at) >= since, col(Notice.sent_at) >= since)


def _by_state(session: Session, now: datetime) -> Mapping[str, int]:
    counted = select(Notice.state, func.count()).where(_of_day(now)).group_by(col(Notice.state))
    return Counter(dict(session.exec(counted).all()))


def _sent(session: Session, now: datetime) -> Iterator[Sent]:
    """Yield the notices of today, people by name; what went wrong first, what was sent last."""
    state = col(Notice.state)
    order = case((state.in_(WRONG), 0), (state == NoticeState.SENT, 2), else_=1)
    lately = select(Notice).where(_of_day(now)).order_by(order, col(Notice.id))
    mail: Any = Notice.content  # a whole one for each
    found = session.exec(lately.options(defer(mail)).limit(MOST_SHOWN)).all()
    told = {notice.id: _lines(notice) for notice in found}
    ids = {line.get("id", 0) for lines in told.values() for line in lines or ()}
    open_ids = select(Action.id).where(col(Action.id).in_(ids), col(Action.is_exempt).is_(False))
    public = set(session.exec(open_ids))
    for notice in found:
        yield _as_sent(notice, told[notice.id], public)


def _lines(notice: Notice) -> list[dict[str, Any]] | None:
    """Return the actions that a notice speaks of, each once; None if that can't be read."""
    try:
        parts = notice.payload.get("parts") or [notice.payload]
        lines = [line for part in parts for line in part.get("lines", ())]
        return [*{(line["plan"], line["ref"]): line for line in lines}.values()]
    except (RecordDamaged, LookupError, TypeError, AttributeError):
        return None


def _as_sent(
    notice: Notice, lines: list[dict[str, Any]] | None, public: Collection[int | None]
) -> Sent:
    known = [line for line in lines or () if line.get("id") in public]
    hidden = len(lines or ()) - len(known)
    says = [f"{line['ref']}: {line['standing']}" for line in known[:MOST_SAID]]
    says += [count(len(known) - MOST_SAID, "more action")] if len(known) > MOST_SAID else []
    if hidden and not known:  # beside others it would name who holds it
        says = [f"{count(hidden, 'action')} that {'is' if hidden == 1 else 'are'} Part 2"]
    state = NoticeState(notice.state)
    at = f"sent {notice.sent_at.astimezone(LONDON):%H:%M}" if notice.sent_at else "sent"
    holder_is_told = hidden and not known and notice.people
    return Sent(
        to=WITHHELD if holder_is_told or lines is None else notice.recipient_name,
        says="; ".join(says) or _without_actions(notice),
        state=BECAME.get(state, at),
    )


def _without_actions(notice: Notice) -> str:
    is_pack = notice.kind == NoticeKind.PACK
    return (notice.subject if is_pack else None) or WITHOUT_ACTIONS[NoticeKind(notice.kind)]
