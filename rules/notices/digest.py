"""Responsible for gathering steps into one notice a person a day."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from rules.calendar import CalendarEnds, WorkingCalendar
from rules.ladder.alike import Alike
from rules.ladder.asking import KINDS, is_still_asked
from rules.ladder.facts import ActionFacts
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import LOOK_AHEAD, Audience, Policy
from rules.notices.following import Next
from rules.notices.lines import Line, Standing, by_urgency, line_to, stands, told_next
from rules.notices.weekly import Summary
from rules.people.circle import Circle, Recipient

PolicyOf = Callable[[Holding], Policy]
Capacity = tuple[Audience, str]
"""As what someone hears of an action, with the role where that is a role's holder."""
CAPACITIES = tuple(Audience)
ORDER = {capacity: number for number, capacity in enumerate(CAPACITIES)}


@dataclass
class Part:
    """The lines of one person in one capacity; without slots, like a line."""

    name: str
    """Whom it is meant for."""
    capacity: Audience
    lines: list[Line]
    """The most urgent first."""
    because: str = ""
    """Why it comes to someone else; empty if it does not."""
    says: tuple[str, ...] = ()
    """Sentences that stand under its heading."""
    weekly: tuple[str, ...] = ()
    """The keys of the plans that a summary counts, so that they are counted again when it is sent."""


class Digest(NamedTuple):
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
        if len(self.parts) == 1:
            return self.parts[0].lines
        seen = {(line.plan, line.ref): line for part in self.parts for line in part.lines}
        return list(seen.values())


IN_SUMMARY: Capacity = (Audience.SUMMARY, "")


class Hearing(NamedTuple):
    """An action that is someone's business today."""

    holding: Holding
    standing: Standing
    follows: Next
    """Who is told of it next, and when; or what becomes of it instead."""
    readers: Mapping[Capacity, Sequence[tuple[Audience, Recipient]]]
    """By capacity: who hears of it, and as what; whose notice counts first."""


PartKey = tuple[int, int, str, str]
"""Whose recipient it is for, the place of its capacity, whom it is meant for, and because of what."""


_RECIPIENT = itemgetter(1)


class _Pile:
    """What lies together for one address, while it is gathered."""

    __slots__ = ("address", "parts", "people", "plans")

    def __init__(self, address: str) -> None:
        self.address = address
        self.people: dict[tuple[int, int], str] = {}
        self.parts: dict[PartKey, Part] = {}
        self.plans: set[str] = set()


def hearings(
    holdings: Iterable[Holding],
    circle: Circle,
    policy_of: PolicyOf,
    calendars: Mapping[str, WorkingCalendar],
    today: date,
    weekly: Collection[str] = (),
) -> Iterator[Hearing]:
    """Yield each action that is someone's business today, with who they are.

    `holdings` are facts with today's steps already told; `calendars` go by plan key. An owner
    hears of what is overdue or due within 5 working days; a director of what was escalated to
    them; the others of what they are asked to decide (row 67). Of the plans that are `weekly`
    today a director hears of all that is overdue. An action whose calendar ends too early is left
    out, as it is of the check (row 18).
    """
    alike = Alike()
    for holding in holdings:
        facts, policy, calendar = holding.facts, policy_of(holding), calendars[holding.plan_key]
        try:
            concern = alike.work_out(_concern, facts, policy, calendar, today)
        except CalendarEnds:
            continue
        if concern is not None:
            whose = concern.whose
            if holding.plan_key in weekly and facts.is_overdue(today):
                whose = [*whose, IN_SUMMARY]
            readers = {
                one: recipients(holding, one[0], circle, policy, today, one[1]) for one in whose
            }
            follows = told_next(holding, concern.standing, policy, circle)
            yield Hearing(holding, concern.standing, follows, readers)


def digests(
    told_today: Collection[str], heard: Iterable[Hearing], summaries: Iterable[Summary] = ()
) -> Iterator[Digest]:
    """Yield one digest an address of `told_today` (lower case), sorted; none if it is empty.

    A summary is a part of its reader's digest, if there is one.
    """
    piles = _piles(told_today, heard)
    for summary in summaries:
        key = summary.recipient.person.address.lower()
        if key in told_today:
            _sum_up(piles, key, summary)
    for key in sorted(piles):
        yield _digest(piles.pop(key))


def _piles(told_today: Collection[str], heard: Iterable[Hearing]) -> dict[str, _Pile]:
    piles: dict[str, _Pile] = {}
    for holding, standing, follows, readers in heard:
        about: Line | None = None
        for found in chain.from_iterable(readers.values()):
            capacity, reader = found
            key = reader.person.address.lower()
            if key in told_today:
                follows_then = follows.to(reader.person.id)
                if about is None or about.next != follows_then or standing.delayed:
                    meant = reader.meant if reader.because else "you"
                    about = line_to(capacity, holding, standing, follows_then, meant)
                part = _part(piles, key, holding.plan_key, found)
                part.lines.append(about)
                if standing.asks:
                    part.says = _asked(part, standing.asks)
    return piles


def _part(piles: dict[str, _Pile], key: str, plan: str, reader: tuple[Audience, Recipient]) -> Part:
    """Return the part of one reader, begun if it is not yet there, for an action of a plan."""
    capacity, found = reader
    pile = piles.get(key)
    if pile is None:
        pile = piles[key] = _Pile(found.person.address)
    pile.plans.add(plan)
    name = (found.via, ORDER[capacity], found.meant, found.because)
    part = pile.parts.get(name)
    if part is None:
        part = pile.parts[name] = Part(found.meant, capacity, [], found.because)
        pile.people[found.via, found.person.id] = found.person.name
    return part


def _asked(part: Part, asks: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the sentences under a part's heading, with those that ask its reader, each once."""
    says = (words for whom, words in asks if whom == part.capacity)
    return tuple(dict.fromkeys((*part.says, *says)))


def _sum_up(piles: dict[str, _Pile], key: str, summary: Summary) -> None:
    for plan in summary.plans:
        part = _part(piles, key, plan, (Audience.SUMMARY, summary.recipient))
        part.says, part.weekly = summary.words, summary.plans


def _digest(pile: _Pile) -> Digest:
    parts = tuple([part for _, part in sorted(pile.parts.items())])
    for part in parts:
        if part.capacity is Audience.SUMMARY:
            _tell_once(part, parts)
        if len(part.lines) > 1:
            part.lines.sort(key=by_urgency)
    people = sorted(pile.people)
    return Digest(
        address=pile.address,
        name=pile.people[min(people, key=_RECIPIENT)],
        parts=parts,
        people=tuple(people),
        plans=tuple(sorted(pile.plans)),
    )


def _tell_once(summary: Part, parts: Iterable[Part]) -> None:
    """Take out of a summary what is told of in another part of the digest already."""
    elsewhere = {
        (line.plan, line.ref)
        for other in parts
        if other.capacity is not Audience.SUMMARY
        for line in other.lines
    }
    lines = [line for line in summary.lines if (line.plan, line.ref) not in elsewhere]
    told = len(summary.lines) - len(lines)
    if told:
        are = "is" if told == 1 else "are"
        summary.says += (f"{told} of the late ones {are} told of in another part of this mail.",)
    summary.lines = lines


MATTERS = {
    "answer": Audience.OWNER,
    "given date": Audience.DIRECTOR,
    "to validate": Audience.VALIDATOR,
    "new date": Audience.APPROVER,
    "to mend": Audience.ADMINISTRATOR,
    **KINDS,
}
"""Whose business a step is that is no rung of a ladder, by the first word of its name."""

ASKING = frozenset(KINDS.values())
"""Capacities that are asked for an update, which may have come since."""


class _Concern(NamedTuple):
    """How an action stands that is someone's business, and whose."""

    standing: Standing
    whose: list[Capacity]


def _concern(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> _Concern | None:
    whose = _whose(facts, policy, calendar, today) if facts.may_speak(today) else []
    return _Concern(stands(facts, policy, calendar, today), whose) if whose else None


def _whose(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> list[Capacity]:
    """Return in which capacities an action is someone's business today, with the role if any."""
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
        asks = audience not in ASKING or is_still_asked(facts, record)
        if audience and record.planned_on == today and asks:
            found[audience, ""] = None
    return list(found)


def _concerns_owner(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> bool:
    if not facts.is_open:
        return False
    for record in facts.records:
        if record.planned_on == today and record.rung.partition(":")[0] not in MATTERS:
            return True
    current = facts.current_due_date
    soon = current is not None and calendar.is_within(today, current, LOOK_AHEAD)
    return facts.is_overdue(today) or soon
