"""What nobody sees in a name or in words is kept by no door through which they come in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.actions import closing, new_dates, pausing, progress
from followthrough.boards import meetings
from followthrough.people import changes, merging
from followthrough.people.changes import Who
from followthrough.workplace import Workplace
from rules.text import without_unseen
from tests.builders.cast import DEPUTY, L0, VALIDATOR, slipping
from tests.builders.places import a_place
from tests.builders.plan_file import SHEETS, read_plan, save_plan
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, at, stored

UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad"
SAID = f"Se\u202een{UNSEEN} so"
FAR = date(2027, 6, 30)


def reported(place: Workplace) -> object:
    report = progress.Report(
        *(KEY, "A1", SAID), evidence=SAID, cause=SAID, recovery=SAID, impact=SAID
    )
    return progress.update(place, report)


def asked(place: Workplace) -> object:
    new_dates.ask(place, KEY, "A1", FAR, SAID)
    ruling = new_dates.Ruling(approved=False, by=f"Dee{UNSEEN} Rector", reason=SAID)
    return new_dates.decide(place, KEY, "A1", ruling)


def refused(place: Workplace) -> object:
    progress.update(place, progress.Report(KEY, "A1", "", completed_on=L0))
    by = f"{UNSEEN}{VALIDATOR.name}"
    return closing.validate(place, KEY, "A1", by=by, accepted=False, reason=SAID)


DOORS: dict[str, Callable[[Workplace], object]] = {
    "rename": lambda place: merging.rename(place, Who(OWNER.name), f"Owen{UNSEEN} Er\u202e"),
    "merge": lambda place: merging.merge(place, Who(DEPUTY.name), f"Col{UNSEEN} League"),
    "role": lambda place: changes.set_words(place, Who(OWNER.name), "role", SAID),
    "agency": lambda place: changes.set_words(place, Who(OWNER.name), "agency", SAID),
    "report": reported,
    "promise": lambda place: new_dates.acknowledge(
        place, KEY, "A1", date(2026, 12, 23), by=f"{UNSEEN}{DIRECTOR.name}", text=SAID
    ),
    "new date": asked,
    "validation": refused,
    "cancel": lambda place: closing.cancel(place, KEY, "A1", reason=SAID),
    "pause": lambda place: pausing.pause(place, pausing.Scope(KEY), FAR, SAID),
    "meeting": lambda place: meetings.set_meeting(
        place, meetings.Wanted(KEY, BOARD.name, date(2027, 1, 14), place=SAID)
    ),
}


@pytest.mark.parametrize("door", [pytest.param(door, id=f"row-200-{door}") for door in DOORS])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_door_keeps_what_nobody_sees(database: Engine, door: str) -> None:
    slipping(database, L0)
    DOORS[door](a_place(database, at(L0, 12)))
    kept = str(stored(database))
    assert not set(UNSEEN) & set(kept)
    assert not [code for sign in UNSEEN if (code := f"u{ord(sign):04x}") in kept], "as JSON"


@pytest.mark.parametrize("row", ["200"], ids=["row-200-import"])
def test_a_plan_file_says_the_same_with_what_nobody_sees(tmp_path: Path, row: str) -> None:
    names = ("Ann Lee", "Some Council", "Partners", "Scrutiny", "Visit plan", "First", "Chief")
    hidden = {
        title: [[_hidden(cell) if cell in names else cell for cell in line] for line in lines]
        for title, lines in SHEETS.items()
    }
    good, spoilt = tmp_path / row, tmp_path / "spoilt"
    for folder in (good, spoilt):
        folder.mkdir()
    plain = read_plan(save_plan(good))
    assert read_plan(save_plan(spoilt, sheets=hidden)) == plain


def _hidden(cell: object) -> str:
    return f"\u202e{cell}".replace(" ", f" {UNSEEN}") + UNSEEN


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Se\u200dan", "Sean"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\u202e\u0645\u06cc\u202c", "\u0645\u06cc"),
        ("O\u2019Brien \u2013 \u20ac5", "O\u2019Brien \u2013 \u20ac5"),
    ],
    ids=["joiner", "joins-letters", "turned", "seen"],
)
def test_what_letters_need_stays(text: str, kept: str) -> None:
    assert without_unseen(text) == kept
