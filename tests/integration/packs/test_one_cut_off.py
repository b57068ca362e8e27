"""Packs of several boards with one cut-off tell the same, whenever each of them is made."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough.boards import meetings as board_meetings
from followthrough.boards.meetings import Wanted
from followthrough.packs import draft as pack_draft
from followthrough.packs.versions import Assembled, contents_of
from models.pack import CutOff
from models.session import reading
from rules.packs.contents import Contents
from rules.packs.frozen import canonical, thaw
from rules.packs.position import Position
from tests.builders.plans import BOARD, KEY, Service, an_action, at
from tests.integration.packs.life import kept
from tests.integration.packs.test_part_2 import EXECUTIVE

FIRST, NEXT = date(2027, 1, 4), date(2027, 1, 5)


@pytest.fixture
def service(database: Engine) -> Service:
    service = Service(database, boards=(BOARD, EXECUTIVE))
    service.go_live(
        date(2026, 12, 1), an_action("A1", date(2027, 1, 29)), an_action("A2", date(2027, 6, 30))
    )
    return service


def draft(service: Service, data: Path, board: str, on: date, hour: int = 7) -> Assembled:
    when = at(on, hour)
    return pack_draft.assemble_pack(service.place(when, data), KEY, board)


def packs(service: Service) -> list[Contents]:
    return [contents_of(pack) for pack in kept(service)]


def cut_offs(service: Service) -> list[CutOff]:
    with reading(service.engine) as session:
        found = list(session.exec(select(CutOff).order_by(col(CutOff.id))))
        session.expunge_all()
        return found


def test_a_board_reads_what_another_reads_though_something_was_recorded_between(
    service: Service, tmp_path: Path
) -> None:
    draft(service, tmp_path, BOARD.name, FIRST)
    service.complete("A1", at(FIRST, 9))
    draft(service, tmp_path, EXECUTIVE.name, FIRST, 10)

    one, other = packs(service)
    assert one.actions == other.actions
    assert [row.completed_on for row in other.actions] == [None, None]
    (taken,) = cut_offs(service)
    assert one.occasion.cut_off == other.occasion.cut_off == taken.sha256
    ((subject, detail),) = service.audited("took cut-off")
    assert (subject, detail) == (f"cut-off {KEY}/{FIRST}", {"position": taken.sha256})


def test_a_pack_that_is_late_says_by_when_its_position_was_taken(
    service: Service, tmp_path: Path
) -> None:
    draft(service, tmp_path, BOARD.name, FIRST)
    service.complete("A1", at(FIRST, 9))
    draft(service, tmp_path, EXECUTIVE.name, NEXT)

    late = packs(service)[-1]
    assert late.occasion.as_of == FIRST
    assert [row.completed_on for row in late.actions] == [None, None]
    assert late.occasion.notes[-1] == (
        "Produced late on Tue 5 Jan 2027: what was recorded by Mon 4 Jan 2027 is in it, told as of "
        "Mon 4 Jan 2027."
    )


def test_a_meeting_that_is_moved_between_is_told_as_it_now_is(
    service: Service, tmp_path: Path
) -> None:
    draft(service, tmp_path, BOARD.name, FIRST)
    moved = Wanted(KEY, BOARD.name, date(2027, 2, 18))
    board_meetings.set_meeting(service.place(at(FIRST, 9)), moved)
    draft(service, tmp_path, EXECUTIVE.name, FIRST, 10)

    one, other = packs(service)
    assert one.occasion.cut_off == other.occasion.cut_off
    assert [(m.board, m.on) for m in one.meetings] == []
    assert [(m.board, m.on) for m in other.meetings] == [(BOARD.name, moved.on)]


def test_a_draft_that_is_made_again_takes_a_cut_off_of_its_own(
    service: Service, tmp_path: Path
) -> None:
    draft(service, tmp_path, BOARD.name, FIRST)
    service.complete("A1", at(FIRST, 9))
    wanted = (KEY, BOARD.name, "2027-01")
    when = at(FIRST, 10)
    pack_draft.draft_again(service.place(when, tmp_path), wanted)
    assert not pack_draft.draft_again(service.place(when, tmp_path), wanted).new
    draft(service, tmp_path, EXECUTIVE.name, FIRST, 11)

    first, again, other = packs(service)
    assert [row.completed_on for row in again.actions] == [FIRST, None]
    assert first.occasion.cut_off != again.occasion.cut_off
    assert again.occasion.cut_off == other.occasion.cut_off, "the newest of that day"
    assert len(cut_offs(service)) == 2


def test_a_position_is_read_back_as_it_was_taken(service: Service, tmp_path: Path) -> None:
    service.ask("A2", date(2027, 7, 30), at(date(2026, 12, 2), 12))
    service.update("A1", at(date(2026, 12, 3), 12))
    draft(service, tmp_path, BOARD.name, FIRST)
    (taken,) = cut_offs(service)
    assert canonical(thaw(Position, json.loads(taken.position))).decode() == taken.position
