"""The days ahead, played: the same steps as the daily checks, told to whom they would be told."""

from datetime import date

import pytest

from rules.calendar import WorkingCalendar
from rules.daily.preview import Preview, play
from rules.daily.side_by_side import said_of_board, side_by_side, totals
from rules.ladder.facts import ActionFacts, Became, Milestone, StepRecord
from rules.ladder.holding import Holding
from rules.ladder.policy import Audience, Policy, Rung, Version
from rules.people.circle import Cover, Someone
from tests.builders.actions import P1, an_action, england, every_day
from tests.builders.actions import play as check_each_day
from tests.builders.preview import (
    ADA,
    DEE,
    DUE,
    FIRST,
    LIVE_ON,
    OTHER_PLAN,
    OWEN,
    P9,
    SUE,
    a_holding,
    a_scene,
    readers,
    rungs,
    told,
    with_facts,
)


def test_the_ladder_of_row_10_with_its_readers() -> None:
    found = play(a_scene(a_holding()), FIRST, 31)
    assert (found.first, found.last) == (FIRST, date(2027, 1, 6))
    assert told(found) == [
        (date(2026, 12, 11), "Owen Er", "A1", "R1"),
        (date(2026, 12, 18), "Owen Er", "A1", "R0"),
        (date(2026, 12, 21), "Owen Er", "A1", "L0"),
        (date(2026, 12, 29), "Dee Rector", "A1", "L1"),
        (date(2026, 12, 29), "Owen Er", "A1", "L0#1"),
        (date(2027, 1, 4), "Dee Rector", "A1", "L1#1"),
        (date(2027, 1, 4), "Owen Er", "A1", "L0#2"),
        (date(2027, 1, 6), "Board of p", "A1", "L2"),
    ]
    assert found.problems == ()
    assert found.notices == 8
    assert found.days[0].notices[0].address == "owen@invented.example"
    assert found.days[-1].notices[-1].address == "", "a board has its own"
    assert found.days[0].notices[0].mentions[0].reason.startswith("R1: due Fri 18 Dec 2026")


@pytest.mark.parametrize("offset", range(-30, 31, 3))
def test_it_is_what_checks_on_every_day_would_do(offset: int) -> None:
    due = date.fromordinal(DUE.toordinal() + offset)
    facts = an_action(due, LIVE_ON)._replace(
        milestones=(Milestone("M1", "Draft", date(2026, 12, 14)),)
    )
    found = play(a_scene(a_holding()._replace(facts=facts)), FIRST, 60)
    assert rungs(found) == check_each_day(facts, every_day(FIRST, found.last))


def test_days_on_which_nothing_is_told_are_not_there() -> None:
    quiet = a_scene(a_holding(due=date(2028, 1, 4)), with_facts(a_holding(2), live_on=None))
    assert play(quiet, FIRST, 90).days == ()


def test_what_is_on_its_way_counts_as_sent_on_its_day() -> None:
    waiting = StepRecord("L0", 0, date(2026, 12, 21), Became.WAITING)
    earlier = StepRecord("R0", 0, DUE, Became.TOLD, DUE)
    holding = with_facts(a_holding(), records=(earlier, waiting), began_with=1)
    both = dict.fromkeys(["L0#1", "L1"], date(2026, 12, 29))
    assert rungs(play(a_scene(holding), date(2026, 12, 22), 8)) == both


def test_one_address_gets_one_notice_and_boards_come_after_people() -> None:
    twin = Someone(5, "Owen Twin", "OWEN@invented.example", director_id=2)
    late = date(2026, 12, 4)
    scene = a_scene(
        a_holding(1, late, OTHER_PLAN), a_holding(2, late, owner=twin), people=(OWEN, DEE, twin)
    )
    (day, *_) = play(scene, FIRST, 1).days
    assert [(n.name, [m.ref for m in n.mentions]) for n in day.notices] == [
        ("Owen Er", ["A2", "A1"])  # by plan, then by reference
    ]
    *_, again, last = play(scene, FIRST, 12).days
    assert [n.name for n in again.notices] == ["Dee Rector", "Owen Er"]
    assert [n.name for n in last.notices] == ["Board of p", "Board of q"]


def test_what_reaches_nobody_is_shown_and_counts_as_no_notice() -> None:
    found = play(a_scene(a_holding(), people=()), FIRST, 12)
    assert {(n.name, n.is_sent) for day in found.days for n in day.notices} == {("", False)}
    assert found.notices == 0
    assert totals(found) == {}


def test_joint_owners_all_hear() -> None:
    holding = a_holding()._replace(contributors=((SUE.id, SUE.name),))
    (day,) = play(a_scene(holding), FIRST, 5).days
    heard = [(n.name, m.audience) for n in day.notices for m in n.mentions]
    assert heard == [("Owen Er", Audience.OWNER), ("Sue Cessor", Audience.CONTRIBUTORS)]


def test_cover_goes_by_the_day() -> None:
    away = OWEN._replace(covers=(Cover(SUE.id, date(2026, 12, 18), date(2026, 12, 21)),))
    found = play(a_scene(a_holding(), people=(away, DEE, SUE)), FIRST, 15)
    assert readers(found) == {"R1": "Owen Er", "R0": "Sue Cessor", "L0": "Owen Er"}
    assert found.days[1].notices[0].mentions[0].because == "Owen Er is away."


@pytest.mark.parametrize("left_on", [date(2026, 12, 12), date(2026, 12, 18)])
def test_a_leavers_actions_go_to_the_successor_and_theirs_to_the_successors_director(
    left_on: date,
) -> None:
    leaver = OWEN._replace(left_on=left_on, successor_id=SUE.id)
    heir = SUE._replace(director_id=ADA.id)
    found = play(a_scene(a_holding(), people=(leaver, DEE, heir, ADA)), FIRST, 23)
    assert readers(found) == {
        "R1": "Owen Er",
        "R0": "Sue Cessor",
        "L0": "Sue Cessor",
        "L0#1": "Sue Cessor",
        "L1": "Ada Min",
    }
    assert [n.mentions[0].because for day in found.days for n in day.notices] == [""] * 5


def test_without_a_successor_the_director_holds_it_and_the_administrator_is_asked_to_mend_it() -> (
    None
):
    leaver = OWEN._replace(left_on=date(2026, 12, 14))
    found = play(a_scene(a_holding(), people=(leaver, DEE, ADA)), FIRST, 12)
    assert readers(found) == {"R1": "Owen Er", "to mend: owner": "Ada Min", "R0": "Dee Rector"}


def test_with_nobody_above_it_has_nobody() -> None:
    gone = date(2026, 12, 1)
    leaver, above = OWEN._replace(left_on=gone), DEE._replace(left_on=gone)
    found = play(a_scene(a_holding(), people=(leaver, above, ADA)), FIRST, 12)
    assert readers(found) == {
        "to mend: owner": "Ada Min",
        "to mend: owner#1": "Ada Min",
        "R1": "",
        "R0": "",
    }


def test_the_director_of_a_director_who_left_holds_it() -> None:
    gone = date(2026, 12, 1)
    leaver = OWEN._replace(left_on=gone)
    above = DEE._replace(left_on=gone, director_id=ADA.id)
    found = play(a_scene(a_holding(), people=(leaver, above, ADA)), FIRST, 5)
    assert readers(found)["R1"] == "Ada Min"


def test_directors_in_a_circle_end_somewhere() -> None:
    gone = date(2026, 12, 1)
    leaver = OWEN._replace(left_on=gone)
    above = DEE._replace(left_on=gone, director_id=OWEN.id)
    found = play(a_scene(a_holding(), people=(leaver, above)), FIRST, 5)
    assert readers(found)["R1"] == ""


def test_what_a_leaver_completed_or_a_director_holds_stays() -> None:
    leaver = OWEN._replace(left_on=FIRST, successor_id=SUE.id)
    done = with_facts(a_holding(), completed_on=FIRST, reported_on=FIRST)
    held = a_holding(2, owner=None)._replace(owner_id=OWEN.id, is_held=True)
    found = play(a_scene(done, held, people=(leaver, SUE, DEE, ADA)), FIRST, 5)
    assert readers(found)["to validate: 1"] == "Ada Min"
    assert readers(found)["R1"] == "Sue Cessor"
    assert "Owen Er has left." in {
        m.because for d in found.days for n in d.notices for m in n.mentions
    }


def test_a_version_that_begins_within_the_days_holds_for_new_ladders() -> None:
    versions = (Version(1, P1, LIVE_ON), Version(2, P9, date(2026, 12, 14)))
    begun, fresh = a_holding(1, DUE), a_holding(2, date(2026, 12, 22))
    found = play(a_scene(begun, fresh, versions=versions), FIRST, 40)
    assert rungs(found, "A1")["L1"] == date(2026, 12, 29), "it began on 11 December, with P1"
    assert rungs(found, "A2")["L1"] == date(2026, 12, 29), "3 working days"


def test_a_version_for_running_ladders_holds_from_its_day() -> None:
    running = Version(2, P9, date(2026, 12, 14), date(2026, 12, 22))
    found = play(a_scene(a_holding(), versions=(Version(1, P1, LIVE_ON), running)), FIRST, 40)
    assert rungs(found)["L1"] == date(2026, 12, 23)


def test_a_change_of_version_looks_again_at_what_waited_for_a_later_day() -> None:
    early = Policy("P5", (Rung("R9", Audience.OWNER, -20), *P1.rungs))
    versions = (Version(1, P1, LIVE_ON), Version(2, early, date(2026, 12, 8)))
    found = play(a_scene(a_holding(due=date(2027, 1, 13)), versions=versions), FIRST, 90)
    assert rungs(found)["R9"] == england().before(date(2027, 1, 13), 20)


def test_without_a_version_in_force_the_default_holds_and_is_not_kept() -> None:
    found = play(a_scene(a_holding(), versions=(Version(1, P9, date(2026, 12, 22)),)), FIRST, 40)
    assert rungs(found)["R1"] == date(2026, 12, 11)
    assert rungs(found)["L1"] == date(2026, 12, 23), "P9's, since nothing was kept"


def test_a_milestones_reminder_begins_no_ladder() -> None:
    versions = (Version(1, P1, LIVE_ON), Version(2, P9, date(2026, 12, 9)))
    draft = Milestone("M1", "Draft", date(2026, 12, 15))
    found = play(
        a_scene(with_facts(a_holding(), milestones=(draft,)), versions=versions), FIRST, 40
    )
    assert rungs(found)["M1: R1"] == date(2026, 12, 8)
    assert rungs(found)["L1"] == date(2026, 12, 23)


def test_an_action_whose_calendar_ends_is_named_once_and_the_others_go_on() -> None:
    short = WorkingCalendar(england().days_off, date(2026, 1, 1), date(2026, 12, 31))
    scene = a_scene(a_holding(), a_holding(2, plan=OTHER_PLAN), calendar=short)
    found = play(scene, FIRST, 366)
    assert found.problems == ("Action A1 of Invented plan: the calendar ends 2026.",)
    assert rungs(found, "A2")["L2"] == date(2027, 1, 6)


# Side by side.


def both(*holdings: Holding, then: Policy = P9, days: int = 40) -> tuple[Preview, Preview]:
    changed = (Version(1, P1, LIVE_ON), Version(2, then, FIRST))
    return (
        play(a_scene(*holdings), FIRST, days),
        play(a_scene(*holdings, versions=changed), FIRST, days),
    )


def without_board() -> Policy:
    return Policy("P0", tuple(r for r in P1.rungs if r.audience is not Audience.BOARD))


def test_nothing_differs_beside_itself() -> None:
    now, _ = both(a_holding(), a_holding(2, plan=OTHER_PLAN))
    found = side_by_side(now, now)
    assert len(found.rows) == now.notices
    assert not any(row.differs for row in found.rows)
    assert {move.change for move in found.board} == {""}
    assert found.totals == (
        ("owner", 6, 6),
        ("director", 3, 3),
        ("board", 2, 2),
        ("all notices", 11, 11),
    )


def test_rows_that_differ_are_marked() -> None:
    found = side_by_side(*both(a_holding(), days=24))
    said = [
        (row.on.day, row.name, [m.rung for m in row.now], [m.rung for m in row.then], row.differs)
        for row in found.rows
    ]
    assert said == [
        (11, "Owen Er", ["R1"], ["R1"], False),
        (18, "Owen Er", ["R0"], ["R0"], False),
        (21, "Owen Er", ["L0"], ["L0"], False),
        (23, "Dee Rector", [], ["L1"], True),
        (29, "Dee Rector", ["L1"], [], True),
        (29, "Owen Er", ["L0"], ["L0"], False),
    ]


@pytest.mark.parametrize(
    ("then", "now_first", "change"),
    [
        pytest.param(P1, False, "", id="the same"),
        pytest.param(without_board(), False, "no more in these days", id="no board any more"),
        pytest.param(without_board(), True, "new in these days", id="a board at last"),
        pytest.param(
            Policy("early", (Rung("L2", Audience.BOARD, 2),)), False, "earlier", id="earlier"
        ),
        pytest.param(Policy("late", (Rung("L2", Audience.BOARD, 11),)), False, "later", id="later"),
        pytest.param(
            Policy("much", (Rung("L2", Audience.BOARD, 20),)),
            False,
            "no more in these days",
            id="after these days",
        ),
    ],
)
def test_when_an_action_first_reaches_the_board(
    then: Policy, *, now_first: bool, change: str
) -> None:
    pair = both(a_holding(), then=then)
    (move,) = side_by_side(*(reversed(pair) if now_first else pair)).board
    assert move.change == change
    assert "not by Fri 15 Jan 2027" in said_of_board(move, pair[0].last) or change in {
        "",
        "earlier",
        "later",
    }


def test_what_reaches_nobody_stands_last_and_what_cannot_be_decided_then_is_told() -> None:
    lonely = a_holding(2, owner=None)
    far = Policy("far", (Rung("L0", Audience.OWNER, 250),))
    short = WorkingCalendar(england().days_off, date(2026, 1, 1), date(2027, 6, 30))
    now = play(a_scene(lonely, people=()), FIRST, 12)
    then = play(a_scene(lonely, versions=(Version(1, far, LIVE_ON),), calendar=short), FIRST, 12)
    found = side_by_side(now, then)
    assert [row.name for row in found.rows if row.on == FIRST] == [""]
    assert found.problems == ("Action A2 of Invented plan: the calendar ends 2027.",)


def test_facts_are_left_as_they_were() -> None:
    holding = a_holding()
    play(a_scene(holding), FIRST, 60)
    assert holding.facts == ActionFacts(id=1, ref="A1", due_date=DUE, live_on=LIVE_ON)
