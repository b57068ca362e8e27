"""Responsible for what a notice says when it is sent: what became untrue since is dropped.

Its actions are looked at again, and whom they concern is asked again; an action that is closed,
or someone else's by now, is not spoken of, and its step is planned anew (semantics rows 43, 69).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from followthrough.notices.background import Background, background
from followthrough.notices.composing import IN_THE_MAIL
from followthrough.notices.counting import horizon, summaries
from followthrough.notices.firsts import KINDS, Addressed, introduced, unknown_to
from followthrough.notices.readers import REACHED
from followthrough.notices.registered import TO_BOARDS, registered, whose
from followthrough.workplace import Workplace
from models import facts, picking
from models.calendar import calendar
from models.notice import Notice, NoticeKind, NoticeState
from models.people import circle_around
from models.plan import Action, Plan
from models.policy import Policies, policies
from models.session import as_json, reading
from notifications.render import headline
from rules.calendar import WorkingCalendar
from rules.ladder.holding import THE_OWNER, Holding
from rules.ladder.policy import Audience, Policy
from rules.notices.background import ESCALATED, to_a_person
from rules.notices.digest import Part, digests, hearings
from rules.notices.first import IN_CHAT
from rules.notices.lines import Line
from rules.notices.weekly import Summary
from rules.people.circle import Circle
from rules.problems import RecordDamaged

LINED = (NoticeKind.DIGEST, NoticeKind.BOARD_NOTICE)
"""Kinds that speak of actions."""
ASKED_AGAIN = frozenset(
    (
        *(Audience.OWNER, Audience.CONTRIBUTORS, Audience.DIRECTOR, Audience.ROLE),
        *(Audience.VALIDATOR, Audience.APPROVER, Audience.ADMINISTRATOR),
        *(Audience.ROUND, Audience.CHASER),
    )
)
"""Capacities whose lines follow from the facts of actions alone; a weekly summary counts besides."""

Parts = Sequence[Mapping[str, Any]]
Spoken = tuple[int, str]
"""An action, and in which capacity it was told of."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A notice as it is to be handed over now."""

    payload: dict[str, Any] | None = None
    """What it is made from, where that has changed."""
    withdrawn: str = ""
    """Why it is not to be sent; empty if it is."""
    dropped: frozenset[Spoken] = frozenset()
    """What it says no more."""
    wrong: Exception | None = None
    """Why it can't be told, if it can't: the others are."""


@dataclass(frozen=True, slots=True)
class _Now:
    """How things stand for the actions of some notices."""

    held: Mapping[int, Holding]
    circle: Circle
    known: Policies
    calendars: Mapping[str, WorkingCalendar]
    today: date
    summaries: Mapping[frozenset[str], Sequence[Summary]]
    """What is counted now, by the keys of the plans that a summary is of."""
    registered: Mapping[int, str]
    """Addresses of boards and their members, by notice."""
    background: Background
    """What lies behind the actions that were escalated to a reader."""
    mails: Mapping[str, Notice | None]
    """The digests beside which headlines go, by key; None for one that can't be read."""

    def policy_of(self, holding: Holding) -> Policy:
        return self.known.of(holding.plan_key, holding.facts.began_with, self.today).policy


def freshen(place: Workplace, notices: Iterable[Notice], today: date) -> dict[int, Fresh]:
    """Return what has to change of each notice that speaks of actions, by id.

    The recipient is put right in the notice itself. A notice in doubt stays as it is. One that can't
    be read, or told, stops none of the others.
    """
    spoken = (*LINED, NoticeKind.HEADLINE, *TO_BOARDS)
    made_anew = [notice for notice in notices if notice.content is None]
    found = {n.id or 0: Fresh(wrong=wrong) for n in made_anew if (wrong := _damage(n))}
    sound = [notice for notice in made_anew if notice.id not in found]
    asked = [n for n in sound if n.kind in spoken or n.people]
    if not asked:
        return found
    with reading(place.engine) as session:
        now = _look(session, asked, today)
        fresh = {notice.id or 0: _tried(notice, now) for notice in asked}
        mails = [mail for mail in now.mails.values() if mail]
        first = unknown_to(session, [*asked, *mails])
    return found | {n.id or 0: _introduced(n, fresh[n.id or 0], first, now) for n in asked}


def _introduced(notice: Notice, fresh: Fresh, first: Mapping[Addressed, int], now: _Now) -> Fresh:
    """Return a first mail with what this is, and what is expected; and the headline beside it."""
    if fresh.payload is None:
        return fresh
    if notice.kind == NoticeKind.HEADLINE:
        mail = now.mails.get(notice.payload.get("digest", ""))
        is_first = mail is not None and (mail.payload.get("first") or _is_first(mail, first))
        said = {"body": f"{IN_THE_MAIL} {IN_CHAT}"} if is_first else {}
    elif notice.kind in KINDS:
        payload = {**fresh.payload, "first": ""}
        said = introduced(notice.kind, payload) if _is_first(notice, first) else payload
    else:
        return fresh
    return replace(fresh, payload={**fresh.payload, **said})


def _is_first(notice: Notice, first: Mapping[Addressed, int]) -> bool:
    return first.get((notice.kind, notice.recipient_address)) == notice.id


def _damage(notice: Notice) -> RecordDamaged | None:
    """Return what is wrong if a notice is not of the form in which it was stored."""
    try:
        parts = _parts(notice)
        ids = {number for number, _ in _told(parts)}
        ids.update(one for pair in notice.people or () for one in pair)
        ids.update(whose(notice))
        keys = (*_weekly(parts), notice.payload.get("digest", ""))
    except RecordDamaged as wrong:
        return wrong
    except (LookupError, TypeError, AttributeError):
        return RecordDamaged(f"notice {notice.id}")
    is_sound = all(type(one) is int for one in ids) and all(type(key) is str for key in keys)
    return None if is_sound else RecordDamaged(f"notice {notice.id}")


def _tried(notice: Notice, now: _Now) -> Fresh:
    try:
        return _fresh(notice, now)
    except (LookupError, TypeError, AttributeError, ValueError) as wrong:
        return Fresh(wrong=wrong)


def _look(session: Session, notices: Sequence[Notice], today: date) -> _Now:
    mails = _beside(session, notices)
    notices = [*notices, *(mail for mail in mails.values() if mail)]
    ids = {action_id for notice in notices for action_id, _ in _told(_parts(notice))}
    counted = {_weekly(_parts(notice)) for notice in notices} - {frozenset()}
    weekly = frozenset().union(*counted)
    late = and_(col(Plan.key).in_(weekly), picking.is_overdue(today))
    held = facts.holdings(session, or_(col(Action.id).in_(ids), late)) if ids or weekly else []
    keys = {holding.plan_key for holding in held} | weekly
    plans = session.exec(select(Plan).where(col(Plan.key).in_(keys))).all()
    people = {person for notice in notices for pair in notice.people or () for person in pair}
    people.update(*(holding.everyone for holding in held))
    circle = circle_around(session, people)
    calendars = {plan.key: calendar(session, plan) for plan in plans}
    until = {plan.key: (plan, horizon(calendars[plan.key], today)) for plan in plans}
    return _Now(
        held={holding.facts.id: holding for holding in held},
        circle=circle,
        known=policies(session, plans, default_policy()),
        calendars=calendars,
        today=today,
        summaries={
            of: summaries(
                session, [until[key] for key in sorted(of) if key in until], circle, today
            )
            for of in counted
        },
        registered=registered(session, notices),
        background=_behind(session, notices, circle, held),
        mails=mails,
    )


def _behind(
    session: Session, notices: Iterable[Notice], circle: Circle, held: Sequence[Holding]
) -> Background:
    escalated: dict[int, set[int]] = defaultdict(set)
    for notice in notices:
        told = _told(_parts(notice))
        escalated[notice.organisation_id] |= {i for i, capacity in told if capacity in ESCALATED}
    found = Background({}, {})
    for organisation_id, ids in escalated.items():
        mine = [holding for holding in held if holding.facts.id in ids]
        if mine:
            its = background(session, organisation_id, circle, mine)
            found = Background({**found.names, **its.names}, {**found.latest, **its.latest})
    return found


def _beside(session: Session, notices: Sequence[Notice]) -> dict[str, Notice | None]:
    """Return the digests beside which headlines go, by key; none is changed, nor one that is damaged."""
    keys = {n.payload.get("digest", "") for n in notices if n.kind == NoticeKind.HEADLINE}
    found = session.exec(select(Notice).where(col(Notice.dedup_key).in_(keys))).all()
    for mail in found:
        session.expunge(mail)
    return {mail.dedup_key: None if _damage(mail) else mail for mail in found}


def _weekly(parts: Parts) -> frozenset[str]:
    """Return the keys of the plans that a digest's summary counts; none of an older version's."""
    return frozenset(key for part in parts for key in part.get("weekly", ()))


def _headline(notice: Notice, now: _Now) -> Fresh:
    """Return a headline that counts what its mail does, or did; withdrawn if there is no mail."""
    key = notice.payload.get("digest", "")
    if key not in now.mails:
        return Fresh(notice.payload)  # queued by an older version
    mail = now.mails[key]
    if mail is None:
        return Fresh(withdrawn="the mail that it speaks of can't be read")
    payload = mail.payload
    if mail.state != NoticeState.SENT:
        fresh = _fresh(mail, now)
        gone = mail.state in (NoticeState.CANCELLED, NoticeState.DEAD)
        if gone or fresh.withdrawn:
            return Fresh(withdrawn="the mail that it speaks of is not sent")
        payload = fresh.payload or payload
    title = f"{notice.recipient_name}: {headline(mail.kind, payload)}"
    return Fresh({**notice.payload, "title": title})


def _fresh(notice: Notice, now: _Now) -> Fresh:
    if notice.kind == NoticeKind.HEADLINE:
        return _headline(notice, now)
    address = now.registered.get(notice.id or 0)
    if address and address != notice.recipient_address:
        _send_to(notice, notice.recipient_name, address)
    if notice.kind == NoticeKind.BOARD_NOTICE:
        lines = [line for line in notice.payload["lines"] if _is_still_told(line, now)]
        return _changed(notice, {"lines": lines})
    if not readdress(notice, now.circle, now.today) and notice.kind != NoticeKind.ALARM:
        return Fresh(withdrawn="its recipient has changed; it is planned anew")
    if notice.kind not in LINED:
        return Fresh({**notice.payload, **_reached(notice, now)})
    before = _parts(notice)
    if not all(line.get("id") for part in before for line in part["lines"]):
        return Fresh(notice.payload)  # queued by an older version
    told, weekly = dict(_told(before)), _weekly(before)
    held = [one for i, one in now.held.items() if i in told or one.plan_key in weekly]
    heard = hearings(held, now.circle, now.policy_of, now.calendars, now.today, weekly)
    counted = now.summaries.get(weekly, ())
    found = next(digests({notice.recipient_address.lower()}, heard, counted), None)
    asked = orjson.loads(
        as_json([_with_background(part, now) for part in found.parts] if found else [])
    )
    kept = [
        {**part, "lines": [line for line in part["lines"] if _is_late_still(line, now)]}
        for part in before
        if part["capacity"] not in ASKED_AGAIN and not part.get("weekly")
    ]
    fresh = _changed(notice, {"parts": [*asked, *kept]})
    return replace(fresh, dropped=fresh.dropped | _not_to_mend(fresh, now))


def _with_background(part: Part, now: _Now) -> Part:
    """Return a part whose reader does not own its actions with whom to ask, and what was tried."""
    if part.capacity in THE_OWNER:
        return part
    return replace(part, lines=[_known(line, part.capacity, now) for line in part.lines])


def _known(line: Line, capacity: Audience, now: _Now) -> Line:
    holding, behind = now.held[line.id], now.background
    known = to_a_person(holding, capacity, behind.latest.get(line.id), now.circle, now.today)
    is_told = capacity in ESCALATED
    told = behind.told(holding, now.policy_of(holding), now.today) if is_told else ()
    return replace(line, known=known, told=told)


def _not_to_mend(fresh: Fresh, now: _Now) -> frozenset[Spoken]:
    """Return what an administrator was told of since nobody might decide, and is told of no more."""
    still = _told(_parts_of(fresh.payload)) if fresh.payload else set()
    gone = [i for i, capacity in fresh.dropped if capacity == Audience.ADMINISTRATOR]
    facts_of = {i: now.held[i].facts for i in gone if i in now.held}
    to_validate = {(i, Audience.VALIDATOR.value) for i, one in facts_of.items() if one.completed_on}
    to_decide = {(i, Audience.APPROVER.value) for i, one in facts_of.items() if one.request}
    return frozenset((to_validate | to_decide) - still)


def _reached(notice: Notice, now: _Now) -> dict[str, bool]:
    """Return what an alarm says of itself: whether its reader can be reached as it leaves."""
    if notice.kind != NoticeKind.ALARM:
        return {}
    return {REACHED: all(now.circle.people[one].reachable for _, one in notice.people or ())}


def _changed(notice: Notice, said: dict[str, Any]) -> Fresh:
    """Return a notice that says this instead: withdrawn if that is nothing."""
    payload = {**notice.payload, **said}
    lines = {
        (x["plan"], x["ref"]): x for part in _parts_of(payload) for x in part["lines"]
    }.values()
    if not any(part["lines"] or part.get("says") for part in _parts_of(payload)):
        return Fresh(withdrawn="nothing in it is true any more")
    late = [line["days_late"] for line in lines if line["days_late"] is not None]
    payload |= {"number": len(lines), "worst": max(late, default=None)}
    gone = _told(_parts(notice)) - _told(_parts_of(payload))
    return Fresh(payload, dropped=frozenset(gone))


def _is_still_told(line: Mapping[str, Any], now: _Now) -> bool:
    """Say whether the board still has to hear of an action: late, in the episode it was told of."""
    holding = now.held.get(line.get("id", 0))
    if holding is None:
        return not line.get("id")  # queued by an older version
    told = any(record.audience == Audience.BOARD for record in holding.facts.records)
    return told and _is_late_still(line, now)


def _is_late_still(line: Mapping[str, Any], now: _Now) -> bool:
    found = now.held[line["id"]].facts if line["id"] in now.held else None
    return found is not None and found.is_overdue(now.today) and found.may_speak(now.today)


def _parts(notice: Notice) -> Parts:
    return _parts_of(notice.payload)


def _parts_of(payload: Mapping[str, Any]) -> Parts:
    """Return the parts of a digest, or a Board notice as one part."""
    board = {"capacity": Audience.BOARD, "lines": payload.get("lines", ())}
    found: Parts = payload.get("parts") or [board]
    return found


def _told(parts: Parts) -> set[Spoken]:
    return {
        (line["id"], str(part["capacity"]))
        for part in parts
        for line in part["lines"]
        if line.get("id")
    }


def readdress(notice: Notice, known: Circle, today: date) -> bool:
    """Give a notice the recipient of today; say whether it has one, and one only.

    One that has not is withdrawn: its steps are planned anew by the next check, for whom they
    then are.
    """
    found = [known.recipient(via, today) for via, _ in notice.people or ()]
    people = [recipient.person for recipient in found if recipient]
    addresses = {person.address.lower() for person in people}
    if len(people) < len(found) or len(addresses) != 1:
        return not notice.people
    as_before = {recipient for _, recipient in notice.people or ()}
    first = people[0]
    pairs = zip(notice.people or (), people, strict=True)
    notice.people = [[via, person.id] for (via, _), person in pairs] or None
    written = (notice.recipient_name, notice.recipient_address.lower())
    if {person.id for person in people} != as_before or written != (
        first.name,
        first.address.lower(),
    ):
        _send_to(notice, first.name, first.address)
    return True


def _send_to(notice: Notice, name: str, address: str) -> None:
    notice.recipient_name, notice.recipient_address = name, address
    notice.payload = {**notice.payload, "to": {"name": name, "address": address}}
