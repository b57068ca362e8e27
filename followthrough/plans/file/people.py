"""Responsible for the people of a plan file; who validates is never in the owner's line."""

from collections.abc import Sequence

from followthrough.plans.file.columns import said
from followthrough.plans.file.names import Names
from followthrough.plans.file.rows import PersonRow, PlanFile
from followthrough.plans.file.sheets import Table, TableRow
from followthrough.reading.entry import Entry
from rules.people.duties import may_validate
from rules.text import quoted
from rules.words import references

MOST_NAMED = 5


def check_validators(plan: PlanFile, actions: Table, of_plan: Entry) -> None:
    """Add a problem for each validator who is in the line of an owner (semantics row 105).

    `of_plan` is where the plan names the validator of all actions that name none of their own.
    """
    directors = {person.name: person.director or None for person in plan.people}
    refs: list[str] = []
    for action, row in zip(plan.actions, actions or (), strict=True):
        validator = action.validator or plan.validator
        if may_validate(validator, action.owner, action.contributors, directors):
            continue
        if action.validator:
            row["Validator"].complain(
                f"the validator {quoted(validator)} is in the owner's line; name someone who "
                "has no part in the action and neither directs nor answers to its owner"
            )
        elif validator:
            refs.append(action.ref)
    if refs:
        of_plan.complain(
            f"the validator {quoted(plan.validator)} is in the line of the owner of "
            f"{references(refs, MOST_NAMED)}; name someone outside it, or another validator on the sheet Actions"
        )


def read_people(rows: Sequence[TableRow], names: Names) -> tuple[PersonRow, ...]:
    """Return the people, each with the name of a director who is among them."""
    return tuple(
        PersonRow(
            name=name,
            **said(PersonRow, row),
            director=names.find(row["Director"], row["Director"].text(), "the director"),
        )
        for name, row in zip(names.given, rows, strict=True)
    )
