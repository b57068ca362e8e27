"""Responsible for the people of a plan file under the names that they have now."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlmodel import Session

from followthrough.plans.file.rows import ActionRow, PersonRow, PlanFile
from models.people import names_before
from models.plan import find_organisation
from rules.text import folded


def by_names_now(session: Session, read: PlanFile) -> PlanFile:
    """Return a plan file that names nobody as they were called before a merge or a new name."""
    organisation = find_organisation(session, read.organisation)
    now = names_before(session, organisation.id or 0) if organisation else {}
    if not now:
        return read

    def called(name: str) -> str:
        return now.get(folded(name), name)

    def each(names: Iterable[str], but: str = "") -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in map(called, names) if one != but))

    def action(row: ActionRow) -> ActionRow:
        owner = called(row.owner)
        joint = each(row.contributors, owner)
        return replace(row, owner=owner, validator=called(row.validator), contributors=joint)

    def people() -> Iterator[PersonRow]:
        there = {folded(one.name) for one in read.people}
        for one in read.people:
            name = called(one.name)
            if name == one.name or folded(name) not in there:
                there.add(folded(name))
                yield replace(one, name=name, director=called(one.director))

    return replace(
        read,
        administrator=called(read.administrator),
        validator=called(read.validator),
        people=tuple(people()),
        boards=tuple(
            replace(one, secretary=called(one.secretary), members=each(one.members))
            for one in read.boards
        ),
        actions=tuple(map(action, read.actions)),
    )
