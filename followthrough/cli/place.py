"""Responsible for what all commands share: how they open the service, plans, actions and dates."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from followthrough.reading.days import NotADate, read_day
from rules.text import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance
    from rich.console import Console

    from followthrough.workplace import Workplace

PlanKey = Annotated[str, typer.Argument(metavar="PLAN", help="The plan's key.")]
Action = Annotated[
    str, typer.Argument(metavar="ACTION", help="The action's reference, such as A7.")
]

LARGEST = 2**31 - 1
"""The largest number that PostgreSQL knows a notice by."""

OldDate = Annotated[
    bool,
    typer.Option("--old-date", help="The date is meant, though more than a year before go-live."),
]


def refuse_controls(words: "Sequence[str]") -> None:
    """Raise BadInput if any word that was typed holds what nothing can show, or is too long to keep.

    Every option and argument is read here first, so that none forgets it.
    """
    for before, word in pairwise(("", *words)):
        option, given, text = word.partition("=")
        if not (given and option.startswith("--")):
            option, text = before, word
        said(f"value of {option}" if option.startswith("-") else "argument", text)


def a_date(text: str) -> datetime:
    """Return the date that was typed; raise BadParameter with what to type instead."""
    try:
        return datetime.combine(read_day(text), time.min)
    except NotADate as wrong:
        raise typer.BadParameter(f"{text!r} {wrong}.") from None


def a_number(first: int = 0, last: int = LARGEST) -> Callable[[str | int], int]:
    """Return a reader of whole numbers from the first to the last; it raises BadParameter for others."""

    def number(given: str | int) -> int:  # Typer hands a default over, too
        text = f"{given}".strip()
        if text.isdecimal() and first <= int(text) <= last:
            return int(text)
        raise typer.BadParameter(f"{text!r} is no whole number from {first} to {last}.")

    return number


def open_place() -> "tuple[Workplace, Console]":
    """Return the workplace of the settings, and the console to print on.

    Raises BadInput if a setting can't be used.
    """
    from rich.console import Console

    from followthrough import log
    from followthrough.workplace import open_workplace

    place = open_workplace(f"command line: {_user()}")
    if place.settings.log_level:
        log.to_stderr()
    return place, Console(markup=False)


def print_json(found: "Sequence[DataclassInstance]") -> None:
    """Print what was found for other programs to read."""
    json.dump([asdict(one) for one in found], sys.stdout, default=str, indent=2)
    sys.stdout.write("\n")


def day(given: datetime) -> date:
    """Return the date of what was typed as one."""
    return given.date()


def _user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):  # an account without a name
        return "unknown"
