"""Another policy: what it changes for ladders that run, what stands, and what it can't break."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from followthrough.daily import check
from followthrough.daily.check import Ended
from followthrough.daily.preview import Wanted, preview
from followthrough.ladder import policy as policies
from models.notice import NoticeKind
from rules.problems import BadInput
from tests.builders.cast import DUE, L0, L1, L2, live_plan, slipping
from tests.builders.places import a_place
from tests.builders.plans import (
    BOARD,
    DIRECTOR,
    KEY,
    ORGANISATION,
    OWNER,
    a_file,
    an_action,
    at,
    stored,
)
from tests.integration.cli.command_line import Command

REMINDERS = """
  - {name: R1, tells: owner, working_days: -5}
  - {name: R0, tells: owner, working_days: 0}
  - {name: L0, tells: owner, working_days: 1, repeat: 5}
"""


def policy(*rungs: str) -> str:
    ladder = "".join(f"  - {{{rung}}}\n" for rung in rungs)
    left_out = [who for who in ("director", "board") if f"tells: {who}" not in ladder]
    without = f"without: {{{', '.join(f'{who}: By telephone' for who in left_out)}}}\n"
    return f"name: P2\nrungs:{REMINDERS}{ladder}" + (without if left_out else "")


def l1(working_days: int) -> str:
    return f"name: L1, tells: director, working_days: {working_days}, repeat: 5"


def l2(working_days: int, name: str = "L2") -> str:
    return f"name: {name}, tells: board, working_days: {working_days}, after_previous: 2"


@pytest.mark.parametrize(
    ("changed", "climbs_on"),
    [
        pytest.param(date(2026, 12, 24), L1, id="row-053"),
        pytest.param(date(2026, 12, 23), date(2026, 12, 24), id="row-053-at-the-new-threshold"),
    ],
)
def test_a_sooner_rung_comes_at_the_next_run_and_once(
    database: Engine, changed: date, climbs_on: date
) -> None:
    service = slipping(database, changed)
    service.apply_policy(policy(l1(3), l2(10)), at(changed, 12), running=True)
    service.days(date(2026, 12, 24) if changed.day == 23 else L1, date(2027, 1, 4))
    rungs = service.rungs("A1")
    assert rungs["L1"] == climbs_on
    assert "L1#1" not in rungs or rungs["L1#1"] > climbs_on
    told = [n for n in service.notices() if n.recipient_address == DIRECTOR.address]
    assert told[0].queued_at.date() == climbs_on
    assert "L2" not in rungs


def test_applied_again_it_holds_from_the_day_that_was_said_first(database: Engine) -> None:
    """Else it would not hold on the day on which it is said again."""
    service = slipping(database, date(2026, 12, 22))
    service.apply_policy(policy(l1(8), l2(12)), at(date(2026, 12, 22), 12), running=True)
    service.days(date(2026, 12, 23), date(2026, 12, 24))
    again = at(L1, 6)
    said = policies.apply_to_running(a_place(database, again), KEY).sentence
    assert said.startswith("From Wednesday 23 December 2026 running ladders")
    service.days(L1, date(2027, 1, 4))
    assert service.climbs("A1")["L1"] == date(2027, 1, 4), "8 working days, not 5"


@pytest.mark.parametrize("changed", [date(2026, 12, 23)], ids=["row-053-only-if-applied"])
def test_a_new_policy_alone_changes_no_running_ladder(database: Engine, changed: date) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", date(2027, 1, 5)))
    service.days(date(2026, 12, 11), changed)
    service.apply_policy(policy(l1(3), l2(10)), at(changed, 12))
    service.days(date(2026, 12, 24), date(2027, 1, 8))
    assert service.rungs("A1")["L1"] == L1
    assert service.rungs("A2")["L1"] == date(2027, 1, 8), "its ladder began after the change"


@pytest.mark.parametrize("later", [8], ids=["row-054"])
def test_what_was_told_by_the_old_policy_stands(database: Engine, later: int) -> None:
    service = slipping(database, L1)
    service.apply_policy(policy(l1(later), l2(12)), at(L1, 12), running=True)
    service.days(date(2026, 12, 30), date(2027, 1, 7))
    rungs = service.rungs("A1")
    assert rungs["L1"] == L1
    assert "L2" not in rungs, "not by the old policy, on 6 January"
    service.day(date(2027, 1, 8))
    assert service.rungs("A1")["L2"] == date(2027, 1, 8)
    first = [rung for rung in service.climbs("A1") if rung == "L1"]
    assert first == ["L1"]


@pytest.mark.parametrize("changed", [date(2026, 12, 23)], ids=["row-055"])
def test_without_the_directors_rung_the_next_waits_for_its_own_threshold(
    database: Engine, changed: date
) -> None:
    service = slipping(database, changed)
    service.apply_policy(policy(l2(10)), at(changed, 12), running=True)
    service.days(date(2026, 12, 24), L2)
    rungs = service.rungs("A1")
    assert "L1" not in rungs
    assert rungs["L2"] == L2
    assert service.board_notices() == [(L2, ["A1"])]
    assert service.digest(DIRECTOR.address, L1) is None


@pytest.mark.parametrize("changed", [date(2026, 12, 24)], ids=["row-055-never-two"])
def test_where_two_thresholds_have_passed_one_rung_is_climbed_a_run(
    database: Engine, changed: date
) -> None:
    service = slipping(database, changed)
    chief = "name: L3, tells: 'role: Director', working_days: 3"
    service.apply_policy(policy(l2(3), chief), at(changed, 12), running=True)
    service.days(L1, date(2026, 12, 31))
    rungs = service.rungs("A1")
    assert (rungs["L2"], rungs["L3"]) == (L1, date(2026, 12, 30))


@pytest.mark.parametrize("name", ["L2"], ids=["row-056"])
def test_a_board_rung_that_comes_back_tells_the_board_nothing_new(
    database: Engine, name: str
) -> None:
    service = slipping(database, L2)
    told = service.board_notices()
    assert told == [(L2, ["A1"])]
    service.apply_policy(policy(l1(5)), at(L2, 12), running=True)
    service.days(date(2027, 1, 7), date(2027, 1, 8))
    service.apply_policy(policy(l1(5), l2(10, name)), at(date(2027, 1, 8), 12), running=True)
    service.days(date(2027, 1, 11), date(2027, 1, 20))
    assert service.board_notices() == told
    assert service.digest(OWNER.address, date(2027, 1, 18)) is not None, "it is not silent"


@pytest.mark.parametrize("start", [DUE, date(2026, 12, 1)], ids=["row-057", "row-057-past"])
def test_a_policy_holds_from_tomorrow_at_the_earliest(database: Engine, start: date) -> None:
    service = slipping(database, DUE)
    before = stored(database)
    with pytest.raises(BadInput, match="A policy holds from Saturday 19 December 2026 at the"):
        service.apply_policy(policy(l1(3), l2(10)), at(DUE, 12), start)
    assert stored(database) == before
    service.apply_policy(policy(l1(3), l2(10)), at(DUE, 12), date(2026, 12, 19))
    assert len(stored(database)["policy_version"]) == 2


@pytest.mark.parametrize(
    ("on", "rungs", "queued"),
    [
        pytest.param(DUE, ["R0"], 1, id="row-058-a-day-that-passed"),
        pytest.param(date(2026, 12, 19), [], 0, id="row-058-a-day-off"),
        pytest.param(L0, ["L0"], 2, id="row-058"),  # a Monday: the director's summary too
        pytest.param(date(2031, 12, 1), ["L0"], 2, id="row-058-years-ahead"),
    ],
)
def test_a_dry_run_says_what_would_be_sent_and_writes_nothing(
    database: Engine, on: date, rungs: list[str], queued: int
) -> None:
    service = live_plan(database)
    service.days(date(2026, 12, 11), date(2026, 12, 17))
    before = stored(database)
    found = check.dry_run(a_place(database, at(DUE, 6)), ORGANISATION, on)
    assert [step.rung for step in found.steps] == rungs
    assert all(step.reason.startswith(step.rung) for step in found.steps)
    assert (found.as_of, found.queued) == (on, queued)
    assert stored(database) == before
    assert service.check(at(DUE)).ended is Ended.DONE, "the day is still to be done"
    assert service.climbs("A1")["R0"] == DUE


def test_a_ladder_whose_policy_was_removed_still_runs(database: Engine) -> None:
    service = slipping(database, date(2026, 12, 24))
    with database.begin() as connection:
        connection.execute(sa.text("DELETE FROM policy_version"))
    checked = service.day(L1)
    assert checked.ended is Ended.DONE
    assert checked.problems == (
        "Invented plan: version 1 of its policy is gone; its ladders go by the one in force.",
    )
    service.days(date(2026, 12, 30), L2)
    climbs = service.climbs("A1")
    assert (climbs["L1"], climbs["L2"]) == (L1, L2), "by the default policy"
    assert service.row("A1", L2).told[-1].startswith(f"{BOARD.name}: told on")


def test_a_version_hides_none_that_is_to_begin(database: Engine) -> None:
    service = slipping(database, DUE)
    now, first = at(DUE, 12), date(2027, 2, 1)
    service.apply_policy(policy(l1(3), l2(10)), now, first)
    before = stored(database)
    sentence = (
        "Version 2, P2, is to hold from Monday 1 February 2027, and one that begins before it would "
        "hide it. Begin on 2027-02-01 to replace it, or later; or withdraw it."
    )
    for start in (None, date(2027, 1, 4), date(2027, 1, 31)):
        with pytest.raises(BadInput, match=sentence):
            service.apply_policy(policy(l1(4), l2(11)), now, start)
    assert stored(database) == before
    service.apply_policy(policy(l1(4), l2(11)), now, first)
    service.apply_policy(policy(l1(6), l2(12)), now, date(2027, 3, 1))
    for day, number in ((date(2027, 1, 31), 1), (first, 3), (date(2027, 3, 1), 4)):
        shown = policies.show(a_place(database, at(day)), KEY)
        assert shown.startswith(f"# p: version {number}\n")


def test_a_version_that_has_not_begun_can_be_withdrawn(database: Engine, command: Command) -> None:
    service = slipping(database, DUE)
    now = at(DUE, 12)
    service.apply_policy(policy(l1(3), l2(10)), now, date(2027, 2, 1))
    code, said, _ = command("policy", "withdraw", KEY, now=now)
    assert (code, said) == (0, "Version 2 of Invented plan's policy, P2, is withdrawn.\n")
    code, _, wrong = command("policy", "withdraw", KEY, now=now)
    assert (code, wrong) == (
        2,
        "Invented plan has no version of its policy that is still to begin.\n",
    )
    service.apply_policy(policy(l1(4), l2(11)), now)
    assert policies.show(a_place(database, at(L0)), KEY).startswith("# p: version 2\n")


def test_a_policy_begins_within_the_calendar(database: Engine) -> None:
    service = slipping(database, DUE)
    with pytest.raises(BadInput, match="lies after the calendar of Invented plan, which ends on"):
        service.apply_policy(policy(l1(3), l2(10)), at(DUE, 12), date(2500, 1, 1))


def test_a_preview_of_another_policy_begins_when_it_may(database: Engine) -> None:
    service = slipping(database, DUE)
    now, first = at(DUE, 12), date(2026, 12, 30)
    service.apply_policy(policy(l1(5), l2(10)), now, first)
    with a_file(policy(l1(3), l2(10))) as file:
        (found,) = preview(a_place(database, now), Wanted(20, policy=file, running=True))
    service.apply_policy(policy(l1(3), l2(10)), now, first, running=True)
    (applied,) = preview(a_place(database, now), Wanted(20))
    assert found.then is not None
    assert found.holds_from == first
    then = [(row.on, row.name) for row in found.then.rows if row.then or row.summaries[1]]
    assert then == [(day.on, notice.name) for day in applied.now.days for notice in day.notices]


BROKEN = """
name: Faulty
rungs:
  - {name: L0, tells: owner, working_days: 5}
  - {name: L0, tells: nobody, working_days: one}
  - {name: L2, tells: board, working_days: 2, often: yes}
"""


def test_a_broken_policy_file_is_refused_whole(
    database: Engine, command: Command, tmp_path: Path
) -> None:
    service = slipping(database, DUE)
    before = stored(database)
    file = tmp_path / "faulty.yaml"
    file.write_text(BROKEN)
    code, _, complaint = command("policy", "apply", KEY, str(file), "--running", now=at(DUE, 12))
    assert code == 2
    lines = complaint.splitlines()
    assert all(line.startswith("faulty.yaml") for line in lines)
    for wrong in ('"L0" is used already', '"nobody"', '"one"', "often"):
        assert wrong in complaint
    assert stored(database) == before, "yesterday's version stays in force"
    service.days(L0, L1)
    assert service.climbs("A1")["L1"] == L1
    assert NoticeKind.ALARM not in {notice.kind for notice in service.notices()}
