"""A quarter of a plan, lived through day by day: who is told of what, and what is recorded between."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from rules.calendar import monday
from rules.daily.day import decide_day
from rules.ladder.decide import Step
from rules.ladder.facts import ActionFacts, Milestone
from rules.ladder.holding import Holding, recipients
from rules.ladder.policy import LOOK_AHEAD, Audience, Version
from rules.notices.following import BOARD
from rules.notices.weekly import begins_week
from rules.people.circle import Circle, Cover, Someone
from rules.rounds import Round, paper_deadline, round_of
from tests.builders.actions import P1, england

PLAN = "p"
LIVE = date(2026, 11, 2)
FIRST, LAST = date(2026, 11, 3), date(2027, 2, 5)
VERSION = Version(1, P1, LIVE)
KNOWN = england()


@dataclass(frozen=True)
class Town:
    """How many there are of each: owners come first, then directors, deputies, and three who decide."""

    owners: int = 3
    directors: int = 2
    deputies: int = 2
    actions: int = 5
    span: int = 80
    """Days after the first within which actions are due."""

    @property
    def deciders(self) -> int:
        return self.owners + self.directors + self.deputies

    def people(self, chance: Random) -> Circle:
        """Return everyone; half of the owners are away at times."""
        first_deputy = self.owners + self.directors + 1

        def away() -> tuple[Cover, ...]:
            deputy = first_deputy + chance.randrange(self.deputies)
            first = FIRST + timedelta(days=chance.randrange(90))
            spell = timedelta(days=chance.randrange(1, 20))
            return (Cover(deputy, first, first + spell),) if chance.random() < 0.5 else ()

        def someone(number: int) -> Someone:
            is_owner = number <= self.owners
            director = self.owners + 1 + number % self.directors if is_owner else None
            covers = away() if number < first_deputy else ()
            name, address = f"Person {number}", f"p{number}@x.example"
            return Someone(number, name, address, director_id=director, covers=covers)

        return Circle(someone(number) for number in range(1, self.deciders + 4))

    def actions_of(self, chance: Random, circle: Circle) -> Iterator[Holding]:
        """Yield the actions of a plan whose board meets monthly."""
        first = FIRST + timedelta(days=chance.randrange(20, 50))
        meetings = [first + timedelta(days=28 * number) for number in range(3)]
        rounds = tuple(round_of("Board", on, paper_deadline(on, KNOWN), KNOWN) for on in meetings)
        for number in range(1, self.actions + 1):
            yield self._an_action(number, chance, circle, rounds)

    def _an_action(
        self, number: int, chance: Random, circle: Circle, rounds: tuple[Round, ...]
    ) -> Holding:
        owner = circle.people[chance.randint(1, self.owners)]
        due = FIRST + timedelta(days=chance.randrange(-20, self.span))
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
        other = chance.randint(1, self.owners)
        shares = other != owner.id and chance.random() < 0.3
        return Holding(
            *(facts, "Title", PLAN, "Plan", owner.id, owner.name, director.id, director.name),
            "Board",
            secretary_id=self.deciders + 1,
            administrator_id=self.deciders + 2,
            validator_id=self.deciders + 3,
            contributors=((other, f"Person {other}"),) if shares else (),
        )


@dataclass
class Quarter:
    """A plan of some actions, lived through day by day."""

    chance: Random
    circle: Circle
    held: dict[int, Holding]
    checked: list[date] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int, town: Town) -> "Quarter":
        chance = Random(seed)  # noqa: S311 - a test
        circle = town.people(chance)
        actions = {one.facts.id: one for one in town.actions_of(chance, circle)}
        return cls(chance, circle, actions)

    def days(self) -> Iterator[date]:
        return (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days))

    def decide(self, today: date) -> dict[int, list[Step]]:
        """Return the steps of a day, which the actions have then taken."""
        decided = decide_day(self.held.values(), lambda _: VERSION, {PLAN: KNOWN}, today)
        self.held |= decided.after
        return decided.steps

    def begins(self, today: date) -> bool:
        """Say whether directors have their weekly summary today."""
        week = [day for day in self.checked if day >= monday(today)]
        return begins_week(KNOWN, today, week) and monday(today) > LIVE

    def of_steps(self, holding: Holding, steps: Iterable[Step], today: date) -> frozenset[int]:
        """Return whom the steps of an action tell."""
        found: set[int] = set()
        for step in steps:
            if step.audience is Audience.BOARD:
                found.add(BOARD)
            them = recipients(holding, step.audience, self.circle, P1, today, step.role)
            found |= {one.person.id for _, one in them}
        return frozenset(found)

    def record(self, today: date) -> list[int]:
        """Record something of an action at times; return of which."""
        changed = [number for number in self.held if self.chance.random() < 0.02]
        for number in changed:
            later = today + timedelta(days=self.chance.randrange(1, 30))
            facts = self.held[number].facts
            moved = facts._replace(revised_due_date=later, episode=2, records=())
            facts = self.chance.choice(
                [
                    facts._replace(completed_on=today, reported_on=today),
                    moved if facts.is_open else facts,
                    facts._replace(paused_until=later),
                    facts._replace(rounds=()),
                ]
            )
            self.held[number] = self.held[number].with_facts(facts)
        return changed


Weeks = Mapping[tuple[int, date], int]
"""How many mails came to a person, or to the board, in the week that begins on a Monday."""


def mails_of(quarter: Quarter) -> Weeks:
    """Live through a quarter; return the mails of each week, to whoever had any in the quarter."""
    told: Counter[tuple[int, date]] = Counter()
    for today in quarter.days():
        steps, begins = quarter.decide(today), quarter.begins(today)
        found: set[int] = set()
        for number, mine in steps.items():
            found |= quarter.of_steps(quarter.held[number], mine, today)
        for holding in quarter.held.values() if begins else ():
            if _is_summed_up(holding.facts, today):
                them = recipients(holding, Audience.SUMMARY, quarter.circle, P1, today)
                found |= {one.person.id for _, one in them}
        told.update((someone, monday(today)) for someone in found)
        quarter.checked.append(today)
        quarter.record(today)
    mondays = {monday(day) for day in quarter.checked}
    return {(someone, on): told[someone, on] for someone, _ in told for on in mondays}


def _is_summed_up(facts: ActionFacts, today: date) -> bool:
    due = facts.current_due_date
    soon = due is not None and facts.is_open and KNOWN.is_within(today, due, LOOK_AHEAD)
    return facts.may_speak(today) and (facts.is_overdue(today) or soon)
