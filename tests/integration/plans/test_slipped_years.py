"""Dates in a year that nobody means, or long past, through every column and at go-live."""

from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from openpyxl.utils import get_column_letter
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine

from flows.assemble_pack import assemble_pack
from flows.check_due_dates import check_due_dates
from flows.days import Day
from flows.deliver_notices import deliver_notices
from flows.import_plan import import_plan as import_plan_flow
from flows.preview import preview
from flows.read_returns import read_returns
from flows.set_meeting import set_meeting
from followthrough.actions.pausing import Scope, pause
from followthrough.actions.why import why
from followthrough.plans.calendar_file import parse_calendar
from followthrough.plans.file.columns import columns
from followthrough.plans.file.rows import MilestoneRow
from followthrough.plans.file.sheets import MORE_ROWS, ROWS
from followthrough.plans.go_live import go_live
from followthrough.plans.import_plan import import_plan
from followthrough.plans.registers import take_in
from models import plan as plans
from models.pause import Pause
from models.session import writing
from rules.problems import BadInput
from tests.builders.cast import LIVE, live_plan
from tests.builders.places import a_place
from tests.builders.plan_file import SHEETS, Rows, problems, save_plan
from tests.builders.plans import KEY, Service, an_action, at

FLOWS = (
    *(assemble_pack, check_due_dates, deliver_notices, import_plan_flow),
    *(preview, read_returns, set_meeting),
)
KINDS = {**ROWS, **MORE_ROWS}
DATED = {
    sheet: [
        column.heading
        for name, column in columns(kind).items()
        if date in get_args(get_type_hints(kind)[name]) or get_type_hints(kind)[name] is date
    ]
    for sheet, kind in KINDS.items()
}
MORE: dict[str, Rows] = {
    "Milestones": [["Action", "Reference", "Title"], ["A1", "M1", "Begun"]],
    "Meetings": [["Board"], ["Partners"]],
    "Measures": [["Reference", "Measure", "Target", "Actual"], ["M1", "Posts", "9", "8"]],
    "Risks": [["Reference", "Risk", "Owner"], ["K1", "No one applies.", "Bob Ray"]],
    "Board log": [["Board", "Reference", "Text"], ["Partners", "D1", "Noted."]],
}


def dated_plan(folder: Path, day: object) -> tuple[Path, list[str]]:
    """Return a plan with the same day in every column that takes one, and their cells."""
    rows = {**SHEETS, **MORE}
    sheets: dict[str, Rows | None] = {"Actions": SHEETS["Actions"][:2], **MORE}
    cells: dict[str, object] = {}
    for sheet, headings in DATED.items():
        given = [heading for heading in rows[sheet][0] if heading not in headings]
        for number, heading in enumerate(headings, start=len(given) + 1):
            letter = get_column_letter(number)
            if sheet == "Actions":
                letter = get_column_letter(rows[sheet][0].index(heading) + 1)
            cells |= {f"{sheet}!{letter}1": heading, f"{sheet}!{letter}2": day}
    named = [f"sheet {at.replace('!', ', cell ')}" for at in cells if at.endswith("2")]
    return save_plan(folder, cells, sheets), named


def test_every_sheet_that_may_have_a_date_is_tried() -> None:
    assert {sheet: len(headings) for sheet, headings in DATED.items() if headings} == {
        "Actions": 1,
        "Milestones": 1,
        "Meetings": 2,
        "Measures": 1,
        "Risks": 1,
        "Board log": 3,
    }


@pytest.mark.parametrize(
    "day", ["0207-01-04", "9999-12-31", "04/01/1927", date(1900, 1, 1), date(2727, 1, 4), "2027"]
)
def test_no_column_takes_a_slipped_year(tmp_path: Path, day: object) -> None:
    """Hold its row (row 170)."""
    path, named = dated_plan(tmp_path, day)
    found = problems(path)
    report = problems(save_plan(tmp_path, {"Plan!B6": day}))
    assert [one.partition(": ")[0] for one in report] == ["plan.xlsx, sheet Plan, cell B6"]
    assert [place for place in named if not any(f"{place}: " in one for one in found)] == []
    assert all("check the year" in one or "names the year 2027 alone" in one for one in found)


@pytest.mark.parametrize("field", ["{on: DAY, name: x}", "{from: DAY, to: DAY, name: x}"])
@pytest.mark.parametrize("day", ["0207-01-04", "9999-12-31", "1999-12-31"])
def test_no_calendar_takes_one(field: str, day: str) -> None:
    """Hold its row (row 170)."""
    with pytest.raises(BadInput, match=r"is not a date from 2000 to 2099"):
        parse_calendar(
            f"division: England\nuntil: 2030\ndays_off: [{field}]".replace("DAY", day), "c"
        )


@pytest.mark.parametrize("until", [1999, 2100, 207])
def test_no_calendar_ends_in_one(until: int) -> None:
    """Hold its row (row 170)."""
    with pytest.raises(BadInput, match="is not from 2000 to 2099"):
        parse_calendar(f"division: England\nuntil: {until}\n", "c")


def test_every_date_that_a_flow_takes_has_the_one_reader() -> None:
    """Hold its row (row 170)."""
    taken = {
        f"{flow.name} {name}": hint
        for flow in FLOWS
        for name, hint in get_type_hints(flow.fn, include_extras=True).items()
        if "date" in str(hint)
    }
    assert sorted(taken) == [
        "import-plan agreed_on",
        "import-plan go_live_on",
        "preview go_live_on",
        *(f"set-meeting {name}" for name in ("instead_of", "on", "papers")),
    ]
    for name, hint in taken.items():
        with pytest.raises(ValidationError, match="from 2000 to 2099"):
            TypeAdapter(hint).validate_python(date(1999, 12, 31))
        assert TypeAdapter(hint).validate_python("2027-01-04") == date(2027, 1, 4), name


@pytest.mark.parametrize("day", ["0207-01-04", "9999-12-31", "1999-12-31"])
def test_no_flow_takes_one(day: str) -> None:
    """Hold its row (row 170)."""
    with pytest.raises(ValidationError, match="from 2000 to 2099"):
        TypeAdapter(Day).validate_python(day)
    assert TypeAdapter(Day).validate_python("2027-01-04") == date(2027, 1, 4)


def test_dates_long_past_are_named_by_the_import(database: Engine, tmp_path: Path) -> None:
    """Hold its row (row 173)."""
    path, named = dated_plan(tmp_path, date(2017, 1, 4))
    doubts = import_plan(a_place(database, at(date(2018, 2, 1))), path).doubts
    assert len(doubts) == len(named)
    assert doubts[0] == (
        "sheet Actions, A1: the due date, 4 January 2017, lies more than a year back; "
        "check the year."
    )
    assert import_plan(a_place(database, at(date(2018, 1, 4))), path).doubts == ()
    registers = [one for one in named if not one.startswith(("sheet Actions", "sheet Mile"))]
    registers = [one for one in registers if not one.startswith("sheet Meetings")]
    again = take_in(a_place(database, at(date(2018, 2, 1))), "visit-1", path).doubts
    assert len(again) == len(registers) == 5
    assert all("lies more than a year back; check the year." in one for one in again)


def test_due_dates_long_past_are_asked_back_at_go_live(database: Engine) -> None:
    """Hold its row (row 172)."""
    stage = MilestoneRow("A2", "M1", "Begun", date(2025, 1, 4))
    service = Service(database, milestones=(stage,))
    service.draft(LIVE, an_action("A1", date(2025, 12, 6)), an_action("A2", date(2025, 12, 7)))
    with pytest.raises(BadInput, match=r"A1 \(6 December 2025\), A2 M1 \(4 January 2025\)\. Check"):
        go_live(service.place(at(LIVE)), KEY, LIVE)
    said = go_live(service.place(at(LIVE)), KEY, LIVE, are_old_meant=True)
    assert said.startswith("Invented plan is live from Mon 7 Dec")


def test_a_pause_ends_within_the_calendar(database: Engine) -> None:
    """Hold its row (row 174)."""
    service = live_plan(database)
    last = date(2031, 12, 31)
    with pytest.raises(
        BadInput, match="lies past the calendar of Invented plan, which ends in 2031"
    ):
        pause(service.place(at(LIVE)), Scope(KEY), date(2032, 1, 1), "Moving.")
    pause(service.place(at(LIVE)), Scope(KEY), last, "Moving.")
    assert why(service.place(at(LIVE, 12)), KEY, "A1")
    with pytest.raises(BadInput, match="before a pause that ends on 31 December 2031; write 2031"):
        service.apply_calendar("division: England\nuntil: 2030\n", at(LIVE, 13))


def test_one_stored_before_that_rule_can_still_be_explained(database: Engine) -> None:
    service = live_plan(database)
    with writing(database) as session:
        plan = plans.plan_called(session, KEY)
        action = plans.action_called(session, plan, "A1")
        until = action.paused_until = date(9999, 12, 31)
        session.add(action)
        made = Pause(plan_id=plan.id or 0, until=until, reason="x", made_at=at(LIVE), made_by="x")
        session.add(made)
    assert why(service.place(at(LIVE, 12)), KEY, "A1")
