"""Paper deadlines and update rounds, decided on facts alone."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import LONDON, CalendarEnds
from rules.ladder.decide import Step, decide, next_check, told
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.policy import Audience
from rules.rounds import Round, paper_deadline, round_of
from tests.builders.actions import P1, an_action, england, every_day

MEETS = date(2027, 1, 14)
DEADLINE = date(2027, 1, 5)
OPENS = date(2026, 12, 14)
CHASED = date(2026, 12, 29)
FAR = date(2027, 12, 1)
BOARD = "Improvement Board"


def a_round(
    meets_on: date = MEETS, board: str = BOARD, before: int = 7, since: datetime | None = None
) -> Round:
    deadline = paper_deadline(meets_on, england(), before)
    return round_of(board, meets_on, deadline, england(), since)


def with_rounds(*rounds: Round, due: date | None = FAR) -> ActionFacts:
    return an_action(due)._replace(rounds=rounds)


def asked(action: ActionFacts, first: date, last: date) -> list[tuple[date, str]]:
    """Run each day, every notice sent at once; return when the owner was asked, and by which step."""
    found = []
    for day in every_day(first, last):
        steps = decide(action, P1, england(), day)
        action = told(action, steps, day)
        found += [(day, step.rung) for step in steps if ":" in step.rung]
    return found


@pytest.mark.parametrize(
    "meets_on", [pytest.param(MEETS, id="row-109"), pytest.param(MEETS, id="row-287")]
)
def test_the_round_of_a_meeting_counts_back_over_christmas(meets_on: date) -> None:
    """Of row 109 the deadline stands; by row 287 it asks as a week begins: Mon 28 Dec is a holiday."""
    found = a_round(meets_on)
    assert (found.deadline, found.opens_on, found.chased_on) == (DEADLINE, OPENS, CHASED)


def test_a_board_may_have_its_papers_later() -> None:
    assert a_round(before=5).deadline == date(2027, 1, 7)


def test_a_meeting_past_the_calendars_end_has_no_deadline_to_guess() -> None:
    with pytest.raises(CalendarEnds):
        paper_deadline(date(2041, 2, 1), england())


@pytest.mark.parametrize("first", [pytest.param(date(2026, 12, 1), id="row-109")])
def test_an_owner_is_asked_once_and_chased_once(first: date) -> None:
    assert asked(with_rounds(a_round()), first, MEETS) == [
        (OPENS, "round: 2027-01-05"),
        (CHASED, "chaser: 2027-01-05"),
    ]


@pytest.mark.parametrize(
    "since", [pytest.param(datetime(2026, 12, 8, 7, 15, tzinfo=LONDON), id="row-110")]
)
def test_an_update_counts_if_it_came_after_the_last_position(since: datetime) -> None:
    found = a_round(since=since)
    assert [found.counts(since + timedelta(seconds=n)) for n in (-1, 0, 1)] == [False, False, True]
    assert not found.counts(None)
    assert a_round().counts(datetime(2020, 1, 1, tzinfo=LONDON)), (
        "before the first pack any update is new to it"
    )


def test_rounds_that_overlap_ask_once_and_chase_once() -> None:
    later = a_round(date(2027, 1, 21), "Executive")
    assert later.opens_on <= DEADLINE < later.deadline
    assert asked(with_rounds(a_round(), later), date(2026, 12, 1), MEETS) == [
        (OPENS, "round: 2027-01-05"),
        (CHASED, "chaser: 2027-01-05"),
    ]


def test_rounds_that_do_not_overlap_each_ask() -> None:
    """The later opens on Mon 4 Jan; as long as the earlier one lasts, its owner is not asked twice."""
    later = a_round(date(2027, 1, 29), "Executive")
    assert later.opens_on < DEADLINE < later.covered_from
    assert asked(with_rounds(a_round(), later), OPENS, later.meets_on) == [
        *((OPENS, "round: 2027-01-05"), (CHASED, "chaser: 2027-01-05")),
        (DEADLINE, "round: 2027-01-20"),
        (date(2027, 1, 11), "chaser: 2027-01-20"),
    ]


def test_boards_with_one_paper_deadline_ask_together_and_are_both_named() -> None:
    both = with_rounds(a_round(), a_round(board="Executive"))
    (step,) = decide(both, P1, england(), OPENS)
    assert step == Step(
        -1,
        "round: 2027-01-05",
        0,
        Audience.ROUND,
        "round: an update is asked for before Tue 5 Jan 2027, the paper deadline of the Improvement "
        "Board (meets Thu 14 Jan 2027) and the Executive (meets Thu 14 Jan 2027)",
    )


@pytest.mark.parametrize("first", [pytest.param(date(2026, 12, 23), id="row-028")])
def test_a_round_that_was_to_open_in_a_gap_opens_when_it_is_over(first: date) -> None:
    assert asked(with_rounds(a_round()), first, MEETS) == [
        (first, "round: 2027-01-05"),
        (CHASED, "chaser: 2027-01-05"),
    ]


def test_nobody_is_chased_on_the_heels_of_the_request() -> None:
    rungs = asked(with_rounds(a_round()), date(2026, 12, 31), MEETS)
    assert rungs == [(date(2026, 12, 31), "round: 2027-01-05")], "Tue 5 Jan is the deadline itself"


def test_nobody_is_asked_once_the_pack_is_drafted() -> None:
    assert asked(with_rounds(a_round()), DEADLINE, MEETS) == []


def test_a_plan_that_goes_live_in_the_round_asks_on_that_day() -> None:
    action = with_rounds(a_round())._replace(live_on=date(2026, 12, 22))
    assert asked(action, date(2026, 12, 14), DEADLINE)[0] == (
        date(2026, 12, 22),
        "round: 2027-01-05",
    )


def test_a_request_whose_notice_expired_is_made_anew() -> None:
    lapsed = StepRecord("round: 2027-01-05", 0, OPENS, Became.LAPSED, None, Audience.ROUND)
    action = with_rounds(a_round())._replace(records=(lapsed,))
    assert asked(action, OPENS, date(2026, 12, 18)) == [(date(2026, 12, 15), "round: 2027-01-05")]


@pytest.mark.parametrize(
    "closed",
    [{"completed_on": OPENS}, {"cancelled_on": OPENS}, {"validated_on": OPENS}],
    ids=["complete", "cancelled", "validated"],
)
def test_what_is_closed_is_not_asked_about(closed: dict[str, date]) -> None:
    action = with_rounds(a_round())._replace(**closed)  # type: ignore[arg-type]
    assert all("round" not in rung for _, rung in asked(action, OPENS, DEADLINE))


def test_an_action_without_a_date_is_asked_about_too() -> None:
    assert (OPENS, "round: 2027-01-05") in asked(with_rounds(a_round(), due=None), OPENS, OPENS)


MEETINGS = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([0, 3, 7])), max_size=4, unique=True
)


@given(MEETINGS, st.integers(0, 40))
def test_looking_only_when_the_next_check_says_so_asks_the_same(
    meetings: list[tuple[int, int]], start: int
) -> None:
    """The cost law: between two looks nothing can happen."""
    rounds = [
        a_round(MEETS + timedelta(days=days), f"Board {number}", before)
        for number, (days, before) in enumerate(meetings)
    ]
    action = with_rounds(*rounds)
    first = date(2026, 12, 1) + timedelta(days=start)
    last = date(2027, 4, 1)
    daily = asked(action, first, last)
    found, looked = [], next_check(action, P1, england(), first - timedelta(days=1))
    while looked is not None and looked <= last:
        steps = decide(action, P1, england(), looked)
        action = told(action, steps, looked)
        found += [(looked, step.rung) for step in steps]
        looked = next_check(action, P1, england(), looked)
    assert found == daily
    assert len({rung for _, rung in daily}) == len(daily), "never twice"
    days = [day for day, _ in daily]
    assert len(set(days)) == len(days), "never two in a day"
