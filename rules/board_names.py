"""Responsible for boards that are known under several names: a safeguarding children board above all.

Safeguarding partnerships took the place of local safeguarding children boards (Children and Social
Work Act 2017), and plans name either, spelled out or by its letters: MSCB, LSCB, MSCP, LSCP, SSCB.
"""

import re
from collections.abc import Iterable

from rules.text import folded

_LETTERS = re.compile(r"([a-z]{0,4})sc[bp]s?")
_WORDS = {
    *("safeguarding", "children", "children's", "childrens", "child", "board", "partnership"),
    *("local", "the", "and", "arrangements"),
}
_LOCAL = ("", "l")
"""The letters of no place: a Local Safeguarding Children Board may be anybody's."""


def board_meant(name: str, known: Iterable[str]) -> str | None:
    """Return which of the known boards is meant by a name that is none of theirs; None unless one is.

    Only a safeguarding children board or partnership may be named otherwise: by its letters, with
    or without its place, and by what took its place.
    """
    wanted = _place(name)
    if wanted is None:
        return None
    found = [one for one in known if (theirs := _place(one)) is not None and _fit(wanted, theirs)]
    return found[0] if len(found) == 1 else None


def is_safeguarding_children(name: str) -> bool:
    """Say whether a name is that of a safeguarding children board or partnership."""
    return _place(name) is not None


def _place(name: str) -> tuple[str, str] | None:
    """Return the letters and the words of its place; None if it is no safeguarding children board."""
    words = re.sub(r"[^\w' ]", " ", folded(name)).split()
    letters = [found[1] for word in words if (found := _LETTERS.fullmatch(word))]
    if len(words) == 1 and letters:
        return letters[0], ""
    if "safeguarding" not in words or not {"children", "children's", "childrens", "child"} & {
        *words
    }:
        return None
    place = [word for word in words if word not in _WORDS and not _LETTERS.fullmatch(word)]
    return "".join(word[0] for word in place), " ".join(place)


def _fit(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether two places may be one: the same words, the same letters, or none named."""
    if one[1] and other[1]:
        return one[1] == other[1]
    if one[0] in _LOCAL or other[0] in _LOCAL:
        return True
    shorter, longer = sorted((one[0].removesuffix("s"), other[0].removesuffix("s")), key=len)
    return longer == shorter
