"""Responsible for the milestones of a plan file: dated stages, each within one action."""

from typing import TYPE_CHECKING

from followthrough.plan_names import Names
from followthrough.plan_rows import MilestoneRow
from followthrough.plan_sheets import Table, TableRow

if TYPE_CHECKING:
    from followthrough.plan_table import Entry


def read_milestones(table: Table, actions: Names) -> tuple[MilestoneRow, ...]:
    """Return the milestones; a reference that an action uses twice is a problem."""
    rows = table or ()
    found = [actions.find(row["Action"], row["Action"].needed(), "the action") for row in rows]
    # Where the action is missing nothing can be said of its references: each row stands alone.
    within = [action or row["Action"].place for action, row in zip(found, rows, strict=True)]
    references: dict[str, list[Entry]] = {}
    for inside, row in zip(within, rows, strict=True):
        references.setdefault(inside, []).append(row["Reference"])
    refs = {inside: iter(Names("Milestones", those).given) for inside, those in references.items()}
    read = (
        _milestone(action, next(refs[inside]), row)
        for action, inside, row in zip(found, within, rows, strict=True)
    )
    return tuple(milestone for milestone in read if milestone)


def _milestone(action: str, ref: str, row: TableRow) -> MilestoneRow | None:
    title, due_date = row["Title"].needed(), row["Due date"].needed_day()
    return MilestoneRow(action, ref, title, due_date) if due_date else None
