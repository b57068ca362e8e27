"""Who gets which notice, and what it lists."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.plans.file.rows import PersonRow
from models.audit import AuditEntry, verify
from models.notice import Notice, NoticeKind
from models.session import reading
from models.steps import EscalationStep
from rules.ladder.facts import Became
from tests.builders.actions import every_day
from tests.builders.plans import ADMINISTRATOR, DIRECTOR, OWNER, Service, an_action, at

LIVE = date(2018, 11, 21)
TODAY = date(2019, 1, 2)
TWIN = PersonRow("Olive Er", OWNER.address.upper(), "Manager", "Council", DIRECTOR.name)
OTHER = PersonRow("Una Volved", "una@invented.example", "Manager", "Council", DIRECTOR.name)
EVERYONE = (ADMINISTRATOR, DIRECTOR, OWNER, TWIN, OTHER)


def refs(notice: Notice) -> list[tuple[str, list[str]]]:
    parts: list[dict[str, Any]] = notice.payload["parts"]
    return [(part["name"], [line["ref"] for line in part["lines"]]) for part in parts]


@pytest.mark.parametrize("owner", [OTHER], ids=["row-067"])
def test_an_owner_with_nothing_due_or_overdue_gets_no_mail(
    database: Engine, owner: PersonRow
) -> None:
    service = Service(database, people=EVERYONE)
    service.go_live(
        LIVE,
        an_action("A1", date(2018, 12, 31)),
        an_action("A2", date(2019, 3, 1), owner=owner.name),
    )
    service.check(at(TODAY))
    assert [notice.recipient_address for notice in service.notices()] == [OWNER.address]


@pytest.mark.parametrize("twin", [TWIN], ids=["row-068"])
def test_two_owners_with_one_address_get_one_mail_with_two_parts(
    database: Engine, twin: PersonRow
) -> None:
    service = Service(database, people=EVERYONE)
    service.go_live(
        LIVE,
        an_action("A1", date(2018, 12, 31)),
        an_action("A2", date(2018, 12, 31), owner=twin.name),
        an_action("A3", date(2019, 1, 4), owner=twin.name),
    )
    service.check(at(TODAY))
    (notice,) = service.notices()
    assert notice.recipient_address.lower() == OWNER.address
    assert refs(notice) == [(OWNER.name, ["A1"]), (twin.name, ["A2", "A3"])]


@pytest.mark.parametrize("due", [date(2026, 9, 3)], ids=["row-093"])
def test_a_plan_that_goes_live_late_alarms_nobody_on_day_one(database: Engine, due: date) -> None:
    live = date(2026, 11, 30)
    service = Service(database)
    service.go_live(live, an_action("A1", due))
    assert service.day(live).steps == ()
    with reading(database) as session:
        before = session.exec(
            select(EscalationStep)
            .where(EscalationStep.episode == 0)
            .order_by(col(EscalationStep.id))
        ).all()
    assert [step.rung for step in before] == ["R1", "R0", "L0", "L1", "L2"]
    assert {step.untold for step in before} == {Became.BEFORE_GO_LIVE}
    for day in every_day(date(2026, 12, 1), date(2026, 12, 16)):
        service.day(day)
    rungs = service.rungs("A1")
    assert (rungs["L0"], rungs["L1"], rungs["L2"]) == (
        date(2026, 12, 1),
        date(2026, 12, 7),
        date(2026, 12, 14),
    )
    first = service.notices()[0].payload["parts"][0]["lines"][0]
    assert first["standing"] == "63 working days late", "lateness is told from 3 September"


def test_a_step_lands_in_exactly_one_notice_and_its_reason_is_kept(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 14)), an_action("A2", date(2018, 12, 21)))
    for day in every_day(LIVE, TODAY):
        service.day(day)
    with reading(database) as session:
        steps = session.exec(select(EscalationStep).where(EscalationStep.episode == 1)).all()
        boards = [n for n in service.notices() if n.kind == NoticeKind.BOARD_NOTICE]
        assert all(step.notice_id and step.reason for step in steps)
        assert [n.payload["lines"][0]["ref"] for n in boards] == ["A1"]
        assert boards[0].payload["lines"][0]["told"] == [
            "Reminder, Owen Er: told on Fri 7 Dec 2018",
            "Reminder, Owen Er: told on Fri 14 Dec 2018",
            "For the owner, Owen Er: told on Mon 17 Dec 2018, last on Mon 31 Dec 2018",
            "For the director, Dee Rector: told on Fri 21 Dec 2018, last on Mon 31 Dec 2018",
        ]
        assert verify(session, 1) is None
        verbs = set(session.exec(select(AuditEntry.verb)))
    assert {"imported plan", "went live", "planned step"} <= verbs


def test_an_action_without_owner_still_reaches_the_board(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 3), owner=""))
    for day in every_day(LIVE, TODAY):
        service.day(day)
    found = service.notices()
    boards = [notice for notice in found if notice.kind == NoticeKind.BOARD_NOTICE]
    assert len(boards) == 1
    others = {notice.recipient_name for notice in found if notice not in boards}
    assert others == {ADMINISTRATOR.name}, "to mend it, and as the board's secretary at L1"
    assert list(service.ladder("A1"))[:3] == ["R1", "R0", "L0"]


def test_a_notice_that_never_left_is_planned_again(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 31)))
    service.check(at(TODAY))
    tomorrow = date(2019, 1, 3)
    service.send_all(at(tomorrow))  # nothing to send: the digest expired at 18:00
    again = service.day(tomorrow)
    assert [step.rung for step in again.steps] == ["L0"]
    assert [notice.state for notice in service.notices()] == ["cancelled", "sent"]
    assert service.rungs("A1") == {"L0": tomorrow}


def test_a_board_that_two_plans_name_gets_one_notice_a_day(database: Engine) -> None:
    services = [Service(database, key=key) for key in ("p", "q")]
    for service in services:
        service.go_live(LIVE, an_action("A1", date(2018, 12, 3)))
    for day in every_day(LIVE, date(2018, 12, 17)):
        services[0].day(day)
    boards = [n for n in services[0].notices() if n.kind == NoticeKind.BOARD_NOTICE]
    assert [n.queued_at.date() for n in boards] == [date(2018, 12, 17)]
    assert [line["ref"] for line in boards[0].payload["lines"]] == ["A1", "A1"]
    assert all(len(line["told"]) == 4 for line in boards[0].payload["lines"])
