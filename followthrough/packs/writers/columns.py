"""Responsible for what a list of a pack is made of: its columns, and the colours of ratings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.packs.brag import Brag

Cell = str | int | date | None

INK = "#0B0C0C"
BLUE = "#12436D"
PALE = "#FFF6DC"
FILLS: Mapping[Brag, tuple[str, str]] = {
    Brag.RED: ("#A8182B", "#FFFFFF"),
    Brag.AMBER: ("#F6B400", INK),
    Brag.GREEN: ("#1F7A5A", "#FFFFFF"),
    Brag.BLUE: (BLUE, "#FFFFFF"),
    Brag.GREY: ("#6F777B", "#FFFFFF"),
}
"""The fill of each rating's word, and whichever of ink and white stands out on it by 4.5 to 1."""

RATING = "Rating"
OWN_RATING = "Owner's rating"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in letters, and what a row says in it."""

    heading: str
    width: float
    of: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Listing:
    """One sheet with one table of what a section of the pack tells."""

    name: str
    about: str
    columns: tuple[Column, ...]
