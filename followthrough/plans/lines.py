"""Responsible for the actions of a plan file as they are compared, and kept to compare with later."""

from datetime import date
from typing import Any

from followthrough.plans.file.rows import PlanFile
from rules.plans.diff import Line, Said
from rules.text import folded

FIELDS = (
    *("title", "paragraph", "recommendations", "owner", "due_date", "measure", "theme"),
    *("contributors", "validator", "repeats", "exempt", "short_title"),
)
"""What is compared of an action beside its milestones, by the names of ActionRow."""
MILESTONES = "milestones"


def lines(plan: PlanFile) -> list[Line]:
    """Return the actions of a plan as they are compared, fields of which it does not speak left out."""
    stages: dict[str, list[list[str]]] = {}
    for one in sorted(plan.milestones, key=lambda one: folded(one.ref)):
        stages.setdefault(one.action, []).append([one.ref, one.title, one.due_date.isoformat()])
    return [
        Line(
            one.ref,
            {name: plain(getattr(one, name)) for name in FIELDS if name not in plan.silent_on}
            | ({} if MILESTONES in plan.silent_on else {MILESTONES: stages.get(one.ref, [])}),
            one.ref not in plan.made_up,
        )
        for one in plan.actions
    ]


def plain(value: Any) -> Any:  # noqa: ANN401 - of JSON
    """Return a value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def said_in(plan: PlanFile) -> dict[str, Said]:
    """Return what a plan's first file said of each action, by its reference."""
    return {line.ref: line.said for line in lines(plan)}
