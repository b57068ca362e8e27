"""Responsible for whom a day's steps are told to: one notice a person, one a board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from followthrough.notices import Sender, board_notice, digest_key, digest_notice
from models import facts
from models.people import Board, Person
from models.plan import Organisation, Plan
from notifications import outbox
from rules import digest as digesting
from rules.calendar import WorkingCalendar
from rules.decide import Step
from rules.digest import Holding
from rules.policy import Audience, Policy


@dataclass(slots=True)
class Day:
    """One organisation on one day, while its check runs."""

    session: Session
    organisation: Organisation
    now: datetime
    today: date
    actor: str
    plans: dict[str, Plan]
    calendars: dict[str, WorkingCalendar]
    policy: Policy


def queue(
    day: Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> dict[tuple[int, Audience], int]:
    """Queue the day's notices; return the notice of each action and audience that has one."""
    if not taken:
        return {}
    people = _people(day, after, taken)
    addresses = {person.id: person.address for person in people}
    keys: dict[tuple[int, Audience], str] = {}
    notices = []
    for board, holdings in _for_boards(day, after, taken):
        known = day.calendars[holdings[0].plan_key]
        notice = board_notice(_sender(day, holdings), board, holdings, day.policy, known, day.today)
        notices.append(notice)
        keys |= {(h.facts.id, Audience.BOARD): notice.dedup_key for h in holdings}
    for action_id, steps in taken.items():
        for audience in {step.audience for step in steps} - {Audience.BOARD}:
            address = addresses.get(_person(after[action_id], audience) or 0)
            if address:
                keys[action_id, audience] = digest_key(day.organisation.id or 0, address, day.today)
    notices += _digests(day, people, after)
    ids = outbox.enqueue(day.session, notices, now=day.now)
    return {about: ids[key] for about, key in keys.items()}


def _digests(
    day: Day, people: Sequence[digesting.Person], after: Mapping[int, Holding]
) -> Iterable[outbox.NewNotice]:
    held = [
        after.get(holding.facts.id, holding)
        for holding in facts.holdings(day.session, facts.held_by([p.id for p in people]))
        if holding.plan_key in day.plans and day.calendars[holding.plan_key].knows(day.today)
    ]
    sender = _sender(day, held)
    found = digesting.digests(people, held, day.policy, day.calendars, day.today)
    return [digest_notice(sender, digest, day.today) for digest in found]


def _people(
    day: Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> list[digesting.Person]:
    """Return everyone told today, with everyone who shares an address with them (row 68)."""
    wanted = {
        _person(after[action_id], step.audience)
        for action_id, steps in taken.items()
        for step in steps
    }
    addresses = select(func.lower(Person.address)).where(col(Person.id).in_(wanted - {None}))
    rows = day.session.exec(
        select(Person).where(
            Person.organisation_id == day.organisation.id,
            func.lower(Person.address).in_(addresses),
        )
    )
    return [digesting.Person(p.id or 0, p.name, p.address) for p in rows]


def _for_boards(
    day: Day, after: Mapping[int, Holding], taken: Mapping[int, list[Step]]
) -> list[tuple[Board, list[Holding]]]:
    by_plan: dict[str, list[Holding]] = defaultdict(list)
    for action_id, steps in taken.items():
        if any(step.audience is Audience.BOARD for step in steps):
            by_plan[after[action_id].plan_key].append(after[action_id])
    return [(_top_board(day, plan), holdings) for plan, holdings in sorted(by_plan.items())]


def _top_board(day: Day, plan: str) -> Board:
    boards = select(Board).where(Board.plan_id == day.plans[plan].id, col(Board.escalations))
    return day.session.exec(boards).one()


def _sender(day: Day, holdings: Sequence[Holding]) -> Sender:
    """Answers go to the administrator of the first plan that the notice speaks of."""
    plans = [day.plans[key] for key in dict.fromkeys(holding.plan_key for holding in holdings)]
    plans = plans or list(day.plans.values())
    return Sender(
        organisation_id=day.organisation.id or 0,
        organisation=day.organisation.name,
        administrator=day.session.get_one(Person, plans[0].administrator_id),
        notes=tuple(dict.fromkeys(note for plan in plans for note in plan.notes.splitlines())),
    )


def _person(holding: Holding, audience: Audience) -> int | None:
    match audience:
        case Audience.OWNER:
            return holding.owner_id
        case Audience.DIRECTOR:
            return holding.director_id
        case Audience.BOARD:
            return None
