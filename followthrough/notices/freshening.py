"""Responsible for what a notice says when it is sent: what became untrue since is dropped.

Its actions are looked at again, and whom they concern is asked again; an action that is closed,
or someone else's by now, is not spoken of, and its step is planned anew (semantics rows 43, 69).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from followthrough.workplace import Workplace
from models import facts
from models.calendar import calendar
from models.notice import Notice, NoticeKind
from models.people import circle_around
from models.plan import Action, Plan
from models.policy import Policies, policies
from models.session import as_json, reading
from rules.calendar import WorkingCalendar
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience, Policy
from rules.notices.digest import digests, hearings
from rules.people.circle import Circle

LINED = (NoticeKind.DIGEST, NoticeKind.BOARD_NOTICE)
"""Kinds that speak of actions."""
ASKED_AGAIN = frozenset(
    (
        *(Audience.OWNER, Audience.CONTRIBUTORS, Audience.DIRECTOR, Audience.ROLE),
        *(Audience.VALIDATOR, Audience.APPROVER, Audience.ADMINISTRATOR),
        *(Audience.ROUND, Audience.CHASER),
    )
)
"""Capacities whose lines follow from the facts of actions; a weekly summary keeps its counts."""

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


@dataclass(frozen=True, slots=True)
class _Now:
    """How things stand for the actions of some notices."""

    held: Mapping[int, Holding]
    circle: Circle
    known: Policies
    calendars: Mapping[str, WorkingCalendar]
    today: date

    def policy_of(self, holding: Holding) -> Policy:
        return self.known.of(holding.plan_key, holding.facts.began_with, self.today).policy


def freshen(place: Workplace, notices: Iterable[Notice], today: date) -> dict[int, Fresh]:
    """Return what has to change of each notice that speaks of actions, by id.

    The recipient is put right in the notice itself. A notice in doubt stays as it is.
    """
    asked = [n for n in notices if n.content is None and (n.kind in LINED or n.people)]
    if not asked:
        return {}
    with reading(place.engine) as session:
        now = _look(session, asked, today)
    return {notice.id or 0: _fresh(notice, now) for notice in asked}


def _look(session: Session, notices: Sequence[Notice], today: date) -> _Now:
    ids = {action_id for notice in notices for action_id, _ in _told(_parts(notice))}
    held = facts.holdings(session, col(Action.id).in_(ids)) if ids else []
    keys = {holding.plan_key for holding in held}
    plans = session.exec(select(Plan).where(col(Plan.key).in_(keys))).all()
    people = {person for notice in notices for pair in notice.people or () for person in pair}
    people.update(*(holding.everyone for holding in held))
    return _Now(
        held={holding.facts.id: holding for holding in held},
        circle=circle_around(session, people),
        known=policies(session, plans, default_policy()),
        calendars={plan.key: calendar(session, plan) for plan in plans},
        today=today,
    )


def _fresh(notice: Notice, now: _Now) -> Fresh:
    if notice.kind == NoticeKind.BOARD_NOTICE:
        lines = [line for line in notice.payload["lines"] if _is_still_told(line, now)]
        return _changed(notice, {"lines": lines})
    if not readdress(notice, now.circle, now.today) and notice.kind != NoticeKind.ALARM:
        return Fresh(withdrawn="its recipient has changed; it is planned anew")
    if notice.kind not in LINED:
        return Fresh(notice.payload)
    before = _parts(notice)
    if not all(line.get("id") for part in before for line in part["lines"]):
        return Fresh(notice.payload)  # queued by an older version
    held = [now.held[i] for i in dict(_told(before)) if i in now.held]
    heard = hearings(held, now.circle, now.policy_of, now.calendars, now.today)
    found = digests({notice.recipient_address.lower()}, heard)
    asked = orjson.loads(as_json(found[0].parts)) if found else []
    kept = [
        {**part, "lines": [line for line in part["lines"] if _is_late_still(line, now)]}
        for part in before
        if part["capacity"] not in ASKED_AGAIN
    ]
    fresh = _changed(notice, {"parts": [*asked, *kept]})
    return replace(fresh, dropped=fresh.dropped | _not_to_mend(fresh, now))


def _not_to_mend(fresh: Fresh, now: _Now) -> frozenset[Spoken]:
    """Return what an administrator was told of since nobody might decide, and is told of no more."""
    still = _told(_parts_of(fresh.payload)) if fresh.payload else set()
    gone = [i for i, capacity in fresh.dropped if capacity == Audience.ADMINISTRATOR]
    facts_of = {i: now.held[i].facts for i in gone if i in now.held}
    to_validate = {(i, Audience.VALIDATOR.value) for i, one in facts_of.items() if one.completed_on}
    to_decide = {(i, Audience.APPROVER.value) for i, one in facts_of.items() if one.request}
    return frozenset((to_validate | to_decide) - still)


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
        notice.recipient_name, notice.recipient_address = first.name, first.address
        to = {"name": first.name, "address": first.address}
        notice.payload = {**notice.payload, "to": to}
    return True
