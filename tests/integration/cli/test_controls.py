"""A control character is refused in whatever is typed, and by whatever keeps words."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.boards import meetings
from followthrough.daily import check
from followthrough.notices import settling
from followthrough.packs import issue
from followthrough.workplace import Workplace
from rules.problems import BadInput
from tests.architecture.test_remedies import ALL
from tests.builders.places import a_place
from tests.builders.plans import BOARD, KEY, ORGANISATION, Service, an_action, at
from tests.integration.cli.command_line import Command

ESC, TODAY = "\x1b[31mred", date(2026, 12, 7)


def taken() -> Iterator[tuple[str, ...]]:
    """Yield every option and argument of every command that takes a word, with such a word."""
    for words, command in ALL.items():
        for one in command.params:
            option = max(one.opts, key=len)
            if not option.startswith("-"):
                yield (*words, ESC)
            elif option != "--help" and not one.is_flag:
                yield (*words, option, ESC)
                yield (*words, f"{option}={ESC}")


@pytest.mark.parametrize("typed", [pytest.param(ESC, id="row-178")])
def test_no_word_may_hold_a_control_character(
    typed: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command, every = Command(tmp_path, capsys, monkeypatch), [*taken()]
    told = {words: command(*words, now=at(TODAY)) for words in every}
    assert len(every) > 120
    assert {(code, out) for code, out, _ in told.values()} == {(2, "")}, typed
    refused = re.compile(r"The (argument|value of --?[a-z-]+) holds a control character, .*\n")
    assert [words for words, (*_, err) in told.items() if not refused.fullmatch(err)] == []


KEPT: dict[str, Callable[[Workplace], object]] = {
    "place": lambda place: meetings.set_meeting(
        place, meetings.Wanted(KEY, BOARD.name, date(2027, 1, 14), place=ESC)
    ),
    "settled by": lambda place: settling.release(place, 1, delivered=True, by=ESC),
    "because": lambda place: issue.reissue(place, (KEY, BOARD.name, "2027-01"), ESC),
    "gap accepted by": lambda place: check.check_due_dates(place, ORGANISATION, accept_gap=ESC),
}
"""What other doors than the command line hand over too."""


@pytest.mark.parametrize("keep", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_use_case_keeps_a_control_character(
    database: Engine, keep: Callable[[Workplace], object]
) -> None:
    Service(database).go_live(TODAY, an_action("A1", date(2027, 6, 30)))
    with pytest.raises(BadInput, match="holds a control character"):
        keep(a_place(database, at(TODAY)))
