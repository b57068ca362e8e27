"""Responsible for gathering steps into one notice a person a day, and one a board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.calendar import WorkingCalendar
from rules.decide import next_climb
from rules.facts import ActionFacts
from rules.policy import LOOK_AHEAD, Audience, Policy
from rules.slippage import lateness
from rules.words import due, long_day


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can be told; two records may share one address (semantics row 68)."""

    id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Holding:
    """An action as a digest speaks of it, with those who hold it."""

    facts: ActionFacts
    title: str
    plan_key: str
    plan: str
    """The plan's title."""
    owner_id: int | None
    owner_name: str
    director_id: int | None
    director_name: str
    board_name: str
    """The board at the top of this plan's ladder."""


@dataclass(frozen=True, slots=True)
class Line:
    """One action in a notice."""

    ref: str
    title: str
    plan: str
    owner: str
    due_date: str
    """In words, with the weekday."""
    standing: str
    """`due today`, `3 working days late` …"""
    days_late: int | None
    """Working days; None while it is not overdue."""
    rung: str
    """The rung it has reached, empty if none."""
    next: str
    """What happens next, and when, if nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one person in one capacity."""

    name: str
    capacity: Audience
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One notice to one address: its parts, worst line first in each."""

    address: str
    name: str
    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[Line]:
        """Every line, each action once."""
        seen = {(line.plan, line.ref): line for part in self.parts for line in part.lines}
        return list(seen.values())


def worst(lines: Iterable[Line]) -> int | None:
    """Return the most working days late among `lines`; None if none is overdue."""
    return max((line.days_late for line in lines if line.days_late is not None), default=None)


def digests(
    people: Iterable[Person],
    holdings: Iterable[Holding],
    policy: Policy,
    calendars: Mapping[str, WorkingCalendar],
    today: date,
) -> list[Digest]:
    """Return one digest an address, sorted; an address with nothing to say gets none (row 67).

    `holdings` are facts with today's steps already told; `calendars` go by plan key. An owner's part lists everything of
    theirs that is overdue or due within 5 working days; a director's, what was escalated to them.
    """
    mine: dict[int, list[Line]] = {}
    escalated: dict[int, list[Line]] = {}
    for holding in holdings:
        calendar = calendars[holding.plan_key]
        if holding.owner_id is not None and _concerns_owner(holding.facts, calendar, today):
            mine.setdefault(holding.owner_id, []).append(line(holding, policy, calendar, today))
        if holding.director_id is not None and _concerns_director(holding.facts, policy, today):
            escalated.setdefault(holding.director_id, []).append(
                line(holding, policy, calendar, today)
            )
    by_address: dict[str, list[Person]] = {}
    for person in sorted(people, key=lambda person: person.id):
        by_address.setdefault(person.address.lower(), []).append(person)
    found = [
        Digest(persons[0].address, persons[0].name, _parts(persons, mine, escalated))
        for _, persons in sorted(by_address.items())
    ]
    return [digest for digest in found if digest.parts]


def line(holding: Holding, policy: Policy, calendar: WorkingCalendar, today: date) -> Line:
    """Return how a notice speaks of one action today."""
    facts = holding.facts
    current = facts.current_due_date
    overdue = facts.is_overdue(today)
    late = lateness(current, today, calendar) if current and overdue else None
    return Line(
        ref=facts.ref,
        title=holding.title,
        plan=holding.plan,
        owner=holding.owner_name,
        due_date=long_day(current) if current else "no due date",
        standing=late.words if late else due(current, today) if current else "no due date",
        days_late=late.working_days if late else None,
        rung=_reached(facts, policy),
        next=_what_next(holding, policy, calendar, today),
    )


def by_urgency(line: Line) -> tuple[int, int, str]:
    """Sort key: the longest overdue first, then what falls due, then by reference."""
    late = -1 - line.days_late if line.days_late is not None else 0
    return (late, len(line.ref), line.ref)  # A9 before A10


def _parts(
    persons: list[Person], mine: Mapping[int, list[Line]], escalated: Mapping[int, list[Line]]
) -> tuple[Part, ...]:
    return tuple(
        Part(person.name, capacity, tuple(sorted(lines[person.id], key=by_urgency)))
        for person in persons
        for capacity, lines in ((Audience.OWNER, mine), (Audience.DIRECTOR, escalated))
        if lines.get(person.id)
    )


def _concerns_owner(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> bool:
    current = facts.current_due_date
    if current is None or not facts.is_live(today):
        return False
    told_today = any(record.planned_on == today for record in facts.records)
    return current < today or told_today or calendar.between(today, current) <= LOOK_AHEAD


def _concerns_director(facts: ActionFacts, policy: Policy, today: date) -> bool:
    return facts.is_live(today) and any(
        facts.of_rung(rung.name) for rung in policy.ladder if rung.audience is Audience.DIRECTOR
    )


def _reached(facts: ActionFacts, policy: Policy) -> str:
    taken = [rung.name for rung in policy.ladder if facts.of_rung(rung.name)]
    return taken[-1] if taken else ""


def _what_next(holding: Holding, policy: Policy, calendar: WorkingCalendar, today: date) -> str:
    climb = next_climb(holding.facts, policy, calendar, today)
    if climb is None:
        return "It stays in every pack's exception report until it is recorded complete."
    match climb.rung.audience:
        case Audience.OWNER:
            whom = f"{holding.owner_name or 'The owner'} is told that it is overdue"
        case Audience.DIRECTOR:
            whom = f"{holding.director_name or 'The director'}, the director, is told"
        case Audience.BOARD:
            whom = f"The {holding.board_name} is told"
    return f"{whom} on {long_day(climb.on)}."
