"""Responsible for who was really told of an action: those whom its notices named, joint owners too."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.notice import Notice, NoticeState, whose
from models.plan import Action
from models.session import among
from models.steps import EscalationStep
from rules.ladder.facts import Became
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience
from rules.notices.history import Names
from rules.people.circle import Circle, Someone

JOINTLY = frozenset((Audience.OWNER, Audience.CONTRIBUTORS))
"""Audiences that joint owners hear with, each in a digest of their own."""

NAMES_A_READER = (NoticeState.SENT, NoticeState.QUEUED, NoticeState.LEASED, NoticeState.SENDING)
"""States of a notice whose reader is named: who was asked, or is about to be."""
OnDay = tuple[int, date]
"""A person, and a day on which their digest was planned."""


def digest_key(organisation_id: int, address: str, as_of: date) -> str:
    """Return the unique key of a person's digest of a day (semantics, Words: unique keys)."""
    return f"digest:{organisation_id}:{address.lower()}:{_written(as_of)}"


_written = lru_cache(date.isoformat)
"""A day as keys hold it: thousands of one day do."""


def names_told(
    session: Session, organisation_id: int, circle: Circle, holdings: Iterable[Holding]
) -> dict[int, Names]:
    """Return whom each step of the present episode told, or is to tell, by action.

    Nothing of what told nobody.
    """
    held = {holding.facts.id: holding for holding in holdings}
    found: dict[int, dict[tuple[str, int], dict[str, None]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for action_id, *step, audience, name, people in _steps(session, held):
        meant = _meant(held[action_id], audience, circle)
        found[action_id][step[0], step[1]][_who(meant, people, name)] = None
    joint = [told for holding in held.values() for told in _jointly(holding)]
    reached = digests_sent(session, organisation_id, circle, [on_day for *_, on_day in joint])
    for action_id, key, on_day in joint:
        if on_day in reached:
            found[action_id][key][reached[on_day].name] = None
    return {
        action_id: {key: tuple(names) for key, names in steps.items()}
        for action_id, steps in found.items()
    }


def digests_sent(
    session: Session, organisation_id: int, circle: Circle, wanted: Iterable[OnDay]
) -> dict[OnDay, Someone]:
    """Return who got the digest of a day that a person was to get: the person, or who stood in.

    Those whose digest was not sent are left out.
    """
    keys = {
        on_day: [
            (digest_key(organisation_id, someone.address, on_day[1]), someone)
            for someone in _readers(circle, *on_day)
        ]
        for on_day in set(wanted)
    }
    sent = _sent(session, {key for readers in keys.values() for key, _ in readers})
    found: dict[OnDay, Someone] = {}
    for on_day, readers in keys.items():
        for key, someone in readers:
            if key in sent and someone.id in _ids(sent[key], someone.id):
                found.setdefault(on_day, someone)
    return found


def _steps(session: Session, action_ids: Iterable[int]) -> Sequence[Any]:
    """Return each step that was told or is on its way: action, rung, occurrence, audience, and its notice's reader."""
    step = EscalationStep
    session.flush()
    rows = session.connection().execute(
        sa.select(
            col(step.action_id),
            col(step.rung),
            col(step.occurrence),
            col(step.audience),
            col(Notice.recipient_name),
            col(Notice.people),
        )
        .join(Action, col(Action.id) == step.action_id)
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            among(session, col(step.action_id), action_ids),
            col(step.episode) == Action.episode,
            col(step.untold).is_(None),
            _state().in_(NAMES_A_READER),
        )
    )
    return rows.all()


def _state() -> sa.ColumnElement[str]:
    """Return a notice's state, never by its index: nearly all were sent, and SQLite would read each."""
    return sa.func.coalesce(col(Notice.state), "")


def _sent(session: Session, keys: Collection[str]) -> dict[str, list[list[int]] | None]:
    """Return the readers of each of these notices that was sent, by key."""
    columns = sa.select(col(Notice.dedup_key), col(Notice.people))
    picked = (among(session, col(Notice.dedup_key), keys), _state() == NoticeState.SENT)
    return dict(session.execute(columns.where(*picked)).all())


def _jointly(holding: Holding) -> Iterator[tuple[int, tuple[str, int], OnDay]]:
    """Yield each joint owner beside each step that they heard of: action, step, person and day."""
    for record in holding.facts.records if holding.contributors else ():
        if record.outcome is Became.TOLD and record.audience in JOINTLY:
            for person_id, _ in holding.contributors:
                key = (record.rung, record.occurrence)
                yield holding.facts.id, key, (person_id, record.planned_on)


def _readers(circle: Circle, person_id: int, day: date) -> Iterator[Someone]:
    """Yield a person, and whoever stood in for them on a day."""
    if person_id in circle.people:
        yield circle.people[person_id]
        found = circle.recipient(person_id, day)
        if found is not None:
            yield found.person


def _meant(holding: Holding, audience: str, circle: Circle) -> list[Someone]:
    """Return whom a step is meant for by today's plan."""
    match audience:
        case Audience.OWNER:
            ids: Sequence[int | None] = (holding.owner_id,)
        case Audience.DIRECTOR:
            ids = (holding.director_id,)
        case Audience.CONTRIBUTORS:
            ids = [person_id for person_id, _ in holding.contributors]
        case _:
            return []
    return [circle.people[one] for one in ids if one is not None and one in circle.people]


def _who(meant: Iterable[Someone], people: Sequence[Sequence[int]] | None, name: str) -> str:
    """Return the one meant if the notice was to them, who may share an address; else its reader."""
    told = (someone.name for someone in meant if someone.id in _ids(people))
    return next(told, name)


def _ids(people: Sequence[Sequence[int]] | None, *if_unknown: int) -> set[int]:
    """Return the recipients of a notice; an old notice does not say."""
    known = whose(people)
    return {recipient for _, recipient in known} if known else set(if_unknown)
