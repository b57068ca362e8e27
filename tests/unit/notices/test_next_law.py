"""The law of what is next: what a notice named is what the next notice was, unless something was recorded."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.daily.day import decide_day
from rules.ladder.decide import Step
from rules.ladder.facts import ActionFacts, Milestone
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import Audience, Version
from rules.notices.digest import IN_SUMMARY, Hearing, digests, hearings
from rules.notices.following import BOARD, NOBODY, Heard, Next
from rules.notices.weekly import Summary, Tally, begins_week, monday
from rules.people.circle import Circle, Cover, Someone
from rules.rounds import paper_deadline, round_of
from rules.words import long_day
from tests.builders.actions import P1, england
from tests.laws.profiles import PROFILE

PLAN = "p"
LIVE = date(2026, 11, 2)
FIRST, LAST = date(2026, 11, 3), date(2027, 2, 5)
QUARTERS = 200 if settings.get_current_profile_name() == PROFILE else 4
VERSION = Version(1, P1, LIVE)
KNOWN = england()
Named = tuple[date | None, frozenset[int]]


def people(chance: Random) -> Circle:
    """Return owners 1 to 3, directors 4 and 5, deputies 6 and 7, and those who decide; some away."""

    def away(deputy: int) -> tuple[Cover, ...]:
        first = FIRST + timedelta(days=chance.randrange(90))
        spell = timedelta(days=chance.randrange(1, 20))
        return (Cover(deputy, first, first + spell),) if chance.random() < 0.5 else ()

    def someone(number: int, director: int | None, deputy: int | None = None) -> Someone:
        covers = away(deputy) if deputy else ()
        name, address = f"Person {number}", f"p{number}@x.example"
        return Someone(number, name, address, director_id=director, covers=covers)

    owners = [someone(1, 4, 6), someone(2, 4, 7), someone(3, 5)]
    directors = [someone(4, None, 7), someone(5, None, 6)]
    return Circle([*owners, *directors, *(someone(n, None) for n in range(6, 11))])


def an_action(number: int, chance: Random, circle: Circle) -> Holding:
    owner = circle.people[chance.randint(1, 3)]
    due = FIRST + timedelta(days=chance.randrange(-20, 80))
    meets = FIRST + timedelta(days=chance.randrange(20, 80))
    rounds = (round_of("Board", meets, paper_deadline(meets, KNOWN), KNOWN),)
    milestones = (Milestone("M1", "Half", due - timedelta(days=15)),)
    facts = ActionFacts(
        number,
        f"A{number}",
        due if chance.random() < 0.9 else None,
        live_on=LIVE,
        milestones=milestones if chance.random() < 0.3 else (),
        rounds=rounds if chance.random() < 0.6 else (),
    )
    director = circle.people[owner.director_id or 0]
    others = ((2, "Person 2"),) if owner.id != 2 and chance.random() < 0.3 else ()
    return Holding(
        *(facts, "Title", PLAN, "Plan", owner.id, owner.name, director.id, director.name, "Board"),
        secretary_id=8,
        administrator_id=9,
        validator_id=10,
        contributors=others,
    )


@dataclass
class Quarter:
    """A plan of some actions, lived through day by day."""

    chance: Random
    circle: Circle
    held: dict[int, Holding]
    named: dict[int, Named] = field(default_factory=dict)
    checked: list[date] = field(default_factory=list)
    kept: int = 0

    def day(self, today: date) -> None:
        decided = decide_day(self.held.values(), lambda _: VERSION, {PLAN: KNOWN}, today)
        self.held |= decided.after
        week = [day for day in self.checked if day >= monday(today)]
        begins = begins_week(KNOWN, today, week) and monday(today) > LIVE
        heard = list(
            hearings(
                *(self.held.values(), self.circle, lambda _: P1, {PLAN: KNOWN}, today),
                {PLAN} if begins else (),
            )
        )
        told = {
            hearing.holding.facts.id: self.told(hearing, decided.steps, today) for hearing in heard
        }
        for action_id, steps in decided.steps.items():
            told.setdefault(action_id, self.of_steps(self.held[action_id], steps, today))
        self.compare(told, today)
        if any(told.values()):
            self.read(heard, decided.steps, today, begins=begins)
        self.checked.append(today)
        self.record(today)

    def of_steps(self, holding: Holding, steps: list[Step], today: date) -> frozenset[int]:
        found: set[int] = set()
        for step in steps:
            if step.audience is Audience.BOARD:
                found.add(BOARD)
            them = recipients(holding, step.audience, self.circle, P1, today, step.role)
            found |= {one.person.id for _, one in them}
        return frozenset(found)

    def told(self, heard: Hearing, steps: dict[int, list[Step]], today: date) -> frozenset[int]:
        """Return who hears of an action today by a step of its own, or by a weekly summary."""
        summed = heard.readers.get(IN_SUMMARY, ())
        mine = self.of_steps(heard.holding, steps.get(heard.holding.facts.id, []), today)
        return mine | {one.person.id for _, one in summed}

    def compare(self, told: dict[int, frozenset[int]], today: date) -> None:
        for action_id, (on, whom) in [*self.named.items()]:
            now = told.get(action_id, frozenset())
            if now or on == today:
                said = f"A{action_id}: {sorted(whom)} on {on}"
                assert (on, whom) == (today, now), f"{said}, and {sorted(now)} on {today}"
                self.kept += 1
                del self.named[action_id]

    def read(
        self, heard: list[Hearing], steps: dict[int, list[Step]], today: date, *, begins: bool
    ) -> None:
        """Keep what the notices of a day name, as they say it."""
        readers = {
            one.person.address
            for hearing in heard
            for found in hearing.readers.values()
            for _, one in found
        }
        found = digests(readers, heard, self.summaries(today) if begins else ())
        lines = {line.id: line for digest in found for line in digest.lines}
        for hearing in heard:
            action_id, follows = hearing.holding.facts.id, hearing.follows
            known = {one.person_id for one in follows.heard} - {NOBODY}
            if action_id in lines or action_id in steps:
                self.named[action_id] = follows.on, frozenset(known)

    def summaries(self, today: date) -> list[Summary]:
        late = {h.director_id for h in self.held.values() if h.facts.is_overdue(today)}
        found = [self.circle.recipient(director, today) for director in late]
        return [Summary(one, Tally(1, 1, 0, 0), (PLAN,)) for one in found if one]

    def record(self, today: date) -> None:
        """Record something of an action at times: then what was named of it holds no more."""
        for action_id, holding in [*self.held.items()]:
            if self.chance.random() < 0.02:
                later = today + timedelta(days=self.chance.randrange(1, 30))
                facts = holding.facts
                changed = self.chance.choice(
                    [
                        facts._replace(completed_on=today, reported_on=today),
                        facts._replace(revised_due_date=later, episode=2, records=()),
                        facts._replace(paused_until=later),
                        facts._replace(rounds=()),
                    ]
                )
                self.held[action_id] = holding.with_facts(changed)
                self.named.pop(action_id, None)


@settings(max_examples=QUARTERS, deadline=None)
@given(st.integers(0, 10**9))
def test_what_next_named_is_what_the_next_notice_was(seed: int) -> None:
    """Hold row-222."""
    chance = Random(seed)  # noqa: S311 - a test
    circle = people(chance)
    held = {number: an_action(number, chance, circle) for number in range(1, 6)}
    quarter = Quarter(chance, circle, held)
    for number in range((LAST - FIRST).days):
        quarter.day(FIRST + timedelta(days=number))
    assert quarter.kept


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (0, "Person 1 is told that it is overdue on {}. Person 4, the director, is told on {}."),
        (1, "You are told that it is overdue on {}. Person 4, the director, is told on {}."),
        (4, "Person 1 is told that it is overdue on {}. You are told on {}."),
    ],
    ids=["row-223", "row-223-owner", "row-223-director"],
)
def test_it_speaks_to_its_reader(reader: int, said: str) -> None:
    overdue, climbs = date(2026, 11, 10), date(2026, 11, 16)
    found = Next(
        overdue,
        (Heard(1, "Person 1", "{be} told that it is overdue"),),
        climbs,
        (Heard(4, "Person 4, the director,", "{be} told"),),
        "",
    )
    assert found.to(reader) == said.format(long_day(overdue), long_day(climbs))
    assert found.tells(reader) == bool(reader)


def test_several_are_named_with_what_each_hears() -> None:
    heard = (
        Heard(1, "Person 1", "{get} a reminder"),
        Heard(2, "Person 2", "{get} a reminder"),
        Heard(4, "Person 4, the director,", "{read} of it in the weekly summary"),
        Heard(BOARD, "the Board", "{be} told"),
    )
    found = Next(date(2026, 11, 9), heard, None, (), "It stays open.")
    assert found.to(2) == (
        "You and Person 1 get a reminder, and Person 4, the director, reads of it in the weekly "
        "summary, and the Board is told, on Monday 9 November 2026. It stays open."
    )
