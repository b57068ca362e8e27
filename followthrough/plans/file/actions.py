"""Responsible for the actions of a plan file, what they answer, and their milestones."""

from collections.abc import Sequence
from datetime import date

from followthrough.plans.file.columns import said
from followthrough.plans.file.names import Names
from followthrough.plans.file.rows import ActionRow, MilestoneRow, RecommendationRow
from followthrough.plans.file.sheets import Table, TableRow
from followthrough.reading.entry import Entry
from rules.recurrence import Every
from rules.text import folded, quoted

REPEATS = tuple(every.value for every in Every)


def read_actions(
    file: str, table: Table, refs: Names, people: Names, recommendations: Names, problems: list[str]
) -> tuple[ActionRow, ...]:
    """Return the actions; a plan without any is a problem."""
    if table is not None and not table:
        problems.append(f"{file}, sheet Actions: there is no action; add at least one row.")
    actions = tuple(
        _action(ref, row, people, recommendations)
        for ref, row in zip(refs.given, table or (), strict=True)
    )
    _refuse_names_of_series(table or (), actions)
    return actions


def _refuse_names_of_series(rows: Sequence[TableRow], actions: Sequence[ActionRow]) -> None:
    """Complain of each reference by which a later time of a repeating action is called."""
    repeating = {folded(action.ref): action.ref for action in actions if action.repeats}
    for row, action in zip(rows, actions, strict=True):
        first, _, number = action.ref.rpartition("/")
        if number.isdecimal() and folded(first) in repeating:
            again = repeating[folded(first)]
            row["Reference"].complain(
                f"the reference {quoted(action.ref)} is how a later time of {again}, which "
                f"repeats, is called ({again}/2, {again}/3 and so on); give this action another"
            )


def _action(ref: str, row: TableRow, people: Names, recommendations: Names) -> ActionRow:
    told = said(ActionRow, row)
    answered = recommendations.find_each(row["Recommendations"], "the recommendation")
    owner = people.find(row["Owner"], row["Owner"].text(), "the owner")
    due_date, as_written, repeats = _when(row["Due date"], row["Repeats"])
    return ActionRow(
        **told,
        ref=ref,
        recommendations=", ".join(answered),
        owner=owner,
        due_date=due_date,
        due_date_as_written=as_written,
        contributors=_contributors(row["Contributors"], owner, people),
        validator=people.find(row["Validator"], row["Validator"].text(), "the validator"),
        repeats=repeats,
    )


def _contributors(entry: Entry, owner: str, people: Names) -> tuple[str, ...]:
    found = people.find_each(entry, "the contributor")
    if owner in found:
        entry.complain(f"{quoted(owner)} owns the action already; leave the name out here")
    return found


def _when(due: Entry, repeats: Entry) -> tuple[date | None, str, str]:
    """Return the due date, its words, and how often the action repeats from that date on."""
    due_date, as_written = due.deadline()
    every = repeats.choice(repeats.text(), REPEATS)
    if every and due.is_blank:
        repeats.complain(
            f"an action that repeats needs a due date to begin with; write it in {due.place}"
        )
    return due_date, as_written, every


def read_recommendations(rows: Sequence[TableRow], names: Names) -> tuple[RecommendationRow, ...]:
    """Return the recommendations, by the references given."""
    return tuple(
        RecommendationRow(ref=ref, **said(RecommendationRow, row))
        for ref, row in zip(names.given, rows, strict=True)
    )


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
    told = said(MilestoneRow, row)
    due_date, as_written = row["Due date"].deadline(needed=True)
    return MilestoneRow(action, ref, told["title"], due_date, as_written) if due_date else None
