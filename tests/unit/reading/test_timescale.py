"""Responsible for holding due dates as real plans write them to rows 263 to 270.

The notations are those counted in real registers, and what each must become was decided here.
"""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.reading.days import NotADate, read_span, within_reach
from followthrough.reading.notations import Answers, Quarters
from followthrough.reading.timescale import read_timescale
from rules.words import as_written

PLAN_OF = date(2018, 11, 5)
ANSWERED = Answers(Quarters.FINANCIAL, PLAN_OF)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2011-08-31 08:30:00", date(2011, 8, 31)),
        ("01/09/2017", date(2017, 9, 1)),
        pytest.param("03/04/2026", date(2026, 4, 3), id="row-263-day-first"),
        ("13 june 2017", date(2017, 6, 13)),
        ("5th of November 2019", date(2019, 11, 5)),
        ("2022-05-03", date(2022, 5, 3)),
        ("23/05/2025\u00a0\u00a0", date(2025, 5, 23)),
        ("30/09/17", date(2017, 9, 30)),
        # In letters the month can be nothing else, whichever comes first.
        pytest.param("December 31, 2020", date(2020, 12, 31), id="row-263-month-in-letters"),
        ("Friday 5 March 2021", date(2021, 3, 5)),
        ("2013/05/23", date(2013, 5, 23)),
        ("2013/1/22", date(2013, 1, 22)),
        ("01/09/2017.", date(2017, 9, 1)),
        ("**31 March 2019**[^15]*", date(2019, 3, 31)),
        ("By 31/12/2018", date(2018, 12, 31)),
        ("to be completed by 31 December 2018", date(2018, 12, 31)),
    ],
)
def test_a_day_is_a_date_that_needs_nobodys_word(words: str, due: date) -> None:
    found = read_timescale(words)
    assert (found.due, found.why, found.words, found.is_sure) == (due, "", words, True)
    assert not as_written(words)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("April 2019", date(2019, 4, 30)),
        ("by end of September 2017", date(2017, 9, 30)),
        ("12/2017", date(2017, 12, 31)),
        ("end of 2018", date(2018, 12, 31)),
        ("end of FY 2018/19", date(2019, 3, 31)),
        pytest.param("Q2 2026/27", date(2026, 9, 30), id="row-264-two-years-are-financial"),
        ("Q4 2026-27", date(2027, 3, 31)),
    ],
)
def test_a_longer_time_is_due_on_its_last_day_and_keeps_its_words(words: str, due: date) -> None:
    found = read_timescale(words)
    assert (found.due, found.is_sure, found.words) == (due, True, words)
    assert as_written(words)


@pytest.mark.parametrize(
    ("words", "calendar", "financial"),
    [
        pytest.param("2026 Q2", date(2026, 6, 30), date(2026, 9, 30), id="row-264-asked"),
        ("Q1 2022", date(2022, 3, 31), date(2022, 6, 30)),
        ("2021-Q4", date(2021, 12, 31), date(2022, 3, 31)),
        ("3rd quarter of 2017", date(2017, 9, 30), date(2017, 12, 31)),
        ("Quarter 4, 2021", date(2021, 12, 31), date(2022, 3, 31)),
        ("second half of 2017", date(2017, 12, 31), date(2018, 3, 31)),
        ("H1 2018", date(2018, 6, 30), date(2018, 9, 30)),
    ],
)
def test_which_quarters_is_asked_once(words: str, calendar: date, financial: date) -> None:
    asked = read_timescale(words)
    assert asked.due == calendar
    assert "if a financial year is meant" in asked.why
    assert as_written(words)
    for quarters, due in ((Quarters.CALENDAR, calendar), (Quarters.FINANCIAL, financial)):
        found = read_timescale(words, Answers(quarters))
        assert (found.due, found.is_sure) == (due, True)


@pytest.mark.parametrize(
    ("words", "due", "why"),
    [
        pytest.param("12 months", date(2019, 11, 5), "", id="row-265-counted"),
        ("90 Days", date(2019, 2, 3), ""),
        ("within six weeks", date(2018, 12, 17), ""),
        ("3 years", date(2021, 11, 5), ""),
        ("1 months", date(2018, 12, 5), ""),
        ("Immediate", PLAN_OF, "is due at once"),
        ("ASAP", PLAN_OF, "is due at once"),
        ("FEB", date(2019, 2, 28), "names no year"),
        ("08-Dec --", date(2018, 12, 8), "names no year"),
        ("01-May_", date(2019, 5, 1), "names no year"),
        ("November 5", PLAN_OF, "names no year"),
        pytest.param("Quarterly", date(2019, 2, 5), "recurs quarterly", id="row-266-recurs"),
        ("Measured Annually", date(2019, 11, 5), "recurs yearly"),
    ],
)
def test_what_counts_from_a_day_has_none_until_that_day_is_given(
    words: str, due: date, why: str
) -> None:
    asked = read_timescale(words)
    assert asked.due is None
    assert asked.why
    found = read_timescale(words, ANSWERED)
    assert (found.due, bool(found.why)) == (due, bool(why))
    assert why in found.why
    assert found.repeats == asked.repeats


@pytest.mark.parametrize(
    ("words", "due", "why"),
    [
        ("2018", date(2018, 12, 31), "names a year alone"),
        ("2018/19", date(2019, 3, 31), "names a financial year alone"),
        # Elsewhere a financial year is called by its first year, or begins in October.
        ("FY22Q4", date(2022, 3, 31), "the financial year that ends in 2022"),
        pytest.param("13 to 24 March 2023", date(2023, 3, 24), "a span", id="row-267-span"),
        ("4 July 2016\u201328 July 2016", date(2016, 7, 28), "a span"),
        ("20 June 2017 \u2500 13 July 2017", date(2017, 7, 13), "a span"),
        ("1/06/2015 \u2013 25/06/2015", date(2015, 6, 25), "a span"),
        ("September - October 2017", date(2017, 10, 31), "a span"),
        ("10/10/2014 & 16/10/2014", date(2014, 10, 16), "names 2 dates"),
        ("25/07/2016 & 24/06/2016", date(2016, 7, 25), "names 2 dates"),
        ("Dec 2018/Jan 2019", date(2019, 1, 31), "names 2 dates"),
        ("next test 31/12/2017", date(2017, 12, 31), "among other words"),
        ("next test December 2016", date(2016, 12, 31), "among other words"),
        ("By 1st Sept 2019 (phase 1)", date(2019, 9, 1), "among other words"),
        pytest.param(
            "<s>June 30, 2020</s> <b>July 31, 2020*</b>",
            date(2020, 7, 31),
            'stands for "June 30, 2020", which is struck through',
            id="row-268-struck",
        ),
        ("~~30/06/2020~~ 31/07/2020", date(2020, 7, 31), 'stands for "30/06/2020"'),
        ("Monday 5 March 2021", date(2021, 3, 5), "5 March 2021 is a Friday"),
        ("mid-March 2019", date(2019, 3, 15), "names no day of the month"),
        ("early April 2019", date(2019, 4, 10), "names no day of the month"),
        ("w/c 5 March 2018", date(2018, 3, 9), "its Friday is taken"),
        ("43465", date(2018, 12, 31), "as Excel counts the days"),
    ],
)
def test_a_choice_is_a_proposal_with_its_reason(words: str, due: date, why: str) -> None:
    found = read_timescale(words, ANSWERED)
    assert found.due == due
    assert why in found.why
    assert not found.is_sure


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param("04/13/2026", "names month 13", id="row-263-never-month-first"),
        ("29/02/2027", "is not a date"),
        pytest.param("Aug 23", "may mean 23 August or August 2023", id="row-269-month-nn"),
        ("October 15", "may mean 15 October or October 2015"),
        ("01/01/1900", "lies in the year 1900"),
        ("#REF!", "is an error of the spreadsheet"),
        ("#N/A", "is an error of the spreadsheet"),
        pytest.param("=TODAY()", "is a formula", id="row-270-formula"),
        ("=Q2-R2", "is a formula"),
        ("Done", "says that it is done"),
        ("Completed 30/09/2017", "says that it is done"),
        ("Site A: done / Site B: 30/09/2017", "says that it is done"),
        ("Ongoing", "goes on or recurs"),
        ("Ongoing every 24 months", "goes on or recurs"),
        ("1 activity per quarter", "goes on or recurs"),
        ("After guidance is issued; Annually", "waits for an event"),
        ("Awaiting results of the audit", "waits for an event"),
        ("(See Above)", "points elsewhere"),
        ("As required by the FY2023 budget timeline", "points elsewhere"),
        ("1- 6 months 2- 1 month 3- 3 months", "names several timescales"),
        ("1- 6 months2-1 month3-3 months", "names several timescales"),
        ("20 working days", "counts working days"),
        ("2018 immediate 06/2017 07/2017", "names several dates"),
        ("Week 25", "names a week"),
        ("S25", "names a week"),
        ("Autumn 2019", "a season"),
        ("Q3", "no year"),
        ("end of the financial year", "names no year"),
        ("No response", "is no date"),
        ("Conseguita", "is no date"),
        ("Juillet 2017", "is no date"),
        ("~~June 2020~~", "struck through, and nothing stands for it"),
        (
            "<s>July 31, 2020</s> 90 days after guidance is issued*",
            'stands for "July 31, 2020", which is struck through; waits for an event',
        ),
        ("999 years", "lies in the year 3017"),
    ],
)
def test_no_date_says_why(words: str, why: str) -> None:
    found = read_timescale(words, ANSWERED)
    assert (found.due, found.words) == (None, words)
    assert why in found.why


PLACEHOLDERS = ("-", "//", "N/A", "N/A N/A", "None", "TBC", "tbd", "\u2013", "To be agreed", "?")


@pytest.mark.parametrize("words", PLACEHOLDERS)
def test_a_placeholder_is_no_date_and_is_told(words: str) -> None:
    """As row 359 says."""
    found = read_timescale(words, ANSWERED)
    assert (found.due, found.why, found.words) == (None, "stands where a date would be", words)


@pytest.mark.parametrize("words", ["", " \u00a0", "\u200b"])
def test_a_blank_says_nothing(words: str) -> None:
    found = read_timescale(words, ANSWERED)
    assert (found.due, found.why) == (None, "")


WORDS = st.sampled_from(
    ("31", "12", "2018", "18", "/", "-", " ", "april", "q2", "end of", "months", "by", "<s>", "to")
)


@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=9).map(" ".join)))
def test_any_words_are_an_answer_and_what_is_sure_agrees_with_the_strict_reader(words: str) -> None:
    for answers in (Answers(), ANSWERED):
        found = read_timescale(words, answers)
        assert found.words == words
        assert found.due is None or 2000 <= found.due.year <= 2099
        with suppress(NotADate):
            assert (found.due, found.why) == (within_reach(read_span(words)[1]), "")


@pytest.mark.parametrize(
    "word", ["-", "n/a", "ongoing and ", "<s>", "1 ", "1/", "to ", "q1", "by "]
)
def test_the_longest_cell_ends_in_an_answer(word: str) -> None:
    """A pattern that tried every way to part such words would never end."""
    assert read_timescale((word * 2_000)[:2_000], ANSWERED).due is None
    assert read_timescale((word * 2_001)[:2_001]).why == "is too long for a date"
