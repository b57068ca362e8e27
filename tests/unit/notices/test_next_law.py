"""The law of what is next: what a notice named is what the next notice was, unless something was recorded."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ladder.decide import Step
from rules.notices.digest import IN_SUMMARY, Hearing, digests, hearings
from rules.notices.following import BOARD, NOBODY, Heard, Next
from rules.notices.weekly import Summary, Tally
from rules.words import long_day
from tests.builders.actions import P1
from tests.builders.quarter import KNOWN, PLAN, Quarter, Town
from tests.laws.profiles import PROFILE

QUARTERS = 200 if settings.get_current_profile_name() == PROFILE else 4
Named = tuple[date | None, frozenset[int]]


@dataclass
class Read:
    """A quarter in which every notice is read, and what it named as next is kept."""

    quarter: Quarter
    named: dict[int, Named] = field(default_factory=dict)
    kept: int = 0

    def day(self, today: date) -> None:
        quarter = self.quarter
        steps, begins = quarter.decide(today), quarter.begins(today)
        heard = list(
            hearings(
                *(quarter.held.values(), quarter.circle, lambda _: P1, {PLAN: KNOWN}, today),
                {PLAN} if begins else (),
            )
        )
        told = {hearing.holding.facts.id: self.told(hearing, steps, today) for hearing in heard}
        for action_id, mine in steps.items():
            told.setdefault(action_id, quarter.of_steps(quarter.held[action_id], mine, today))
        self.compare(told, today)
        if any(told.values()):
            self.read(heard, steps, today, begins=begins)
        quarter.checked.append(today)
        for action_id in quarter.record(today):  # then what was named of it holds no more
            self.named.pop(action_id, None)

    def told(self, heard: Hearing, steps: dict[int, list[Step]], today: date) -> frozenset[int]:
        """Return who hears of an action today by a step of its own, or by a weekly summary."""
        summed = heard.readers.get(IN_SUMMARY, ())
        steps_of = steps.get(heard.holding.facts.id, [])
        mine = self.quarter.of_steps(heard.holding, steps_of, today)
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
        held, circle = self.quarter.held, self.quarter.circle
        late = {h.director_id for h in held.values() if h.facts.is_overdue(today)}
        found = [circle.recipient(director, today) for director in late]
        return [Summary(one, Tally(1, 1, 0, 0), (PLAN,)) for one in found if one]


@settings(max_examples=QUARTERS, deadline=None)
@given(st.integers(0, 10**9))
def test_what_next_named_is_what_the_next_notice_was(seed: int) -> None:
    """Hold row-222."""
    read = Read(Quarter.of(seed, Town()))
    for today in read.quarter.days():
        read.day(today)
    assert read.kept


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
