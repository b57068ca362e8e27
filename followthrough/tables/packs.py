"""Responsible for the list of packs on a terminal."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console

from followthrough.packs.proof import Listed
from rules.words import moment


def show_packs(console: Console, found: Sequence[Listed], data: Path) -> None:
    """Print every version of the packs, what became of it, and where it lies.

    These are lines, not a table: paths are long, and a pipe has no width.
    """
    for (plan, board), versions in groupby(found, lambda one: (one.plan, one.board)):
        console.print(f"{plan}, {board}", style="bold", soft_wrap=True, highlight=False)
        for one in versions:
            made = f"{one.state}, made at {moment(one.made_at)}"
            said = [f"{one.period}  version {one.version}  {made}", *one.failed]
            said += [str((data / path).parent) for path in one.files[:1]]
            for line in said:
                console.print(f"  {line}", soft_wrap=True, highlight=False)
    if not found:
        console.print(f"There is no pack. The data folder is {data}.", soft_wrap=True)
