"""The owner of an action that was opened again is told of it, once, with the reason."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from followthrough.actions.subject import ADMINISTRATOR
from rules.words import short_day
from tests.builders.cast import DUE, L0, THIRD, VALIDATOR, live_plan
from tests.builders.plans import DIRECTOR, OWNER, Service, an_action, at

SEEN = date(2026, 12, 22)
NEXT = date(2026, 12, 23)
AFTER = date(2026, 12, 24)
SAID = "It was opened again on Tue 22 Dec 2026: It was not done after all."
TOLD = "answer: reopened 1"
GIVEN = "given date: 1"


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
    "due",
    [
        pytest.param(None, id="row-050-without-a-date"),
        pytest.param(date(2027, 3, 1), id="row-050-with-a-date-far-ahead"),
    ],
)
def test_owner_and_joint_owner_are_told_once(database: Engine, due: date | None) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12), due)
    service.days(NEXT, AFTER)
    assert service.climbs("A1", episode=2) == {TOLD: NEXT, GIVEN: NEXT}
    assert service.reason("A1", TOLD, episode=2) == SAID
    for person in (OWNER, THIRD):
        assert SAID in notes(service, person.address, NEXT)
        assert service.digest(person.address, AFTER) is None
    on = due or date(2026, 12, 31)
    told = f"The plan's administrator gave it {short_day(on)} as its due date when it was opened again; nobody was asked to agree."
    assert told in notes(service, DIRECTOR.address, NEXT)
    assert service.digest(DIRECTOR.address, AFTER) is None


@pytest.mark.parametrize("due", [pytest.param(date(2027, 3, 1), id="row-184")])
def test_a_date_given_at_reopening_is_told_in_packs_and_to_the_director(
    database: Engine, due: date
) -> None:
    service = completed(database)
    service.reopen("A1", at(SEEN, 12), due)
    service.day(NEXT)
    (change,) = service.pack(NEXT).date_changes
    assert (change.was, change.proposed, change.asked_by) == (DUE, due, ADMINISTRATOR)
    assert change.decided == "Given when it was opened again; nobody was asked to agree"
    assert change.reason == "It was not done after all."
    (note,) = [one for one in service.row("A1", NEXT).notes if one.startswith("Date given")]
    assert (
        "from Fri 18 Dec 2026 to Mon 1 Mar 2027, by the plan's administrator on Tue 22 Dec 2026"
        in note
    )
    assert service.action("A1").times_revised == 1
    service.ask("A1", date(2027, 4, 1), at(NEXT, 12))
    service.agree("A1", at(NEXT, 13), DIRECTOR.name)
    assert [one.decision for one in service.row("A1", AFTER).requests] == ["given", "approved"]


def test_a_date_that_stands_is_told_in_the_same_episode(database: Engine) -> None:
    ahead = date(2027, 2, 1)
    service = live_plan(database, an_action("A1", ahead))
    service.complete("A1", at(L0, 12))
    service.day(SEEN)
    service.validate("A1", at(SEEN, 9), VALIDATOR.name)
    service.reopen("A1", at(SEEN, 12))
    service.days(NEXT, AFTER)
    assert service.climbs("A1") == {"to validate: 1": SEEN, TOLD: NEXT}
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
    assert service.climbs("A1", episode=2) == {TOLD: NEXT, GIVEN: NEXT}


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
