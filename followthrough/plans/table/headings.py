"""Responsible for which column of a plan a heading means: by its usual names, else by its words."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from followthrough.reading.yaml_file import read_text, read_yaml
from followthrough.reading.yaml_value import Problems, Value
from rules.text import folded

NAMES = Path(__file__).parent / "headings.yaml"
TAKEN = (
    *("reference", "title", "recommendation", "owner", "contributors", "due date", "measure"),
    *("theme", "paragraph", "part 2", "progress"),
)
"""The columns that a plan takes in."""
TOLD = ("status", "revised date", "completed on", "evidence", "priority")
"""Those that are found and told of: what they say is recorded by its own command."""
LEFT_OUT = "leave out"
COLUMNS = (*TAKEN, *TOLD)
_MOST = 100
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_SIGNS = str.maketrans({"#": " number ", "%": " percent "})


def bare(heading: str) -> str:
    """Return a heading as headings are compared: small letters, and one space between words."""
    words = folded(_HUMP.sub(" ", heading).translate(_SIGNS))
    return " ".join(_BETWEEN.sub(" ", words).split())


def called(heading: str) -> str:
    """Return the column that a heading names by one of its usual names; empty if it names none.

    Of a heading under another, such as `Lead: Officer`, the lower words may do. So may one of several,
    such as `Lead officer(s)`.
    """
    names = _names()
    whole = (bare(heading), bare(own(heading)))
    return next(
        filter(None, (names.get(one) or names.get(one.removesuffix("s").strip()) for one in whole)),
        "",
    )


def means(heading: str) -> str:
    """Return what headings of several tables are compared by: the column named, else the own words."""
    return called(heading) or bare(own(heading))


def own(heading: str) -> str:
    """Return the lower words of a heading that stands under another: all of any other."""
    return heading.rstrip(": ").rpartition(":")[2].strip()


def proposed(heading: str) -> str:
    """Return the column that the words of a heading speak for, its own first; empty if none do."""
    told = (set(bare(one).split()) for one in (own(heading), heading))
    found = (column for words in told for column, signs in _words() if words & signs)
    return next(found, "")


@cache
def _read() -> Mapping[str, Value]:
    problems = Problems(NAMES.name)
    read = read_yaml(read_text(NAMES), problems).fields({"called": "", "words": ""})
    problems.tell()
    return read


@cache
def _names() -> Mapping[str, str]:
    return {
        bare(name.text()): column
        for column, names in _read()["called"].fields({}, COLUMNS).items()
        for name in names.items("name", 1, _MOST)
    }


@cache
def _words() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (column, frozenset(word.text() for word in words.items("word", 1, _MOST)))
        for line in _read()["words"].items("line", 1, _MOST)
        for column, words in line.fields({}, (*COLUMNS, LEFT_OUT)).items()
        if words.node
    )
