"""Days off that are entered while ladders run, and calendars that end."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from followthrough.daily import check
from followthrough.daily.check import Ended
from followthrough.packs import draft
from models.notice import Notice, NoticeKind
from rules.problems import BadInput
from tests.builders.cast import CAST, DUE, LIVE, live_plan, slipping
from tests.builders.places import a_place
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at, stored
from tests.integration.cli.command_line import Command

ENTERED = date(2027, 6, 28)
HOLIDAY = date(2027, 7, 2)
ONE_OFF = "division: England\nuntil: 2032\ndays_off:\n  - {on: 2027-07-02, name: One-off}\n"


def summer(database: Engine) -> Service:
    """Return a plan with an action due on Fri 25 Jun 2027."""
    service = Service(database)
    service.go_live(date(2027, 6, 14), an_action("A1", date(2027, 6, 25)))
    service.days(date(2027, 6, 14), ENTERED)
    return service


@pytest.mark.parametrize("holiday", [HOLIDAY], ids=["row-015"])
def test_a_one_off_holiday_moves_what_is_still_to_come(database: Engine, holiday: date) -> None:
    service = summer(database)
    before = [notice.dedup_key for notice in service.notices()]
    assert service.climbs("A1")["L0"] == ENTERED
    said = service.apply_calendar(ONE_OFF, at(ENTERED, 12))
    assert "has 1 day off more and 0 days fewer" in said
    assert service.check(at(ENTERED, 13)).ended is Ended.DONE_BEFORE
    service.days(date(2027, 6, 29), holiday)
    assert [notice.dedup_key for notice in service.notices()] == before, "nothing sent again"
    assert "L1" not in service.climbs("A1")
    service.days(date(2027, 7, 5), date(2027, 7, 12))
    climbs = service.climbs("A1")
    assert climbs["L1"] == date(2027, 7, 5)
    assert climbs["L2"] == date(2027, 7, 12)
    ((subject, detail),) = service.audited("changed calendar")
    assert subject == "plan p"
    assert detail["added"] == {"2027-07-02": "One-off"}


@pytest.mark.parametrize("hour", [9], ids=["row-016"])
def test_a_holiday_entered_after_its_own_messages_unsends_nothing(
    database: Engine, hour: int
) -> None:
    service = summer(database)
    service.days(date(2027, 6, 29), HOLIDAY)
    before = stored(database)["notice"]
    assert service.climbs("A1")["L1"] == HOLIDAY
    service.apply_calendar(ONE_OFF, at(HOLIDAY, hour))
    service.send_all(at(HOLIDAY, 10))
    assert stored(database)["notice"] == before, "nothing unsent, nothing sent again"
    service.days(date(2027, 7, 5), date(2027, 7, 9))
    assert "L2" not in service.climbs("A1"), "by the old table it was Fri 9 Jul"
    service.day(date(2027, 7, 12))
    climbs = service.climbs("A1")
    assert (climbs["L1"], climbs["L2"]) == (HOLIDAY, date(2027, 7, 12))


CLOSURE = """
division: England
until: 2031
days_off:
  - {from: 2026-12-29, to: 2026-12-31, name: Local closure}
"""


@pytest.mark.parametrize("level", [date(2027, 1, 4)], ids=["row-017"])
def test_a_local_closure_moves_the_director_into_january(database: Engine, level: date) -> None:
    service = slipping(database, DUE)
    service.apply_calendar(CLOSURE, at(DUE, 12))
    service.days(date(2026, 12, 21), date(2027, 1, 1))
    assert "L1" not in service.climbs("A1")
    assert all(n.queued_at.date() < date(2026, 12, 25) for n in service.notices())
    service.day(level)
    assert service.climbs("A1")["L1"] == level


@pytest.mark.parametrize("open_", [True, False], ids=["row-017-on", "row-017-off-again"])
def test_a_closure_can_be_taken_back(database: Engine, *, open_: bool) -> None:
    service = slipping(database, DUE)
    service.apply_calendar(CLOSURE, at(DUE, 12))
    if not open_:
        service.apply_calendar("division: England\nuntil: 2031\n", at(DUE, 13))
    service.days(date(2026, 12, 21), date(2026, 12, 29))
    assert ("L1" in service.climbs("A1")) is not open_


def ending(database: Engine) -> Service:
    """Return a plan whose calendar ends with 2026, run until the day on which A1 falls due."""
    service = Service(database, people=CAST)
    service.go_live(
        LIVE,
        an_action("A1", DUE),
        an_action("A2", date(2027, 3, 1)),
        an_action("A3", date(2026, 12, 14)),
    )
    service.apply_calendar("division: England\nuntil: 2026\n", at(LIVE, 6))
    service.days(LIVE, DUE)
    return service


ENDS = "Action A1 of Invented plan: the calendar ends 2026."


@pytest.mark.parametrize("l1", [date(2026, 12, 29)], ids=["row-018"])
def test_an_action_past_the_calendars_end_is_named_and_the_others_go_on(
    database: Engine, l1: date
) -> None:
    service = ending(database)
    assert service.climbs("A3")["L0"] == date(2026, 12, 15)
    service.days(date(2026, 12, 21), date(2026, 12, 24))
    climbs = service.climbs("A3")
    assert climbs["L1"] == date(2026, 12, 21), "told, although A1 can't be counted to its end"
    assert service.climbs("A1")["L0"] == date(2026, 12, 21)
    for day in (l1, date(2026, 12, 30)):
        checked = service.day(day)
        assert checked.ended is Ended.DONE
    assert service.climbs("A1")["L1"] == l1
    assert ENDS in checked.problems, "its L2 would be in 2027"
    assert not checked.is_well
    assert "L2" in service.climbs("A3")
    assert not any(f"{said}".startswith("Action A3") for said in checked.problems)


@pytest.mark.parametrize("last", [date(2026, 12, 31)], ids=["row-018-two-plans"])
def test_a_plan_whose_calendar_ended_leaves_the_other_plan_alone(
    database: Engine, last: date
) -> None:
    service = ending(database)
    service.days(date(2026, 12, 21), date(2026, 12, 24))
    other = Service(database, people=CAST, key="q")
    other.go_live(date(2026, 12, 24), an_action("B1", date(2026, 12, 30)))
    service.days(date(2026, 12, 28), last)
    assert service.climbs("B1")["L0"] == last
    service.days(date(2027, 1, 1), date(2027, 1, 7))
    assert service.climbs("B1")["L1"] == date(2027, 1, 7)
    assert [n.recipient_address for n in service.notices() if n.queued_at.year == 2027] == [
        OWNER.address,
        DIRECTOR.address,
    ], "B1, again on Monday 4 January, and its first rung to the director"


@pytest.mark.parametrize("alarmed", [date(2026, 10, 2)], ids=["row-018-alarm"])
def test_ninety_days_before_a_calendar_ends_an_alarm_is_raised_once(
    database: Engine, alarmed: date
) -> None:
    service = Service(database)
    service.go_live(date(2026, 9, 28), an_action("A1", DUE))
    service.apply_calendar("division: England\nuntil: 2026\n", at(date(2026, 9, 28), 6))

    def alarms() -> list[Notice]:
        return [n for n in service.notices() if n.kind == NoticeKind.ALARM]

    service.days(date(2026, 9, 28), date(2026, 10, 1))
    assert alarms() == []
    service.days(alarmed, date(2026, 10, 6))
    alarm, _ = alarms()
    assert alarm.queued_at.date() == alarmed
    assert alarm.payload["body"] == ("Invented plan: its calendar ends 2026; give it more years.")
    service.apply_calendar("division: England\nuntil: 2032\n", at(date(2026, 10, 6), 12))
    assert service.day(date(2026, 10, 7)).problems == ()


@pytest.mark.parametrize("day", [date(2026, 12, 22)], ids=["row-018-pack"])
def test_a_calendar_that_ends_stops_no_pack_and_no_standing(
    database: Engine, tmp_path: Path, day: date
) -> None:
    service = ending(database)
    service.days(date(2026, 12, 21), day)
    rows = {row.ref: row for row in service.pack(day).actions}
    assert rows["A2"].standing == "Open", "due in March, after the calendar's end"
    made = draft.assemble_pack(a_place(database, at(day, 12), tmp_path), KEY, BOARD.name)
    assert made.new


BROKEN = """
division: Mercia
until: soon
days_off:
  - {on: 2027-02-30, name: Nowhere}
  - {from: 2026-12-31, to: 2026-12-29, name: Backwards}
"""


def test_a_broken_calendar_file_is_refused_whole(
    database: Engine, command: Command, tmp_path: Path
) -> None:
    service = live_plan(database)
    before = stored(database)
    file = tmp_path / "faulty.yaml"
    file.write_text(BROKEN)
    code, _, complaint = command("calendar", "apply", KEY, str(file), now=at(LIVE, 12))
    assert code == 2
    for wrong in ("Mercia", "soon", "2027-02-30", "runs backwards"):
        assert wrong in complaint
    assert len(complaint.splitlines()) == 4
    assert stored(database) == before
    service.days(date(2026, 12, 11), date(2026, 12, 29))
    assert service.climbs("A1")["L1"] == date(2026, 12, 29)


def test_row_014_a_table_can_be_brought_up_to_date_at_run_time(database: Engine) -> None:
    service = Service(database)
    service.go_live(date(2022, 9, 5), an_action("A1", date(2022, 9, 16)))
    with database.begin() as connection:  # as an older table would have it
        connection.execute(sa.text("DELETE FROM day_off WHERE name LIKE '%Funeral%'"))
    service.days(date(2022, 9, 5), date(2022, 9, 16))
    service.apply_calendar("division: England\nuntil: 2028\n", at(date(2022, 9, 16), 12))
    service.days(date(2022, 9, 19), date(2022, 9, 20))
    assert service.climbs("A1")["L0"] == date(2022, 9, 20)
    assert (
        check.dry_run(
            a_place(database, at(date(2022, 9, 20))), "Invented Council", date(2022, 9, 19)
        ).steps
        == ()
    )


FAR = date(2099, 1, 1)
TOO_FAR = "Thu 1 Jan 2099 lies outside the plan's calendar, which ends 2031"


@pytest.mark.parametrize("far", [FAR], ids=["row-018-new-date"])
def test_a_new_date_that_no_pack_could_count_to_is_refused(database: Engine, far: date) -> None:
    service = live_plan(database)
    before = stored(database)
    with pytest.raises(BadInput, match=TOO_FAR):
        service.ask("A1", far, at(LIVE, 9))
    assert stored(database) == before
    service.complete("A1", at(LIVE, 10))
    service.day(date(2026, 12, 8))
    with pytest.raises(BadInput, match=TOO_FAR):
        service.reopen("A1", at(date(2026, 12, 8), 9), far)
    assert service.row("A1", date(2026, 12, 8)).slippage == 0, "the pack can be made"


@pytest.mark.parametrize("until", [2026], ids=["row-018-shortened"])
def test_a_date_asked_for_before_the_calendar_was_cut_is_not_agreed(
    database: Engine, until: int
) -> None:
    service = live_plan(database)
    service.ask("A1", date(2027, 3, 1), at(LIVE, 9))
    service.apply_calendar(f"division: England\nuntil: {until}\n", at(LIVE, 10))
    with pytest.raises(BadInput, match="lies outside the plan's calendar, which ends 2026"):
        service.agree("A1", at(LIVE, 11), DIRECTOR.name)
    assert service.action("A1").revised_due_date is None


DEADLINES = [
    pytest.param(
        ["--from", "2027-01-31", "--months", "1"],
        "Proposed: Monday 1 March 2027.",
        id="row-087-cli",
    ),
    pytest.param(
        ["--from", "2026-12-18", "--working-days", "5"],
        "Proposed: Tuesday 29 December 2026.",
        id="row-114-cli",
    ),
]


@pytest.mark.parametrize(("words", "proposed"), DEADLINES)
def test_a_statutory_date_is_proposed_with_its_counting_and_stored_nowhere(
    database: Engine, command: Command, words: list[str], proposed: str
) -> None:
    live_plan(database)
    before = stored(database)
    code, said, _ = command("calendar", "deadline", KEY, *words, now=at(LIVE, 9))
    assert code == 0
    assert f"{proposed} Please confirm it." in said
    assert len(said.splitlines()) == 4, "the counting is shown"
    assert ("Fri 25 Dec 2026, Mon 28 Dec 2026" in said) is ("--working-days" in words)
    assert stored(database) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--months", "1", "--working-days", "5"], 2),
        (["--months", "1", "--working-days", "-5"], 2),
        (["--months", "999999"], 2),
        (["--working-days", "999999"], 2),
    ],
)
def test_a_span_that_means_nothing_is_refused_in_a_sentence(
    database: Engine, command: Command, words: list[str], code: int
) -> None:
    live_plan(database)
    given = ("calendar", "deadline", KEY, "--from", "2027-01-31", *words)
    ended, said, complaint = command(*given, now=at(LIVE, 9))
    assert (ended, said) == (code, "")
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        pytest.param("{from: 2027-07-24, to: 2027-09-06, name: Summer}", "", id="row-259-45-days"),
        pytest.param(
            "{from: 2027-07-24, to: 2027-09-07, name: Summer}",
            "from 2027-07-24 on there is no working day for more than 45 days",
            id="row-259-46-days",
        ),
        pytest.param(
            "{from: 2027-07-26, to: 2027-09-07, name: From a Monday}",
            "from 2027-07-24 on there is no working day for more than 45 days",
            id="row-259-with-the-weekend",
        ),
        pytest.param(
            ", ".join(
                f"{{from: 2028-{month:02}-01, to: 2028-{month:02}-20, name: M}}"
                for month in range(1, 13)
            ),
            r"2028 has 8\d working days, and 190 are the fewest",
            id="row-259-a-day-here-and-there",
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_calendar_that_would_silence_a_plan_is_refused(
    database: Engine, days: str, refused: str
) -> None:
    service = live_plan(database)
    before = stored(database)
    text = f"division: England\nuntil: 2032\ndays_off: [{days}]\n"
    if not refused:
        service.apply_calendar(text, at(LIVE, 9))
        assert stored(database) != before
        return
    with pytest.raises(BadInput, match=f"days_off: {refused}, so that nobody would be told"):
        service.apply_calendar(text, at(LIVE, 9))
    assert stored(database) == before
