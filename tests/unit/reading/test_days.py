"""Responsible for holding dates as people write them to semantics rows 9 and 88."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.reading.cells import Cell
from followthrough.reading.days import NotADate, read_day, read_span, within_reach
from followthrough.reading.table import cell_entry
from rules.words import plain_day

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def _advice(words: str) -> str:
    """Return what is told of a cell that holds these words."""
    problems: list[str] = []
    entry = cell_entry("the due date", "sheet Actions, cell F7", Cell(7, 6, words), problems)
    assert entry.deadline() == (None, "")
    (problem,) = problems
    return problem


@pytest.mark.parametrize(
    ("words", "day"),
    [
        pytest.param("03/04/2026", date(2026, 4, 3), id="row-088-day-first"),
        ("30/09/17", date(2017, 9, 30)),
        ("4/8/17", date(2017, 8, 4)),
        ("31.12.2018", date(2018, 12, 31)),
        ("31-12-2018", date(2018, 12, 31)),
        ("2018-12-31", date(2018, 12, 31)),
        ("31 December 2018", date(2018, 12, 31)),
        ("31 DEC 18", date(2018, 12, 31)),
        ("7-Sept-2018", date(2018, 9, 7)),
        ("31st August 2018", date(2018, 8, 31)),
        ("14 th September 2017", date(2017, 9, 14)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_reads_a_day(words: str, day: date) -> None:
    assert read_day(words) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("April 2019", date(2019, 4, 30)),
        ("Feb 2028", date(2028, 2, 29)),
        ("end of September 2017", date(2017, 9, 30)),
    ],
)
def test_a_month_means_its_last_day_of_a_deadline_and_is_no_day(words: str, day: date) -> None:
    problems: list[str] = []
    entry = cell_entry("the due date", "sheet Actions, cell F7", Cell(7, 6, words), problems)
    assert entry.deadline() == (day, words)
    assert not problems
    assert entry.day() is None
    (problem,) = problems
    assert f'cell F7: the due date "{words}" names a month; write its day as well' in problem
    assert f"such as {day:%d/%m/%Y}" in problem


@pytest.mark.parametrize(
    "words",
    ["2026-12-18 09:00", "2026-12-18T23:59:59", "18/12/2026 00:00", "18 December 2026, 09:00"],
    ids=["row-009-iso", "row-009-iso-t", "row-009-slashes", "row-009-words"],
)
def test_drops_the_time_of_day(words: str) -> None:
    assert read_day(words) == date(2026, 12, 18)


def test_a_time_with_a_zone_is_not_guessed_at() -> None:
    assert "is not a date" in _advice("2027-06-30T23:10:00Z")  # it is 1 July in London


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        pytest.param("04/13/2026", "write it as 13/04/2026", id="row-088-us-order"),
        pytest.param("29/02/2027", "write it as 28/02/2027", id="row-088-no-leap-year"),
        ("31/02/2019", "is not a date; write it as 28/02/2019 or as an Excel date"),
        ("31/04/2019", "write it as 30/04/2019"),
        ("2026-13-04", "if 13 April is meant, write it as 13/04/2026"),
        ("December 31, 2020", "is in US order; write it as 31/12/2020"),
        ("October 15", "may mean 15 October or October 2015"),
        ("Aug 23", "may mean 23 August or August 2023"),
        ("00/01/2019", "is not a date"),
        ("45/02/2019", "is not a date; write it like 31/12/2018"),
        ("31 Smarch 2018", "names no month"),
        ("2018", "names the year 2018 alone; write day, month and year"),
        ("12 months", "is not a date"),
        ("Ongoing", "leave the cell blank"),
        ("10/10/2014 & 16/10/2014", "is not a date"),
        ("01/01/1900", "lies in the year 1900"),
        ("April 0219", "lies in the year 219"),
        ("2108-12-31", "from 2000 to 2099"),
        ("٣١/١٢/٢٠١٨", "is not a date"),
    ],
)
def test_refuses_what_can_not_be_acted_on(words: str, advice: str) -> None:
    assert advice in _advice(words)


def test_excels_first_day_is_out_of_reach() -> None:
    with pytest.raises(NotADate):
        within_reach(date(1900, 1, 1))
    assert within_reach(date(2000, 1, 1)) == date(2000, 1, 1)


@given(DAYS)
def test_every_notation_comes_back_as_the_same_day(day: date) -> None:
    notations = (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day:%y}", f"{day}", plain_day(day))
    assert {read_day(words) for words in notations} == {day}


@given(DAYS)
def test_a_month_ends_where_the_next_begins(day: date) -> None:
    _, last = read_span(f"{day:%B %Y}")
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + timedelta(days=1)).day == 1


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_refused(words: str) -> None:
    with suppress(NotADate):
        assert 2000 <= read_day(words).year <= 2099


@pytest.mark.parametrize("words", ["January 2027", "end of Jan 2027"])
def test_a_month_has_a_first_and_a_last_day(words: str) -> None:
    assert read_span(words) == (date(2027, 1, 1), date(2027, 1, 31))
    assert read_span("14/01/2027") == (date(2027, 1, 14), date(2027, 1, 14))
