"""Dates past a calendar's end: refused in a sentence that says how to give it more years."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rules.problems import BadInput
from tests.builders.cast import LIVE, live_plan, slipping
from tests.builders.plans import DIRECTOR, KEY, Service, at, stored
from tests.integration.cli.command_line import Command

MORE_YEARS = (
    "A date lies outside the calendar of Invented plan, which knows 2025 to 2031 only: write a later "
    "`until:` into what `followthrough calendar show p` prints, and give it back with `followthrough "
    "calendar apply p FILE`.\n"
)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("why", KEY, "A1"), id="row-018-why"),
        pytest.param(
            ("calendar", "deadline", KEY, "--from", "2031-12-01", "--working-days", "40"),
            id="row-018-deadline",
        ),
        pytest.param(
            ("calendar", "deadline", KEY, "--from", "2031-12-01", "--months", "2"),
            id="row-018-deadline-in-months",
        ),
    ],
)
def test_past_its_end_it_is_said_how_to_give_it_more_years(
    database: Engine, command: Command, words: tuple[str, ...]
) -> None:
    live_plan(database)
    after = at(date(2032, 2, 2), 9)
    assert command(*words, now=after) == (2, "", MORE_YEARS)


def test_any_other_command_past_its_end_ends_with_2_and_advice(
    database: Engine, command: Command
) -> None:
    service = slipping(database, date(2026, 12, 21))
    service.apply_calendar("division: England\nuntil: 2026\n", at(date(2026, 12, 21), 12))
    words = ("acknowledge", KEY, "A1", "--until", "2026-12-31")
    code, said, complaint = command(*words, now=at(date(2026, 12, 29), 9))
    assert (code, said) == (2, "")
    assert complaint.endswith("give it more years, see `followthrough calendar apply --help`.\n")
    assert complaint.count("\n") == 1


def agreed(database: Engine, until: date) -> Service:
    """Return a plan in which a new due date of A1 was agreed."""
    service = live_plan(database)
    service.ask("A1", until, at(LIVE, 9))
    service.agree("A1", at(LIVE, 10), DIRECTOR.name)
    return service


@pytest.mark.parametrize(("until", "taken"), [(2027, False), (2028, True)])
def test_it_is_not_cut_before_a_new_date_that_was_agreed(
    database: Engine, until: int, *, taken: bool
) -> None:
    service = agreed(database, date(2028, 1, 14))
    file = f"division: England\nuntil: {until}\n"
    before = stored(database)
    if taken:
        assert f"ends in {until}. Nothing" in service.apply_calendar(file, at(LIVE, 11))
        return
    sentence = (
        "file.yaml: until: the calendar would end in 2027, before new due dates that hold already, "
        r"of A1 \(14 January 2028\); write 2028 or later."
    )
    with pytest.raises(BadInput, match=sentence):
        service.apply_calendar(file, at(LIVE, 11))
    assert stored(database) == before
    service.complete("A1", at(LIVE, 12))
    with pytest.raises(BadInput, match=sentence):
        service.apply_calendar(file, at(LIVE, 13))
    service.cancel("A1", at(LIVE, 14), "Moot.")
    service.apply_calendar(file, at(LIVE, 15))


def test_a_validated_action_is_not_opened_again_beyond_a_calendar_cut_since(
    database: Engine,
) -> None:
    service = agreed(database, date(2028, 1, 14))
    service.complete("A1", at(LIVE, 12))
    service.validate("A1", at(LIVE, 13), "Val Idator")
    service.day(date(2026, 12, 8))
    now = at(date(2026, 12, 8), 12)
    service.apply_calendar("division: England\nuntil: 2027\n", now)
    with pytest.raises(BadInput, match="Fri 14 Jan 2028 lies outside the plan's calendar"):
        service.reopen("A1", now)
    service.reopen("A1", now, date(2027, 6, 30))
    assert service.pack(date(2026, 12, 8)).actions


@pytest.mark.parametrize(
    ("today", "until", "warned"),
    [
        pytest.param(date(2027, 10, 2), 2027, True, id="row-018-90-days"),
        pytest.param(date(2027, 10, 1), 2027, False, id="row-018-91-days"),
        pytest.param(date(2027, 10, 2), 2028, False, id="row-018-another-year"),
    ],
)
def test_an_end_that_is_near_is_warned_of(
    database: Engine, command: Command, tmp_path: Path, today: date, until: int, *, warned: bool
) -> None:
    live_plan(database)
    file = tmp_path / "calendar.yaml"
    file.write_text(f"division: England\nuntil: {until}\n")
    code, said, _ = command("calendar", "apply", KEY, str(file), now=at(today, 9))
    assert code == 0
    warning = (
        "Warning: The calendar ends on 31 December 2027, in 90 days: what needs a later date can't "
        "be decided until it has more years.\n"
    )
    assert said.endswith(warning) is warned
