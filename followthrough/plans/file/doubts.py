"""Responsible for what a plan file says that may be a slip: dates long past."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from followthrough.plans.file.columns import columns
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import MORE_ROWS, ROWS
from rules.words import plain_day
from rules.years import is_long_before

SHEETS = {kind: sheet for sheet, kind in {**ROWS, **MORE_ROWS}.items()}
NAMED_BY = ("board", "action", "ref")
"""What tells a dated row of a sheet from its others."""


def rows_of(plan: PlanFile) -> Iterable[Any]:
    """Return the rows of all sheets that have a date."""
    return chain(plan.actions, plan.milestones, plan.meetings, plan.measures, plan.risks, plan.log)


def long_past(rows: Iterable[Any], today: date) -> Iterator[str]:
    """Yield a sentence for each date of the rows that lies more than a year before today."""
    for row in rows:
        kind = type(row)
        which = " ".join(filter(None, (getattr(row, name, "") for name in NAMED_BY)))
        for name, column in columns(kind).items():
            on = getattr(row, name)
            if isinstance(on, date) and is_long_before(on, today):
                yield (
                    f"sheet {SHEETS[kind]}, {which}: the {column.heading.lower()}, "
                    f"{plain_day(on)}, lies more than a year back; check the year."
                )
