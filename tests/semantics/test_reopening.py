"""The owner of an action that was opened again is told of it, once, with the reason."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from followthrough.actions import closing
from followthrough.actions.subject import ADMINISTRATOR
from followthrough.actions.why import why
from rules.problems import BadInput
from tests.builders.cast import DUE, L0, SECRETARY, THIRD, VALIDATOR, live_plan
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at, stored

SEEN = date(2026, 12, 22)
NEXT = date(2026, 12, 23)
AFTER = date(2026, 12, 24)
SAID = "It was opened again on Tue 22 Dec 2026: It was not done after all."
TOLD = "answer: reopened 1"
GIVEN = "given date: 1"
AGREED = "answer: new date 1"


def completed(database: Engine) -> Service:
    """Return a plan whose A1, owned jointly, was reported complete on Mon 21 Dec and checked since."""
    service = live_plan(database, replace(an_action("A1", DUE), contributors=(THIRD.name,)))
    service.days(date(2026, 12, 11), L0)
    service.complete("A1", at(L0, 12))
    service.day(SEEN)
    return service


def notes(service: Service, address: str, day: date) -> list[str]:
    found: list[str] = service.lines(address, day)["A1"]["notes"]
    return found


@pytest.mark.parametrize(
    ("due", "date_told"),
    [
        pytest.param(None, GIVEN, id="row-050-without-a-date"),
        pytest.param(date(2027, 3, 1), AGREED, id="row-050-with-a-date-far-ahead"),
    ],
)
def test_owner_and_joint_owner_are_told_once(
    database: Engine, due: date | None, date_told: str
) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12), due)
    service.days(NEXT, AFTER)
    assert service.climbs("A1", episode=2) == {TOLD: NEXT, date_told: NEXT}
    assert service.reason("A1", TOLD, episode=2) == SAID
    for person in (OWNER, THIRD):
        assert SAID in notes(service, person.address, NEXT)
        assert service.digest(person.address, AFTER) is None
    if due is None:
        told = "The plan's administrator opened it again, due on Thu 31 Dec 2026; nobody was asked to agree."
        assert told in notes(service, DIRECTOR.address, NEXT)
    else:
        told = "Dee Rector agreed to Mon 1 Mar 2027 as the new due date."
        assert told in notes(service, OWNER.address, NEXT)
        assert service.digest(DIRECTOR.address, NEXT) is None, "who gave it knows"
    assert service.digest(DIRECTOR.address, AFTER) is None


@pytest.mark.parametrize("due", [pytest.param(date(2026, 12, 31), id="row-184")])
def test_a_date_set_by_rule_at_reopening_is_told_in_packs_and_to_the_director(
    database: Engine, due: date
) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12))
    service.day(NEXT)
    (change,) = service.pack(NEXT).date_changes
    assert (change.was, change.proposed, change.asked_by) == (DUE, due, ADMINISTRATOR)
    assert change.decided == "Given when it was opened again; nobody was asked to agree"
    assert change.reason == "It was not done after all."
    (note,) = [one for one in service.row("A1", NEXT).notes if one.startswith("Date given")]
    assert (
        "from Fri 18 Dec 2026 to Thu 31 Dec 2026, by the plan's administrator on Tue 22 Dec 2026"
        in note
    )
    assert service.action("A1").times_revised == 1
    service.ask("A1", date(2027, 4, 1), at(NEXT, 12))
    service.agree("A1", at(NEXT, 13), DIRECTOR.name)
    assert [one.decision for one in service.row("A1", AFTER).requests] == ["given", "approved"]


FAR = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        pytest.param("", "^Dee Rector may decide on a new date of A1", id="row-255-nobody-named"),
        pytest.param(OWNER.name, "is an owner of A1", id="row-255-the-owner"),
        pytest.param(THIRD.name, "is an owner of A1", id="row-255-who-shares-it"),
        pytest.param(SECRETARY.name, "can't decide on a new date", id="row-255-the-administrator"),
        pytest.param(VALIDATOR.name, "can't decide on a new date", id="row-255-the-validator"),
    ],
)
@pytest.mark.parametrize("is_open", [False, True], ids=["at-reopening", "meanwhile"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_date_moves_without_its_approver(
    database: Engine, by: str, refusal: str, *, is_open: bool
) -> None:
    service = completed(database)
    if is_open:
        service.reopen("A1", at(SEEN, 11))
    before = stored(database)
    place = service.place(at(SEEN, 12))
    with pytest.raises(BadInput, match=refusal):
        closing.reopen(place, KEY, "A1", reason="Not done.", due_date=FAR, by=by)
    assert stored(database) == before


@pytest.mark.parametrize("due", [pytest.param(FAR, id="row-255-as-agreed")])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_date_that_its_approver_gives_is_told_as_agreed(database: Engine, due: date) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12), due)
    service.day(NEXT)
    (change,) = service.pack(NEXT).date_changes
    assert (change.was, change.proposed, change.is_for_board) == (DUE, due, False)
    assert change.decided == "Given by Dee Rector on Tue 22 Dec 2026", "nobody asked them"
    (note,) = [one for one in service.row("A1", NEXT).notes if one.startswith("Revision 1")]
    assert "from Fri 18 Dec 2026 to Mon 1 Mar 2027, agreed by Dee Rector" in note
    action = service.action("A1")
    assert (action.times_revised, action.date_assumed) == (1, False)
    sections = {one.heading: one.sentences for one in why(service.place(at(NEXT, 12)), KEY, "A1")}
    gave = "Tue 22 Dec 2026: Dee Rector gave it Mon 1 Mar 2027 (It was not done after all)."
    assert gave in sections["Its due date"]


@pytest.mark.parametrize("by", [pytest.param(DIRECTOR.name, id="row-255-the-board-decides")])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_date_of_the_boards_is_asked_for(database: Engine, by: str) -> None:
    service = live_plan(database)
    for number in (1, 2):  # the third revision is the board's
        service.ask("A1", date(2027, 3, number), at(L0, 9, number))
        service.agree("A1", at(L0, 10, number), DIRECTOR.name)
    service.complete("A1", at(L0, 12))
    service.day(SEEN)
    place = service.place(at(SEEN, 12))
    with pytest.raises(BadInput, match=f"^The {BOARD.name} decides on a new date of A1"):
        closing.reopen(place, KEY, "A1", reason="Not done.", due_date=date(2027, 3, 3), by=by)


@pytest.mark.parametrize("by", [pytest.param(OWNER.name, id="row-256-the-owner"), THIRD.name])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_takes_more_time_for_their_own(database: Engine, by: str) -> None:
    service = completed(database)
    before = stored(database)
    place = service.place(at(SEEN, 12))
    with pytest.raises(BadInput, match=f"^{by} is an owner of A1; someone else decides"):
        closing.reopen(place, KEY, "A1", reason="Not done.", by=by)
    assert stored(database) == before
    assert closing.reopen(place, KEY, "A1", reason="Not done.", by=DIRECTOR.name)


@pytest.mark.parametrize("accepted", [pytest.param(False, id="row-256-once"), True])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_rule_gives_a_date_once(database: Engine, *, accepted: bool) -> None:
    """An owner who reports an action complete each time that it is late does not win days each time."""
    service = completed(database)
    service.reopen("A1", at(SEEN, 12))
    late = date(2027, 1, 4)
    service.day(NEXT)
    service.complete("A1", at(late, 12))
    if accepted:
        service.validate("A1", at(late, 13), VALIDATOR.name)
    service.day(date(2027, 1, 5))
    if accepted:
        service.reopen("A1", at(date(2027, 1, 5), 12))
        assert service.action("A1").revised_due_date == date(2027, 1, 12)
        return
    before = stored(database)
    with pytest.raises(BadInput, match="The date of A1 was set by rule"):
        service.reopen("A1", at(date(2027, 1, 5), 12))
    assert stored(database) == before
    service.validate("A1", at(date(2027, 1, 5), 13), VALIDATOR.name, refused="Not done.")
    assert service.action("A1").episode == 2, "its ladder goes on"


def test_a_date_that_stands_is_told_in_the_same_episode(database: Engine) -> None:
    ahead = date(2027, 2, 1)
    service = live_plan(database, an_action("A1", ahead))
    service.complete("A1", at(DUE, 12))
    service.days(L0, SEEN)
    service.validate("A1", at(SEEN, 9), VALIDATOR.name)
    service.reopen("A1", at(SEEN, 12))
    service.days(NEXT, AFTER)
    assert service.climbs("A1") == {"to validate: 1": L0, TOLD: NEXT}
    assert SAID in notes(service, OWNER.address, NEXT)


def test_each_reopening_is_told(database: Engine) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12), date(2027, 3, 1))
    service.day(NEXT)
    service.complete("A1", at(NEXT, 12))
    service.day(AFTER)
    service.reopen("A1", at(AFTER, 12))
    service.days(date(2026, 12, 29), date(2026, 12, 30))
    told = service.climbs("A1", episode=2)
    assert told[TOLD] == NEXT
    assert told["answer: reopened 2"] == date(2026, 12, 29)
    assert "opened again on Thu 24 Dec" in service.reason("A1", "answer: reopened 2", episode=2)


@pytest.mark.parametrize("hour", [pytest.param(6, id="row-051")])
def test_as_if_never_closed_nobody_is_told(database: Engine, hour: int) -> None:
    service = live_plan(database)
    service.days(date(2026, 12, 11), L0)
    service.complete("A1", at(SEEN, hour))
    service.reopen("A1", at(SEEN, hour, 30))
    service.days(SEEN, NEXT)
    assert TOLD not in service.climbs("A1")
    assert service.digest(OWNER.address, SEEN) is None


@pytest.mark.parametrize("hour", [pytest.param(7, id="row-051-after-the-check")])
def test_opened_again_on_the_day_after_the_check_it_is_told(database: Engine, hour: int) -> None:
    service = live_plan(database)
    service.days(date(2026, 12, 11), L0)
    service.complete("A1", at(SEEN, 6))
    service.day(SEEN, hour)
    service.reopen("A1", at(SEEN, 12), date(2027, 3, 1))
    service.day(NEXT)
    assert service.climbs("A1", episode=2) == {TOLD: NEXT, AGREED: NEXT}


@pytest.mark.parametrize(
    ("given_on", "told"),
    [
        pytest.param(SEEN, [(3, NEXT)], id="row-050-before-it-was-told"),
        pytest.param(NEXT, [(2, NEXT)], id="row-050-after-it-was-told"),
    ],
)
def test_it_is_told_once_though_its_date_is_given_later(
    database: Engine, given_on: date, told: list[tuple[int, date]]
) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12))
    service.days(NEXT, given_on)
    service.reopen("A1", at(given_on, 15), date(2027, 3, 1))
    service.days(max(NEXT, given_on), date(2026, 12, 30))
    found = [(n, climbs[TOLD]) for n in (2, 3) if TOLD in (climbs := service.climbs("A1", n))]
    assert found == told
    assert service.action("A1").revised_due_date == date(2027, 3, 1)


def test_a_new_date_that_is_agreed_first_does_not_hide_it(database: Engine) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12))
    service.ask("A1", date(2027, 3, 1), at(SEEN, 13))
    service.agree("A1", at(SEEN, 14), DIRECTOR.name)
    service.day(NEXT)
    assert set(service.climbs("A1", episode=3)) == {TOLD, "answer: new date 2"}
    assert SAID in notes(service, OWNER.address, NEXT)
