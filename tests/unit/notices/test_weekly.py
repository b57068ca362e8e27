"""A director's weekly summary: its day, its counts in words, and its place in the digest."""

from datetime import date, timedelta

import pytest

from rules.calendar import WorkingCalendar, monday
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience
from rules.notices.digest import Digest, Hearing, digests, hearings
from rules.notices.weekly import Summary, Tally, begins_week, total
from rules.people.circle import Circle, Recipient, Someone
from tests.builders.actions import P1, england

MONDAY = date(2026, 12, 14)
CHRISTMAS = date(2026, 12, 28)
"""A Monday that is a bank holiday."""
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "checked", "begins"),
    [
        pytest.param(MONDAY, [], True, id="Monday"),
        pytest.param(MONDAY + ONE_DAY, [MONDAY], False, id="Tuesday"),
        pytest.param(MONDAY + ONE_DAY, [], True, id="Tuesday, Monday missed"),
        pytest.param(MONDAY + 4 * ONE_DAY, [], True, id="Friday, all others missed"),
        pytest.param(MONDAY + 5 * ONE_DAY, [], False, id="Saturday"),
        pytest.param(CHRISTMAS, [], False, id="a Monday off"),
        pytest.param(CHRISTMAS + ONE_DAY, [CHRISTMAS], True, id="the day after a Monday off"),
        pytest.param(CHRISTMAS + 2 * ONE_DAY, [CHRISTMAS + ONE_DAY], False, id="the day after that"),
    ],
)  # fmt: skip
def test_it_comes_on_the_first_working_day_of_a_week_that_is_checked(
    today: date, checked: list[date], *, begins: bool
) -> None:
    assert begins_week(england(), today, checked) is begins


def test_it_never_comes_where_the_calendar_is_not_known() -> None:
    short = WorkingCalendar(frozenset(), MONDAY + ONE_DAY, MONDAY + 2 * ONE_DAY)
    assert not begins_week(short, MONDAY, [])
    assert begins_week(short, MONDAY + ONE_DAY, [MONDAY]), "what is not known was no working day"
    assert monday(MONDAY + 6 * ONE_DAY) == MONDAY == monday(MONDAY)


@pytest.mark.parametrize(
    ("tally", "words", "pressing"),
    [
        (
            Tally(14, 3, 2, 6),
            (
                "Your owners have 14 open actions: 3 are late, 2 are due within 5 working days, and 6 "
                "have been without an update for four weeks or more."
            ),
            True,
        ),
        (
            Tally(1, 0, 1, 1),
            (
                "Your owners have 1 open action: none is late, 1 is due within 5 working days, and 1 "
                "has been without an update for four weeks or more."
            ),
            True,
        ),
        (
            Tally(2, 0, 0, 0),
            (
                "Your owners have 2 open actions: none is late, none is due within 5 working days, and "
                "none has been without an update for four weeks or more."
            ),
            False,
        ),
    ],
)
def test_its_words(tally: Tally, words: str, *, pressing: bool) -> None:
    assert tally.words == words
    assert tally.is_pressing is pressing


@pytest.mark.parametrize(
    ("tally", "late_silent", "pressing"),
    [
        (Tally(1, 0, 0, 0), False, False),
        (Tally(1, 0, 1, 0), False, True),
        (Tally(0, 0, 0, 0), True, True),
    ],
    ids=["nothing presses", "due soon", "late, and paused or cancelled"],
)
def test_a_summary_is_worth_a_mail_for_what_is_late_though_silent(
    tally: Tally, *, late_silent: bool, pressing: bool
) -> None:
    summary = Summary(Recipient(DIRECTOR, "Dee", 2), tally, ("p",), ("A1 is paused.",), late_silent)
    assert summary.is_pressing is pressing
    assert summary.words == (tally.words, "A1 is paused.")


def test_tallies_add_up() -> None:
    assert total([Tally(1, 2, 3, 4), Tally(10, 20, 30, 40)]) == Tally(11, 22, 33, 44)


OWNER, DIRECTOR = Someone(1, "Owen", "owen@x.example"), Someone(2, "Dee", "Dee@x.example")
DEPUTY = Someone(3, "Deb", "deb@x.example")
NEVER = Tally(0, 0, 0, 0)


def held(ref: str, days_late: int, *, escalated: bool = False) -> Holding:
    due = MONDAY - days_late * ONE_DAY
    told = [StepRecord("L0", 0, due, Became.TOLD, due)]
    told += [StepRecord("L1", 0, due, Became.TOLD, due)] if escalated else []
    facts = ActionFacts(1, ref, due, live_on=date(2026, 1, 5), records=tuple(told))
    return Holding(facts, "Title", "p", "Plan", 1, "Owen", 2, "Dee", "Board")


def heard(*actions: Holding, weekly: bool = True) -> list[Hearing]:
    circle = Circle((OWNER, DIRECTOR))
    plans = ("p",) if weekly else ()
    return list(hearings(actions, circle, lambda _: P1, {"p": england()}, MONDAY, plans))


def of_director(tally: Tally = NEVER, because: str = "") -> Summary:
    return Summary(Recipient(DIRECTOR, "Dee", 2, because), tally, ("p",))


def gathered(*actions: Holding, told: str = "dee@x.example") -> Digest | None:
    tally = Tally(len(actions), 0, 0, 0)
    return next(digests({told}, heard(*actions), [of_director(tally)]), None)


def listed(digest: Digest | None) -> list[tuple[str, list[str]]]:
    parts = digest.parts if digest else ()
    return [(part.capacity.value, [line.ref for line in part.lines]) for part in parts]


def test_it_lists_what_is_late_and_says_how_much_there_is() -> None:
    found = gathered(held("A1", 3), held("A2", 8), held("A3", -2))
    assert listed(found) == [("summary", ["A2", "A1"])]
    assert found is not None
    assert found.parts[0].says == (Tally(3, 0, 0, 0).words,)
    assert (found.name, found.people, found.plans) == ("Dee", ((2, 2),), ("p",))


def test_what_was_escalated_is_told_of_once() -> None:
    found = gathered(held("A1", 3), held("A2", 8, escalated=True), held("A4", 12, escalated=True))
    assert listed(found) == [("director", ["A4", "A2"]), ("summary", ["A1"])]
    assert found is not None
    assert found.parts[1].says[1] == "2 of the late ones are told of in another part of this mail."
    one = gathered(held("A2", 8, escalated=True))
    assert listed(one) == [("director", ["A2"]), ("summary", [])]
    assert one is not None
    assert one.parts[1].says[1] == "1 of the late ones is told of in another part of this mail."


def test_it_is_a_part_even_if_nothing_is_late() -> None:
    found = gathered(held("A3", -2))
    assert listed(found) == [("summary", [])]
    assert found is not None
    assert found.lines == []


def test_it_goes_to_whoever_stands_in_and_says_why() -> None:
    stands_in = Summary(Recipient(DEPUTY, "Dee", 2, "Dee is away."), NEVER, ("p", "q"))
    (found,) = digests({"deb@x.example"}, [], [of_director(), stands_in])
    assert (found.address, found.parts[0].name) == (DEPUTY.address, "Dee")
    assert found.parts[0].because == "Dee is away."
    assert found.plans == ("p", "q")


def test_nobody_gets_it_who_gets_no_digest() -> None:
    assert gathered(held("A1", 3), told="nobody@x.example") is None


def test_what_is_late_is_listed_even_if_nobody_counted() -> None:
    (found,) = digests({"dee@x.example"}, heard(held("A1", 3)))
    assert listed(found) == [("summary", ["A1"])]
    assert found.parts[0].says == ()


def test_on_other_days_directors_hear_of_what_was_escalated_alone() -> None:
    readers = [hearing.readers.keys() for hearing in heard(held("A1", 3), weekly=False)]
    assert readers == [{(Audience.OWNER, "")}]
