"""Responsible for the columns of a plan file: the heading of each, what reads it, where it goes.

A column is declared once, with the field of a row (plans/file/rows.py). From that come the headings
that a sheet must or may have, what reads a cell, and the name under which it is stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from followthrough.reading.entry import Entry

if TYPE_CHECKING:
    from sqlmodel import SQLModel  # the process that reads a file loads no database

Table = TypeVar("Table", bound="SQLModel")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, which gives the field that it is declared with."""

    heading: str
    read: Callable[[Entry], object] | None = Entry.text
    """None where its cells are read beside others, or by what other sheets name."""
    may_be_left_out: bool = False
    """A column whose field has a default may always be."""
    is_shared: bool = False
    """Whether a cell that is merged over several rows speaks for each of them."""


def at_most(letters: int) -> Callable[[Entry], str]:
    """Return what reads a text of so many letters at most; a longer one is a problem."""
    return lambda entry: entry.text(letters)


def needed(kind: type[Any]) -> tuple[str, ...]:
    """Return the headings that a sheet of such rows must have."""
    return tuple(one.heading for one in columns(kind).values() if not one.may_be_left_out)


def welcome(kind: type[Any]) -> tuple[str, ...]:
    """Return the headings that it may have."""
    return tuple(one.heading for one in columns(kind).values() if one.may_be_left_out)


def shared(kind: type[Any]) -> tuple[str, ...]:
    """Return the headings under which a merged cell speaks for each row that it covers."""
    return tuple(one.heading for one in columns(kind).values() if one.is_shared)


def said(kind: type[Any], row: Mapping[str, Entry]) -> dict[str, Any]:
    """Return what the cells of a row say that are read by themselves, by the names of the fields."""
    return {name: one.read(row[one.heading]) for name, one in columns(kind).items() if one.read}


def unsaid(kind: type[Any]) -> dict[str, Any]:
    """Return what a row has, by the names of the fields, where it says nothing and need not."""
    return {one.name: one.default for one in fields(kind) if one.default is not MISSING}


def stored(table: type[Table], row: Any, **tied: Any) -> Table:  # noqa: ANN401 - of any sheet
    """Return the row of a table that holds what a row of a sheet says under the same names.

    `tied` are the columns that have no such name: the ids of others, above all.
    """
    names = (one.name for one in fields(row) if one.name in table.model_fields)
    return table(**{name: getattr(row, name) for name in names}, **tied)


def columns(kind: type[Any]) -> Mapping[str, Column]:
    """Return the columns of such rows by the names of their fields, in their order."""
    return _columns(kind)  # type: ignore[arg-type] # classes are hashable, which mypy doubts


@cache
def _columns(kind: type[Any]) -> Mapping[str, Column]:
    defaults = unsaid(kind)
    return {
        name: replace(one, may_be_left_out=one.may_be_left_out or name in defaults)
        for name, hint in get_type_hints(kind, include_extras=True).items()
        for one in get_args(hint)
        if isinstance(one, Column)
    }
