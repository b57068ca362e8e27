"""Responsible for what a section of a pack's pages is made of, whatever format shows it.

A section is told once, as blocks; PDF, Word and HTML only set these.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar


class Look(StrEnum):
    """How a line is set."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    RATING = "rating"


class Fit(StrEnum):
    """How wide a column is."""

    HOLD = "hold"  #: as wide as what it holds, which is never broken: references, dates, figures
    NAME = "name"  #: as wide as a name
    TEXT = "text"  #: takes what is left


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell."""

    said: str
    look: Look = Look.PLAIN


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    said: str
    fit: Fit = Fit.HOLD
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table; `tail` runs below it, as wide as the table."""

    cells: tuple[Cell, ...]
    tail: tuple[str, ...] = ()
    group: str = ""
    """What the rows below it have in common; such a row has no cells."""
    ref: str = ""
    """Of which action it tells enough for a comment to stand beside it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name, which is also what tells it to those who can't see it."""

    kind: ClassVar[str] = "table"
    name: str
    heads: tuple[Head, ...]
    rows: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence or more; one that leads a table stays with it."""

    kind: ClassVar[str] = "words"
    said: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Sub:
    """The heading of a part of a section."""

    kind: ClassVar[str] = "sub"
    said: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What is told in parts, each with its label."""

    kind: ClassVar[str] = "parts"
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One exception: its figure, and what is told of it."""

    kind: ClassVar[str] = "case"
    ref: str
    title: str
    rating: str
    figure: str
    unit: str
    parts: tuple[tuple[str, str], ...]

    @property
    def letters(self) -> int:
        """How long its story is."""
        return sum(len(said) + 40 * (1 + said.count("\n")) for _, said in self.parts)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, by its name."""

    kind: ClassVar[str] = "chart"
    name: str


Block = Table | Words | Sub | Parts | Case | Drawn


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the pack and what stands under it."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...] = field(default=())


def cell(*lines: str | Line) -> Cell:
    """Return a cell of these lines; what is empty is left out."""
    told = (one if isinstance(one, Line) else Line(one) for one in lines)
    return tuple(one for one in told if one.said)


def strong(said: str) -> Line:
    """Return a line that stands out."""
    return Line(said, Look.STRONG)


def quiet(said: str) -> Line:
    """Return a line that stands back."""
    return Line(said, Look.QUIET)


def rating(kind: str) -> Line:
    """Return a rating, which is shown by its shape too."""
    return Line(kind, Look.RATING)


def table(name: str, heads: Iterable[Head], rows: Iterable[Record]) -> Table:
    """Return a table without the columns that hold nothing in any row, but for the first."""
    kept_rows, known = tuple(rows), tuple(heads)
    filled = [
        at
        for at in range(len(known))
        if at == 0 or any(one.cells and one.cells[at] for one in kept_rows)
    ]
    return Table(
        name,
        tuple(known[at] for at in filled),
        tuple(
            one if one.group else replace(one, cells=tuple(one.cells[at] for at in filled))
            for one in kept_rows
        ),
    )


def record(*cells: str | Line | Cell, tail: tuple[str, ...] = (), ref: str = "") -> Record:
    """Return a row of a table; `ref` is the action that it tells of, if it tells of one."""
    told = tuple(one if isinstance(one, tuple) else cell(one) for one in cells)
    return Record(told, tail, ref=ref)


def commented(comment: str) -> str:
    """Return a comment as a line of a table; empty if there is none."""
    return f"Comment: {comment}" if comment else ""
