"""Lists and instants in plain words."""

from datetime import UTC, date, datetime

import pytest

from rules.calendar import LONDON
from rules.words import listed, moment, typed_day


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["A1", "A2"], "A1, A2"), (["A1", "A2", "A3", "A4"], "A1, A2 and 2 more")],
)
def test_a_list_names_a_few(names: list[str], said: str) -> None:
    assert listed(names, 2) == said


def test_an_instant_is_told_by_its_zone() -> None:
    instant = datetime(2027, 6, 30, 23, 5, tzinfo=UTC)
    assert moment(instant) == "23:05 on Wed 30 Jun 2027"
    assert moment(instant.astimezone(LONDON)) == "00:05 on Thu 1 Jul 2027"


@pytest.mark.parametrize("text", ["2027-01-04", "04/01/2027", "4/1/2027"])
def test_a_day_may_be_typed_year_first_or_day_first(text: str) -> None:
    assert typed_day(text) == date(2027, 1, 4)


@pytest.mark.parametrize("text", ["soon", "2027-02-30", "30/02/2027", "01-04-2027"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        typed_day(text)
