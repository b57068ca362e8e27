"""Reported, validated, refused, reopened, cancelled: what is told then, and what packs show."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.actions import pausing
from followthrough.actions.why import why
from followthrough.plans.file.rows import PersonRow
from models.progress import ProgressUpdate
from models.session import reading
from rules.packs.brag import Brag
from rules.problems import BadInput
from tests.builders.actions import england, every_day
from tests.builders.cast import (
    COLLEAGUE,
    DUE,
    L0,
    L1,
    L2,
    LIVE,
    VALIDATOR,
    slipping,
)
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    OWNER,
    Service,
    an_action,
    at,
)

BACK = date(2027, 1, 8)


def completed(database: Engine, reported: date = DUE, on: date = DUE) -> Service:
    """Return a plan whose A1 was reported complete at noon, and every day to then was run."""
    service = slipping(database, reported)
    service.complete("A1", at(reported, 12), on)
    return service


def working_days(first: date, last: date) -> list[date]:
    return [day for day in every_day(first, last) if england().is_working_day(day)]


@pytest.mark.parametrize("reported", [date(2026, 12, 20)], ids=["row-007"])
def test_complete_in_time_and_reported_late_shows_both_dates(
    database: Engine, reported: date
) -> None:
    service = completed(database, reported, on=date(2026, 12, 17))
    service.days(L0, date(2026, 12, 24))
    assert "L0" not in service.climbs("A1"), "it was closed before the run of Mon 21 Dec"
    row = service.row("A1", date(2026, 12, 24))
    assert row.standing == "Complete, on time, reported late"
    assert row.notes == ("Complete on Thu 17 Dec 2026, reported on Sun 20 Dec 2026.",)
    assert row.completed_on == date(2026, 12, 17)
    assert row.brag is Brag.GREEN
    assert row.slippage == 0


@pytest.mark.parametrize("ahead", [date(2026, 12, 19)], ids=["row-008-stored"])
def test_complete_in_the_future_is_refused_and_nothing_saved(database: Engine, ahead: date) -> None:
    service = slipping(database, DUE)
    refusal = "A1 can't be complete on Sat 19 Dec 2026: today is Fri 18 Dec 2026."
    with pytest.raises(BadInput, match=refusal):
        service.complete("A1", at(DUE, 23, 59), ahead)
    with reading(database) as session:
        assert session.exec(select(ProgressUpdate)).all() == []
    assert service.action("A1").completed_on is None


@pytest.mark.parametrize("on", [date(2027, 1, 4)], ids=["row-050"])
def test_reopened_without_a_date_it_is_due_in_five_working_days_and_flagged(
    database: Engine, on: date
) -> None:
    service = completed(database)
    service.days(date(2026, 12, 21), on)
    said = service.reopen("A1", at(on, 12))
    assert "so it is due on Mon 11 Jan 2027" in said
    service.days(date(2027, 1, 5), date(2027, 1, 18))
    action = service.action("A1")
    assert (action.due_date, action.revised_due_date) == (DUE, date(2027, 1, 11))
    assert (action.episode, action.date_assumed) == (2, True)
    second = service.climbs("A1", episode=2)
    assert (second["L0"], second["L1"]) == (date(2027, 1, 12), date(2027, 1, 18))
    assert "L2" not in second, "counted from the new date"
    flagged = "Opened again without a due date; its date was set by rule."
    assert flagged in service.row("A1", date(2027, 1, 5)).notes
    with pytest.raises(BadInput, match="is not reported complete"):
        service.reopen("A1", at(date(2027, 1, 18), 12), date(2027, 2, 5))


@pytest.mark.parametrize("hour", [6, 12], ids=["row-050-before-the-check", "row-050-after-it"])
def test_the_date_that_was_meant_may_be_given_until_the_next_working_day(
    database: Engine, hour: int
) -> None:
    service = completed(database)
    service.days(L0, date(2026, 12, 31))
    monday, tuesday = date(2027, 1, 4), date(2027, 1, 5)
    if hour == 6:
        service.reopen("A1", at(monday, hour))
        service.day(monday)
    else:
        service.day(monday)
        service.reopen("A1", at(monday, hour))
    with pytest.raises(BadInput, match="is past"):
        service.reopen("A1", at(tuesday, 6), DUE)
    service.reopen("A1", at(tuesday, 6), date(2027, 1, 15))
    service.days(tuesday, date(2027, 1, 18))
    action = service.action("A1")
    assert (action.revised_due_date, action.date_assumed) == (date(2027, 1, 15), False)
    assert action.times_revised == 1
    climbs = service.climbs("A1", action.episode)
    assert {rung: climbs.get(rung) for rung in ("R1", "R0", "L0")} == {
        "R1": date(2027, 1, 8),
        "R0": date(2027, 1, 15),
        "L0": date(2027, 1, 18),
    }


@pytest.mark.parametrize("new", [date(2027, 1, 15)], ids=["row-050-with-a-date"])
def test_reopened_with_a_date_it_slips_anew_from_there(database: Engine, new: date) -> None:
    service = completed(database, L0, on=L0)
    service.days(date(2026, 12, 22), date(2026, 12, 31))
    with pytest.raises(BadInput, match="is past"):
        service.reopen("A1", at(date(2026, 12, 31), 12), DUE)
    service.reopen("A1", at(date(2026, 12, 31), 12), new)
    service.days(date(2027, 1, 4), date(2027, 1, 18))
    assert list(service.climbs("A1", episode=1)) == ["R1", "R0", "L0", "to validate: 1"]
    assert service.climbs("A1", episode=2) == {
        "answer: reopened 1": date(2027, 1, 4),
        "answer: new date 1": date(2027, 1, 4),
        "R1": date(2027, 1, 8),
        "R0": new,
        "L0": date(2027, 1, 18),
    }


@pytest.mark.parametrize("reported", [L1], ids=["row-051"])
def test_reopened_before_any_check_it_is_as_if_it_had_never_closed(
    database: Engine, reported: date
) -> None:
    service = slipping(database, date(2026, 12, 24))
    service.complete("A1", at(reported, 6))
    service.reopen("A1", at(reported, 6, 30))
    service.day(reported)
    action = service.action("A1")
    assert (action.episode, action.revised_due_date, action.times_revised) == (1, None, 0)
    assert service.climbs("A1") == {
        "R1": date(2026, 12, 11),
        "R0": DUE,
        "L0": L0,
        "L1": reported,
    }
    assert service.digest(VALIDATOR.address, reported) is None, "nobody was asked to validate it"


@pytest.mark.parametrize("reason", ["Done by the Trust instead."], ids=["row-052"])
def test_cancelled_it_is_silent_and_listed_with_the_reason(database: Engine, reason: str) -> None:
    service = slipping(database, L1)
    with pytest.raises(BadInput, match="A reason is needed"):
        service.cancel("A1", at(L1, 11), " ")
    service.cancel("A1", at(L1, 12), reason)
    before = len(service.notices())
    service.days(date(2026, 12, 30), L2)
    assert len(service.notices()) == before, "no more messages"
    row = service.row("A1", L2)
    assert row.is_cancelled
    because = f"{reason.rstrip('.')}, by the plan's administrator"
    assert row.standing == f"Cancelled on Tue 29 Dec 2026: {because}"
    sections = {one.heading: one.sentences for one in why(service.place(at(L2, 12)), "p", "A1")}
    assert f"cancelled on Tue 29 Dec 2026: {because}" in " ".join(sections["Where it stands"])
    assert (row.brag, row.days_late) == (Brag.GREY, None)
    assert service.pack(L2).exceptions == ()
    assert len(service.audited("cancelled")) == 1
    with pytest.raises(BadInput, match="cancelled"):
        service.complete("A1", at(L2, 12))


@pytest.mark.parametrize("reported", [DUE], ids=["row-105"])
def test_reported_complete_it_waits_for_someone_outside_the_owners_line(
    database: Engine, reported: date
) -> None:
    service = completed(database, reported)
    before = service.climbs("A1")
    service.days(L0, date(2027, 1, 7))
    climbs = service.climbs("A1")
    assert {name for name in climbs if name not in before} == {"to validate: 1"}
    asked = [day for name, day in service.rungs("A1").items() if name.startswith("to validate")]
    assert asked == [L0, date(2026, 12, 29), date(2027, 1, 4)], "Monday, then as weeks begin"
    assert all(service.digest(OWNER.address, day) is None for day in asked)
    line = service.lines(VALIDATOR.address, L0)["A1"]
    assert line["standing"] == "reported complete as of Fri 18 Dec 2026, not validated yet"
    on_the_ninth, on_the_tenth = date(2027, 1, 5), date(2027, 1, 6)
    assert service.row("A1", on_the_ninth).standing == "Complete, on time"
    row = service.row("A1", on_the_tenth)
    assert row.standing == "Complete, on time; unvalidated for 10 working days"
    assert (row.brag, row.because) == (Brag.GREEN, "complete, awaiting validation")


@pytest.mark.parametrize(
    "by", [OWNER, DIRECTOR], ids=["row-105-not-the-owner", "row-105-not-the-director"]
)
def test_nobody_in_the_owners_line_validates(database: Engine, by: PersonRow) -> None:
    service = completed(database)
    with pytest.raises(BadInput, match="is in the line of the owner of A1; someone outside it"):
        service.validate("A1", at(DUE, 13), by.name)
    assert service.action("A1").validated_on is None


@pytest.mark.parametrize("validated", [date(2026, 12, 22)], ids=["row-106"])
def test_validated_it_is_blue_and_over(database: Engine, validated: date) -> None:
    service = completed(database)
    service.days(L0, validated)
    service.validate("A1", at(validated, 12), VALIDATOR.name)
    with pytest.raises(BadInput, match="does not wait for validation"):
        service.validate("A1", at(validated, 13), COLLEAGUE.name)
    before = len(service.notices())
    service.days(date(2026, 12, 23), L2)
    assert len(service.notices()) == before
    row = service.row("A1", L2)
    assert (row.brag, row.because) == (Brag.BLUE, "validated on Tue 22 Dec 2026")
    assert row.standing == "Complete, on time"
    assert service.action("A1").next_check_on is None, "never looked at again"


@pytest.mark.parametrize("refused", [BACK], ids=["row-107"])
def test_a_refused_completion_goes_on_in_its_episode_but_not_at_once(
    database: Engine, refused: date
) -> None:
    service = slipping(database, date(2026, 12, 24))
    service.complete("A1", at(date(2026, 12, 24), 12))
    service.days(L1, date(2027, 1, 7))
    with pytest.raises(BadInput, match="A reason is needed"):
        service.validate("A1", at(refused, 6), VALIDATOR.name, refused=" ")
    service.validate("A1", at(refused, 6), VALIDATOR.name, refused="No training record.")
    service.day(refused)
    assert "L1" not in service.climbs("A1"), "not before Mon 11 Jan"
    line = service.lines(OWNER.address, refused)["A1"]
    assert "Val Idator did not accept it as complete: No training record." in line["notes"]
    service.day(date(2027, 1, 11))
    climbs = service.climbs("A1")
    assert (climbs["L0"], climbs["L1"]) == (L0, date(2027, 1, 11))
    action = service.action("A1")
    assert (action.episode, action.revised_due_date, action.times_revised) == (1, None, 0)
    assert "L2" not in climbs


@pytest.mark.parametrize("refused", [date(2026, 12, 22)], ids=["row-107-own-threshold"])
def test_after_a_refusal_a_rung_still_waits_for_its_own_threshold(
    database: Engine, refused: date
) -> None:
    service = slipping(database, L0)
    service.complete("A1", at(L0, 12))
    service.day(date(2026, 12, 22))
    service.validate("A1", at(refused, 12), VALIDATOR.name, refused="Not yet.")
    service.days(date(2026, 12, 23), L1)
    assert service.climbs("A1")["L1"] == L1


@pytest.mark.parametrize("hour", [6, 12], ids=["row-182-before-the-check", "row-182-after-it"])
def test_refused_twice_a_further_report_stops_nothing(database: Engine, hour: int) -> None:
    service = slipping(database, L0)
    for day in working_days(date(2026, 12, 22), L2):
        service.complete("A1", at(day, hour))
        service.validate("A1", at(day, hour, 30), VALIDATOR.name, refused="No evidence.")
        service.day(day)
    climbs = service.climbs("A1")
    assert (climbs["L1"], climbs["L2"]) == (L1, L2)
    service.complete("A1", at(L2, 13))
    service.day(date(2027, 1, 7))
    assert service.digest(VALIDATOR.address, date(2027, 1, 7)) is not None, "still asked"
    row = service.row("A1", date(2027, 1, 7))
    assert (row.brag, row.days_late) == (Brag.RED, 11)
    assert row.standing == "11 working days late; reported complete again, not validated"
    said = "Its completion was refused 9 times, last on Wed 6 Jan 2027: Val Idator did not accept"
    assert any(note.startswith(said) for note in row.notes)
    assert row in service.pack(date(2027, 1, 7)).exceptions
    service.validate("A1", at(date(2027, 1, 7), 12), VALIDATOR.name)
    assert service.row("A1", date(2027, 1, 7)).brag is Brag.BLUE


@pytest.mark.parametrize("action", ["A1", ""], ids=["row-183", "row-183-plan"])
def test_packs_tell_of_a_pause_and_what_it_holds(database: Engine, action: str) -> None:
    service = slipping(database, L1)
    place = service.place(at(L1, 12))
    pausing.pause(place, pausing.Scope(KEY, action=action), date(2027, 3, 1), "An inspection.")
    service.days(date(2026, 12, 30), L2)
    assert "L2" not in service.climbs("A1")
    row = service.row("A1", L2)
    by = "paused until Mon 1 Mar 2027: An inspection, by the plan's administrator"
    assert row.standing == f"10 working days late; {by}"
    held = f"What would tell the {BOARD.name} on Wed 6 Jan 2027 is held: it is {by}."
    assert held in row.notes
    assert row in service.pack(L2).exceptions
    service.complete("A1", at(L2, 12))
    assert service.row("A1", L2).standing.endswith(by)
    service.validate("A1", at(L2, 13), VALIDATOR.name)
    assert "paused" not in service.row("A1", L2).standing


@pytest.mark.parametrize("text", ["", "  "], ids=["row-108", "row-108-blank"])
def test_without_evidence_a_completion_is_progress(database: Engine, text: str) -> None:
    service = Service(database, evidence=True)
    service.go_live(LIVE, an_action("A1", DUE))
    service.days(date(2026, 12, 17), DUE)
    said = service.complete("A1", at(DUE, 12), evidence=text)
    assert said == (
        "Recorded for A1 as progress, not as complete: the plan asks for evidence. "
        "Report it again with --evidence."
    )
    with reading(database) as session:
        (stored,) = session.exec(select(ProgressUpdate)).all()
    assert (stored.text, stored.completed_on) == ("Done.", None)
    service.day(L0)
    assert service.climbs("A1")["L0"] == L0, "the ladder goes on"
    assert service.row("A1", L0).brag is Brag.RED
    said = service.complete("A1", at(L0, 12), DUE, evidence="Minutes of 18 December.")
    assert said.startswith("A1 is complete as of Fri 18 Dec 2026")
    service.days(date(2026, 12, 22), L1)
    assert "L1" not in service.climbs("A1")
    assert service.digest(ADMINISTRATOR.address, date(2026, 12, 24)) is not None
