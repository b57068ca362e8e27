"""Packs made from what is stored: what is asked, told and compared; dates that went missing (113)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.actions import progress
from followthrough.packs import draft, versions
from models.notice import NoticeKind
from models.plan import Action
from models.session import writing
from rules.packs.sections import Ask, ChangeKind
from rules.problems import BadInput
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at

LIVE = date(2026, 11, 2)
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 4)
DUE = date(2027, 3, 31)


@pytest.fixture
def service(database: Engine) -> Service:
    made = Service(database)
    made.go_live(LIVE, *(an_action(f"A{number}", DUE) for number in range(1, 5)))
    return made


def assemble(service: Service, data: Path, on: date) -> versions.Assembled:
    return draft.assemble_pack(service.place(at(on), data), KEY, BOARD.name)


def alarms(service: Service) -> list[str]:
    found = (n for n in service.notices() if n.kind == NoticeKind.ALARM)
    return [str(notice.payload["body"]) for notice in found]


@pytest.mark.parametrize("on", [JANUARY], ids=["row-113-run"])
def test_a_date_that_went_missing_is_told_first_and_alarmed_once(
    service: Service, tmp_path: Path, on: date
) -> None:
    assemble(service, tmp_path, DECEMBER)
    assert alarms(service) == []
    with writing(service.engine) as session:  # as an import gone wrong would
        action = session.exec(select(Action).where(Action.ref == "A2")).one()
        action.due_date = None
        session.add(action)

    pack = service.pack(on)
    assemble(service, tmp_path, on)
    assemble(service, tmp_path, on)

    assert pack.alarms[0].startswith("1 action lost the due date since the last pack: A2.")
    assert "rose from 0 % to 25 %" in pack.alarms[1]
    assert [change.kind for change in pack.changes] == [ChangeKind.DATE_LOST, ChangeKind.RATING]
    told = set(alarms(service))
    assert len(told) == 1
    assert "A2" in told.pop()
    mailed = [n.payload["headlines"] for n in service.notices() if n.kind == NoticeKind.PACK]
    assert [lines[0].startswith("1 action lost the due date") for lines in mailed] == [False, True]


@pytest.mark.parametrize("on", [JANUARY], ids=["row-074-contents"])
def test_the_same_facts_make_the_same_contents(service: Service, on: date) -> None:
    assert service.pack(on) == service.pack(on)


def test_what_an_owner_says_stands_in_the_pack_beside_what_is_computed(service: Service) -> None:
    report = progress.Report(
        KEY,
        "A1",
        "Half of it is done.",
        OWNER.name,
        evidence="Minutes of 2 December",
        rating="amber",
        cause="A supplier left.",
        recovery="Another begins in January.",
        impact="Decisions take a day less.",
    )
    progress.update(service.place(at(date(2026, 12, 2), 12)), report)
    service.update("A1", at(date(2026, 12, 9), 12), "Three quarters are done.")

    row = service.row("A1", JANUARY)

    assert (row.own_rating, row.cause) == ("", ""), "the latest update gave none"
    assert row.impact == "Decisions take a day less.", "which stays true"
    assert [(one.where, one.by) for one in row.evidence] == [("Minutes of 2 December", OWNER.name)]
    assert service.row("A1", JANUARY).is_rated_apart is False


@pytest.mark.parametrize("rating", ["Blue", "red and amber"])
def test_an_owner_can_not_give_any_other_rating(service: Service, rating: str) -> None:
    report = progress.Report(KEY, "A1", rating=rating)

    with pytest.raises(BadInput, match="An owner rates an action Red, Amber or Green"):
        progress.update(service.place(at(date(2026, 12, 2))), report)


@pytest.mark.parametrize("third", [date(2027, 6, 30)], ids=["row-049-asked"])
def test_the_third_new_date_is_asked_of_the_board(service: Service, third: date) -> None:
    for number, proposed in enumerate((date(2027, 4, 30), date(2027, 5, 28)), start=2):
        service.ask("A1", proposed, at(date(2026, 11, number), 12))
        service.agree("A1", at(date(2026, 11, number), 13), DIRECTOR.name)
    service.ask("A1", third, at(date(2026, 12, 2), 12))

    pack = service.pack(JANUARY)

    assert [(one.ask, one.ref) for one in pack.decisions] == [(Ask.EXTENSION, "A1")]
    assert [(one.number, one.decision, one.is_for_board) for one in pack.date_changes] == [
        (1, "approved", False),
        (2, "approved", False),
        (3, "pending", True),
    ]


def test_the_ladder_is_told_by_month_and_its_top_asks_the_board(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2026, 12, 18)))
    service.days(date(2026, 12, 11), date(2027, 1, 7))

    pack = service.pack(date(2027, 1, 8))

    assert [(one.ask, one.ref) for one in pack.decisions] == [(Ask.ESCALATION, "A1")]
    (row,) = pack.exceptions
    assert (row.rung, row.is_with_board) == ("L2", True)
    months = {(one.month, one.rung): one.number for one in pack.charts.ladder}
    assert months[date(2026, 12, 1), "L0"] >= 1
    assert months[date(2027, 1, 1), "L2"] == 1
    assert [slip.ref for slip in pack.charts.slippage] == ["A1"]


def test_row_205_a_pack_foresees_the_day_on_which_an_action_comes_to_the_board(
    database: Engine,
) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2026, 12, 18)))
    service.days(date(2026, 12, 11), date(2026, 12, 22))
    foreseen = service.row("A1", date(2026, 12, 22)).climbs

    service.days(date(2026, 12, 23), date(2027, 1, 8))

    came = service.rungs("A1")
    assert [one.on for one in foreseen] == [came["L1"], came["L2"]]
    assert [one.is_board for one in foreseen] == [False, True]
    assert foreseen[0].whom == DIRECTOR.name


def test_the_board_is_asked_also_while_its_notice_is_under_way(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2026, 12, 18)))
    day = date(2026, 12, 11)
    while "L2" not in service.rungs("A1"):
        service.send_all(at(day, 8))
        day += timedelta(days=1)
        service.check(at(day))

    pack = service.pack(day)

    assert [(one.ask, one.ref) for one in pack.decisions] == [(Ask.ESCALATION, "A1")]
    (row,) = pack.exceptions
    assert row.told[-1].endswith("on its way when this was written"), (
        "and nobody is said to have been told"
    )
    assert "L2" not in {one.rung for one in pack.charts.ladder}


def test_the_months_before_stand_in_the_chart(service: Service, tmp_path: Path) -> None:
    assemble(service, tmp_path, DECEMBER)
    service.complete("A1", at(date(2026, 12, 9), 12))

    months = service.pack(JANUARY).charts.status

    assert [one.label for one in months] == ["December 2026", "January 2027"]
    assert [sum(one.numbers) for one in months] == [4, 4]
    assert [one.silent for one in months] == [4, 3], "nobody has said anything but of A1"


@pytest.mark.parametrize("name", [f"{KEY}.yml", f"{KEY.upper()}.yaml"])
def test_editions_under_another_name_are_not_passed_over_in_silence(
    service: Service, tmp_path: Path, name: str
) -> None:
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / name).write_text("")
    with pytest.raises(BadInput, match=rf"{name} is not read under this name: call it {KEY}\.yaml"):
        assemble(service, tmp_path, DECEMBER)


def test_a_mistake_in_a_plans_own_editions_stops_the_pack_with_its_line(
    service: Service, tmp_path: Path
) -> None:
    (tmp_path / "editions").mkdir()
    own = tmp_path / "editions" / f"{KEY}.yaml"
    own.write_text("- {name: Any, title: Pack, purpose: To note., sections: [sumary]}\n")

    with pytest.raises(BadInput, match=r"line 1: the section .* is not known; write summary"):
        assemble(service, tmp_path, DECEMBER)
    own.write_text(own.read_text().replace("sumary", "summary"))

    assert assemble(service, tmp_path, DECEMBER).new
