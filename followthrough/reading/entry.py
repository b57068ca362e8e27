"""Responsible for one entry that people hand in: what a cell, a value or a field of a form says.

Each kind of file says what is written in one place (`Written`); all reading of it is here.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import groupby

from followthrough.reading.days import NotADate, only_day, read_span, within_reach
from rules.address import advice, is_plain_address
from rules.text import LONGEST_TEXT, holds_controls, quoted, without_unseen

NEAR = 0.6
YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False, "": False}
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_DIGITS = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in one place, and why it may not be taken for what is asked, each without a stop."""

    seen: str = ""
    """The words that whoever looks at the place sees."""
    digits: str = ""
    """The number in plain digits, where the file knows it for one."""
    span: tuple[date, date] | None = None
    """The first and the last day of a date, where the file knows it for one: a month may be all."""
    marked: str = ""
    """The words with what is struck through between two pairs of `~~`; empty if nothing is."""
    beside: str = ""
    """What is not to be seen in the words and belongs to them, such as a footnote: to follow them."""
    not_text: str = ""
    not_number: str = ""
    not_date: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands, or ought to stand, in one place; complaints name that place."""

    noun: str
    """What the entry is called in a sentence: `the due date`."""
    place: str
    """Where it stands in its sheet or file: `cell F7`."""
    written: Written
    tell: Callable[[str], None]
    """Takes each complaint, without its full stop."""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands there."""
        return not trimmed(self.written.seen) and not self.written.not_text

    def is_single(self, wanted: str) -> bool:  # noqa: ARG002 - what has parts says what is wanted
        """Say whether there is one thing to read; a complaint says what is wanted instead."""
        return not self.is_blank

    def complain(self, complaint: str) -> None:
        """Tell a complaint, without its full stop, about this place."""
        self.tell(complaint)

    def lines(self, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
        """Return the lines that the entry holds, without blank ones; none if it is unusable."""
        if not self.is_single("one text"):
            return ()
        text = trimmed(without_unseen(self.written.seen))
        if self.written.not_text:
            self.complain(
                f"{self.noun} {f'{quoted(text)} ' if text else ''}{self.written.not_text}"
            )
        elif holds_controls(self.written.seen):
            self.complain(f"{self.noun} {quoted(text)} holds a control character; retype it")
        elif len(text) > longest:
            self.complain(
                f"{self.noun} is {len(text):,} characters long; shorten it to {longest:,} at most"
            )
        else:
            lines = (trimmed(line) for line in text.splitlines())
            return tuple(re.sub(r"\s", " ", line) for line in lines if line)
        return ()

    def text(self, longest: int = LONGEST_TEXT) -> str:
        """Return the entry as one line of text; empty if it is blank or unusable."""
        return " ".join(self.lines(longest))

    def needed(self) -> str:
        """Return the text; a blank is a problem."""
        self._complain_if_missing()
        return self.text()

    def yes(self) -> bool:
        """Say whether the entry says yes; a blank says no, and other words are a problem."""
        said = self.text().casefold()
        if said not in YES:
            self.complain(f"{quoted(said)} is neither yes nor no; write one of them")
        return YES.get(said, False)

    def address(self) -> str:
        """Return the one plain e-mail address; anything else is a problem (semantics row 71)."""
        text = self.needed()
        if text and not is_plain_address(text):
            self.complain(
                f"{self.noun} {quoted(text)} is not one plain e-mail address; {advice(text)}"
            )
        return text

    def whole(self, least: int, most: int) -> int | None:
        """Return the whole number; None if it is blank, or, with a problem, anything else."""
        wanted = f"a whole number from {least} to {most}"
        if not self.is_single(wanted):
            return None
        words = self.written.digits or trimmed(self.written.seen)
        is_digits, not_number = _DIGITS.fullmatch(words), self.written.not_number
        if is_digits and not not_number and least <= int(words) <= most:
            return int(words)
        if is_digits and not_number:
            wrong = not_number
        elif is_digits:
            wrong = f"is not from {least} to {most}; write {wanted}"
        else:
            wrong = f"is not a whole number in plain digits; write {wanted}"
        self.complain(f"{self.noun} {quoted(words)} {wrong}{self._or_nothing}")
        return None

    def choice(self, text: str, known: Sequence[str]) -> str:
        """Return the one of `known` that `text` is, in any case; empty, with a complaint, if none."""
        for name in known:
            if text.casefold() == name.casefold():
                return name
        if text:
            near = nearest(text, known) or listed(known, "or")
            self.complain(f"{self.noun} {quoted(text)} is not known; write {near}")
        return ""

    def needed_day(self) -> date | None:
        """Return the date; a blank is a problem, and no date is returned only with a problem."""
        self._complain_if_missing()
        return self.day()

    def day(self) -> date | None:
        """Return the date; None if it is blank, or, with a problem, anything but one day."""
        return self._date(is_one_day=True)

    def deadline(self, *, needed: bool = False) -> tuple[date | None, str]:
        """Return the last day by which something is due, and the words that say so.

        It may be a month: its last day. An Excel date that shows a day has no words of its own.
        A blank is (None, ""), and a problem if it is needed; a problem likewise.
        """
        if needed:
            self._complain_if_missing()
        due = self._date(is_one_day=False)
        is_in_words = due and self.written.span != (due, due)
        return due, trimmed(self.written.seen) if is_in_words else ""

    def _date(self, *, is_one_day: bool) -> date | None:
        """Return the last day that is written; a month is a problem where it must be one day.

        A time of day is dropped (row 9).
        """
        if not self.is_single("a date"):
            return None
        words = trimmed(self.written.seen)
        refused = self.written.not_date or ("" if words else self.written.not_text)
        if refused:
            self.complain(f"{self.noun} {refused}")
            return None
        try:
            first, last = self.written.span or read_span(words)
            return within_reach(only_day(first, last) if is_one_day else last)
        except NotADate as answer:
            self.complain(f"{self.noun} {quoted(words)} {answer}{_or_else(answer)}")
            return None

    def _complain_if_missing(self) -> None:
        if self.is_blank:
            self.complain(f"{self.noun} is missing; write it here")

    @property
    def _or_nothing(self) -> str:
        return ""


def nothing(noun: str) -> Entry:
    """Return the entry of a place that is not there: it is blank, and nobody hears its complaints."""
    return Entry(noun, "", Written(), lambda _: None)


def nearest(text: str, known: Sequence[str]) -> str:
    """Return the one of `known` that is nearest to `text`; empty if none is near."""
    folded = {name.casefold(): name for name in known}
    return next((folded[n] for n in get_close_matches(text.casefold(), folded, 1, NEAR)), "")


def listed(names: Sequence[str], word: str) -> str:
    """Return `a, b or c` for the word `or`."""
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def words_marked(runs: Iterable[tuple[str, bool]]) -> tuple[str, str]:
    """Return what runs of words say, and the same with those struck through between pairs of `~~`.

    The second is empty if none is.
    """
    joined = [
        (is_struck, "".join(text for text, _ in run))
        for is_struck, run in groupby(runs, _is_struck)
    ]
    marked = "".join(f"~~{text}~~" if is_struck else text for is_struck, text in joined).strip()
    is_marked = any(is_struck and text.strip() for is_struck, text in joined)
    return "".join(text for _, text in joined).strip(), marked if is_marked else ""


def _is_struck(run: tuple[str, bool]) -> bool:
    return run[1]


def trimmed(text: str) -> str:
    """Return text without any Unicode space, or invisible mark, around it."""
    before = ""
    while before != text:
        before, text = text, text.strip().strip(_INVISIBLE)
    return text


def _or_else(answer: NotADate) -> str:
    """Return what else may be done in a cell than to write the date as text."""
    if answer.is_out_of_reach:
        return ""
    blank = ", or leave the cell blank until there is one" if answer.is_any_guess else ""
    return f" or as an Excel date{blank}"
