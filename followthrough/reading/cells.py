"""Responsible for the cells of a table, whichever kind of file they were read from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell, with the value that Excel last saw in it."""

    row: int
    column: int
    value: object
    formula: str = ""
    error: bool = False


Row = Mapping[int, Cell]
"""The filled cells of one row by the number of their column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's filled rows, in order, by the number of the row."""

    name: str
    rows: Mapping[int, Row]


def fold(name: str) -> str:
    """Return a sheet's or a column's name without its case and spaces, to compare it."""
    return "".join(name.split()).casefold()
