"""How things stand adds up, references stand by number, and 80 columns cut nothing."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine

from followthrough.actions.why import why
from followthrough.boards.meetings import list_meetings
from followthrough.boards.rounds import round_standings
from followthrough.cli.remedies import in_words
from followthrough.daily.check import dry_run
from followthrough.daily.preview import Wanted, preview
from followthrough.daily.standing import standing
from followthrough.notices.proof import notices, show
from followthrough.plans.file.rows import MeetingRow, PersonRow
from followthrough.tables.boards import show_meetings, show_rounds
from followthrough.tables.daily import show_check, show_standing
from followthrough.tables.notices import show_notices, show_proof
from followthrough.tables.preview import show_preview
from rules.daily.groups import Group
from rules.packs.brag import Brag
from tests.builders.cast import CAST, SECRETARY, VALIDATOR
from tests.builders.plans import BOARD, KEY, ORGANISATION, Service, an_action, at

LIVE, DUE, L0 = date(2026, 12, 7), date(2026, 12, 18), date(2026, 12, 21)
LATER = date(2027, 3, 1)
LONG = PersonRow(
    "Bartholomew Featherstonehaugh-Cholmondeley",
    "bartholomew.featherstonehaugh@teesmouth-police.example",
    "Head of safeguarding",
    "Teesmouth Police",
    "Dee Rector",
)
SHORTER = (
    "name: P9\nrungs: [{name: late, tells: owner, working_days: 1}]\n"
    "without: {director: By telephone, board: By telephone}\n"
)


def a_plan(database: Engine) -> Service:
    """Return a plan in whose file the references stand in no order; it is L0's day for A10 and A2."""
    service = Service(
        database,
        people=(*CAST, LONG),
        boards=(replace(BOARD, secretary=SECRETARY.name),),
        validator=VALIDATOR.name,
        meetings=(MeetingRow(BOARD.name, date(2027, 1, 8), LATER.replace(month=1, day=4)),),
    )
    service.go_live(
        LIVE,
        an_action("A10", DUE, LONG.name),
        an_action("A2", DUE, LONG.name),
        *(an_action(f"A{number}", LATER, LONG.name) for number in (12, 11, 9, 8)),
        *(an_action(f"A{number}", None, LONG.name) for number in (20, 3)),
        an_action("A1", date(2026, 12, 23), LONG.name),
    )
    noon = at(LIVE, 12)
    service.complete("A11", noon)
    service.complete("A12", noon)
    service.validate("A12", noon, VALIDATOR.name)
    service.cancel("A9", noon, "The body was wound up.")
    service.days(date(2026, 12, 8), DUE)
    return service


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-217")], indirect=True)
def test_the_groups_add_up_also_where_a_ladder_runs_by_an_older_policy(
    database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    service.day(L0)
    service.apply_policy(SHORTER, at(L0, 12), date(2026, 12, 22))
    place = service.place(at(date(2026, 12, 23), 12), tmp_path)
    (plan,) = standing(place).plans
    refs = [ref for group in plan.actions.values() for ref in group]
    assert len(refs) == len(set(refs)) == 9
    assert plan.actions[Group.VALIDATED] == ("A12",), "what was cancelled is not complete"
    said = on_a_terminal(lambda console: show_standing(console, standing(place)), 80)
    rows = re.findall(r"^│ (\S.*?) +│ (\d+) +│ (.*?) +│$", said, re.MULTILINE)
    groups = {what: (int(number), listed) for what, number, listed in rows}
    assert groups.pop("All") == (9, "")
    assert sum(number for number, _ in groups.values()) == 9
    assert groups["Late, rung L0"] == (2, "A2, A10")
    assert groups["Due within 5 working days"] == (1, "A1")


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-216")], indirect=True)
def test_references_stand_by_number_wherever_they_are_listed(database: Engine) -> None:
    service = a_plan(database)
    checked = service.check(at(L0))
    assert [*service.lines(LONG.address, L0)] == ["A2", "A10", "A1"], "the late ones first"
    assert "No due date: p/A3, p/A20." in checked.data_quality
    (standing_,) = round_standings(service.place(at(L0, 8)))
    asked = [one.ref for one in standing_.actions]
    assert asked == ["A1", "A2", "A3", "A8", "A10", "A20"]
    (ahead,) = preview(service.place(at(L0, 19)), Wanted(30))
    for day in ahead.now.days:
        for notice in day.notices:
            told = [int(mention.ref[1:]) for mention in notice.mentions]
            assert told == sorted(told), day.on
    digest = [one for one in service.notices() if one.recipient_address == LONG.address][-1]
    proof, _ = show(service.place(at(L0, 8)), digest.id or 0)
    assert proof.speaks_of == tuple(f"Invented plan: {ref}" for ref in ("A1", "A2", "A10"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [80, 60])
def test_a_narrow_terminal_cuts_no_name_and_no_address(database: Engine, width: int) -> None:
    """Hold row-219: not where somebody is told of a plan, nor what it is called."""
    service = a_plan(database)
    service.day(L0)
    place = service.place(at(L0, 19))
    dry = dry_run(place, ORGANISATION, date(2026, 12, 29))

    def everything(console: Console) -> None:
        show_standing(console, standing(place))
        show_check(console, dry, in_words)
        show_notices(console, notices(place))
        show_proof(console, show(place, service.notices()[-1].id or 0)[0])
        show_rounds(console, round_standings(place))
        show_meetings(console, list_meetings(place, KEY))
        show_preview(console, preview(place, Wanted(30)), in_words)

    wide, narrow = on_a_terminal(everything, 250), on_a_terminal(everything, width)
    assert "…" not in narrow
    assert wide.count(LONG.address) == narrow.count(LONG.address) or width < 80
    unfolded = re.sub(r"[\s│┃]+", "", narrow)
    for name in (LONG.name, LONG.address, BOARD.name, "Dee Rector"):
        assert name in wide
        assert name.replace(" ", "") in unfolded


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_dry_run_names_people_and_plan(database: Engine) -> None:
    """Hold row-219."""
    service = a_plan(database)
    service.day(L0)
    service.cover("Dee Rector", "Deb Uty", L0, LATER, at(L0, 12))
    found = dry_run(service.place(at(L0, 19)), ORGANISATION, date(2026, 12, 29))
    said = on_a_terminal(lambda console: show_check(console, found, in_words), 250)
    assert "Invented plan" in said
    assert re.search(
        r"│ A2 +│ Deb Uty \(director; Dee Rector is away\) +│ L1: 5 working days", said
    )


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", id="row-218")], indirect=True)
def test_why_rates_an_action_as_its_pack_does(database: Engine) -> None:
    service = a_plan(database)
    service.day(L0)
    place = service.place(at(date(2026, 12, 22), 12))
    for row in service.pack(date(2026, 12, 22)).actions:
        sections = {one.heading: one.sentences for one in why(place, KEY, row.ref)}
        assert sections["Its rating"][0] == f"{row.brag}: {row.because}."
        assert ("Who decides" in sections) == (row.ref not in {"A9", "A12"})
    assert {row.brag for row in service.pack(L0).actions} == set(Brag)


def on_a_terminal(show_all: object, width: int) -> str:
    shown = io.StringIO()
    show_all(Console(file=shown, markup=False, width=width))  # type: ignore[operator] # one of ours
    return shown.getvalue()
