"""What the first people who tried it broke, and must not break again."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine

from followthrough import clock
from followthrough.cli.remedies import in_words
from followthrough.daily import check
from followthrough.daily.check import Ended
from followthrough.daily.standing import standing
from followthrough.notices.proof import notices
from followthrough.packs import draft
from followthrough.packs import due as pack_due
from followthrough.plans import go_live, import_plan
from followthrough.settings import read_settings
from followthrough.tables import daily
from followthrough.tables import notices as notice_tables
from models.new_plan import add_plan
from models.session import writing
from rules.address import is_plain_address
from rules.problems import BadInput
from tests.builders.places import a_place
from tests.builders.plans import BOARD, KEY, Service, an_action, at

LIVE = date(2018, 11, 21)
TODAY = date(2019, 1, 2)


def another_plan(service: Service, key: str, on: date, title: str) -> None:
    """Add a second live plan beside the first one."""
    read = replace(service.plan_file(an_action("B1", on + timedelta(days=7))), key=key, title=title)
    with writing(service.engine) as session:
        new = import_plan.new_plan(read, import_plan.fingerprint(read), at(on))
        add_plan(session, new, actor="test", now=at(on))
    go_live.go_live(service.place(at(on)), key, on)


def test_a_plan_whose_calendar_has_ended_stops_no_other(database: Engine) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 31)))
    later = date(2032, 3, 1)
    another_plan(service, "later", later, title="Later plan")
    checked = service.check(at(date(2032, 3, 2)))
    assert checked.ended is Ended.DONE
    assert [step.line.ref for step in checked.steps] == []
    assert any("A1" in said and "calendar" in said for said in map(in_words, checked.problems))
    again = service.check(at(date(2032, 3, 8)))
    assert [step.line.ref for step in again.steps] == ["B1"]
    assert [due.plan for due in pack_due.packs_due(a_place(database, at(date(2032, 4, 1))))] == [
        "later"
    ]


def test_square_brackets_are_text(database: Engine, tmp_path: Path) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1 [/b]", date(2018, 12, 31)))
    service.check(at(TODAY))
    with (tmp_path / "screen").open("w") as file:
        console = Console(file=file, markup=False, width=200)
        daily.show_standing(console, standing(a_place(database, at(TODAY), tmp_path)))
        daily.show_check(console, service.check(at(TODAY)), in_words)
        notice_tables.show_notices(console, notices(a_place(database)))
    assert "A1 [/b]" in (tmp_path / "screen").read_text()


def test_boards_of_like_names_keep_a_pack_each(database: Engine, tmp_path: Path) -> None:
    service = Service(database)
    twin = replace(BOARD, name="Strategic-Partnership Board", escalations=False)
    service.boards = (BOARD, twin)
    service.go_live(LIVE, an_action("A1", date(2018, 12, 31)))
    made = [
        draft.assemble_pack(a_place(database, at(TODAY), tmp_path), KEY, name)
        for name in (BOARD.name, twin.name)
    ]
    paths = [file.path for pack in made for file in pack.files]
    assert len(set(paths)) == 8
    assert all(path.is_file() for path in paths)


@pytest.mark.parametrize("text", ["", "{", "[]", '"a"', json.dumps({"shift_seconds": 1e30})])
def test_a_broken_clock_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / clock.FILE).write_text(text)
    with pytest.raises(BadInput, match="does not hold the example's clock"):
        clock.clock(tmp_path)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("PREFECT_PORT", "70000"),
        ("MAILBOX_PORT", "0"),
    ],
)
def test_a_setting_that_cannot_work_is_named(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(f"FOLLOWTHROUGH_{setting}", value)
    with pytest.raises(BadInput, match=f"FOLLOWTHROUGH_{setting}"):
        read_settings()


@pytest.mark.parametrize("address", ["o?bcc=x@t.example", "o%0d%0a@t.example", f"{'a' * 65}@t.ex"])
def test_an_address_that_a_url_would_read_is_none(address: str) -> None:
    assert not is_plain_address(address)


def test_an_unknown_organisation_is_told(database: Engine) -> None:
    Service(database).go_live(LIVE, an_action("A1", date(2018, 12, 31)))
    with pytest.raises(BadInput, match="no organisation 'Elsewhere'"):
        check.check_due_dates(a_place(database, at(TODAY)), "Elsewhere")
