"""Responsible for the line of an owner, in which no validator may stand: semantics row 105."""

from collections.abc import Mapping
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.roles import is_in_line

DIRECTORS = {
    "chief": None,
    "director": "chief",
    "other director": "chief",
    "owner": "director",
    "deputy": "owner",
    "assistant": "deputy",
    "colleague": "director",
    "assurance": None,
}
PEOPLE = st.integers(0, 8)
K = TypeVar("K")


def line_of(owner: K, directors: Mapping[K, K | None]) -> set[K]:
    everyone = {owner, *directors, *(d for d in directors.values() if d is not None)}
    return {person for person in everyone if is_in_line(person, owner, directors)}


@pytest.mark.parametrize(
    ("owner", "line"),
    [
        pytest.param(
            "owner", {"owner", "director", "chief", "deputy", "assistant"}, id="row-105-both-ways"
        ),
        pytest.param("assistant", {"assistant", "deputy", "owner", "director", "chief"}, id="up"),
        pytest.param("chief", set(DIRECTORS) - {"assurance"}, id="row-105-down"),
        pytest.param("assurance", {"assurance"}, id="row-105-nobody-else"),
        pytest.param("a stranger", {"a stranger"}, id="not-known"),
    ],
)
def test_the_line_goes_up_and_down_but_not_sideways(owner: str, line: set[str]) -> None:
    assert line_of(owner, DIRECTORS) == line


@pytest.mark.parametrize(
    ("directors", "line"),
    [
        pytest.param({1: 1, 2: 1, 3: None}, {1, 2}, id="row-061"),
        ({1: 2, 2: 1, 3: 2}, {1, 2, 3}),
        ({1: 2, 2: 3, 3: 2}, {1, 2, 3}),
        ({1: 9}, {1, 9}),
    ],
)
def test_circles_end(directors: dict[int, int | None], line: set[int]) -> None:
    assert line_of(1, directors) == line


@given(PEOPLE, st.dictionaries(PEOPLE, st.none() | PEOPLE))
def test_row_105_two_people_are_in_each_others_line_or_in_neither(
    owner: int, directors: dict[int, int | None]
) -> None:
    line = line_of(owner, directors)
    assert owner in line
    assert all(owner in line_of(person, directors) for person in line)
