"""Lists, references and instants in plain words."""

from datetime import UTC, datetime

import pytest

from rules.calendar import LONDON
from rules.words import listed, moment, references


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["A1", "A2"], "A1, A2"), (["A1", "A2", "A3", "A4"], "A1, A2 and 2 more")],
)
def test_a_list_names_a_few(names: list[str], said: str) -> None:
    assert listed(names, 2) == said


@pytest.mark.parametrize(
    ("most", "said"), [(None, "A1, A2, A10"), (2, "A1, A2 and 1 more")], ids=["row-216", "a few"]
)
def test_references_are_listed_by_their_numbers(most: int | None, said: str) -> None:
    assert references(("A10", "A2", "A1"), most) == said


def test_an_instant_is_told_by_its_zone() -> None:
    instant = datetime(2027, 6, 30, 23, 5, tzinfo=UTC)
    assert moment(instant) == "23:05 on Wed 30 Jun 2027"
    assert moment(instant.astimezone(LONDON)) == "00:05 on Thu 1 Jul 2027"
