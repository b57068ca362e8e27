"""The law that each step lands in exactly one notice, for any people and any steps."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.daily.day import decide_day
from rules.ladder.decide import decide, told
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience, Version
from rules.notices.digest import Digest, digests, hearings
from rules.notices.lines import line
from rules.people.circle import Circle, Someone
from tests.builders.actions import P1, england

TODAY = date(2019, 1, 2)
PLAN = "Plan"
ADDRESSES = ["a@x.example", "A@X.example", "b@x.example", "c@x.example"]
PEOPLE = {n: Someone(n, f"Person {n}", ADDRESSES[n % 4]) for n in range(1, 7)}


@st.composite
def holding(draw: st.DrawFn, number: int) -> Holding:
    due = TODAY + timedelta(days=draw(st.integers(-40, 12)))
    known = england()
    rungs = draw(st.integers(0, 3))
    records = tuple(
        StepRecord(rung.name, 0, day := known.after(due, rung.offset), Became.TOLD, day)
        for rung in P1.ladder[:rungs]
    )
    owner, director = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    return Holding(
        facts=ActionFacts(
            id=number,
            ref=f"A{number}",
            due_date=due,
            live_on=date(2018, 1, 2),
            records=records,
        ),
        title="Title",
        plan_key=PLAN,
        plan=PLAN,
        owner_id=owner,
        owner_name=PEOPLE[owner].name,
        director_id=director,
        director_name=PEOPLE[director].name,
        board_name="Board",
    )


@st.composite
def holdings(draw: st.DrawFn) -> list[Holding]:
    return [draw(holding(number)) for number in range(draw(st.integers(1, 6)))]


def gathered(held: list[Holding]) -> list[Digest]:
    everyone = {address.lower() for address in ADDRESSES}
    calendars = {PLAN: england()}
    heard = hearings(held, Circle(PEOPLE.values()), lambda _: P1, calendars, TODAY)
    return list(digests(everyone, heard))


def _is_read_by_its_owner(held: Holding) -> bool:
    """Say whether what the director is told would come to the owner, who is someone else."""
    owner, director = (PEOPLE[one or 0] for one in (held.owner_id, held.director_id))
    return owner != director and owner.address.lower() == director.address.lower()


@given(holdings())
def test_each_step_lands_in_exactly_one_notice(held: list[Holding]) -> None:
    steps = {h.facts.id: decide(h.facts, P1, england(), TODAY) for h in held}
    after = [h._replace(facts=told(h.facts, steps[h.facts.id], TODAY)) for h in held]
    made = gathered(after)
    landed = Counter(
        (line.ref, part.capacity, part.name)
        for digest in made
        for part in digest.parts
        for line in part.lines
    )
    assert max(landed.values(), default=1) == 1, "told twice"
    for h in held:
        for step in steps[h.facts.id]:
            if step.audience is Audience.OWNER:
                assert landed[h.facts.ref, Audience.OWNER, h.owner_name] == 1
            if step.audience is Audience.DIRECTOR:
                told_to = landed[h.facts.ref, Audience.DIRECTOR, h.director_name]
                assert told_to == (0 if _is_read_by_its_owner(h) else 1), "row 195"


@given(holdings())
def test_one_notice_an_address_whatever_its_spelling(held: list[Holding]) -> None:
    made = gathered(held)
    addresses = [digest.address.lower() for digest in made]
    assert len(addresses) == len(set(addresses))
    assert all(digest.lines for digest in made), "no empty digest"


@given(holdings())
def test_the_highest_rung_comes_first_then_the_latest(held: list[Holding]) -> None:
    rungs = ["", *(rung.name for rung in P1.ladder)]
    for digest in gathered(held):
        for part in digest.parts:
            order = [
                (rungs.index(line.rung), -1 if line.days_late is None else line.days_late)
                for line in part.lines
            ]
            assert order == sorted(order, reverse=True)
            assert [line.height for line in part.lines] == [height for height, _ in order]


@given(st.lists(holding(1), min_size=2, max_size=5))
def test_what_is_worked_out_once_is_what_each_would_get(held: list[Holding]) -> None:
    named = [
        one._replace(facts=one.facts._replace(id=number, ref=f"A{number}"))
        for number, one in enumerate([*held, *held])
    ]
    version = Version(1, P1, date(2018, 1, 2))
    found = decide_day(named, lambda _: version, {PLAN: england()}, TODAY)
    for one in named:
        steps = decide(one.facts, P1, england(), TODAY)
        assert found.steps.get(one.facts.id, []) == steps
        if steps:
            assert found.after[one.facts.id].facts == told(one.facts, steps, TODAY)
    after = [found.after.get(one.facts.id, one) for one in named]
    apart = {
        about.ref: (about, line(one, P1, england(), Circle(PEOPLE.values()), TODAY))
        for one in after
        for digest in gathered([one])
        for about in digest.lines
    }
    together = {about.ref: about for digest in gathered(after) for about in digest.lines}
    assert together == {ref: about for ref, (about, _) in apart.items()}
    for about, to_nobody in apart.values():  # who reads it is spoken to
        assert replace(about, next="") == replace(to_nobody, next="")
