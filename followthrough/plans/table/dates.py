"""Responsible for the dates of a table: what each cell tells, what was answered, what is to be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from followthrough.plans.table.asked import NO, YES, Question
from followthrough.plans.table.profile import Profile
from followthrough.reading.days import NotADate, within_reach
from followthrough.reading.entry import Written, trimmed
from followthrough.reading.notations import Answers, Quarters, Timescale
from followthrough.reading.timescale import read_timescale
from rules.text import folded
from rules.words import count

SOME_DAY = date(2018, 1, 1)
"""Tells whether words count from any day at all."""


class Dates:
    """What the cells of a column of dates tell, by the answers of a profile."""

    def __init__(self, profile: Profile) -> None:
        self._answers = profile.answers
        self._told: Mapping[str, date | None] = {
            folded(words): due for words, due in profile.dates.items()
        }

    def is_answered(self, words: str) -> bool:
        """Say whether a person said what these words are."""
        return folded(words) in self._told

    def read(self, written: Written) -> Timescale:
        """Return what a cell tells; a date of Excel's is as precise as its cell shows it."""
        words = _words(written)
        if self.is_answered(words):
            due = self._told[folded(words)]
            repeats = read_timescale(words).repeats if due else ""
            return Timescale(words, due, "" if due else "is no date, as was answered", repeats)
        if written.marked:
            return replace(read_timescale(written.marked, self._answers), words=words)
        if written.span:
            return _of_excel(written, words)
        if written.not_date or (written.not_text and not words):
            return Timescale(words, why=(written.not_date or written.not_text).partition(";")[0])
        return read_timescale(words, self._answers)


def questions(written: Iterable[Written], profile: Profile) -> list[Question]:
    """Return what is to be asked of all dates at once."""
    dates = Dates(profile)
    cells = {_words(one): one for one in written if not dates.is_answered(_words(one))}
    typed = [words for words, one in cells.items() if not one.span]
    asked = []
    if profile.answers.quarters is None and any(map(_goes_by_quarters, typed)):
        text = "Are quarters and halves those of the calendar year, or of the financial year from April?"
        asked.append(Question("quarters", "", text, Quarters.CALENDAR, tuple(Quarters)))
    if profile.answers.counted_from is None and any(map(_is_counted, typed)):
        text = (
            "From what day do times such as 12 months count, and immediate? "
            "Left blank, they are no dates."
        )
        asked.append(Question("counted from", "", text, may_be_blank=True))
    told = {words: dates.read(one) for words, one in cells.items()}
    proposals = {words: one.due for words, one in told.items() if one.due and one.why}
    if proposals:
        text = f"Take the {count(len(proposals), 'proposed date')} above? They are no dates else."
        asked.append(Question("dates", "", text, YES, (YES, NO), proposals=proposals))
    return asked


def _words(written: Written) -> str:
    """Return the words of a cell; of a date that it shows only in part, the date."""
    shown = f"{written.span[1]:%d/%m/%Y}" if written.span else ""
    return trimmed(written.seen) or shown


def _of_excel(written: Written, words: str) -> Timescale:
    """Return the last day of a date of Excel's; one of which not all is shown is a proposal."""
    first, last = written.span or (date.min, date.min)
    try:
        due = within_reach(last)
    except NotADate as wrong:
        return Timescale(words, why=wrong.why)
    why = written.not_date.partition(";")[0]
    return Timescale("" if first == last and not why else words, due, why)


def _goes_by_quarters(words: str) -> bool:
    told = {read_timescale(words, Answers(quarters)).due for quarters in Quarters}
    return len(told) > 1


def _is_counted(words: str) -> bool:
    return read_timescale(words).due is None and bool(
        read_timescale(words, Answers(counted_from=SOME_DAY)).due
    )
