"""When two names are one: whatever Word, Excel, a keyboard or a habit makes of their letters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text import by_number, folded, meant
from tests.builders.spellings import APOSTROPHES, SPACES, UNSEEN, spellings

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PLAIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéñøßł'-"), min_size=1)
WORDS = st.lists(PLAIN, min_size=1).map(" ".join)


@pytest.mark.parametrize(
    "written",
    [
        *(f"Pat O{apostrophe}Brien" for apostrophe in APOSTROPHES),
        *(f"Pat{space}O'Brien" for space in SPACES),
        *(f"Pat O'{unseen}Brien" for unseen in UNSEEN),
        "PAT O'BRIEN",
        "pat o'brien",
        "  Pat   O'Brien ",
        "\uff30\uff41\uff54 O'Brien",
    ],
)
def test_a_name_is_one_however_it_is_written(written: str) -> None:
    assert folded(written) == folded("Pat O'Brien") == "pat o'brien"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jos\u00e9 N\u00fa\u00f1ez", "JOSE\u0301 NU\u0301N\u0303EZ"),
        ("Stra\u00dfe", "STRASSE"),
        ("\ufb01nn", "Finn"),
        ("Ann-Marie", "Ann\u2011Marie"),
        ("A\uff11", "a1"),
        ("Se\u00e1n \u0149eil", "se\u00e1n 'Neil"),
    ],
)
def test_letters_are_one_however_they_are_made(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jos\u00e9", "Jose"),
        ("O'Brien", "OBrien"),
        ("Pat OBrien", "PatO Brien"),
        ("A1", "A 1"),
        ("A1", "A11"),
        ("Ann-Marie", "Ann Marie"),
        ("P. Smith", "P Smith"),
    ],
)
def test_what_may_be_two_stays_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(NAMES)
def test_folded_again_it_stays_the_same(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_each_letter_there_is_stays_the_same_when_folded_again() -> None:
    every = (chr(code) for code in range(0x110000))
    given_out = (one for one in every if unicodedata.category(one) not in {"Cn", "Co", "Cs"})
    once = {letter: folded(f"a{letter}\u0301") for letter in given_out}
    assert [letter for letter, name in once.items() if folded(name) != name] == []


@given(WORDS, st.data())
def test_no_mix_of_case_spaces_and_apostrophes_makes_another_name(
    name: str, data: st.DataObject
) -> None:
    assert folded(data.draw(spellings(name))) == folded(name)


def test_the_spelling_that_is_meant_is_found_first() -> None:
    known = ["A1", "a1", "B2"]
    assert meant("a1", known) == "a1"
    assert meant(" b2 ", known) == "B2"
    assert meant("\uff211", known) is None, "two fold alike, and neither is spelled so"
    assert meant("C3", known) is None


@pytest.mark.parametrize(
    "in_order",
    [
        ("A1", "A2", "A10", "B1"),
        ("1.2", "1.10", "1.10.3", "2"),
        ("A1", "A1/2", "A1/10", "A2"),
        ("a9", "A10"),
        ("9", "10", "A", "Z 9b", "Z 9c", "Z 10a"),
    ],
    ids=lambda refs: f"row-216-{refs[0]}",
)
def test_references_stand_by_the_number_within_them(in_order: tuple[str, ...]) -> None:
    backwards = [*reversed(in_order)]
    assert tuple(sorted(backwards, key=by_number)) == in_order


@given(st.lists(NAMES))
def test_any_references_can_be_put_in_order(refs: list[str]) -> None:
    found = sorted(refs, key=by_number)
    assert [by_number(one) for one in found] == sorted(map(by_number, reversed(refs)))
