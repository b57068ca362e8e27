"""Dates on the command line: one reader for every option, and nothing that a later look chokes on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import typer
from sqlalchemy import Engine

from followthrough.cli.main import app
from followthrough.cli.place import a_date
from followthrough.ladder.policy_file import DEFAULT
from followthrough.plans.file.rows import MilestoneRow
from followthrough.plans.go_live import go_live as going_live
from tests.builders.cast import CAST, DUE, LIVE, SECRETARY
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at, stored
from tests.integration.cli.command_line import Command

NOON = at(date(2026, 12, 22), 12)

OUT = "notices.zip"
DATED: dict[str, tuple[str, ...]] = {
    "acknowledge --until": (KEY, "A1", "--by", OWNER.name),
    "ask-date --new": (KEY, "A1", "--reason", "Late.", "--by", OWNER.name),
    "board meeting --instead-of": (KEY, BOARD.name, "--on", "2027-01-14"),
    "board meeting --on": (KEY, BOARD.name),
    "board meeting --papers": (KEY, BOARD.name, "--on", "2027-01-14"),
    "board no-meeting --on": (KEY, BOARD.name),
    "calendar deadline --from": (KEY, "--months", "1"),
    "check --on": ("--dry-run",),
    "decide-date --meeting": (KEY, "A1", "--by", DIRECTOR.name, "--agree"),
    "go-live --on": (KEY,),
    "import --on": ("plan.csv", "--dates-agreed-by", DIRECTOR.name),
    "import --received": ("plan.csv", "--preset", "focused-visit"),
    "milestone --completed": (KEY, "A1", "M1"),
    "outbox export --from": (OUT,),
    "outbox export --to": (OUT,),
    "pause --until": (KEY, "--reason", "Moving."),
    "person away --back": (OWNER.name, "--deputy", DIRECTOR.name, "--from", "2026-12-23"),
    "person away --from": (OWNER.name, "--deputy", DIRECTOR.name, "--back", "2027-12-30"),
    "person leaves --on": (OWNER.name,),
    "policy apply --from": (KEY, str(DEFAULT)),
    "preview --go-live": ("--plan", KEY),
    "reopen --due": (KEY, "A1", "--reason", "Not done."),
    "update --completed": (KEY, "A1"),
    "update --forecast": (KEY, "A1"),
}
"""Every option that takes a date, with what its command needs beside it."""

ASKED_BACK = {
    *("decide-date --meeting", "milestone --completed", "person away --from", "person leaves --on"),
    "update --completed",
}
"""Those that take a date long past, if it is said to be meant."""


def _dated(of: typer.Typer, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield each option that takes a date, by the words of its command, with what reads it."""
    for group in of.registered_groups:
        assert group.typer_instance
        inner = group.name if isinstance(group.name, str) else ""
        yield from _dated(group.typer_instance, f"{path} {inner}".strip())
    for command in of.registered_commands:
        assert command.callback
        name = command.name or command.callback.__name__.rstrip("_").replace("_", "-")
        for parameter, hint in get_type_hints(command.callback, include_extras=True).items():
            kind, *said = get_args(hint) or (hint,)
            if {date, datetime} & {kind, *get_args(kind)}:
                given = (said[0].default, *(said[0].param_decls or ()))
                flags = [one for one in given if isinstance(one, str)]
                flag = [*flags, f"--{parameter.replace('_', '-')}"][0]
                yield f"{path} {name} {flag}".strip(), said[0].parser


def test_every_option_that_takes_a_date_has_the_one_reader() -> None:
    """Hold its row (row 170)."""
    found = dict(_dated(app))
    assert sorted(found) == sorted(DATED)
    assert set(found.values()) == {a_date}


@pytest.mark.parametrize(
    "words",
    ["0207-01-04", "0027-01-04", "9999-12-31", "1999-12-31", "01/01/2100", "April 2027", "2027"],
)
def test_it_takes_no_slipped_year_and_no_month(words: str) -> None:
    """Hold its row (row 170)."""
    with pytest.raises(typer.BadParameter, match=r"from 2000 to 2099|its day|day, month and year"):
        a_date(words)


@pytest.fixture
def asked(database: Engine) -> Service:
    """A live plan with a milestone and a request for a new date."""
    boards = (replace(BOARD, secretary=SECRETARY.name),)
    stage = MilestoneRow("A1", "M1", "Begun", DUE)
    service = Service(database, people=CAST, boards=boards, milestones=(stage,))
    service.go_live(LIVE, an_action("A1", DUE))
    service.ask("A1", date(2027, 1, 15), at(LIVE, 9))
    return service


def test_a_date_long_past_is_asked_back_and_taken_if_it_is_meant(
    asked: Service, command: Command
) -> None:
    """Hold its row (row 171)."""
    before = stored(asked.engine)
    for option in sorted(ASKED_BACK):
        code, said, complaint = command(*_words(option, "2000-01-03"), now=NOON)
        assert (code, said) == (2, "")
        assert complaint == (
            "Monday 3 January 2000 lies more than a year before go-live, Monday 7 December 2026: "
            "check the year. If it is meant, add --old-date.\n"
        )
    assert stored(asked.engine) == before
    for option in sorted(ASKED_BACK - {"decide-date --meeting"}):  # no board decides on this one
        assert command(*_words(option, "2000-01-03"), "--old-date", now=NOON)[0] == 0, option


ABOUT_A_PERSON = sorted(option for option in ASKED_BACK if option.startswith("person"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("option", ABOUT_A_PERSON)
def test_of_a_person_the_first_plan_counts_and_today_where_none_is_live(
    database: Engine, command: Command, option: str
) -> None:
    """Hold its row (row 171)."""
    first = Service(database, people=CAST)
    first.draft(LIVE, an_action("A1", DUE))
    long_past = _words(option, str(NOON.date() - timedelta(days=367)))
    code, _, complaint = command(*long_past, now=NOON)
    assert (code, "more than a year before today, " in complaint) == (2, True), complaint
    going_live(first.place(at(LIVE)), KEY, LIVE)
    second = Service(database, people=CAST, key="q")
    second.go_live(LIVE + timedelta(days=7), an_action("B1", DUE))
    code, _, complaint = command(*_words(option, str(LIVE - timedelta(days=367))), now=NOON)
    assert "more than a year before go-live, Monday 7 December 2026: " in complaint
    assert command(*_words(option, str(LIVE - timedelta(days=365))), now=NOON)[0] == 0


@pytest.mark.usefixtures("asked")
def test_whatever_last_day_was_taken_the_looks_at_it_hold(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for option in DATED:
        code, _, complaint = command(*_words(option, "2099-12-31"), now=NOON)
        assert code in ({1} if option == "check --on" else {0, 2}), option
        assert bool(complaint) == (code == 2), option
        assert "Usage" not in complaint
    for look in (
        ("why", KEY, "A1"),
        ("preview",),
        ("check", "--dry-run"),
        ("board", "meetings", KEY),
    ):
        assert command(*look, now=NOON)[0] == 0, look


def _words(option: str, day: str) -> tuple[str, ...]:
    name, _, flag = option.rpartition(" ")
    return (*name.split(), *DATED[option], flag, day)
