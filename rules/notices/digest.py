"""Responsible for gathering steps into one notice a person a day."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from rules.notices.lines import Line, Standing, by_urgency, line_to, stands, told_next
from rules.notices.weekly import Summary
from rules.people.circle import Circle, Recipient

PolicyOf = Callable[[Holding], Policy]
Capacity = tuple[Audience, str]
"""As what someone hears of an action, with the role where that is a role's holder."""
CAPACITIES = tuple(Audience)
ORDER = {capacity: number for number, capacity in enumerate(CAPACITIES)}


@dataclass(slots=True)
class Part:
    """The lines of one person in one capacity."""

    name: str
    """Whom it is meant for."""
    capacity: Audience
    lines: tuple[Line, ...]
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
            return list(self.parts[0].lines)
        seen = {(line.plan, line.ref): line for part in self.parts for line in part.lines}
        return list(seen.values())


IN_SUMMARY: Capacity = (Audience.SUMMARY, "")


class Hearing(NamedTuple):
    """An action that is someone's business today."""

    holding: Holding
    standing: Standing
    follows: str
    """Who is told of it next, and when; or what becomes of it instead."""
    readers: Mapping[Capacity, Sequence[tuple[Audience, Recipient]]]
    """By capacity: who hears of it, and as what; whose notice counts first."""


PartKey = tuple[int, int, str, str]
"""Whose recipient it is for, the place of its capacity, whom it is meant for, and because of what."""


@dataclass(slots=True)
class _Pile:
    """What lies together for one address, while it is gathered."""

    address: str
    people: dict[tuple[int, int], str]
    parts: dict[PartKey, list[Line]]
    plans: dict[str, None]
    summaries: dict[PartKey, Summary]
    says: dict[PartKey, dict[str, None]]
    """Sentences under the heading of a part, each once."""


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
) -> list[Digest]:
    """Return one digest an address of `told_today` (lower case), sorted; none if it is empty.

    A summary is a part of its reader's digest, if there is one.
    """
    piles: dict[str, _Pile] = {}
    for holding, standing, follows, readers in heard:
        about: Line | None = None
        for found in chain.from_iterable(readers.values()):
            key = found[1].person.address.lower()
            if key in told_today:
                if about is None or standing.delayed:
                    meant = found[1].meant if found[1].because else "you"
                    about = line_to(found[0], holding, standing, follows, meant)
                part, lines = _part(piles, key, holding.plan_key, found)
                lines.append(about)
                if standing.asks:
                    says = (words for whom, words in standing.asks if whom == found[0])
                    piles[key].says.setdefault(part, {}).update(dict.fromkeys(says))
    for summary in summaries:
        key = summary.recipient.person.address.lower()
        if key in told_today:
            _sum_up(piles, key, summary)
    return [_digest(pile) for _, pile in sorted(piles.items())]


def _part(
    piles: dict[str, _Pile], key: str, plan: str, reader: tuple[Audience, Recipient]
) -> tuple[PartKey, list[Line]]:
    """Return the part of one reader, begun if it is not yet there, for an action of a plan."""
    capacity, found = reader
    pile = piles.get(key)
    if pile is None:
        pile = piles[key] = _Pile(found.person.address, {}, {}, {}, {}, {})
    pile.plans[plan] = None
    pile.people[found.via, found.person.id] = found.person.name
    part = (found.via, ORDER[capacity], found.meant, found.because)
    return part, pile.parts.setdefault(part, [])


def _sum_up(piles: dict[str, _Pile], key: str, summary: Summary) -> None:
    for plan in summary.plans:
        part, _ = _part(piles, key, plan, (Audience.SUMMARY, summary.recipient))
        piles[key].summaries[part] = summary


def _digest(pile: _Pile) -> Digest:
    people = sorted(pile.people)
    first = min(people, key=itemgetter(1))
    parts = sorted(pile.parts, key=itemgetter(0, 1, 2, 3)) if len(pile.parts) > 1 else pile.parts
    return Digest(
        address=pile.address,
        name=pile.people[first],
        parts=tuple(
            _summary(pile, key)
            if key[1] == ORDER[Audience.SUMMARY]
            else _plain(key, pile.parts[key], tuple(pile.says.get(key, ())))
            for key in parts
        ),
        people=tuple(people),
        plans=tuple(sorted(pile.plans)),
    )


def _plain(key: PartKey, lines: Iterable[Line], says: tuple[str, ...] = ()) -> Part:
    _, capacity, meant, because = key
    return Part(meant, CAPACITIES[capacity], tuple(sorted(lines, key=by_urgency)), because, says)


def _summary(pile: _Pile, key: PartKey) -> Part:
    """Return a summary, without what is told of in another part of the digest already."""
    elsewhere = {
        (line.plan, line.ref)
        for other, lines in pile.parts.items()
        if other[1] != ORDER[Audience.SUMMARY]
        for line in lines
    }
    lines = [line for line in pile.parts[key] if (line.plan, line.ref) not in elsewhere]
    summary, told = pile.summaries.get(key), len(pile.parts[key]) - len(lines)
    says: tuple[str, ...] = summary.words if summary else ()
    if told:
        are = "is" if told == 1 else "are"
        says += (f"{told} of the late ones {are} told of in another part of this mail.",)
    return replace(_plain(key, lines, says), weekly=summary.plans if summary else ())


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
