"""Responsible for holding figures to what the reader of a sheet sees (semantics rows 133 and 135)."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.reading.cells import Cell
from followthrough.reading.entry import Entry
from followthrough.reading.number_formats import shown, shown_text, shows
from followthrough.reading.table import cell_entry

ACCOUNTS = '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-'


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [
        (0.88, "0%", "88%"),
        (0.8765, "0.0%", "87.7%"),
        (88, r"0\ \%", "88 %"),
        (4.1, "0.00", "4.10"),
        (2.675, "0.00", "2.68"),
        (1234.5, "£#,##0.00", "£1,234.50"),
        (-1234.5, "[$£-809]#,##0.00", "-£1,234.50"),
        (-1234.5, "£#,##0.00;[Red](£#,##0.00)", "(£1,234.50)"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, ACCOUNTS, "£1,234.50"),
        (0, ACCOUNTS, "£-"),
        (1.5e6, '£0.0,,"m"', "£1.5m"),
        (9, '0" in 10"', "9 in 10"),
        (7, "000", "007"),
        (5, "@", "5"),
        (-0.4, "0", "0"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (12345678901, "General", "12345678901"),
        (0, "#", None),
        (5, ";;;", None),
        (0.5, "# ?/?", None),
        (12, '[>9]"many";0', None),
        (1e5, "0.00E+00", None),
        (123456789012, "General", None),
        (1e308, "0", None),
        (5, "", None),
    ],
)
def test_a_number_reads_as_its_cell_shows_it_or_not_at_all(
    number: float, form: str, words: str | None
) -> None:
    assert shown(number, form) == words


@pytest.mark.parametrize(
    ("form", "words"),
    [("General", "x"), ("0.00", "x"), ('"Rev "@', "Rev x"), ('0;0;0;"n/a"', "n/a"), (";;;", None)],
)
def test_a_text_reads_as_its_cell_shows_it_or_not_at_all(form: str, words: str | None) -> None:
    assert shown_text("x", form) == words


@given(
    st.decimals(-10_000_000, 10_000_000, places=2),
    st.sampled_from(["0.00", "#,##0.00", "£#,##0.00", "0.0000", '0.00" days"']),
)
def test_what_is_shown_is_the_number_that_is_there(number: float, form: str) -> None:
    words = shown(float(number), form)
    assert words
    assert float("".join(sign for sign in words if sign in "-.0123456789")) == float(number)


@given(st.floats(allow_nan=True), st.text(alphabet='0#?,.%£;"\\_*[]$-@ dmyhsEG/a', max_size=12))
def test_any_format_shows_words_or_nothing(number: float, form: str) -> None:
    assert shown(number, form) != ""
    assert shown_text("x", form) != ""
    assert set(shows(form)) <= set("dmy")


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("dd/mm/yyyy", "dmy"),
        ("mm-dd-yy", "dmy"),
        ("[$-F800]dddd\\, mmmm dd\\, yyyy", "dmy"),
        ("dd/mm/yyyy h:mm AM/PM", "dmy"),
        ("mmm-yy", "my"),
        ('"d"mmm yyyy', "my"),
        ("dddd mmmm yyyy", "my"),
        ("d-mmm", "dm"),
        ("yyyy", "y"),
        ("h:mm", ""),
        ("mm:ss", ""),
        ("[h]:mm", ""),
    ],
)
def test_a_format_shows_parts_of_a_date(form: str, parts: str) -> None:
    assert shows(form) == parts


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("mmm-yy", "Apr-27"),
        ("[$-809]mmmm\\ yyyy;@", "April 2027"),
        ("mm/yyyy", "04/2027"),
        ('"by "mmm yyyy', "by Apr 2027"),
        ("dddd mmmm yyyy", "April 2027"),
    ],
)
def test_a_month_is_its_last_day_with_the_words_that_are_seen(form: str, words: str) -> None:
    entry, problems = _due(date(2027, 4, 1), form)
    assert entry.deadline() == (date(2027, 4, 30), words)
    assert not problems
    assert entry.day() is None
    assert f'the due date "{words}" names a month' in problems[0]


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (date(2027, 1, 1), "yyyy", "shows a year alone; format it to show day, month and year"),
        (date(2026, 4, 3), "d-mmm", "shows no year; "),
        (date(2026, 4, 3), "mmmm", "shows no year; "),
        (date(2026, 4, 3), "dddd", "and check that they are 03/04/2026"),
        (datetime.fromisoformat("2026-04-03T09:00"), "h:mm", "shows only a part; "),
        (time(9), "h:mm", 'the due date "09:00:00" is not a date'),
        (2027, "General", 'the due date "2027" names the year 2027 alone'),
        (46115, "General", '"46115" is not a date'),
    ],
)
def test_a_date_is_not_read_where_its_cell_does_not_show_it(
    value: object, form: str, said: str
) -> None:
    entry, problems = _due(value, form)
    assert entry.deadline() == (None, "")
    assert said in problems[0]


def test_a_day_that_is_shown_is_that_day() -> None:
    entry, problems = _due(datetime.fromisoformat("2026-04-03T09:00"), "ddd d mmm yy h:mm")
    assert entry.deadline() == (date(2026, 4, 3), "")
    assert entry.day() == date(2026, 4, 3)
    assert not problems


def _due(value: object, form: str) -> tuple[Entry, list[str]]:
    problems: list[str] = []
    cell = Cell(7, 6, value, form=form)
    return cell_entry("the due date", "sheet Actions, cell F7", cell, problems), problems
