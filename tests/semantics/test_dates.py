"""New due dates: asked for, agreed, refused; what they start anew and what the pack shows."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.new_dates import ExtensionRequest
from models.session import reading
from rules.packs.brag import Brag
from rules.problems import BadInput
from tests.builders.cast import (
    DEPUTY,
    DUE,
    FOURTH,
    L0,
    L1,
    L2,
    SECRETARY,
    THIRD,
    live_plan,
    slipping,
)
from tests.builders.plans import BOARD, DIRECTOR, OWNER, Service, at

NEW = date(2027, 1, 15)


SINCE = (
    "Date revised since: the Strategic Partnership Board was told of the old one on Wed 6 Jan 2027."
)


def requests(service: Service) -> list[ExtensionRequest]:
    with reading(service.engine) as session:
        found = list(session.exec(select(ExtensionRequest)))
        session.expunge_all()
        return found


@pytest.mark.parametrize("new", [date(2027, 1, 22)], ids=["row-044"])
def test_a_later_date_agreed_in_time_brings_its_own_reminders_only(
    database: Engine, new: date
) -> None:
    service = slipping(database, date(2026, 12, 15))
    assert service.climbs("A1") == {"R1": date(2026, 12, 11)}
    service.ask("A1", new, at(date(2026, 12, 15), 9))
    service.agree("A1", at(date(2026, 12, 15), 10), DIRECTOR.name)
    service.days(date(2026, 12, 16), date(2027, 1, 25))
    assert service.climbs("A1") == {"R1": date(2026, 12, 11)}, "none of the old date's came again"
    assert service.climbs("A1", episode=2) == {
        "answer: new date 1": date(2026, 12, 16),
        "R1": date(2027, 1, 15),
        "R0": date(2027, 1, 22),
        "L0": date(2027, 1, 25),
    }


@pytest.mark.parametrize("new", [date(2027, 1, 29)], ids=["row-045"])
def test_a_request_alone_stops_nothing(database: Engine, new: date) -> None:
    service = slipping(database, L1)
    said = service.ask("A1", new, at(L1, 12), by=OWNER.name)
    assert said == ("Asked for Fri 29 Jan 2027 as the new due date of A1; Dee Rector decides.")
    service.days(date(2026, 12, 30), L2)
    climbs = service.climbs("A1")
    assert (climbs["L1"], climbs["L2"]) == (L1, L2), "the ladder goes on against the old date"
    action = service.action("A1")
    assert (action.revised_due_date, action.times_revised, action.episode) == (None, 0, 1)
    row = service.row("A1", L2)
    assert (row.current_due_date, row.brag) == (DUE, Brag.RED)
    assert "Owen Er asks for Fri 29 Jan 2027: A supplier left." in row.notes


@pytest.mark.parametrize("agreed", [date(2027, 1, 4)], ids=["row-046"])
def test_a_date_agreed_after_the_director_was_told_spares_the_board(
    database: Engine, agreed: date
) -> None:
    service = slipping(database, agreed)
    service.ask("A1", NEW, at(agreed, 9))
    service.agree("A1", at(agreed, 10), DIRECTOR.name)
    service.days(date(2027, 1, 5), date(2027, 1, 15))
    assert "L2" not in service.climbs("A1")
    assert service.board_notices() == []
    second = service.climbs("A1", episode=2)
    assert (second["R1"], second["R0"]) == (date(2027, 1, 8), NEW)
    assert "L0" not in second
    row = service.row("A1", date(2027, 1, 5))
    assert (row.due_date, row.current_due_date, row.times_revised) == (DUE, NEW, 1)
    (note,) = row.notes  # and nothing of the board, which was told nothing
    assert note == (
        "Revision 1: from Fri 18 Dec 2026 to Fri 15 Jan 2027, agreed by Dee Rector on "
        "Mon 4 Jan 2027. Reason: A supplier left."
    )


@pytest.mark.parametrize("agreed", [date(2027, 1, 8)], ids=["row-047"])
def test_a_date_agreed_after_the_board_was_told_is_said_in_the_pack(
    database: Engine, agreed: date
) -> None:
    service = slipping(database, agreed)
    told = service.board_notices()
    assert told == [(L2, ["A1"])]
    assert SINCE not in service.row("A1", agreed).notes
    service.ask("A1", NEW, at(agreed, 9))
    service.agree("A1", at(agreed, 10), SECRETARY.name, meeting=date(2027, 1, 7))
    service.days(date(2027, 1, 9), date(2027, 1, 28))
    assert service.board_notices() == told, "not recalled, not repeated"
    notes = service.row("A1", date(2027, 1, 11)).notes
    assert notes[1:] == (SINCE,)
    service.days(date(2027, 1, 29), date(2027, 2, 2))
    assert service.board_notices() == [*told, (date(2027, 1, 29), ["A1"])], "a new slip, once"
    assert service.climbs("A1", episode=2)["L2"] == date(2027, 1, 29)


REFUSED = "Thu 17 Dec 2026 is past: today is Fri 18 Dec 2026. Give a date ahead."


@pytest.mark.parametrize("past", [date(2026, 12, 17)], ids=["row-048-past"])
def test_a_new_date_that_is_past_is_refused(database: Engine, past: date) -> None:
    service = slipping(database, DUE)
    with pytest.raises(BadInput, match=REFUSED):
        service.ask("A1", past, at(DUE, 12))
    assert requests(service) == []


@pytest.mark.parametrize("asked", [date(2026, 12, 22)], ids=["row-048-passed-by-decision"])
def test_a_new_date_that_passed_before_it_was_decided_is_refused(
    database: Engine, asked: date
) -> None:
    service = slipping(database, L0)
    service.ask("A1", asked, at(L0, 12))
    with pytest.raises(BadInput, match="Tue 22 Dec 2026 is past"):
        service.agree("A1", at(date(2026, 12, 23), 12), DIRECTOR.name)
    assert service.action("A1").revised_due_date is None
    assert [row.decision for row in requests(service)] == ["pending"]


@pytest.mark.parametrize("same", [DUE], ids=["row-048-equal"])
def test_a_new_date_that_is_the_old_one_changes_nothing(database: Engine, same: date) -> None:
    service = slipping(database, date(2026, 12, 15))
    said = service.ask("A1", same, at(date(2026, 12, 15), 12))
    assert said == "A1 is due on Fri 18 Dec 2026 already; nothing changed."
    assert requests(service) == []


@pytest.mark.parametrize("earlier", [date(2026, 12, 17)], ids=["row-048-earlier"])
def test_an_earlier_date_that_is_still_ahead_is_allowed(database: Engine, earlier: date) -> None:
    service = slipping(database, date(2026, 12, 15))
    service.ask("A1", earlier, at(date(2026, 12, 15), 12))
    service.agree("A1", at(date(2026, 12, 15), 13), DIRECTOR.name)
    service.days(date(2026, 12, 16), date(2026, 12, 18))
    assert service.climbs("A1", episode=2)["L0"] == DUE
    assert service.row("A1", DUE).slippage == 0


@pytest.mark.parametrize("third", [date(2027, 2, 26)], ids=["row-049"])
def test_the_third_revision_is_the_boards(database: Engine, third: date) -> None:
    service = live_plan(database)
    day = date(2026, 12, 8)
    for new in (date(2027, 1, 29), date(2027, 2, 12)):
        service.ask("A1", new, at(day, 9))
        service.agree("A1", at(day, 10), DIRECTOR.name)
    said = service.ask("A1", third, at(day, 11))
    assert said.endswith("; the Strategic Partnership Board decides.")
    with pytest.raises(BadInput, match="give the meeting's date"):
        service.agree("A1", at(day, 12), DIRECTOR.name)
    with pytest.raises(BadInput, match=r"Dee Rector can't decide .* Sec Retary can"):
        service.agree("A1", at(day, 12), DIRECTOR.name, meeting=day)
    with pytest.raises(BadInput, match="give the meeting's date, today or earlier"):
        service.agree("A1", at(day, 12), SECRETARY.name, meeting=date(2026, 12, 9))
    assert service.action("A1").times_revised == 2
    service.agree("A1", at(day, 13), SECRETARY.name, meeting=day)
    row = service.row("A1", day)
    assert (row.current_due_date, row.times_revised) == (third, 3)
    assert row.notes[-1] == (
        "Revision 3: from Fri 12 Feb 2027 to Fri 26 Feb 2027, agreed by Strategic Partnership "
        "Board (Sec Retary) on Tue 8 Dec 2026, meeting of Tue 8 Dec 2026. "
        "Reason: A supplier left."
    )


@pytest.mark.parametrize("asked", [date(2026, 12, 14)], ids=["row-101"])
def test_a_request_comes_to_the_director_in_the_next_digest(database: Engine, asked: date) -> None:
    service = slipping(database, asked)
    with pytest.raises(BadInput, match="A reason is needed"):
        service.ask("A1", NEW, at(asked, 9), reason=" ")
    service.ask("A1", NEW, at(asked, 9), by=OWNER.name)
    assert service.digest(DIRECTOR.address, asked) is None
    service.days(date(2026, 12, 15), L0)
    line = service.lines(DIRECTOR.address, date(2026, 12, 15))["A1"]
    assert (
        "Owen Er asked on Mon 14 Dec 2026 for Fri 15 Jan 2027 as the new due date: "
        "A supplier left." in line["notes"]
    )
    days = [day for day in range(16, 22) if service.digest(DIRECTOR.address, date(2026, 12, day))]
    assert days == [L0.day], "told once more within five working days, as the week begins"
    assert service.climbs("A1")["L0"] == L0, "the ladder is unmoved"


@pytest.mark.parametrize("reason", ["The inspector said December."], ids=["row-102"])
def test_a_refused_request_is_answered_kept_and_may_be_made_again(
    database: Engine, reason: str
) -> None:
    service = slipping(database, date(2026, 12, 15))
    service.ask("A1", NEW, at(date(2026, 12, 15), 9))
    with pytest.raises(BadInput, match="not decided yet"):
        service.ask("A1", NEW, at(date(2026, 12, 15), 10), reason="Again.")
    with pytest.raises(BadInput, match="A reason is needed"):
        service.refuse("A1", at(date(2026, 12, 15), 11), DIRECTOR.name, "")
    service.day(date(2026, 12, 16))
    service.refuse("A1", at(date(2026, 12, 16), 9), DIRECTOR.name, reason)
    service.days(date(2026, 12, 17), L0)
    line = service.lines(OWNER.address, date(2026, 12, 17))["A1"]
    answer = f"Dee Rector refused Fri 15 Jan 2027 as the new due date: {reason}"
    assert answer in line["notes"]
    assert service.climbs("A1")["L0"] == L0
    service.ask("A1", NEW, at(L0, 9), reason="The new supplier can't either.")
    assert [(row.decision, row.reason) for row in requests(service)] == [
        ("refused", "A supplier left."),
        ("pending", "The new supplier can't either."),
    ]
    assert service.action("A1").times_revised == 0


def test_row_103_an_absent_director_is_stood_in_for_and_silence_agrees_to_nothing(
    database: Engine,
) -> None:
    service = slipping(database, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 9)
    service.cover(DIRECTOR.name, DEPUTY.name, date(2026, 12, 11), date(2027, 1, 18), now)
    service.ask("A1", NEW, now)
    service.days(date(2026, 12, 12), L2)
    monday = date(2026, 12, 14)
    assert "A1" in service.lines(DEPUTY.address, monday)
    assert service.digest(DIRECTOR.address, monday) is None
    parts = service.digest(DEPUTY.address, monday).payload["parts"]  # type: ignore[union-attr]
    assert [part["capacity"] for part in parts] == ["approver", "summary"]
    for part in parts:
        assert (part["name"], part["because"]) == ("Dee Rector", "Dee Rector is away.")
    assert service.action("A1").revised_due_date is None, "never counts as approved"
    assert service.climbs("A1")["L2"] == L2
    assert [row.decision for row in requests(service)] == ["pending"]


def test_row_103_the_deputy_decides(database: Engine) -> None:
    service = slipping(database, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 9)
    service.cover(DIRECTOR.name, DEPUTY.name, date(2026, 12, 11), date(2027, 1, 18), now)
    service.ask("A1", NEW, now)
    with pytest.raises(BadInput, match="Thea Rd can't decide"):
        service.agree("A1", now, THIRD.name)
    said = service.agree("A1", now, DEPUTY.name)
    assert said == "Deb Uty (for Dee Rector) agreed Fri 15 Jan 2027 for A1."


def test_row_103_without_a_director_the_boards_secretary_is_asked(database: Engine) -> None:
    service = slipping(database, date(2026, 12, 11))
    service.leave(DIRECTOR.name, date(2026, 12, 11), at(date(2026, 12, 11), 9))
    service.ask("A1", NEW, at(date(2026, 12, 11), 10))
    service.day(date(2026, 12, 14))
    (part,) = service.digest(SECRETARY.address, date(2026, 12, 14)).payload["parts"]  # type: ignore[union-attr]
    assert (part["name"], part["because"]) == ("Dee Rector", "Dee Rector has left.")
    assert [line["ref"] for line in part["lines"]] == ["A1"]
    with pytest.raises(BadInput, match="Fay Urth can't decide"):
        service.agree("A1", at(date(2026, 12, 14), 9), FOURTH.name)


@pytest.mark.parametrize("agreed", [date(2027, 1, 4)], ids=["row-104"])
def test_an_agreed_date_leaves_the_baseline_and_counts(database: Engine, agreed: date) -> None:
    service = slipping(database, agreed)
    service.ask("A1", NEW, at(agreed, 9))
    service.agree("A1", at(agreed, 10), DIRECTOR.name)
    action = service.action("A1")
    assert (action.due_date, action.revised_due_date) == (DUE, NEW)
    assert (action.times_revised, action.episode) == (1, 2)
    row = service.row("A1", date(2027, 1, 5))
    assert row.slippage == 17, "21-24, 29-31 December, 4-8 and 11-15 January"
    assert row.days_late is None, "not overdue on its current date"
    ((subject, detail),) = service.audited("approved new date")
    assert subject == "action p/A1"
    assert detail["was_due"] == "2026-12-18"
    assert detail["due_date"] == "2027-01-15"
    assert BOARD.name not in detail
