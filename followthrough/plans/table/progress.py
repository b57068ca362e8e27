"""Responsible for the progress that a table tells of its actions: an update for each day that it shows."""

import re
from datetime import date

from followthrough.plans.file.rows import UpdateRow
from followthrough.plans.table.asked import Question
from followthrough.plans.table.headings import LEFT_OUT
from followthrough.plans.table.profile import DAY_OF_IMPORT, Profile
from followthrough.reading.days import NotADate, only_day, read_span
from followthrough.reading.entry import Written
from followthrough.reading.notations import DAY_IN
from rules.text import LONGEST_TEXT, holds_controls, quoted, without_unseen
from rules.words import count

_BEGINS = r"(?:\A|\n|(?<=[.;!?])[^\S\n])\s*"
"""Where a date may begin an entry: within a sentence it is what the sentence speaks of."""
_ENTRY = re.compile(
    rf"{_BEGINS}\(?(?P<day>{DAY_IN})\)?(?:\s*[:\u2013\u2014]|\s+-)\s*", re.ASCII | re.IGNORECASE
)
_MAYBE = re.compile(rf"{_BEGINS}(?=[^:\n]{{0,20}}\d)[^:\n]{{1,20}}:", re.ASCII)
"""Also `9 Apr:`, which is no whole date."""
_NOTHING = re.compile(r"[\W_]*|n/?a|none|nil|tb[acd]", re.IGNORECASE)


def progress_in(written: Written, action: str) -> UpdateRow | str | None:
    """Return what a cell tells of an action, why it can't be taken in, or None if it tells nothing."""
    text = without_unseen(written.seen).strip()
    if written.not_text or (written.span and not text):
        return f"{(written.not_text or 'is a date').partition(';')[0]}; not taken in as progress"
    if _NOTHING.fullmatch(text):
        return None
    if written.marked:
        return "is struck through in part; not taken in as progress"
    if holds_controls(text) or len(text) > LONGEST_TEXT:
        why = "holds a control character" if holds_controls(text) else f"has {len(text):,} letters"
        return f"{why}; not taken in as progress"
    return UpdateRow(action, _on_one_line(text), parted(text))


def parted(text: str) -> tuple[tuple[date, str], ...]:
    """Return what was said on each day that a text shows, oldest first.

    Nothing unless it is all of the text: each part begins with a whole date that can't be misread.
    """
    heads = list(_ENTRY.finditer(text))
    starts = {head.start() for head in heads}
    if 0 not in starts or any(one.start() not in starts for one in _MAYBE.finditer(text)):
        return ()
    ends = [*(head.start() for head in heads[1:]), len(text)]
    said = [_on_one_line(text[head.end() : end]) for head, end in zip(heads, ends, strict=True)]
    if not all(said) or any(re.match(DAY_IN, part, re.IGNORECASE) for part in said):
        return ()
    try:
        days = [only_day(*read_span(head["day"])) for head in heads]
    except NotADate:
        return ()
    return tuple(sorted(zip(days, said, strict=True), key=lambda one: one[0]))


def question(heading: str, number: int, profile: Profile) -> list[Question]:
    """Return what is asked about the progress of so many actions: of which day it is."""
    if profile.progress or not number:
        return []
    text = (
        f"Take the progress of {count(number, 'action')} in, headed {quoted(heading)}? A text in "
        "which each part begins with a date is an update for each. Of which day is the rest? Write "
        f"a day, {DAY_OF_IMPORT}, or {LEFT_OUT}."
    )
    return [Question("progress", heading, text, DAY_OF_IMPORT)]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
