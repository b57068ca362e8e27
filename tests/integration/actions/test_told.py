"""Who was really told, as a Board notice, a pack and `why` say: deputies, and joint owners too."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.actions import owner
from followthrough.actions.why import why
from followthrough.notices.delivery import deliver
from followthrough.notices.ways import ways_of
from followthrough.plans.file.rows import ActionRow, PersonRow
from followthrough.settings import Settings
from models.notice import NoticeKind
from models.session import writing
from notifications import outbox
from notifications.outcome import Accepted, Permanent
from tests.builders.cast import CAST, COLLEAGUE, DEPUTY, DUE, L0, L2, LIVE, THIRD, live_plan
from tests.builders.places import a_place
from tests.builders.plans import DIRECTOR, KEY, OWNER, Service, an_action, at
from tests.servers.post import Post

NOON = at(LIVE, 12)
JOINT = replace(an_action("A1", DUE), contributors=(THIRD.name,))
BACK = date(2027, 1, 4)


def told_to_the_board(service: Service) -> list[str]:
    (notice,) = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
    (line,) = notice.payload["lines"]
    told: list[str] = line["told"]
    return told


def tellings(service: Service, now: datetime) -> list[str]:
    found = {s.heading: s.sentences for s in why(service.place(now), KEY, "A1")}
    return list(found["What was told"])


def slipping(database: Engine, *actions: ActionRow) -> Service:
    service = live_plan(database, *(actions or (JOINT,)))
    service.cover(DIRECTOR.name, DEPUTY.name, date(2026, 12, 24), BACK, NOON)
    service.days(date(2026, 12, 11), L2)
    return service


TOLD = [
    "Reminder, Owen Er, Thea Rd: told on Fri 11 Dec 2026",
    "Reminder, Owen Er, Thea Rd: told on Fri 18 Dec 2026",
    "For the owner, Owen Er, Thea Rd: told on Mon 21 Dec 2026, last on Mon 4 Jan 2027",
    "For the director, Deb Uty: told on Tue 29 Dec 2026, last Dee Rector on Mon 4 Jan 2027",
]


@pytest.mark.parametrize("day", [pytest.param(L2, id="row-117-row-116")])
def test_a_deputy_and_joint_owners_are_named(database: Engine, day: date) -> None:
    service = slipping(database)
    assert told_to_the_board(service) == TOLD
    told = list(service.row("A1", day).told)
    assert told[:4] == TOLD
    assert told[4] == "Strategic Partnership Board: told on Wed 6 Jan 2027"
    found = tellings(service, at(day, 12))
    assert found[2] == (
        "Mon 21 Dec 2026, to Owen Er <owen@invented.example>: sent on Mon 21 Dec 2026. "
        "Told too: Thea Rd <thea@invented.example>. L0: 1 working day after the due date (Fri 18 Dec 2026), not recorded complete (P1)."
    )
    assert found[4].startswith("Tue 29 Dec 2026, to Deb Uty <deb@invented.example>: sent on")
    assert [n for n, sentence in enumerate(found) if "Told too" in sentence] == [0, 1, 2, 3, 5]


def test_a_joint_owner_whose_mail_was_refused_is_not_named(database: Engine) -> None:
    service = live_plan(database, JOINT)
    service.days(date(2026, 12, 11), DUE)
    service.check(at(L0))
    with writing(database) as session:
        for notice in list(outbox.claim(session, owner="test", limit=9, now=at(L0))):
            refused = notice.recipient_address == THIRD.address
            outcome = Permanent("550 no such user") if refused else Accepted("250 OK")
            assert outbox.hand_over(session, notice, owner="test", now=at(L0))
            outbox.mark(session, notice, outcome, owner="test", now=at(L0))
    found = tellings(service, at(L0, 12))
    assert ["Told too" in sentence for sentence in found] == [True, True, False]
    assert service.row("A1", L0).told[1:] == (
        "Reminder, Owen Er, Thea Rd: told on Fri 18 Dec 2026",
        "For the owner, Owen Er: told on Mon 21 Dec 2026",
    )


@pytest.mark.parametrize("day", [pytest.param(L0, id="row-117")])
def test_who_stood_in_for_a_joint_owner_is_named(database: Engine, day: date) -> None:
    service = live_plan(database, JOINT)
    service.cover(THIRD.name, COLLEAGUE.name, date(2026, 12, 17), day, NOON)
    service.days(date(2026, 12, 11), day)
    assert service.row("A1", day).told == (
        "Reminder, Owen Er, Thea Rd: told on Fri 11 Dec 2026",
        "Reminder, Owen Er, Col League: told on Fri 18 Dec 2026",
        "For the owner, Owen Er, Thea Rd: told on Mon 21 Dec 2026",
    )


@pytest.mark.parametrize("address", [pytest.param(OWNER.address, id="row-068")])
def test_of_two_with_one_address_the_one_meant_is_named(database: Engine, address: str) -> None:
    twin = PersonRow("Twin Er", address.upper(), "Manager", "Council", DIRECTOR.name)
    service = Service(database, people=(*CAST, twin))
    service.go_live(LIVE, an_action("A1", DUE), an_action("A2", DUE, twin.name))
    service.days(date(2026, 12, 18), L0)
    assert service.row("A1", L0).told[-1] == "For the owner, Owen Er: told on Mon 21 Dec 2026"
    assert service.row("A2", L0).told[-1] == "For the owner, Twin Er: told on Mon 21 Dec 2026"


def test_a_new_owner_is_not_said_to_have_been_told(database: Engine) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", DUE, COLLEAGUE.name))
    service.days(date(2026, 12, 18), L0)
    now = at(L0, 12)
    owner.reassign(a_place(database, now), KEY, "A1", COLLEAGUE.name)
    assert service.row("A1", L0).told[-1] == "For the owner, Owen Er: told on Mon 21 Dec 2026"


def test_who_covers_from_between_planning_and_sending_is_named(
    database: Engine, tmp_path: Path
) -> None:
    service = live_plan(database, JOINT)
    service.days(date(2026, 12, 11), DUE)
    service.check(at(L0))
    for name in (OWNER.name, THIRD.name):
        service.cover(name, DEPUTY.name, L0, BACK, at(L0, 8))
    with Post() as sink:
        ways = ways_of(Settings(mail_url=sink.url))
        deliver(a_place(database, at(L0, 9), tmp_path), ways)
    *_, last = tellings(service, at(L0, 12))
    assert last.startswith("Mon 21 Dec 2026, to Deb Uty <deb@invented.example>: sent on")
    assert "Thea Rd" not in last
    assert "Owen Er" not in last
