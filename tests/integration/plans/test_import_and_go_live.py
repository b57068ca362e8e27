"""Completion by the London date, going live once, imports all or nothing, and two at once."""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import SQLModel, func, select

from followthrough import clock
from followthrough.actions import progress
from followthrough.daily import check as daily_check
from followthrough.packs import draft, versions
from followthrough.plans import go_live as going_live
from followthrough.plans import import_plan
from followthrough.plans.file.rows import ActionRow, PlanFile
from models.audit import AuditEntry
from models.new_plan import add_plan
from models.pack import Pack
from models.plan import Action
from models.progress import ProgressUpdate
from models.session import connect, reading, writing
from rules.calendar import LONDON, local_date
from rules.ladder.policy import Audience
from rules.problems import BadInput, Remedy
from tests.builders.places import a_place
from tests.builders.plan_file import SHEETS, Rows, save_plan
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    ORGANISATION,
    OWNER,
    Service,
    an_action,
    at,
)

Result = TypeVar("Result")
LIVE = date(2026, 11, 2)
WINTER = date(2026, 12, 18)
SUMMER = date(2027, 6, 30)
VISIT = "visit-1"
TODAY = date(2018, 11, 21)
NOON = at(TODAY, 12)


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


def complete(engine: Engine, now: datetime, on: date | None = None) -> str:
    """Record A1 as complete, by the London date of `now` unless another is given."""
    report = progress.Report(KEY, "A1", "Done.", completed_on=on or local_date(now))
    return f"{progress.update(a_place(engine, now, actor='administrator'), report)}"


def standing_in_pack(engine: Engine, on: date, data: Path) -> str:
    draft.assemble_pack(a_place(engine, at(on), data, actor="administrator"), KEY, BOARD.name)
    with reading(engine) as session:
        (action,) = json.loads(session.exec(select(Pack)).one().contents)["actions"]
    standing: str = action["standing"]
    return standing


def test_the_examples_clock_is_named_to_whoever_brings_a_plan_of_their_own(
    database: Engine, tmp_path: Path
) -> None:
    """As row 231 says."""
    clock.start_example(tmp_path, datetime(2019, 1, 2, 7, tzinfo=LONDON))
    place = a_place(database, clock.clock(tmp_path)(), data=tmp_path)
    (doubt,) = import_plan.import_plan(place, save_plan(tmp_path)).doubts
    said = f"The clock of {tmp_path} is the example's, and reads Wednesday 2 January 2019; "
    assert str(doubt).startswith(said)
    assert import_plan.import_plan(place, save_plan(tmp_path)).doubts == ()


@pytest.mark.parametrize(
    ("due", "now", "day", "standing"),
    [
        (WINTER, at(WINTER, 23, 59, 59), WINTER, "Complete, on time"),
        (
            WINTER,
            at(date(2026, 12, 19), 0),
            date(2026, 12, 19),
            "Complete, late (0 working days, 1 calendar day)",
        ),
        (SUMMER, datetime(2027, 6, 30, 22, 30, tzinfo=UTC), SUMMER, "Complete, on time"),
        (
            SUMMER,
            datetime(2027, 6, 30, 23, 10, tzinfo=UTC),
            date(2027, 7, 1),
            "Complete, late (1 working day, 1 calendar day)",
        ),
    ],
    ids=["row-001", "row-002", "row-003", "row-004"],
)
def test_completion_is_on_time_by_the_date_in_london(
    database: Engine, tmp_path: Path, due: date, now: datetime, day: date, standing: str
) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", due))
    complete(database, now)
    with reading(database) as session:
        (stored,) = session.exec(select(Action))
        assert (stored.completed_on, stored.reported_at) == (day, now)
    assert standing_in_pack(database, due + timedelta(days=3), tmp_path) == standing
    told = [service.day(due + timedelta(days=days)).steps for days in range(1, 8)]
    assert {step.audience for steps in told for step in steps} == {Audience.VALIDATOR}
    assert service.ladder("A1") == {}


def test_a_completion_reported_late_says_both(database: Engine, tmp_path: Path) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", WINTER))
    complete(database, at(date(2026, 12, 20), 12), on=date(2026, 12, 17))
    standing = standing_in_pack(database, date(2026, 12, 21), tmp_path)
    assert standing == "Complete, on time, reported late"


def test_a_second_completion_is_refused_and_changes_nothing(database: Engine) -> None:
    Service(database).go_live(LIVE, an_action("A1", WINTER))
    complete(database, at(WINTER, 12))
    before = contents(database)
    with pytest.raises(BadInput) as refused:
        complete(database, at(WINTER, 13))
    assert refused.value.problems == ("A1 was reported complete as of Fri 18 Dec 2026.",)
    assert refused.value.remedy == Remedy.REOPEN.of(plan=KEY, action="A1")
    assert contents(database) == before


@pytest.mark.parametrize("ahead", [1, 400], ids=["row-008-tomorrow", "row-008-next-year"])
def test_a_completion_in_the_future_is_refused(database: Engine, ahead: int) -> None:
    Service(database).go_live(LIVE, an_action("A1", WINTER))
    before = contents(database)
    with pytest.raises(BadInput, match="today is Fri 18 Dec 2026"):
        complete(database, at(WINTER, 23, 59, 59), on=WINTER + timedelta(days=ahead))
    assert contents(database) == before


def import_visit(engine: Engine, path: Path) -> import_plan.Imported:
    return import_plan.import_plan(a_place(engine, NOON, actor="administrator"), path)


def go_live(engine: Engine, on: date, key: str = VISIT) -> str:
    return going_live.go_live(a_place(engine, NOON, actor="administrator"), key, on)


def test_a_plan_goes_live_once(database: Engine, tmp_path: Path) -> None:
    import_visit(database, save_plan(tmp_path))
    assert go_live(database, TODAY) == "Visit plan is live from Wed 21 Nov 2018."
    before = contents(database)
    again = go_live(database, TODAY)
    assert again == "Visit plan is live from Wed 21 Nov 2018 already; nothing changed."
    for other in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(BadInput, match=r"^Visit plan went live on Wed 21 Nov 2018\.$"):
            go_live(database, other)
    assert contents(database) == before


def test_a_plan_cannot_go_live_in_the_past(database: Engine, tmp_path: Path) -> None:
    import_visit(database, save_plan(tmp_path))
    before = contents(database)
    with pytest.raises(BadInput, match=r"can't go live on Tue 20 Nov 2018: today is Wed 21 Nov"):
        go_live(database, TODAY - timedelta(days=1))
    assert contents(database) == before


REORDERED: dict[str, Rows | None] = {name: [rows[0], *rows[:0:-1]] for name, rows in SHEETS.items()}


@pytest.mark.parametrize("live", [[], [TODAY]], ids=["row-090-draft", "row-090-live"])
@pytest.mark.parametrize("sheets", [{}, REORDERED], ids=["the same", "reordered"])
def test_the_same_plan_again_changes_nothing(
    database: Engine, tmp_path: Path, sheets: dict[str, Rows | None], live: list[date]
) -> None:
    assert import_visit(database, save_plan(tmp_path)).new
    for day in live:
        go_live(database, day)
    before = contents(database)
    assert not import_visit(database, save_plan(tmp_path, sheets=sheets)).new
    assert contents(database) == before


@pytest.mark.parametrize(
    "cells",
    [
        {"Actions!B2": "First, reworded"},
        {"Actions!F2": date(2018, 12, 15)},
        {"Actions!E2": "Pat O'Brien"},
        {"People!B3": "bob.ray@some.example"},
        {"Boards!D2": "other.board@some.example"},
        {"Plan!B9": "First note."},
    ],
    ids=["title", "due date", "owner", "address", "board", "notes"],
)
def test_a_changed_plan_is_refused_and_changes_nothing(
    database: Engine, tmp_path: Path, cells: dict[str, object]
) -> None:
    import_visit(database, save_plan(tmp_path))
    before = contents(database)
    with pytest.raises(BadInput, match="plan visit-1 was imported before and this file differs"):
        import_visit(database, save_plan(tmp_path, cells))
    assert contents(database) == before


def interleave(
    url: str,
    point: str,
    first: Callable[[Engine], Result],
    second: Callable[[Engine], Result],
    *,
    time: int = 1,
) -> tuple[Result, Result]:
    """Let `second` run once `first` has read from `point` so many times; both end.

    Where the database makes `second` wait for `first`, `first` goes on after a second.
    """
    ours, theirs = connect(url), connect(url)
    reads = count(1)
    with ThreadPoolExecutor(1) as pool:
        started: list[Future[Result]] = []

        def start_second(*said: Any) -> None:  # noqa: ANN401 - an event's arguments
            if f"FROM {point}" in said[2].replace('"', "") and next(reads) == time:
                started.append(pool.submit(second, theirs))
                wait(started, timeout=1)

        sa.event.listen(ours, "after_cursor_execute", start_second)
        done = first(ours)
        assert started, f"{point} was not read so many times"
        result = started[0].result()
    ours.dispose()
    theirs.dispose()
    return done, result


def a_second_plan(actions: tuple[ActionRow, ...]) -> PlanFile:
    return PlanFile(
        key="second",
        title="Second plan",
        organisation=ORGANISATION,
        report="Report",
        report_date=None,
        division="England",
        administrator=ADMINISTRATOR.name,
        notes=(),
        people=(ADMINISTRATOR, DIRECTOR, OWNER),
        boards=(BOARD,),
        recommendations=(),
        actions=actions,
    )


def take_in_and_go_live(engine: Engine) -> str:
    read = a_second_plan(tuple(an_action(f"B{n}", TODAY) for n in range(10)))
    with writing(engine) as session:
        new = import_plan.new_plan(read, import_plan.fingerprint(read), NOON)
        add_plan(session, new, actor="administrator", now=NOON)
    return go_live(engine, TODAY, "second")


def check(engine: Engine) -> str:
    checked = daily_check.check_due_dates(a_place(engine, NOON), ORGANISATION)
    return " ".join(step.line.ref for step in checked.steps if step.rung == "R0")


FIRST_ALONE = "A1"
ALL = " ".join(["A1", *(f"B{n}" for n in range(10))])


@pytest.mark.parametrize(
    "point", ["plan", "day_off", "action"], ids=["row-041-1", "row-041-2", "row-041-3"]
)
def test_a_check_sees_all_of_an_import_or_none(database_url: str, point: str) -> None:
    service = Service(connect(database_url))
    service.go_live(TODAY, an_action("A1", TODAY))
    told, _ = interleave(database_url, point, check, take_in_and_go_live)
    assert told in (FIRST_ALONE, ALL)
    (digest,) = service.notices()
    listed = [line["ref"] for part in digest.payload["parts"] for line in part["lines"]]
    assert " ".join(sorted(listed)) == told
    service.engine.dispose()


@pytest.mark.parametrize("point", ["action"], ids=["row-042"])
def test_two_completions_at_once_are_one(database_url: str, database: Engine, point: str) -> None:
    Service(database).go_live(LIVE, an_action("A1", WINTER))

    def report(engine: Engine) -> str:
        try:
            return complete(engine, at(WINTER, 12))
        except BadInput as refused:
            return f"{refused}"

    said = sorted(interleave(database_url, point, report, report))
    assert said[1] == f"A1 was reported complete as of Fri 18 Dec 2026. Open A1 of {KEY} again."
    assert said[0].startswith("A1 is complete as of Fri 18 Dec 2026")
    with reading(database) as session:
        assert len(session.exec(select(ProgressUpdate)).all()) == 1


def test_two_who_go_live_at_once_go_live_once(
    database_url: str, database: Engine, tmp_path: Path
) -> None:
    import_visit(database, save_plan(tmp_path))
    said = interleave(
        database_url, "plan", lambda e: go_live(e, TODAY), lambda e: go_live(e, TODAY)
    )
    assert sorted(said) == [
        "Visit plan is live from Wed 21 Nov 2018 already; nothing changed.",
        "Visit plan is live from Wed 21 Nov 2018.",
    ]
    with reading(database) as session:
        went = select(func.count()).where(AuditEntry.verb == "went live")
        assert session.exec(went).one() == 1


def test_two_imports_of_a_file_at_once_are_one(
    database_url: str, database: Engine, tmp_path: Path
) -> None:
    path = save_plan(tmp_path)
    found = interleave(
        database_url, "plan", lambda e: import_visit(e, path), lambda e: import_visit(e, path)
    )
    assert sorted(imported.new for imported in found) == [False, True]
    with reading(database) as session:
        assert len(session.exec(select(Action)).all()) == 3


@pytest.mark.parametrize("time", [1, 2, 3])
def test_two_packs_at_once_are_one(
    database_url: str, database: Engine, tmp_path: Path, time: int
) -> None:
    Service(database).go_live(LIVE, an_action("A1", WINTER))

    def make(engine: Engine) -> versions.Assembled:
        return draft.assemble_pack(
            a_place(engine, at(WINTER), tmp_path, actor="administrator"), KEY, BOARD.name
        )

    first, second = interleave(database_url, "pack", make, make, time=time)
    assert sorted([first.new, second.new]) == [False, True]
    assert first.files == second.files
    for file in first.files:
        assert sha256(file.path.read_bytes()).hexdigest() == file.sha256


UNSHOWN = {
    "too-long": ("a" * 2_001, "has 2,001 characters: shorten it to 2,000"),
    "control": ("bell \x07", "holds a control character"),
}


@pytest.mark.parametrize(("text", "said"), UNSHOWN.values(), ids=list(UNSHOWN))
def test_text_that_no_pack_could_show_is_refused(database: Engine, text: str, said: str) -> None:
    service = Service(database)
    service.go_live(LIVE, an_action("A1", WINTER))
    before = contents(database)
    report = progress.Report(KEY, "A1", text)
    with pytest.raises(BadInput, match=said):
        progress.update(a_place(database, at(WINTER), actor="administrator"), report)
    assert contents(database) == before
