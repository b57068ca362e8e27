"""The weekly summary to directors: on the week's first working day that is checked, once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from followthrough.actions import closing, pausing
from followthrough.people.changes import Who
from followthrough.people.directing import set_director
from followthrough.plans.file.rows import PersonRow
from models.notice import Notice
from notifications.render import render
from tests.builders.cast import CAST, COLLEAGUE, DEPUTY, LIVE, SECRETARY, live_plan
from tests.builders.places import a_place
from tests.builders.plans import DIRECTOR, KEY, OWNER, Service, an_action, at

MONDAY = date(2026, 12, 14)
TUESDAY = MONDAY + timedelta(days=1)
LATE, SOON, FAR = date(2026, 12, 10), date(2026, 12, 18), date(2027, 6, 1)
OTHER_DIRECTOR = replace(DEPUTY, name="Di Rector", address="di@invented.example")
HERS = PersonRow("Hal Er", "hal@invented.example", "Manager", "Council", OTHER_DIRECTOR.name)


def summary(service: Service, day: date, address: str = DIRECTOR.address) -> dict[str, Any] | None:
    """Return the summary in the digest of a day to an address."""
    found = [
        part
        for notice in digests(service, day, address)
        for part in notice.payload["parts"]
        if part["capacity"] == "summary"
    ]
    assert len(found) <= 1
    return found[0] if found else None


def digests(service: Service, day: date, address: str = DIRECTOR.address) -> list[Notice]:
    found = [n for n in service.notices(weekly=True) if n.dedup_key.endswith(f":{address}:{day}")]
    assert len(found) <= 1, "one mail a day at most"
    return found


def refs(part: dict[str, Any] | None) -> list[str]:
    return [line["ref"] for line in part["lines"]] if part else []


def says(part: dict[str, Any] | None) -> str:
    return " ".join(part["says"]) if part else ""


def plan(database: Engine, *dues: date | None) -> Service:
    return live_plan(database, *(an_action(f"A{n}", due) for n, due in enumerate(dues, start=1)))


def test_a_director_hears_on_monday_of_all_that_their_owners_have_open(database: Engine) -> None:
    service = plan(database, LATE, SOON, FAR, None)
    service.days(LIVE, MONDAY)
    found = summary(service, MONDAY)
    assert refs(found) == ["A1"]
    assert says(found) == (
        "Your owners have 4 open actions: 1 is late, 1 is due within 5 working days, and none has "
        "been without an update for four weeks or more."
    )
    service.days(TUESDAY, date(2026, 12, 16))
    assert [day for day in range(8, 17) if summary(service, date(2026, 12, day))] == [14]
    (notice,) = digests(service, MONDAY)
    assert render(notice.kind, notice.payload).subject == ("Invented plan: weekly summary, 1 late")


def test_if_monday_is_missed_it_comes_on_the_next_day_that_is_checked(database: Engine) -> None:
    service = plan(database, LATE)
    service.days(LIVE, date(2026, 12, 11))
    service.day(TUESDAY)
    assert refs(summary(service, TUESDAY)) == ["A1"]
    service.day(date(2026, 12, 16))
    assert summary(service, date(2026, 12, 16)) is None


def test_a_second_check_of_its_day_sends_no_second_one(database: Engine) -> None:
    service = plan(database, LATE)
    service.days(LIVE, MONDAY)
    before = len(service.notices(weekly=True))
    service.check(at(MONDAY, 15))
    assert len(service.notices(weekly=True)) == before


def test_a_monday_off_has_none_though_it_is_checked(database: Engine) -> None:
    service = plan(database, LATE)
    service.days(LIVE, date(2026, 12, 24))
    service.day(date(2026, 12, 28))  # a bank holiday
    assert digests(service, date(2026, 12, 28)) == []
    service.day(date(2026, 12, 29))
    assert summary(service, date(2026, 12, 29)) is not None


@pytest.mark.parametrize("live", [pytest.param(LIVE, id="row-093")])
def test_the_week_of_going_live_has_none(database: Engine, live: date) -> None:
    service = plan(database, date(2026, 9, 3))
    service.days(live, date(2026, 12, 11))
    assert summary(service, live) is None
    service.day(MONDAY)
    assert summary(service, MONDAY) is not None


def test_it_is_no_mail_of_its_own_if_nothing_is_late_or_due_soon(database: Engine) -> None:
    service = plan(database, FAR)
    service.days(LIVE, MONDAY)
    assert digests(service, MONDAY) == []
    service.ask("A1", date(2027, 7, 1), at(MONDAY, 12))
    service.day(TUESDAY)
    (digest,) = digests(service, TUESDAY)
    assert [part["capacity"] for part in digest.payload["parts"]] == ["approver"]


def test_beside_something_else_it_says_also_that_nothing_is_late(database: Engine) -> None:
    service = plan(database, FAR)
    service.days(LIVE, date(2026, 12, 11))
    service.ask("A1", date(2027, 7, 1), at(date(2026, 12, 11), 12))
    service.day(MONDAY)
    (digest,) = digests(service, MONDAY)
    assert [part["capacity"] for part in digest.payload["parts"]] == ["approver", "summary"]
    assert says(summary(service, MONDAY)).startswith(
        "Your owners have 1 open action: none is late, none is due within 5 working days"
    )
    assert (
        render(digest.kind, digest.payload).subject
        == "Invented plan: A1, new date to decide; weekly summary"
    )


def test_what_was_escalated_that_day_is_told_of_once(database: Engine) -> None:
    monday = date(2026, 12, 21)
    service = plan(database, MONDAY, LATE)  # A1's L1 is on 21 December, A2's was on 17 December
    service.days(LIVE, monday)
    (digest,) = digests(service, monday)
    told = {part["capacity"]: refs(part) for part in digest.payload["parts"]}
    assert told == {"director": ["A2", "A1"], "summary": []}
    assert "2 of the late ones are told of in another part of this mail." in says(
        summary(service, monday)
    )


def test_an_update_within_four_weeks_counts(database: Engine) -> None:
    service = plan(database, SOON, FAR, FAR)
    monday = date(2027, 1, 11)  # five weeks after going live
    service.update("A2", at(date(2026, 12, 13), 12))
    service.update("A3", at(date(2026, 12, 14), 12))
    service.days(date(2027, 1, 6), monday)
    assert "and 2 have been without an update for four weeks or more" in says(
        summary(service, monday)
    )


def test_what_is_silent_is_not_counted(database: Engine) -> None:
    service = plan(database, LATE, LATE, LATE, LATE)
    service.days(LIVE, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 12)
    scope = pausing.Scope(KEY, action="A1")
    pausing.pause(a_place(database, now), scope, FAR, "An inspection.")
    service.complete("A2", now)
    service.cancel("A3", now, "It is not needed.")
    service.day(MONDAY)
    assert refs(summary(service, MONDAY)) == ["A4"]
    assert says(summary(service, MONDAY)).startswith("Your owners have 1 open action: 1 is late")
    assert says(summary(service, MONDAY)).endswith(
        " A1 is paused until Tue 1 Jun 2027: An inspection, by the plan's administrator. A3 was "
        "late and is cancelled since Fri 11 Dec 2026: It is not needed, by the plan's administrator."
    )


@pytest.mark.parametrize(
    ("by", "told"),
    [
        pytest.param("", "the plan's administrator", id="row-202-nobody-named"),
        pytest.param("deb  UTY", DEPUTY.name, id="row-202-somebody"),
        pytest.param(DIRECTOR.name, "", id="row-202-the-director"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_director_hears_once_who_cancelled_what_was_late(
    database: Engine, by: str, told: str
) -> None:
    part_2 = replace(an_action("A3", LATE), exempt=True)
    service = live_plan(
        database, an_action("A1", LATE), an_action("A2", SOON), part_2, an_action("A4", FAR)
    )
    service.days(LIVE, MONDAY)
    place = service.place(at(MONDAY, 12))
    for ref in ("A1", "A2", "A3"):
        closing.cancel(place, KEY, ref, reason="Not needed.", by=by)
    service.days(TUESDAY, MONDAY + timedelta(days=7))
    found = summary(service, MONDAY + timedelta(days=7))
    on = "is cancelled since Mon 14 Dec 2026"
    if told:
        assert f" A1 was late and {on}: Not needed, by {told}." in says(found)
        assert f" A3 was late and {on}: by {told}." in says(found), "Part 2"
        assert "A2" not in says(found), "it was not late"
    else:
        assert found is None
    service.days(MONDAY + timedelta(days=8), MONDAY + timedelta(days=15))
    assert summary(service, MONDAY + timedelta(days=15)) is None


def test_what_is_late_and_paused_is_worth_a_summary(database: Engine) -> None:
    service = plan(database, LATE)
    service.days(LIVE, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 12)
    pausing.pause(a_place(database, now), pausing.Scope(KEY), FAR, "An inspection.")
    service.day(MONDAY)
    assert says(summary(service, MONDAY)).endswith(
        " A1 is paused until Tue 1 Jun 2027: An inspection, by the plan's administrator."
    )
    service.complete("A1", now)
    service.day(MONDAY + timedelta(days=7))
    assert summary(service, MONDAY + timedelta(days=7)) is None


def test_each_director_hears_of_their_own_and_nobody_of_what_they_own(database: Engine) -> None:
    alone = replace(OTHER_DIRECTOR, director=OTHER_DIRECTOR.name)
    service = Service(database, people=(*CAST, alone, HERS))
    service.go_live(
        LIVE,
        an_action("A1", LATE),
        an_action("A2", LATE, HERS.name),
        an_action("A3", LATE, alone.name),
        an_action("A4", LATE, DIRECTOR.name),
    )
    service.days(LIVE, MONDAY)
    assert refs(summary(service, MONDAY)) == ["A1"]
    assert refs(summary(service, MONDAY, alone.address)) == ["A2"]


def test_what_a_director_holds_for_want_of_an_owner_is_theirs(database: Engine) -> None:
    service = plan(database, LATE, SOON)
    service.days(LIVE, date(2026, 12, 11))
    service.leave(OWNER.name, date(2026, 12, 12), at(date(2026, 12, 11), 12))
    service.day(MONDAY)
    assert says(summary(service, MONDAY)).startswith("Your owners have 2 open actions: 1 is late")


def test_it_goes_to_whoever_covers_for_the_director(database: Engine) -> None:
    service = plan(database, LATE)
    service.days(LIVE, date(2026, 12, 11))
    now = at(date(2026, 12, 11), 12)
    service.cover(DIRECTOR.name, DEPUTY.name, MONDAY, FAR, now)
    service.day(MONDAY)
    found = summary(service, MONDAY, DEPUTY.address)
    assert found is not None
    assert (found["name"], found["because"]) == (DIRECTOR.name, "Dee Rector is away.")
    assert digests(service, MONDAY) == []


@pytest.mark.parametrize(
    ("deputy", "joint", "address"),
    [
        pytest.param(OWNER.name, "", "", id="row-198-deputy"),
        pytest.param("", DIRECTOR.name, "", id="row-198-joint"),
        pytest.param("", "", OWNER.address, id="row-198-address"),
    ],
)
def test_what_its_reader_owns_is_in_the_summary_of_the_next_person_up(
    database: Engine, deputy: str, joint: str, address: str
) -> None:
    own = replace(an_action("A1", LATE), contributors=(joint,) if joint else ())
    service = live_plan(
        database, own, replace(own, ref="A2"), an_action("A3", LATE, COLLEAGUE.name)
    )
    now = at(date(2026, 12, 11), 12)
    set_director(service.place(now), Who(COLLEAGUE.name), DIRECTOR.name)
    service.days(LIVE, date(2026, 12, 11))
    if deputy:
        service.cover(DIRECTOR.name, deputy, MONDAY, FAR, now)
    if address:
        service.address(DIRECTOR.name, address, now)
    pausing.pause(a_place(database, now), pausing.Scope(KEY, action="A2"), FAR, "An inspection.")
    service.day(MONDAY)
    found = summary(service, MONDAY, SECRETARY.address)
    assert refs(found) == ["A1"]
    assert says(found).startswith("Your owners have 1 open action: 1 is late, none is due")
    assert says(found).endswith(
        "A2 is paused until Tue 1 Jun 2027: An inspection, by the plan's administrator."
    )
    assert (found or {})["name"] == DIRECTOR.name
    usual = summary(service, MONDAY, DIRECTOR.address if joint else OWNER.address)
    assert refs(usual) == ["A3"], "another owner's, as ever"
    assert says(usual).startswith("Your owners have 1 open action: 1 is late, none is due")
    assert "A2" not in says(usual)


def test_a_director_who_cannot_be_told_has_none_and_nobody_else_gets_it(database: Engine) -> None:
    service = plan(database, LATE)
    service.days(LIVE, date(2026, 12, 11))
    service.leave(DIRECTOR.name, MONDAY, at(date(2026, 12, 11), 12))
    service.day(MONDAY)
    parts = [p for n in service.notices(weekly=True) for p in n.payload.get("parts", ())]
    assert "summary" not in {part["capacity"] for part in parts}


def test_two_plans_are_one_summary(database: Engine) -> None:
    services = [Service(database, people=CAST, key=key) for key in ("p", "q")]
    for number, service in enumerate(services):
        nobodys = an_action(f"C{number}", LATE, COLLEAGUE.name)  # who has no director
        service.go_live(LIVE, an_action(f"B{number}", LATE), nobodys)
    service = services[0]
    service.days(LIVE, MONDAY)
    assert refs(summary(service, MONDAY)) == ["B0", "B1"]
    assert says(summary(service, MONDAY)).startswith("Your owners have 2 open actions: 2 are late")


def test_on_other_days_nothing_is_counted(database: Engine) -> None:
    service = plan(database, FAR)
    service.days(LIVE, MONDAY)
    asked: list[str] = []

    @event.listens_for(database, "before_cursor_execute")
    def note(*said: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        asked.append(said[2])

    service.day(TUESDAY)
    assert asked
    assert [statement for statement in asked if "progress_update" in statement] == []
    service.days(date(2026, 12, 21), date(2026, 12, 21))
    assert [statement for statement in asked if "progress_update" in statement]
