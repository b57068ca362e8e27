"""What a notice was to tell that could be handed to nobody: who hears it instead, and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.notices import alarms
from followthrough.notices.settling import release
from followthrough.notices.suspending import suspend
from followthrough.plans.file.rows import MeetingRow, MilestoneRow, PersonRow
from models.notice import Notice, NoticeKind, NoticeState
from models.plan import Action
from models.session import reading, writing
from models.steps import EscalationStep
from notifications.undelivered import mark_returned
from tests.builders.cast import CAST, DUE, L0, L1, L2, LIVE, SECRETARY, VALIDATOR, unreachable
from tests.builders.plans import ADMINISTRATOR, BOARD, DIRECTOR, OWNER, Service, an_action, at

FAR = date(2027, 6, 30)
DAY = timedelta(days=1)


def a_plan(database: Engine) -> Service:
    """Return a live plan: A1 slips, A2 is far off and has a milestone, A3 lacks a date."""
    service = Service(
        database,
        people=CAST,
        boards=(replace(BOARD, secretary=SECRETARY.name),),
        validator=VALIDATOR.name,
        milestones=(MilestoneRow("A2", "M1", "A secret stage", date(2026, 12, 15)),),
        meetings=(MeetingRow(BOARD.name, date(2027, 1, 14)),),
    )
    service.go_live(LIVE, an_action("A1", DUE), an_action("A2", FAR), an_action("A3", None))
    return service


def untouched(_: Service) -> date:
    return LIVE


def complete(service: Service) -> date:
    service.days(LIVE, date(2026, 12, 9))
    service.complete("A1", at(date(2026, 12, 9), 9))
    return date(2026, 12, 10)


def ask(service: Service) -> date:
    service.days(LIVE, date(2026, 12, 9))
    service.ask("A1", FAR, at(date(2026, 12, 9), 9), by=OWNER.name)
    return date(2026, 12, 10)


def answered(service: Service) -> date:
    on = ask(service)
    service.day(on)
    service.refuse("A1", at(on, 9), DIRECTOR.name, "No.")
    return on + DAY


def opened_again(service: Service) -> date:
    service.days(LIVE, L0)
    service.complete("A1", at(L0, 9))
    service.day(L0 + DAY)
    service.reopen("A1", at(L0 + DAY, 9))
    return L0 + 2 * DAY


CASES: dict[str, tuple[Callable[[Service], date], PersonRow, date, PersonRow, date]] = {
    "A1 L0": (untouched, OWNER, L0, DIRECTOR, date(2026, 12, 22)),
    "A1 L0#1": (untouched, OWNER, L1, DIRECTOR, date(2026, 12, 30)),
    "A1 L1": (untouched, DIRECTOR, L1, SECRETARY, date(2026, 12, 30)),
    "A1 L1#1": (untouched, DIRECTOR, date(2027, 1, 4), SECRETARY, date(2027, 1, 5)),
    "A1 to validate: 1": (complete, VALIDATOR, date(2026, 12, 10), SECRETARY, date(2026, 12, 11)),
    "A1 new date: 1": (ask, DIRECTOR, date(2026, 12, 10), SECRETARY, date(2026, 12, 11)),
    "A1 answer: new date 1": (
        *(answered, OWNER, date(2026, 12, 11)),
        *(DIRECTOR, date(2026, 12, 14)),
    ),
    "A1 given date: 1": (
        *(opened_again, DIRECTOR, date(2026, 12, 23)),
        *(SECRETARY, date(2026, 12, 24)),
    ),
    "A2 M1: L0": (untouched, OWNER, date(2026, 12, 16), DIRECTOR, date(2026, 12, 17)),
    "A2 round: 2027-01-05": (
        *(untouched, OWNER, date(2026, 12, 14)),
        *(DIRECTOR, date(2026, 12, 15)),
    ),
    "A2 chaser: 2027-01-05": (
        *(untouched, OWNER, date(2026, 12, 29)),
        *(DIRECTOR, date(2026, 12, 30)),
    ),
    "A3 to mend: due date": (untouched, ADMINISTRATOR, LIVE, SECRETARY, date(2026, 12, 8)),
}
"""Each kind of step: what is done before, whose digest dies and when, who hears it then, and when."""


def told_by(service: Service, step: str) -> tuple[date, str, str | None]:
    """Return when a step was planned last, to whose address, and why no notice carries it."""
    ref, _, rung = step.partition(" ")
    name, _, occurrence = rung.partition("#")
    with reading(service.engine) as session:
        row, address = session.exec(
            select(EscalationStep, Notice.recipient_address)
            .join(Action, col(Action.id) == EscalationStep.action_id)
            .join(Notice, col(Notice.id) == EscalationStep.notice_id)
            .where(
                Action.ref == ref,
                EscalationStep.rung == name,
                EscalationStep.occurrence == int(occurrence or 0),
            )
        ).one()
        return row.planned_on, address, row.untold


def dies(service: Service, address: str, on: date, first: date = LIVE) -> list[str]:
    """Let the notices of a day to an address be refused; return what the alarm says of each."""
    service.days(first, on - DAY)
    service.check(at(on))
    service.send_all(at(on, 7, 5), unknown=address)
    alarms.queue_alarms(service.place(at(on, 7, 6)))
    found = [n for n in service.notices() if n.kind == NoticeKind.ALARM and n.lane != "mail"]
    return [n.payload["body"] for n in found]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", [pytest.param(case, id=f"row-196-{case}") for case in CASES])
def test_a_step_whose_digest_is_refused_as_unknown_is_told_to_whoever_is_next(
    database: Engine, case: str
) -> None:
    before, whose, on, instead, then = CASES[case]
    service = a_plan(database)
    (said,) = dies(service, whose.address, on, before(service))
    assert unreachable(database) == {whose.name: on}
    step = case.partition("#")[0]
    assert f"p/{step[:2]} (" in said
    assert step[3:] in said
    assert said.endswith("Whoever is next in turn is told from the next check on.")
    assert "Do what" not in said, "it may be Part 2"
    assert "secret" not in said
    service.days(on + DAY, then)
    assert told_by(service, case) == (then, instead.address, None)
    before_that = service.row(case[:2], then).told
    assert not any("to be told again" in told for told in before_that)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("on", [date(2026, 12, 11)], ids=["row-196-reminder"])
def test_a_reminder_that_died_lapses_with_its_day(database: Engine, on: date) -> None:
    service = a_plan(database)
    (said,) = dies(service, OWNER.address, on)
    assert "p/A1 (R1)" in said
    service.days(on + DAY, DUE)
    assert told_by(service, "A1 R1") == (on, OWNER.address, "lapsed")
    assert told_by(service, "A1 R0") == (DUE, DIRECTOR.address, None)
    assert "Reminder, Owen Er: not told on Fri 11 Dec 2026" in service.row("A1", DUE).told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("on", [L2], ids=["row-196-board"])
def test_nobody_is_told_in_a_boards_place(database: Engine, on: date) -> None:
    service = a_plan(database)
    (said,) = dies(service, BOARD.address, on)
    assert "It is to tell of p/A1 (L2). Nobody is told instead: tell them by other means." in said
    service.days(on + DAY, date(2027, 1, 14))
    assert told_by(service, "A1 L2") == (on, BOARD.address, None)
    assert len(service.board_notices()) == 1


@pytest.mark.parametrize("on", [L1], ids=["row-196-climb"])
def test_a_later_rung_counts_from_when_the_one_below_was_really_sent(
    database: Engine, on: date
) -> None:
    service = a_plan(database)
    dies(service, DIRECTOR.address, on)
    for later, who in ((on + DAY, SECRETARY), (date(2027, 1, 4), ADMINISTRATOR)):
        service.check(at(later))
        service.send_all(at(later, 7, 5), unknown=who.address if who is SECRETARY else "")
        assert told_by(service, "A1 L1")[:2] == (later, who.address)
    service.days(date(2027, 1, 5), date(2027, 1, 11))
    assert service.climbs("A1")["L2"] == L2
    assert service.rungs("A1")["L1#1"] == date(2027, 1, 11), "not a week after it died"


@pytest.mark.parametrize("on", [L1], ids=["row-196-sent-again"])
def test_what_a_person_has_sent_again_is_told_once(database: Engine, on: date) -> None:
    service = a_plan(database)
    dies(service, DIRECTOR.address, on)
    service.address(DIRECTOR.name, "d.rector@invented.example", at(on, 9))
    (dead,) = (n for n in service.notices(NoticeState.DEAD) if n.kind == NoticeKind.DIGEST)
    release(service.place(at(on, 10)), dead.id or 0, delivered=False, by=ADMINISTRATOR.name)
    service.send_all(at(on, 10, 1))
    service.days(on + DAY, date(2026, 12, 31))
    assert told_by(service, "A1 L1")[0::2] == (on, None)
    assert (
        service.row("A1", date(2026, 12, 31)).told[-1]
        == "For the director, Dee Rector: told on Tue 29 Dec 2026"
    )


@pytest.mark.parametrize("on", [L1], ids=["row-196-corrected"])
def test_what_is_not_sent_again_is_told_at_the_corrected_address(
    database: Engine, on: date
) -> None:
    service = a_plan(database)
    dies(service, DIRECTOR.address, on)
    service.address(DIRECTOR.name, "d.rector@invented.example", at(on, 9))
    service.day(on + DAY)
    assert told_by(service, "A1 L1") == (on + DAY, "d.rector@invented.example", None)
    (line,) = service.lines("d.rector@invented.example", on + DAY).values()
    assert "This should have reached you on Tue 29 Dec 2026." in line["notes"]


@pytest.mark.parametrize("on", [date(2027, 1, 7)], ids=["row-196-returned-late"])
def test_what_comes_back_days_later_is_told_once_more_and_no_more(
    database: Engine, on: date
) -> None:
    """L1 and its repeat both come back, after the Board was told."""
    service = a_plan(database)
    service.days(LIVE, on)
    with writing(database) as session:
        for day in (L1, date(2027, 1, 4)):
            key = f":{DIRECTOR.address}:{day}"
            found = select(Notice).where(col(Notice.dedup_key).endswith(key))
            notice = session.exec(found).one()
            mark_returned(session, notice, "550 5.1.1 gone", now=at(on, 9))
            suspend(session, notice, "550 5.1.1 gone", actor="test", now=at(on, 9))
    service.days(on + DAY, date(2027, 1, 12))
    assert told_by(service, "A1 L1")[2] is None, "the repeat is to be told"
    assert told_by(service, "A1 L1#1") == (date(2027, 1, 8), SECRETARY.address, None)
    assert service.board_notices() == [(L2, ["A1"])]


@pytest.mark.parametrize("on", [L1], ids=["row-139-not-the-address"])
def test_what_is_refused_for_another_cause_is_told_by_nobody_else(
    database: Engine, on: date
) -> None:
    service = a_plan(database)
    service.days(LIVE, on - DAY)
    service.check(at(on))
    with writing(database) as session:
        key = f":{DIRECTOR.address}:{on}"
        notice = session.exec(select(Notice).where(col(Notice.dedup_key).endswith(key))).one()
        notice.state, notice.reply = NoticeState.DEAD, "552 5.2.2 mailbox full"
    alarms.queue_alarms(service.place(at(on, 8)))
    (said,) = (n.payload["body"] for n in service.notices() if n.lane == "alarms")
    assert said.endswith("mailbox full. It is to tell of p/A1 (L1).")
    service.days(on + DAY, date(2027, 1, 5))
    assert told_by(service, "A1 L1")[0::2] == (on, None)
