"""Responsible for what text may be stored, how it is shown, and when two names are one."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rules.problems import BadInput

LONGEST_TEXT = 2_000
"""Characters of one text (semantics row 92)."""
LONGEST_QUOTE = 60
_ALLOWED_CONTROLS = "\t\n\r"
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of the text that follows, and is not seen itself."""
_NEW_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ALIKE = str.maketrans(
    dict.fromkeys("`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032", "'")
    | dict.fromkeys("\u2010\u2011", "-")
)
"""What is typed, or made by Word and Excel, for an apostrophe and for a hyphen."""
_NUMBER = re.compile(r"(\d+)")
_JOINERS = "\u200c\u200d"
_FIRST_JOINED = "\u0590"
_FROM_RIGHT = ("R", "AL", "AN")
_FIRST_FROM_RIGHT = "\u0590"


def holds_controls(text: str) -> bool:
    """Say whether `text` holds a control character, which no file or mail can show."""
    return not text.isprintable() and any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS
        for character in text
    )


def without_unseen(text: str) -> str:
    """Return text without the signs that nobody sees: they turn text round, or disguise a name.

    Those that join letters stay where letters of other scripts, or pictures, need them.
    """
    if text.isascii():
        return text
    joins = any(
        letter >= _FIRST_JOINED and unicodedata.category(letter)[0] in "LS" for letter in text
    )
    return "".join(
        letter
        for letter in text
        if unicodedata.category(letter) != "Cf" or (joins and letter in _JOINERS)
    )


def shown(text: str) -> str:
    """Return text as anyone may be shown it: no marks that turn it round, no control characters.

    The marks are dropped; a control character becomes a replacement character; whatever ends a
    line becomes a new line. Nothing else changes.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NEW_LINES.sub("\n", _MARKS.sub("", text)).replace("\t", " ")
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def folded(name: str) -> str:
    """Return a name, a reference or a key as they are compared, wherever they are.

    Case, white space, what can't be seen, the shape of an apostrophe, and whether letters are full
    width, a ligature or composed make no difference. Folded again it stays the same.
    """
    if not name.isascii():
        seen = (letter for letter in name if unicodedata.category(letter) != "Cf")
        name = unicodedata.normalize("NFKC", "".join(seen).translate(_ALIKE))
        name = unicodedata.normalize("NFKC", name.casefold())
    return " ".join(name.casefold().translate(_ALIKE).split())


MANY = 20_000
"""References whose sort keys are kept: one is sorted in each list that it stands in."""


@lru_cache(MANY)
def by_number(reference: str) -> tuple[int | str, ...]:
    """Return the sort key of a reference: by the numbers within its text, A2 before A10."""
    parts = _NUMBER.split(folded(reference))
    return tuple([int(part) if odd % 2 else part for odd, part in enumerate(parts)])


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return which of the known names is meant: the one spelled so, else the one that folds alike.

    None if there is none, or if several fold alike and none is spelled so.
    """
    alike = [one for one in known if folded(one) == folded(name)]
    return name if name in alike else alike[0] if len(alike) == 1 else None


def reads_from_right(text: str) -> bool:
    """Say whether any letter of the text reads from right to left."""
    if text.isascii() or max(text) < _FIRST_FROM_RIGHT:
        return False
    return any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in text)


def quoted(text: str) -> str:
    """Return text in quotation marks as a sentence can hold it: short and printable."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    printable = (c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)
    return f'"{"".join(printable)}"'


def said(what: str, text: str, *, needed: bool = False, most: int = LONGEST_TEXT) -> str:
    """Return `text` as it is kept: trimmed, and without signs that nobody sees.

    Raises BadInput if it can't be kept, or is missing where needed.
    """
    text = without_unseen(text)
    if holds_controls(text):
        raise BadInput(f"The {what} holds a control character, which nothing can show; retype it.")
    if len(text) > most:
        raise BadInput(f"The {what} has {len(text):,} characters: shorten it to {most:,} at most.")
    if needed and not text.strip():
        raise BadInput(f"A {what} is needed: say in a sentence why.")
    return text.strip()
