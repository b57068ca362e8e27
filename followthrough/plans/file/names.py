"""Responsible for names and references: given out once in a plan file, and used again elsewhere."""

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from followthrough.reading.entry import Entry
from rules.text import folded, quoted

NEAR = 0.75
_BETWEEN = re.compile(r"[,;]")


class Names:
    """The names, or references, that one column of a sheet gives out, compared as folded."""

    def __init__(self, sheet: str, entries: Iterable[Entry] | None) -> None:
        """Take in a column; None if the sheet can't be read, and then any name will do."""
        self._sheet = sheet
        self._complete = entries is not None
        self._known: dict[str, tuple[str, Entry]] = {}
        self.given = [self._give(entry) for entry in entries or ()]
        """The names as they are written, row by row; empty where one is missing."""

    def find(self, entry: Entry, name: str, what: str) -> str:
        """Return `name` as the sheet spells it; one that is not there is a problem of `entry`."""
        known = self._known.get(folded(name)) if name else None
        if known:
            return known[0]
        if name and self._complete:
            entry.complain(
                f"{what} {quoted(name)} is not on the sheet {self._sheet}{self._advice(name)}"
            )
        return name

    def find_each(self, entry: Entry, what: str) -> tuple[str, ...]:
        """Return each name of a list once; commas, semicolons and line breaks divide it."""
        lines = replace(entry, noun=f"the list of {entry.noun.removeprefix('the ')}").lines()
        parts = (part.strip() for part in _BETWEEN.split(",".join(lines)))
        return tuple(dict.fromkeys(self.find(entry, part, what) for part in parts if part))

    def _give(self, entry: Entry) -> str:
        name = entry.needed()
        first = self._known.get(folded(name))
        if first:
            entry.complain(
                f"{entry.noun} {quoted(name)} is used already in {first[1].place}; "
                "each must be there once"
            )
        elif name:
            self._known[folded(name)] = (name, entry)
        return name

    def _advice(self, name: str) -> str:
        near = get_close_matches(folded(name), self._known, n=1, cutoff=NEAR)
        if near:
            return f"; the closest there is {quoted(self._known[near[0]][0])}"
        return "; correct it, or add it there"
