"""Responsible for what follows a notice: who hears of an action next, when, and as what.

It is the true next contact of anyone, reminders, rounds and the weekly summary included, if nothing
is recorded until then (semantics row 222).
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from rules.calendar import WorkingCalendar, monday, week_begins
from rules.ladder.decide import Step, decide, next_check
from rules.ladder.facts import ActionFacts, Became
from rules.ladder.holding import TO_DIRECTORS, Holding, recipients
from rules.ladder.openings import Opening
from rules.ladder.policy import Audience, Policy
from rules.people.circle import Circle, Recipient
from rules.words import long_day, sentence

A_WEEK = timedelta(weeks=1)
NOBODY, BOARD = 0, -1
"""Stand for nobody, and for the board, which is no person."""
YOU = "you"
RECENT = 4096
"""Sentences that are kept as they were made: of thousands of actions many say the same."""
VERBS = {"{be}": ("is", "are"), "{get}": ("gets", "get"), "{read}": ("reads", "read")}
"""With what the words begin that are said of someone: of one person, and of several or of you."""
ASKED = {
    Audience.ROUND: "{be} asked for an update",
    Audience.CHASER: "{be} asked for an update once more",
    Audience.VALIDATOR: "{be} asked to validate it",
    Audience.APPROVER: "{be} asked to decide on the new date",
    Audience.ADMINISTRATOR: "{be} asked to mend it in the plan",
}


class Contact(NamedTuple):
    """What one audience hears on a day ahead."""

    audience: Audience
    says: str
    role: str = ""


WEEKLY = Contact(Audience.SUMMARY, "{read} of it in the weekly summary")


class Following(NamedTuple):
    """What the facts of an action bring next, whoever holds it."""

    on: date | None = None
    contacts: tuple[Contact, ...] = ()
    weekly_on: date | None = None
    """When its director's weekly summary tells of it next."""


class Heard(NamedTuple):
    """Someone who hears of it then: by id, as they are named, and what of it they hear."""

    person_id: int
    name: str
    says: str


class Next(NamedTuple):
    """Who hears of an action next, and when; then the rung after that; then what becomes of it."""

    on: date | None
    heard: tuple[Heard, ...]
    climbs_on: date | None
    climb: tuple[Heard, ...]
    stays: str

    def to(self, reader: int | None = None) -> str:
        """Return it in words, in the second person where it is the reader."""
        said = [
            _sentence(on, tuple([(YOU if one[0] == reader else one[1], one[2]) for one in heard]))
            for on, heard in ((self.on, self.heard), (self.climbs_on, self.climb))
            if on
        ]
        return " ".join([*said, self.stays] if self.stays else said)


def following(
    facts: ActionFacts, policy: Policy, calendar: WorkingCalendar, today: date
) -> Following:
    """Return what comes next of an action; what is on its way counts as told today.

    Raises CalendarEnds if a date it needs lies outside the calendar.
    """
    for record in facts.records:
        if record.outcome is Became.WAITING:
            facts = facts.with_record(record._replace(outcome=Became.TOLD, told_on=today))
    day: date | None = today
    steps: list[Step] = []
    while day and not steps:  # a reminder may lapse, or a round end, before what is silent speaks
        day = next_check(facts, policy, calendar, day)
        steps = decide(facts, policy, calendar, day) if day else []
    contacts = dict.fromkeys(_contact(step, policy) for step in steps)
    return Following(day, tuple(contacts), _weekly(facts, calendar, today))


def who_follows(
    holding: Holding,
    found: Following,
    climb: Opening | None,
    stays: str,
    policy: Policy,
    circle: Circle,
) -> Next:
    """Return who will really be told, by who is there on that day."""
    on, heard = _first_heard(holding, found, policy, circle)
    if climb is None or climb.on == on:  # then they are among those who hear of it first
        return Next(on, heard, None, (), stays)
    contact = Contact(climb.rung.audience, _of_rung(climb.rung.audience), climb.rung.role)
    climbing = _of_contact(holding, contact, policy, circle, climb.on)
    return Next(on, heard, climb.on, climbing, stays)


def _first_heard(
    holding: Holding, found: Following, policy: Policy, circle: Circle
) -> tuple[date | None, tuple[Heard, ...]]:
    """Return who hears of it first, and when; nobody's weekly summary comes before anything."""
    on, weekly_on = found.on, found.weekly_on
    summed: tuple[Heard, ...] = ()
    if weekly_on and (on is None or weekly_on <= on):
        summed = _of_contact(holding, WEEKLY, policy, circle, weekly_on)
        if summed and weekly_on != on:
            return weekly_on, summed
    if on is None:
        return None, ()
    heard: dict[int, Heard] = {}  # of one person the most urgent, which comes last
    for contact in found.contacts:
        for one in _of_contact(holding, contact, policy, circle, on):
            heard[one.person_id] = one
    return on, (*heard.values(), *(one for one in summed if one.person_id not in heard))


def _weekly(facts: ActionFacts, calendar: WorkingCalendar, today: date) -> date | None:
    """Return the first working day of next week, if the action is late by then and may be told of."""
    first = week_begins(calendar, monday(today) + A_WEEK)
    live_before = facts.live_on is not None and facts.live_on < monday(first)
    return first if live_before and facts.is_overdue(first) and facts.may_speak(first) else None


def _contact(step: Step, policy: Policy) -> Contact:
    what, is_aside, rung = step.rung.partition(": ")
    again = " again" if step.occurrence else ""
    if step.audience in ASKED:
        says = ASKED[step.audience] + again
    elif what in ("answer", "given date"):
        says = "{be} told what was decided"
    elif is_aside and rung in {one.name for one in policy.reminders}:
        says = f"{{be}} reminded of milestone {what}"
    elif is_aside:
        says = f"{{be}} told{again} that milestone {what} is overdue"
    elif step.rung in {one.name for one in policy.reminders}:
        says = "{get} a reminder"
    else:
        says = _of_rung(step.audience, again)
    return Contact(step.audience, says, step.role)


def _of_rung(audience: Audience, again: str = "") -> str:
    if audience in (Audience.OWNER, Audience.CONTRIBUTORS):
        return f"{{be}} told{again} that it is overdue"
    return f"{{be}} told{again}"


def _of_contact(
    holding: Holding, contact: Contact, policy: Policy, circle: Circle, on: date
) -> tuple[Heard, ...]:
    audience, says, role = contact
    heard = [
        Heard(
            told.person.id,
            _name(holding, capacity, told, role),
            says if capacity is audience else ASKED.get(capacity, says),  # rows 138, 197
        )
        for capacity, told in recipients(holding, audience, circle, policy, on, role)
    ]
    return tuple(heard) or _unheard(holding, contact)


def _unheard(holding: Holding, contact: Contact) -> tuple[Heard, ...]:
    """Return who hears of it where no person does."""
    audience, says, role = contact
    if audience is Audience.BOARD:
        return (Heard(BOARD, f"the {holding.board_name}", says),)
    if audience is Audience.SUMMARY:
        return ()
    if audience is Audience.OWNER and not holding.owner_name:
        return (Heard(NOBODY, "its owner, once it has one,", says),)
    return (Heard(NOBODY, "nobody", f"can be told as its {role or audience}"),)


def _name(holding: Holding, capacity: Audience, told: Recipient, role: str) -> str:
    """Return how someone is named: as what, or for whom, where that is not plain."""
    name = told.person.name
    if told.meant != name:
        return f"{name}, for {told.meant},"
    if role:
        return f"{name}, the {role},"
    if capacity not in TO_DIRECTORS:
        return name
    if holding.director_name or holding.is_held:
        return f"{name}, the director,"
    is_secretary = told.person.id == holding.secretary_id
    called = f"{name}, the secretary of the {holding.board_name}" if is_secretary else name
    return f"{called}, for want of a director,"


@lru_cache(RECENT)
def _sentence(on: date, heard: tuple[tuple[str, str], ...]) -> str:
    """Return who hears what on a day, by name, in a sentence."""
    by_says: dict[str, dict[str, None]] = {}
    for name, says in heard:
        by_says.setdefault(says, {})[name] = None
    clauses = [_clause(says, list(names)) for says, names in by_says.items()]
    joined = clauses[0] if len(clauses) == 1 else f"{', and '.join(clauses)},"
    return sentence(f"{joined} on {long_day(on)}.")


def _clause(says: str, names: list[str]) -> str:
    *first, last = sorted(names, key=YOU.__ne__)  # you come first
    whom = f"{', '.join(first)} and {last}" if first else last
    verb, _, what = says.partition(" ")
    alone, many = VERBS.get(verb, (verb, verb))
    return f"{whom} {many if first or last == YOU else alone} {what}"
