"""Which packs are due on which day: by paper deadlines, else by the month; a missed day made up for."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.packs import due as pack_due
from models.pack import Pack
from models.session import reading
from rules.packs.sections import PAPER
from rules.problems import BadInput
from tests.builders.cast import LIVE
from tests.builders.places import a_place
from tests.builders.plans import BOARD, Service, at
from tests.integration.boards.test_rounds import DEADLINE, FAR, MEETING, MEETS, asked, pack, plan


@pytest.mark.parametrize("on", [pytest.param(DEADLINE, id="row-109")])
def test_no_pack_is_due_before_its_draft_comes(database: Engine, tmp_path: Path, on: date) -> None:
    service = plan(database, FAR)
    assert pack_due.packs_due(a_place(database, at(date(2026, 12, 29)))) == []
    assert pack_due.next_pack_day(a_place(database, at(date(2026, 12, 8)))) == date(2026, 12, 30)
    assert pack_due.next_pack_day(a_place(database, at(date(2027, 1, 1)))) == on, "no new month"
    said = "is drafted on Wednesday 30 December 2026; its papers are due on Tuesday 5 January 2027"
    with pytest.raises(BadInput, match=said):
        pack(service, at(date(2026, 12, 29)), tmp_path)


@pytest.mark.parametrize("day", [pytest.param(date(2027, 1, 4), id="row-112")])
def test_without_a_meeting_the_first_working_day_of_the_month_is_the_pack_day(
    database: Engine, tmp_path: Path, day: date
) -> None:
    service = plan(database, FAR, meetings=())
    assert pack_due.packs_due(a_place(database, at(date(2027, 1, 3)))) == []
    (due,) = pack_due.packs_due(a_place(database, at(day)))
    assert (due.pack_day, due.meets_on) == (day, None)
    made = pack(service, at(day, 7, 15), tmp_path)
    assert made.as_of == day
    (mail,) = service.pack_mails()
    assert mail.payload["draft"] == {"paper_deadline": "", "without_update": None}
    service.days(LIVE, day)
    assert asked(service) == {}, "without a meeting nobody is asked"


@pytest.mark.parametrize("day", [pytest.param(date(2027, 2, 1), id="row-112")])
def test_when_a_boards_dates_run_out_it_goes_by_the_month_again(
    database: Engine, day: date
) -> None:
    plan(database, FAR)
    assert pack_due.packs_due(a_place(database, at(date(2027, 1, 29)))) == [], "its meeting is past"
    (due,) = pack_due.packs_due(a_place(database, at(day)))
    assert (due.pack_day, due.meets_on) == (day, None)


@pytest.mark.parametrize("intended", [pytest.param(date(2026, 12, 1), id="row-032")])
def test_a_missed_pack_day_is_made_up_for_as_of_that_day(
    database: Engine, tmp_path: Path, intended: date
) -> None:
    service = plan(database, FAR, live=date(2026, 11, 16), meetings=())
    back = at(date(2026, 12, 2), 10)
    (due,) = pack_due.packs_due(a_place(database, back))
    assert due.pack_day == intended
    made = pack(service, back, tmp_path)
    assert made.as_of == intended
    (said,) = late_notes(service)
    assert said == (
        "Produced late on Wed 2 Dec 2026: what was recorded by then is in it, told as of "
        "Tue 1 Dec 2026."
    )


@pytest.mark.parametrize("back", [pytest.param(date(2027, 1, 8), id="row-032")])
def test_a_missed_paper_deadline_is_made_up_for_until_the_meeting(
    database: Engine, tmp_path: Path, back: date
) -> None:
    service = plan(database, FAR)
    made = pack(service, at(back, 10), tmp_path)
    assert made.as_of == DEADLINE
    assert len(late_notes(service)) == 1


def test_a_pack_made_on_its_day_does_not_call_itself_late(database: Engine, tmp_path: Path) -> None:
    service = plan(database, FAR)
    pack(service, at(DEADLINE, 23, 30), tmp_path)
    assert late_notes(service) == []


def late_notes(service: Service) -> list[str]:
    (mail,) = service.pack_mails()
    return [note for note in mail.payload["notes"] if note.startswith("Produced late")]


def test_a_pack_says_for_which_meeting_it_is_and_when_the_boards_meet_next(
    database: Engine, tmp_path: Path
) -> None:
    later = replace(MEETING, on=date(2027, 2, 25), place="10:00, Town Hall")
    service = plan(database, FAR, meetings=(MEETING, later))
    pack(service, at(DEADLINE), tmp_path)
    said = contents(database)
    assert (said["occasion"]["meeting_on"], said["month"]) == (str(MEETS), "January 2027")
    assert said["meetings"] == [
        {
            "about": "",
            "board": BOARD.name,
            "on": "2027-01-14",
            "paper": dict.fromkeys(PAPER, ""),
            "papers_by": "2027-01-05",
        },
        {
            "about": "10:00, Town Hall",
            "board": BOARD.name,
            "on": "2027-02-25",
            "paper": dict.fromkeys(PAPER, ""),
            "papers_by": "2027-02-16",
        },
    ]
    assert [(one["owner"], one["refs"]) for one in said["silent"]] == [("Owen Er", ["A1"])]


def test_two_meetings_in_a_month_have_a_pack_each_with_files_of_its_own(
    database: Engine, tmp_path: Path
) -> None:
    again = replace(MEETING, on=date(2027, 1, 28))
    service = plan(database, FAR, meetings=(MEETING, again))
    first = pack(service, at(DEADLINE), tmp_path)
    second = pack(service, at(date(2027, 1, 19)), tmp_path)
    assert (first.new, second.new) == (True, True)
    names = {file.path for made in (first, second) for file in made.files}
    assert len(names) == 2 * len(first.files)
    assert len(service.pack_mails()) == 2


def test_two_missed_paper_deadlines_are_made_up_for_one_after_the_other(
    database: Engine, tmp_path: Path
) -> None:
    again = replace(MEETING, on=date(2027, 1, 18))
    service = plan(database, FAR, meetings=(MEETING, again))
    back = at(date(2027, 1, 12))
    due = pack_due.packs_due(a_place(database, back))
    assert [one.meets_on for one in due] == [MEETS, again.on]
    made = [pack(service, back, tmp_path).as_of for _ in due]
    assert made == [DEADLINE, date(2027, 1, 7)]
    assert pack_due.packs_due(a_place(database, back)) == []


def contents(database: Engine) -> dict[str, Any]:
    with reading(database) as session:
        found: dict[str, Any] = json.loads(session.exec(select(Pack)).one().contents)
        return found
