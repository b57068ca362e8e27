"""Responsible for when something is due, as plans write it: a date, a proposal to confirm, or no date.

What `reading/days.py` reads is taken as it reads it. What it refuses, since a single cell of our own
workbook must name its day, may still tell when something is due in a plan that others wrote. Where
that takes an answer (which quarters, counted from what day) or a choice, it is a proposal with its
reason, and never a silent guess. The words are always kept.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from followthrough.reading.days import NotADate
from followthrough.reading.notations import (
    DAY_IN,
    UNANSWERED,
    Answers,
    Timescale,
    of_day,
    of_notation,
)
from rules.text import LONGEST_TEXT, quoted


def read_timescale(words: str, answers: Answers = UNANSWERED) -> Timescale:
    """Return what words in a column of dates tell; anything is an answer, and nothing is raised."""
    if len(words) > LONGEST_TEXT:
        return Timescale(words, why="is too long for a date")
    struck = [_TAIL.sub("", found[1] or found[2] or "") for found in _STRUCK.finditer(words)]
    plain = _plain(_STRUCK.sub(" ", words))
    if _PLACEHOLDER.fullmatch(plain or "-"):
        nothing = "stands where a date would be" if _UNSEEN.sub("", words).strip() else ""
        found = Timescale(
            "", why="is struck through, and nothing stands for it" if struck else nothing
        )
    else:
        found = _read(plain, answers)
        if struck:
            why = f"stands for {quoted(', '.join(struck))}, which is struck through"
            found = replace(found, why="; ".join(filter(None, (why, found.why))))
    return replace(found, words=words)


def _read(plain: str, answers: Answers) -> Timescale:
    if _FORMULA.match(plain):
        is_error = plain.startswith("#")
        return Timescale("", why=f"is {'an error' if is_error else 'a formula'} of the spreadsheet")
    bare = _LEADING.sub("", plain)
    try:
        return of_day(bare)
    except NotADate as wrong:
        refused = wrong
    if found := of_notation(bare, answers):
        return found
    if not refused.is_any_guess:
        return Timescale("", why=refused.why)
    return _within(plain)


def _plain(words: str) -> str:
    """Return words in small letters, each run of white space one space, without marks of footnotes."""
    text = " ".join(_UNSEEN.sub("", words).split()).casefold()
    return _TAIL.sub("", _MARKED.sub("", text)).strip()


def _within(plain: str) -> Timescale:
    """Return the one date that stands within other words, as a proposal; of several the last.

    Nothing is proposed where the words say that it is done, or where dates stand among other words.
    """
    if _DONE.search(plain):
        return Timescale("", why="says that it is done; record that with its day")
    dates = list(_dates_in(plain))
    between = _BETWEEN.sub("", _DATE_IN.sub("", plain))
    if len(dates) > 1 and not between:
        last = max(dates)
        return Timescale("", last, f"names {len(dates)} dates; the last of them is taken")
    if len(dates) > 1:
        return Timescale("", why="names several dates among other words")
    if dates:
        return Timescale("", dates[0], "is a date among other words")
    for sign, why in _NO_DATE:
        if sign.search(plain):
            return Timescale("", why=why)
    return Timescale("", why="is no date")


def _dates_in(plain: str) -> Iterator[date]:
    """Yield the days and months that stand in words, each as its last day."""
    for found in _DATE_IN.finditer(plain):
        try:
            due = of_day(found[0]).due
        except NotADate:
            continue
        if due:
            yield due


_UNSEEN = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_MARKED = re.compile(r"\[\^?\d+\]|</?(?:b|i|em|strong|p|br)\s*/?>|\*\*|__", re.IGNORECASE)
"""Footnotes, and marks of letters in HTML and Markdown."""
_TAIL = re.compile(r"[\s.,;*_†‡-]+$")
_STRUCK = re.compile(r"<(?:s|del|strike)>(.*?)</(?:s|del|strike)>|~~(.*?)~~", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:[-\u2013\u2014/.?_\s]|n/?a|none|nil|tb[acd]|to be (?:agreed|confirmed|decided|determined))+"
)
_FORMULA = re.compile(r"=|#(?:ref!|n/a|name\?|value!|div/0!|null!|num!)")
_LEADING = re.compile(
    r"^(?:(?:for completion|(?:to be )?complete|to be completed|to be done|due|target|deadline) )?"
    r"(?:(?:by|on|before|no later than|not later than|within)(?: the)? )?"
)
_DATE_IN = re.compile(rf"(?<!\d)(?!(?<=\d/)\d)(?:{DAY_IN})(?!/?\d)", re.ASCII)
_BETWEEN = re.compile(r"\b(?:and|to|or|then)\b|[\s&,;/+\u2013\u2014\u2500-]")
_DONE = re.compile(r"\b(?:done|completed?|closed|achieved|finished|implemented|actioned)\b")
_SEVERAL = re.compile(r"\d ?(?:day|week|month|year).*?\d ?(?:day|week|month|year)")
_NO_DATE = (
    (re.compile(r"\bworking days?\b"), "counts working days; work its day out, and write that"),
    (_SEVERAL, "names several timescales"),
    (re.compile(r"\b(?:see|refer|reference|as (?:above|below|required))\b"), "points elsewhere"),
    (
        re.compile(
            r"\b(?:after|once|when|upon|following|subject to|pending|awaiting|next|until|within)\b"
        ),
        "waits for an event",
    ),
    (
        re.compile(
            r"\bon-?going|continu|rolling|\bevery\b|\beach\b|\bper\b"
            r"|annual|yearly|quarterly|monthly|weekly|daily|regular"
        ),
        "goes on or recurs; it has no last day",
    ),
    (re.compile(r"\b(?:week|wk) ?\d|\bs\d\d\b"), "names a week by its number"),
    (
        re.compile(r"\b(?:spring|summer|autumn|winter|easter|christmas|term|half-term)\b"),
        "names a season or a term, which ends on other days elsewhere",
    ),
    (re.compile(r"\bend of (?:the )?(?:financial |school |academic )?year\b"), "names no year"),
)
"""Words that tell why there is no date; the first one counts."""
