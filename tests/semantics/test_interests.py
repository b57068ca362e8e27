"""Who had a part in an action does not decide about it, whoever it belongs to by then."""

from collections.abc import Callable
from datetime import date

import pytest
from alembic import command
from sqlalchemy import Engine

import migrations
from followthrough.actions.owner import reassign
from followthrough.actions.progress import Report, update
from followthrough.boards.meetings import Wanted, set_meeting
from rules.problems import BadInput
from tests.builders.cast import (
    COLLEAGUE,
    DUE,
    L0,
    L1,
    L2,
    LIVE,
    SECRETARY,
    VALIDATOR,
    live_plan,
    slipping,
)
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at, stored
from tests.semantics.test_standing_in import send

NEW = date(2027, 1, 29)
MEETS = date(2026, 12, 17)
TOLD = date(2027, 1, 8)
"""By then the board was told."""


def report(service: Service, by: str) -> str:
    return str(update(service.place(at(L0, 9)), Report(KEY, "A1", completed_on=DUE, by=by)))


def pass_on(service: Service, to: str = COLLEAGUE.name) -> None:
    reassign(service.place(at(L0, 8)), KEY, "A1", to)


def leave(service: Service) -> None:
    """Let the owner leave, hand over, and be there again."""
    service.leave(OWNER.name, DUE, at(DUE, 12), COLLEAGUE.name)
    service.day(L0)
    service.leave(OWNER.name, date(2031, 12, 31), at(L0, 8))


@pytest.mark.parametrize(
    ("begin", "by", "why_not"),
    [
        pytest.param(
            lambda service: report(service, "val IDATOR"),
            VALIDATOR.name,
            "reported the completion",
            id="row-181-reporter",
        ),
        pytest.param(pass_on, OWNER.name, "was an owner", id="row-181-passed-on"),
        pytest.param(leave, OWNER.name, "was an owner", id="row-181-left"),
    ],
)
def test_whoever_had_a_part_in_it_does_not_validate_it(
    database: Engine, begin: Callable[[Service], object], by: str, why_not: str
) -> None:
    service = slipping(database, DUE)
    begin(service)
    if service.action("A1").completed_on is None:
        report(service, by)
    with pytest.raises(BadInput, match=f"{by} {why_not} of A1; someone outside it validates"):
        service.validate("A1", at(L0, 10), by)
    assert service.action("A1").validated_on is None
    service.validate("A1", at(L0, 11), SECRETARY.name)
    assert service.action("A1").validated_on == L0


@pytest.mark.parametrize("new", [NEW], ids=["row-181-reported"])
def test_the_validator_who_reported_it_is_not_asked(database: Engine, new: date) -> None:
    service = slipping(database, DUE)
    report(service, VALIDATOR.name)
    thursday = date(2026, 12, 24)
    service.day(thursday)
    assert service.digest(VALIDATOR.address, thursday) is None
    assert "A1" in service.lines(SECRETARY.address, thursday), new


@pytest.mark.parametrize("asked_by", [DIRECTOR.name], ids=["row-181-asker"])
def test_whoever_asks_for_a_new_date_does_not_agree_to_it(database: Engine, asked_by: str) -> None:
    service = live_plan(database)
    said = service.ask("A1", NEW, at(L0, 9), by=asked_by.upper())
    assert said.endswith("Sec Retary decides.")
    with pytest.raises(BadInput, match=r"Dee Rector can't decide .*; Sec Retary can\."):
        service.agree("A1", at(L0, 10), asked_by)
    service.agree("A1", at(L0, 10), SECRETARY.name)
    assert service.action("A1").revised_due_date == NEW


@pytest.mark.parametrize("owner", [DIRECTOR.name], ids=["row-181-passed-down"])
def test_an_owner_who_passes_it_down_does_not_agree_to_its_date(
    database: Engine, owner: str
) -> None:
    service = live_plan(database, an_action("A1", DUE, owner))
    service.ask("A1", NEW, at(L0, 7))
    pass_on(service, OWNER.name)
    with pytest.raises(BadInput, match=r"Dee Rector can't decide .*; Sec Retary can\."):
        service.agree("A1", at(L0, 9), owner)
    assert service.action("A1").revised_due_date is None


@pytest.mark.parametrize("by", ["Zed Ghost", "Owen E"], ids=["row-181-unknown", "row-181-nearly"])
def test_a_report_of_someone_unknown_is_refused(database: Engine, by: str) -> None:
    service = slipping(database, DUE)
    with pytest.raises(BadInput, match=f"There is no person '{by}'; the people are: "):
        report(service, by)
    assert service.action("A1").completed_on is None


@pytest.mark.parametrize(
    ("day", "is_known"), [(date(2026, 12, 15), False), (MEETS, True)], ids=["row-181-day", "known"]
)
def test_a_meeting_that_the_calendar_does_not_know_is_named(
    database: Engine, day: date, *, is_known: bool
) -> None:
    service = slipping(database, TOLD)
    set_meeting(service.place(at(LIVE, 9)), Wanted(KEY, BOARD.name, MEETS))
    service.ask("A1", NEW, at(TOLD, 9))
    said = service.agree("A1", at(TOLD, 10), SECRETARY.name, meeting=day)
    unknown = " No meeting of the Strategic Partnership Board on Tue 15 Dec 2026 stands in its"
    assert (unknown in said) is not is_known


@pytest.mark.parametrize("by", [VALIDATOR.name], ids=["row-181-upgrade"])
def test_an_upgrade_finds_who_had_a_part_before_it(database: Engine, by: str) -> None:
    service = slipping(database, DUE)
    pass_on(service)
    report(service, by)
    known = stored(database)["interest"]
    assert len(known) == 2
    config = migrations.config(database)
    command.downgrade(config, "0023")
    migrations.upgrade(database)
    assert stored(database)["interest"] == known


@pytest.mark.parametrize("address", [OWNER.address.upper()], ids=["row-195"])
def test_what_the_owner_would_read_goes_to_the_next_person(database: Engine, address: str) -> None:
    service = slipping(database, L0)
    service.address(DIRECTOR.name, address, at(L0, 9))
    service.address(VALIDATOR.name, address, at(L0, 9))
    service.days(date(2026, 12, 22), L1)
    assert "A1" in service.lines(SECRETARY.address, L1), "the director's rung"
    service.complete("A1", at(L1, 12), L1)
    with pytest.raises(BadInput, match="Val Idator has the address of an owner of A1"):
        service.validate("A1", at(L1, 13), VALIDATOR.name)


@pytest.mark.parametrize("asked", [date(2027, 1, 4)], ids=["row-049-same-morning"])
def test_a_request_goes_to_the_secretary_on_the_morning_on_which_the_board_hears(
    database: Engine, asked: date
) -> None:
    service = slipping(database, asked)
    service.ask("A1", NEW, at(asked, 12))
    service.check(at(L2))
    send(service, L2)
    (digest,) = [n for n in service.notices() if n.recipient_address == SECRETARY.address]
    assert digest.state == "sent"
    assert [part["capacity"] for part in digest.payload["parts"]] == ["approver"]
