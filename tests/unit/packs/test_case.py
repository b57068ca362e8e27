"""What is told of an exception: who holds it, why it is late, who was told, what comes."""

from datetime import date

import pytest

from rules.packs.case import NOTHING_SAID, case
from rules.packs.row import Climb, PackAction
from tests.builders.pack import action, pack_of

LATE = date(2018, 12, 3)
AHEAD = (Climb(date(2019, 1, 3), "Priya Nair"), Climb(date(2019, 1, 9), "the board", is_board=True))


def parts(one: PackAction, comment: str = "") -> list[tuple[str, str]]:
    """Return what is told of an action, its days with plain spaces."""
    (row,) = pack_of(one).actions
    return [(label, said.replace("\N{NO-BREAK SPACE}", " ")) for label, said in case(row, comment)]


def test_every_part_is_told_in_its_order() -> None:
    one = action(
        "A1",
        due_date=LATE,
        agency="Health Trust",
        cause="The rota.",
        recovery="Two nurses are hired.",
        update="Held on three days.",
        own_rating="Amber",
        notes=("It was opened again.", "Milestone M1 is late."),
        told=("L0 Pat O'Brien: told", "L1 Priya Nair: told."),
        climbs=AHEAD,
    )

    assert parts(one, "We will ask for help.") == [
        ("Who", "Pat O'Brien, Health Trust. Director: Priya Nair."),
        ("Due", "3 Dec 2018, as first set. No forecast."),
        ("Cause", "The rota."),
        ("Recovery", "Two nurses are hired."),
        ("Update", "19 Dec 2018. Held on three days. Its owner rates it Amber."),
        ("Comment", "We will ask for help."),
        ("Note", "It was opened again."),
        ("Note", "Milestone M1 is late."),
        ("Told", "L0 Pat O'Brien: told. L1 Priya Nair: told."),
        (
            "Next",
            "If nothing is recorded, told next: Priya Nair on 3 Jan 2019, then the board on 9 Jan 2019.",
        ),
    ]


def test_what_is_not_recorded_is_left_out_and_silence_is_said() -> None:
    silent = action("A1", due_date=LATE, owner="", director="", update="", updated_on=None)

    assert parts(silent) == [
        ("Who", "No owner. No director."),
        ("Due", "3 Dec 2018, as first set. No forecast."),
        ("Cause", NOTHING_SAID),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"recovery": "Two are hired."},
        {"update": "Held weekly."},
        {"updated_on": date(2018, 12, 19)},
    ],
    ids=["recovery", "update", "a day"],
)
def test_of_an_owner_who_said_anything_silence_is_not_told(said: dict[str, object]) -> None:
    """A cause alone is missing, and is left out: that nothing is recorded would be false."""
    one = action("A1", **{"due_date": LATE, "update": "", "updated_on": None, **said})

    assert "Cause" not in dict(parts(one))


def test_an_update_without_words_is_told_with_its_day() -> None:
    assert dict(parts(action("A1", update="")))["Update"] == "19 Dec 2018. No words were given."


def test_an_owner_who_rates_it_as_the_key_does_is_not_named_as_of_another_mind() -> None:
    alike = action("A1", due_date=LATE, own_rating="Red", update="", updated_on=None)
    assert "Update" not in dict(parts(alike))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due_date": None}, "No date. No forecast."),
        (
            {"due_date": None, "revised_due_date": LATE, "times_revised": 1},
            "3 Dec 2018; no date at first. No forecast.",
        ),
        (
            {"revised_due_date": date(2019, 4, 5), "times_revised": 1},
            "5 Apr 2019, moved once from 29 Mar 2019, 5 working days from the first. No forecast.",
        ),
        (
            {"revised_due_date": date(2019, 3, 29), "times_revised": 2},
            "29 Mar 2019, moved 2 times from 29 Mar 2019. No forecast.",
        ),
        (
            {"forecast": date(2019, 4, 1)},
            "29 Mar 2019, as first set. Forecast 1 Apr 2019, 1 working day after it.",
        ),
        (
            {"forecast": date(2019, 3, 22)},
            "29 Mar 2019, as first set. Forecast 22 Mar 2019.",
        ),
    ],
    ids=["none", "none at first", "moved once", "moved there and back", "late", "in time"],
)
def test_its_date_is_told_with_how_it_moved_and_what_is_forecast(
    changes: dict[str, object], said: str
) -> None:
    assert dict(parts(action("A1", **changes)))["Due"] == said
