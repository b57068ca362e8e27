"""Responsible for holding to how a calendar's days off are read, refused and shown."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.plans.bank_holidays import DIVISIONS
from followthrough.plans.calendar_file import (
    CalendarFile,
    calendar_as_yaml,
    parse_calendar,
    read_calendar,
)
from rules.problems import BadInput

TEXT = """\
division: England          # or another
until: 2035
days_off:
  - {on: 2027-07-02, name: One-off holiday}
  - {from: 2026-12-29, to: 2026-12-31, name: Local closure}
"""
READ = CalendarFile(
    division="England",
    until=2035,
    days_off=(
        (date(2026, 12, 29), "Local closure"),
        (date(2026, 12, 30), "Local closure"),
        (date(2026, 12, 31), "Local closure"),
        (date(2027, 7, 2), "One-off holiday"),
    ),
)
SHOWN = """\
division: England
until: 2035
days_off:
  - {from: 2026-12-29, to: 2026-12-31, name: Local closure}
  - {on: 2027-07-02, name: One-off holiday}
"""
CALENDARS = st.builds(
    CalendarFile,
    division=st.sampled_from(list(DIVISIONS)),
    until=st.integers(2000, 2099),
    days_off=st.dictionaries(
        st.integers(0, 60).map(lambda number: date(2027, 1, 1) + timedelta(days=number)),
        st.sampled_from(["Closure", "no", "a: b", "2027-01-01", "St David's Day", "Gŵyl"]),
    ).map(lambda days: tuple(sorted(days.items()))),
)


def told(text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        parse_calendar(text, "c.yaml")
    return list(refused.value.problems)


def told_of_day(entry: str) -> str:
    problems = told(f"division: England\nuntil: 2035\ndays_off:\n  - {entry}\n")
    assert len(problems) == 1
    return problems[0]


def test_reads_days_and_ranges(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert read_calendar(path) == READ


def test_shows_days_of_one_name_as_ranges() -> None:
    assert calendar_as_yaml(READ) == SHOWN


@pytest.mark.parametrize("days_off", ["", "days_off:\n", "days_off: []\n"])
def test_a_calendar_may_have_no_days_off_of_its_own(days_off: str) -> None:
    text = f"division: northern ireland\nuntil: 2030\n{days_off}"
    assert parse_calendar(text, "c.yaml") == CalendarFile("Northern Ireland", 2030, ())


@given(CALENDARS)
def test_what_is_shown_reads_back_as_the_same(calendar: CalendarFile) -> None:
    assert parse_calendar(calendar_as_yaml(calendar), "c.yaml") == calendar


def test_a_closure_of_two_years_is_shown_as_ranges_that_can_be_read() -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(730)]
    calendar = CalendarFile("Wales", 2030, tuple((day, "Closed") for day in days))
    shown = calendar_as_yaml(calendar)
    assert shown.count("from:") == 2
    assert parse_calendar(shown, "c.yaml") == calendar


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "{on: 02/07/2027, name: A}",
            'on "02/07/2027" is not written year-month-day; write 2027-07-02',
        ),
        ("{on: 2027-7-2, name: A}", "write 2027-07-02"),
        ("{on: 2 July 2027, name: A}", "write 2027-07-02"),
        ("{on: 2027-07-02 09:00:00, name: A}", "write 2027-07-02"),
        ("{on: 2027-02-29, name: A}", "is not a date from 2000 to 2099; write a date such as"),
        ("{on: 1999-12-31, name: A}", "is not a date from 2000 to 2099"),
        ("{on: 2100-01-01, name: A}", "is not a date from 2000 to 2099"),
        ("{on: 20270702, name: A}", "is not a date from 2000 to 2099"),
        ("{on: yes, name: A}", "is not a date from 2000 to 2099"),
        ("{on: [2027-07-02], name: A}", "on holds more than one value; write a date such as"),
        ("{on: , name: A}", "on is empty; write a date such as 2027-07-02"),
        ("{on: 2027-07-02, name: no}", 'name "no" is taken by YAML for yes or no'),
        ("{on: 2027-07-02, name: 2027}", 'name "2027" is taken by YAML for a number'),
        ("{on: 2027-07-02}", "the day off has no name; add one, such as name: One-off holiday"),
        ("{on: 2027-07-02, nam: A}", '"nam" is not known here; write name'),
        ("2027-07-02", "the day off is not made of names and values; write on: 2027-07-02 and"),
        ("[on, off]", "the day off is not made of names and values"),
        ("{from: 2027-07-02, name: A}", "the day off has no to; add one, such as to: 2026-12-31"),
        ("{to: 2027-07-02, name: A}", "the day off has no from; add one"),
        ("{from: 2027-07-02, to: 2027-07-01, name: A}", "runs backwards; swap from and to"),
        ("{from: 2027-01-01, to: 2028-01-02, name: A}", "is longer than 366 days; split it"),
        ("{from: 2027-01-01, to: 2027-01-02, on: 2027-01-03, name: A}", '"on" is not known here'),
    ],
)
def test_refuses_a_day_off(entry: str, said: str) -> None:
    problem = told_of_day(entry)
    assert problem.startswith("c.yaml, line 4: ")
    assert said in problem


def test_a_range_may_last_a_leap_year() -> None:
    text = "division: Wales\nuntil: 2030\ndays_off: [{from: 2028-01-01, to: 2028-12-31, name: A}]"
    assert len(parse_calendar(text, "c.yaml").days_off) == 366


def test_tells_every_problem_in_the_order_of_lines() -> None:
    assert told(
        "division: Engand\nuntil: 1999\ndays_off:\n"
        "  - {from: 2027-07-01, to: 2027-07-05, name: A}\n"
        "  - {on: 2027-07-02, name: B}\n"
        "  - {from: 2027-07-05, to: 2027-07-09, name: A}\n"
        "until: 2030\n"
    ) == [
        'c.yaml, line 1: division "Engand" is not known; write England.',
        (
            'c.yaml, line 2: until "1999" is not from 2000 to 2099; '
            "write a whole number from 2000 to 2099."
        ),
        "c.yaml, line 5: 2027-07-02 is a day off already on line 4; write each day once.",
        "c.yaml, line 6: 2027-07-05 is a day off already on line 4; write each day once.",
        "c.yaml, line 7: until is there twice, first on line 2; keep one of them.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("division: no", 'division "no" is taken by YAML for yes or no'),
        ("division: Cornwall", "write England, Wales, Scotland or Northern Ireland"),
        ("days_of: []\ndivision: Wales", '"days_of" is not known here; write days_off'),
        ("days_off: none\ndivision: Wales", "days_off is not a list; write each day off after a"),
        ("days_off: {on: 2027-07-02}\ndivision: Wales", "days_off is not a list"),
    ],
)
def test_refuses_a_calendar(text: str, said: str) -> None:
    problems = told(f"{text}\nuntil: 2030\n")
    assert len(problems) == 1
    assert said in problems[0]
