"""Responsible for what a later file says beside its actions, which is named and not taken in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from followthrough.plans.differences import Differences
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.table.asked import YES
from rules.problems import Remedy, Sentence
from rules.text import folded, quoted

OF_PLAN = ("title", "report", "division", "administrator", "validator", "evidence", "notes")
SHEETS = {"boards": "Boards", "meetings": "Meetings"}
REGISTERS = {"measures": "Measures", "risks": "Risks", "log": "Board log"}


def beside(found: Differences, register: PlanFile) -> Iterator[str | Sentence]:
    """Yield a sentence for each field of the plan, and each other sheet, that says otherwise."""
    for name in OF_PLAN:
        given, recorded = (_plain(getattr(one, name)) for one in (found.file, register))
        if given and folded(given) != folded(recorded):
            stays = quoted(recorded) if recorded else "blank"
            yield f"Of the plan, {name}: stays {stays}; the file says {quoted(given)}."
    for name, sheet in SHEETS.items():
        if _differ(name, found.file, register):
            yield f"The sheet {sheet} says otherwise than is recorded; it is not taken in again."
    for name, sheet in REGISTERS.items():
        if _differ(name, found.file, register):
            yield Sentence(
                f"The sheet {sheet} says otherwise than is recorded.",
                Remedy.TAKE_REGISTERS.of(plan=found.key),
            )


def _differ(name: str, file: PlanFile, register: PlanFile) -> bool:
    given, recorded = ({*map(_bare, getattr(one, name))} for one in (file, register))
    return bool(given) and given != recorded


def _bare(row: Any) -> str:  # noqa: ANN401 - a row of any of these sheets
    """Return what a row says, names in any order; the figure before the last fills itself in."""
    if hasattr(row, "previous"):
        row = replace(row, previous="")
    if hasattr(row, "members"):
        row = replace(row, members=tuple(sorted(map(folded, row.members))))
    return folded(repr(row))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return " / ".join(value) if isinstance(value, tuple) else str(value)
