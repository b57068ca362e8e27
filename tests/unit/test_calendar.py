"""Responsible for holding a calendar's quick counting to the plain one, day by day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import CalendarEnds, WorkingCalendar, local_date, pack_day

ONE_DAY = timedelta(days=1)
BEGINS = date(2026, 12, 1)
CHRISTMAS = WorkingCalendar(
    frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28), date(2027, 1, 1)}),
    BEGINS,
    date(2027, 1, 31),
)
DAYS = st.integers(-10, 50).map(lambda number: BEGINS + timedelta(days=number))
COUNTS = st.integers(-2, 40)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Any small calendar, of a single day or none too, with days off on any day, known or not."""
    first = BEGINS + timedelta(days=draw(st.integers(0, 12)))
    last = first + timedelta(days=draw(st.integers(-2, 30)))
    return WorkingCalendar(frozenset(draw(st.sets(DAYS, max_size=12))), first, last)


def stepped(calendar: WorkingCalendar, day: date, count: int, direction: timedelta) -> date:
    """Count as the first release did: one day after another, each of which must be known."""
    while count > 0:
        day += direction
        count -= calendar.is_working_day(day)
    return day


def answer(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except CalendarEnds as end:
        return str(end)


@given(calendars(), DAYS, COUNTS)
def test_steps_as_if_day_by_day(calendar: WorkingCalendar, day: date, count: int) -> None:
    assert answer(lambda: calendar.after(day, count)) == answer(
        lambda: stepped(calendar, day, count, ONE_DAY)
    )
    assert answer(lambda: calendar.before(day, count)) == answer(
        lambda: stepped(calendar, day, count, -ONE_DAY)
    )


@given(calendars(), DAYS)
def test_finds_the_nearest_as_if_day_by_day(calendar: WorkingCalendar, day: date) -> None:
    def nearest(direction: timedelta) -> date:
        return day if calendar.is_working_day(day) else stepped(calendar, day, 1, direction)

    assert answer(lambda: calendar.on_or_before(day)) == answer(lambda: nearest(-ONE_DAY))
    assert answer(lambda: calendar.on_or_after(day)) == answer(lambda: nearest(ONE_DAY))


@given(calendars(), DAYS, DAYS)
def test_counts_as_if_day_by_day(calendar: WorkingCalendar, start: date, end: date) -> None:
    counted = answer(lambda: calendar.between(start, end))
    assert counted == answer(lambda: len(list(calendar.days(start, end))))


@pytest.mark.parametrize(
    ("day", "count", "later", "earlier"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 29), date(2026, 12, 23)),
        (date(2026, 12, 26), 1, date(2026, 12, 29), date(2026, 12, 24)),
        (date(2026, 12, 18), 10, date(2027, 1, 6), date(2026, 12, 4)),
        (date(2026, 12, 25), 0, date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_counts_over_christmas(day: date, count: int, later: date, earlier: date) -> None:
    assert (CHRISTMAS.after(day, count), CHRISTMAS.before(day, count)) == (later, earlier)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 11, 30), date(2026, 12, 1), 1),
        (date(2026, 12, 18), date(2027, 1, 6), 10),
        (date(2026, 12, 24), date(2026, 12, 28), 0),
        (date(2026, 12, 2), date(2026, 12, 1), 0),
        (date(2030, 1, 1), date(2020, 1, 1), 0),
    ],
)
def test_counts_the_days_between(start: date, end: date, count: int) -> None:
    assert CHRISTMAS.between(start, end) == count


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CHRISTMAS.is_working_day(date(2026, 11, 30)),
        lambda: CHRISTMAS.after(date(2026, 11, 29), 1),
        lambda: CHRISTMAS.after(date(2027, 1, 31), 1),
        lambda: CHRISTMAS.after(date(2027, 1, 28), 2),
        lambda: CHRISTMAS.before(date(2027, 2, 2), 1),
        lambda: CHRISTMAS.before(date(2026, 12, 1), 1),
        lambda: CHRISTMAS.between(date(2026, 11, 29), date(2026, 12, 1)),
        lambda: CHRISTMAS.between(date(2027, 1, 30), date(2027, 2, 1)),
        lambda: list(CHRISTMAS.days(date(2027, 1, 30), date(2027, 2, 1))),
    ],
)
def test_guesses_nothing_beyond_its_ends(ask: Callable[[], object]) -> None:
    with pytest.raises(CalendarEnds, match="the calendar knows 2026 to 2027 only"):
        ask()


def test_what_it_has_counted_changes_nothing_that_others_see() -> None:
    counted = replace(CHRISTMAS)
    counted.after(BEGINS, 3)
    fresh = WorkingCalendar(CHRISTMAS.days_off, CHRISTMAS.first, CHRISTMAS.last)
    assert (counted, hash(counted), repr(counted)) == (fresh, hash(fresh), repr(fresh))


def test_one_made_from_another_counts_by_its_own_days() -> None:
    assert CHRISTMAS.after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    plain = replace(CHRISTMAS, days_off=frozenset())
    assert plain.after(date(2026, 12, 24), 1) == date(2026, 12, 25)


def test_the_pack_day_is_the_first_working_day_of_the_month() -> None:
    assert pack_day(CHRISTMAS, date(2027, 1, 20)) == date(2027, 1, 4)


def test_a_date_is_a_london_date() -> None:
    assert local_date(datetime(2027, 6, 30, 23, 10, tzinfo=UTC)) == date(2027, 7, 1)
