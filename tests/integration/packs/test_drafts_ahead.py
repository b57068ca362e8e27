"""Drafts that come before their papers are due, and anew on that day; what becomes of rounds meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from followthrough.boards import meetings as board_meetings
from followthrough.boards.meetings import Wanted
from followthrough.daily.today import today
from followthrough.packs.due import PackDay, day_of_pack, packs_due
from followthrough.packs.narrative import read_back
from followthrough.packs.order import later_pack
from followthrough.packs.versions import contents_of
from models.boards import board_called
from models.pack import Pack
from models.plan import plan_called
from models.session import connect, reading, writing
from notifications.render import render
from tests.builders.cast import LIVE
from tests.builders.plans import BOARD, KEY, Service, at
from tests.integration.boards.test_rounds import (
    CHASED,
    DEADLINE,
    FAR,
    MEETING,
    MEETS,
    OPENS,
    asked,
    move,
    pack,
    plan,
)
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import WANTED, kept
from tests.integration.packs.test_narrative import word_of

AHEAD = date(2026, 12, 30)
"""Three working days before the papers are due."""
THE_DAY_BEFORE = date(2027, 1, 4)
NEXT = replace(MEETING, on=date(2027, 1, 18))
"""Its papers are due on 7 January, two working days after those of the meeting before."""

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def made(
    service: Service,
    as_of: date,
    *,
    period: date = MEETS,
    is_issued: bool = False,
) -> None:
    """Store that a version of a pack was made, without its files."""
    contents = '{"occasion":{"meeting_on":"' + str(period) + '"}}'
    with writing(service.engine) as session:
        found = plan_called(session, KEY)
        version = Pack(
            plan_id=found.id or 0,
            board_id=board_called(session, found.id or 0, BOARD.name).id or 0,
            month=period,
            as_of=as_of,
            version="1.0" if is_issued else f"0.{as_of.day}",
            contents=contents,
            contents_sha256=sha256(contents.encode()).hexdigest(),
            made_at=at(as_of, 7, 15),
            issued_at=at(as_of, 12) if is_issued else None,
        )
        session.add(version)


def due(service: Service, on: date) -> list[tuple[date, date | None, bool]]:
    """Return what is due on a day: since when, for which meeting, and whether it comes ahead."""
    found = packs_due(service.place(at(on, 7, 15)))
    return [(one.pack_day, one.meets_on, one.is_ahead) for one in found]


def told_of(service: Service, on: date) -> PackDay:
    with reading(service.engine) as session:
        found = plan_called(session, KEY)
        return day_of_pack(session, found, board_called(session, found.id or 0, BOARD.name), on)


@pytest.mark.parametrize(
    ("before", "first"),
    [
        pytest.param(3, AHEAD, id="row-233"),
        pytest.param(1, THE_DAY_BEFORE, id="row-233-one"),
        pytest.param(10, date(2026, 12, 17), id="row-233-ten"),
    ],
)
def test_a_draft_comes_some_working_days_before_its_papers_are_due(
    database: Engine, before: int, first: date
) -> None:
    service = plan(database, FAR, board=replace(BOARD, drafts_before=before))
    assert due(service, date.fromordinal(first.toordinal() - 1)) == []
    assert due(service, first) == [(first, MEETS, True)]
    assert due(service, THE_DAY_BEFORE) == [(first, MEETS, True)], "until it is made"
    assert told_of(service, THE_DAY_BEFORE).as_of == THE_DAY_BEFORE, "as of the day on which it is"
    made(service, first)
    assert due(service, THE_DAY_BEFORE) == []
    assert due(service, DEADLINE) == [(DEADLINE, MEETS, False)]
    made(service, DEADLINE)
    assert due(service, DEADLINE) == due(service, MEETS) == []


@on_sqlite
def test_with_no_days_before_it_is_drafted_on_the_paper_deadline(database: Engine) -> None:
    """Hold its row (row 233)."""
    service = plan(database, FAR, board=replace(BOARD, drafts_before=0))
    assert due(service, THE_DAY_BEFORE) == []
    assert due(service, DEADLINE) == [(DEADLINE, MEETS, False)]


@on_sqlite
def test_no_draft_comes_before_the_papers_of_the_meeting_before_are_due(database: Engine) -> None:
    """Hold its row (row 233)."""
    service = plan(database, FAR, meetings=(MEETING, NEXT))
    made(service, AHEAD)
    assert due(service, THE_DAY_BEFORE) == []
    both = [(DEADLINE, MEETS, False), (DEADLINE, NEXT.on, True)]
    assert due(service, DEADLINE) == both


def test_the_round_goes_on_while_the_draft_is_checked(database: Engine) -> None:
    """Hold its row (row 233)."""
    service = plan(database, FAR, FAR)
    service.days(date(2026, 12, 14), date(2026, 12, 18))
    service.update("A1", at(date(2026, 12, 21), 12))
    made(service, date(2026, 12, 29))
    service.days(date(2026, 12, 21), DEADLINE)
    assert asked(service) == {OPENS: {"round": ["A1", "A2"]}, CHASED: {"chaser": ["A2"]}}


@pytest.mark.parametrize("on", [pytest.param(DEADLINE, id="row-234")])
def test_on_the_day_figures_are_taken_anew_and_words_stay(
    database: Engine, tmp_path: Path, on: date
) -> None:
    service = plan(database, FAR, FAR, board=replace(BOARD, secretary="Ada Min"))
    first = pack(service, at(AHEAD, 7, 15), tmp_path)
    told = render("pack", service.pack_mails()[-1].payload).text
    assert "that morning it is drafted anew with the figures of the day" in " ".join(told.split())
    word = word_of(first)
    word.write("cover-note", "Dear board")
    edited = word.save(tmp_path / "edited.docx")
    read_back(service.place(at(THE_DAY_BEFORE, 9), tmp_path), WANTED, edited, "Ada Min")
    service.complete("A1", at(THE_DAY_BEFORE, 10))
    with ThreadPoolExecutor(2) as both:
        last, other = both.map(lambda _: pack(service, at(on, 7, 15), tmp_path), range(2))
    assert (last.version, last.as_of, last.issued) == ("0.3", on, False)
    assert sorted((last.new, other.new)) == [False, True]
    assert contents_of(kept(service)[-1]).narrative.cover_note == "Dear board"
    differs = ("A1: completed on none before, Mon 4 Jan 2027 now; progress changed.",)
    assert last.differences == differs
    mail = service.pack_mails()[-1]
    text = render(mail.kind, mail.payload).text
    assert f"WHAT DIFFERS FROM DRAFT 0.2\n\n- {differs[0]}" in text.replace("\n  ", " ")
    assert "drafted anew with" not in text
    alike = mail.payload | {"draft": mail.payload["draft"] | {"differences": []}}
    assert "Nothing but the day of the position." in render(mail.kind, alike).html
    assert not pack(service, at(on, 9), tmp_path).new


@pytest.mark.parametrize("on", [pytest.param(AHEAD, id="row-235")])
def test_what_is_issued_before_the_day_is_not_drafted_again(database: Engine, on: date) -> None:
    service = plan(database, FAR, meetings=(MEETING, replace(MEETING, on=date(2027, 2, 25))))
    made(service, date(2026, 12, 29), is_issued=True)
    service.days(date(2026, 12, 14), on)
    assert asked(service) == {}, "what they say from now on is told by the next pack"
    assert due(service, DEADLINE) == due(service, MEETS) == []


@pytest.mark.parametrize("moved", [pytest.param(date(2027, 1, 21), id="row-236")])
def test_a_draft_for_a_meeting_that_was_put_off_counts_for_nothing(
    database: Engine, moved: date
) -> None:
    service = plan(database, FAR)
    service.days(date(2026, 12, 14), OPENS)
    service.update("A1", at(date(2026, 12, 29), 12))
    made(service, AHEAD)
    said = move(service, at(AHEAD, 12), moved, MEETS)
    assert "Its pack is drafted on Thursday 7 January 2027, and anew when its papers are" in said
    assert said.endswith("Draft 0.30 for Thu 14 Jan 2027 can't be issued any more.")
    waiting = today(service.place(at(AHEAD, 13))).waiting
    assert [one.what for one in waiting if "Draft" in one.what] == [], "it can't be issued"
    service.days(date(2026, 12, 31), date(2027, 1, 12))
    assert asked(service) == {OPENS: {"round": ["A1"]}}, "their update is told by the new pack"
    assert due(service, DEADLINE) == []
    assert due(service, date(2027, 1, 7)) == [(date(2027, 1, 7), moved, True)]


@on_sqlite
def test_a_draft_for_a_meeting_that_was_brought_forward_keeps_nothing_from_the_new_one(
    database: Engine,
) -> None:
    """Hold its row (row 236)."""
    service = plan(database, FAR, meetings=(replace(MEETING, on=date(2027, 1, 21)),))
    made(service, AHEAD, period=date(2027, 1, 21))
    move(service, at(AHEAD, 12), MEETS, date(2027, 1, 21))
    assert due(service, AHEAD) == [(AHEAD, MEETS, True)]
    made(service, AHEAD)
    assert due(service, DEADLINE) == [(DEADLINE, MEETS, False)]
    with reading(database) as session:
        board = board_called(session, 1, BOARD.name)
        assert later_pack(session, board, MEETS, issued=False) is None, "nor from a redraft by hand"


@on_sqlite
def test_figures_are_taken_anew_once_more_where_papers_are_due_later(database: Engine) -> None:
    """Hold its row (row 236)."""
    service = plan(database, FAR)
    made(service, DEADLINE)
    later = date(2027, 1, 8)
    board_meetings.set_meeting(
        service.place(at(DEADLINE, 12)), Wanted(KEY, BOARD.name, MEETS, papers=later)
    )
    assert due(service, date(2027, 1, 7)) == []
    assert due(service, later) == [(later, MEETS, False)]


@on_sqlite
@pytest.mark.parametrize("back", [pytest.param(date(2027, 1, 7), id="row-237")])
def test_a_missed_paper_deadline_is_made_up_for_though_a_draft_was_made(
    database: Engine, tmp_path: Path, back: date
) -> None:
    service = plan(database, FAR)
    assert told_of(service, back) == PackDay(MEETS, DEADLINE, MEETS, DEADLINE), "one, if both were"
    pack(service, at(AHEAD, 7, 15), tmp_path)
    last = pack(service, at(back, 7, 15), tmp_path)
    assert (last.version, last.as_of, last.differences) == ("0.2", DEADLINE, ())
    (late,) = (note for note in service.pack_mails()[-1].payload["notes"] if "late" in note)
    assert late.startswith("Produced late on Thu 7 Jan 2027: ")
    assert due(service, back) == []


@on_sqlite
def test_figures_are_taken_though_somebody_writes_into_the_draft_meanwhile(
    database: Engine, tmp_path: Path
) -> None:
    """Hold its row (row 237)."""
    service = plan(database, FAR)
    pack(service, at(AHEAD, 7, 15), tmp_path)
    other = connect(database.url.render_as_string(hide_password=False))

    @event.listens_for(database, "checkin", once=True)
    def write(*_: Any) -> None:  # noqa: ANN401 - once all is gathered, and before it is stored
        with writing(other) as session:
            mine = session.get_one(Pack, 1)
            again = {"id": None, "version": "0.2", "made_at": at(DEADLINE, 7)}
            session.add(Pack(**(mine.model_dump() | again)))

    last = pack(service, at(DEADLINE, 7, 15), tmp_path)
    other.dispose()
    assert [one.version for one in kept(service)] == ["0.1", "0.2", "0.3"]
    assert (last.version, last.as_of) == ("0.3", DEADLINE)


SETTINGS = {
    "row-233-changed": (
        1,
        "are drafted 1 working day before their papers are due, and anew on that day. The next is",
    ),
    "row-233-none": (
        0,
        "are drafted on the day on which their papers are due. The next is drafted on Tuesday 5 Jan",
    ),
    "again": (3, "and anew on that day. That is known; nothing changed."),
    "too many": (11, "A draft comes 0 to 10 working days before its papers are due, not 11."),
}


@on_sqlite
@pytest.mark.parametrize(("before", "says"), SETTINGS.values(), ids=list(SETTINGS))
def test_a_board_sets_how_long_before_a_draft_comes(
    command: Command, database: Engine, before: int, says: str
) -> None:
    service = plan(database, FAR)
    given = ("board", "drafts", KEY, BOARD.name, "--before", str(before))
    code, *told = command(*given, now=at(LIVE))
    assert code == (2 if before > 10 else 0)
    assert says in " ".join(" ".join(told).split())
    new = {"board": BOARD.name, "drafts_before": [3, before]}
    assert service.audited("changed board") == ([("plan p", new)] if before < 3 else [])
