"""Responsible for gathering steps into one notice a person a day."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.calendar import CalendarEnds, WorkingCalendar
from rules.circle import Circle, Recipient
from rules.facts import ActionFacts
from rules.holding import Holding, recipients
from rules.notice_lines import Line, by_urgency, line
from rules.policy import LOOK_AHEAD, Audience, Policy

PolicyOf = Callable[[Holding], Policy]
CAPACITIES = tuple(Audience)
ORDER = {capacity: number for number, capacity in enumerate(CAPACITIES)}


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one person in one capacity."""

    name: str
    """Whom it is meant for."""
    capacity: Audience
    lines: tuple[Line, ...]
    because: str = ""
    """Why it comes to someone else; empty if it does not."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One notice to one address: its parts, worst line first in each."""

    address: str
    name: str
    parts: tuple[Part, ...]
    people: tuple[tuple[int, int], ...] = ()
    """(whose recipient, the recipient) as person ids: asked again when it is sent."""
    plans: tuple[str, ...] = ()
    """The keys of the plans that it speaks of."""

    @property
    def lines(self) -> list[Line]:
        """Every line, each action once."""
        seen = {(line.plan, line.ref): line for part in self.parts for line in part.lines}
        return list(seen.values())


@dataclass(slots=True)
class _Pile:
    """What lies together for one address, while it is gathered."""

    address: str
    people: dict[tuple[int, int], str]
    parts: dict[tuple[int, int, str, str], list[Line]]
    plans: dict[str, None]


def digests(
    told_today: Collection[str],
    holdings: Iterable[Holding],
    circle: Circle,
    policy_of: PolicyOf,
    calendars: Mapping[str, WorkingCalendar],
    today: date,
) -> list[Digest]:
    """Return one digest an address of `told_today` (lower case), sorted; none if it is empty.

    `holdings` are facts with today's steps already told; `calendars` go by plan key. An owner's
    part lists everything of theirs that is overdue or due within 5 working days; a director's,
    what was escalated to them; the others', what they are asked to decide (row 67). An action
    whose calendar ends too early is left out, as it is of the check (row 18).
    """
    piles: dict[str, _Pile] = {}
    for holding in holdings:
        policy, calendar = policy_of(holding), calendars[holding.plan_key]
        try:
            concerned = _concerned(holding.facts, policy, calendar, today)
            readers = [
                reader
                for audience, role in concerned
                for reader in recipients(holding, audience, circle, policy, today, role)
                if reader[1].person.address.lower() in told_today
            ]
            if readers:
                _add(piles, holding, line(holding, policy, calendar, today), readers)
        except CalendarEnds:
            continue
    return [_digest(pile) for _, pile in sorted(piles.items())]


def _add(
    piles: dict[str, _Pile],
    holding: Holding,
    about: Line,
    readers: Iterable[tuple[Audience, Recipient]],
) -> None:
    """Put a line about an action on the pile of each of its readers."""
    for capacity, found in readers:
        key = found.person.address.lower()
        pile = piles.get(key)
        if pile is None:
            pile = piles[key] = _Pile(found.person.address, {}, {}, {})
        pile.plans[holding.plan_key] = None
        pile.people[found.via, found.person.id] = found.person.name
        part = (found.via, ORDER[capacity], found.meant, found.because)
        pile.parts.setdefault(part, []).append(about)


def _digest(pile: _Pile) -> Digest:
    people = sorted(pile.people)
    first = min(people, key=lambda pair: pair[1])
    return Digest(
        address=pile.address,
        name=pile.people[first],
        parts=tuple(
            Part(meant, CAPACITIES[capacity], tuple(sorted(lines, key=by_urgency)), because)
            for (_, capacity, meant, because), lines in sorted(
                pile.parts.items(), key=lambda part: part[0]
            )
        ),
        people=tuple(people),
        plans=tuple(sorted(pile.plans)),
    )


MATTERS = {
    "answer": Audience.OWNER,
    "to validate": Audience.VALIDATOR,
    "new date": Audience.APPROVER,
    "to mend": Audience.ADMINISTRATOR,
}
"""Whose business a step is that is no rung of a ladder, by the first word of its name."""


def _concerned(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> list[tuple[Audience, str]]:
    """Return in which capacities an action is someone's business today, with the role if any."""
    if not facts.may_speak(today):
        return []
    found: dict[tuple[Audience, str], None] = {}
    if _concerns_owner(facts, calendar, today):
        found[Audience.OWNER, ""] = None
    if facts.records and facts.is_open:
        names = {record.rung for record in facts.records}
        for rung in policy.rungs:
            if rung.audience in (Audience.DIRECTOR, Audience.ROLE) and rung.name in names:
                found[rung.audience, rung.role] = None
    for record in facts.records:
        audience = MATTERS.get(record.rung.partition(":")[0])
        if audience and record.planned_on == today:
            found[audience, ""] = None
    return list(found)


def _concerns_owner(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> bool:
    current = facts.current_due_date
    if not facts.is_open:
        return False
    for record in facts.records:
        if record.planned_on == today and record.rung.partition(":")[0] not in MATTERS:
            return True
    if current is None:
        return False
    return current < today or calendar.is_within(today, current, LOOK_AHEAD)
