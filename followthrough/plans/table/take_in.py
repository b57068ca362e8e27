"""Responsible for taking in a plan from a table that was not made for us: what is known besides, and that it is stored."""

from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session, col, select

from followthrough.plans.file.rows import PlanFile
from followthrough.plans.import_plan import Imported, store_plan
from followthrough.plans.table.about import NOTHING_KNOWN, Known
from followthrough.plans.table.asked import with_defaults
from followthrough.plans.table.opening import open_plan
from followthrough.plans.table.profile import Profile, read_profile
from followthrough.plans.table.understood import Understood, understand
from followthrough.workplace import Workplace
from models.boards import Board
from models.people import Person, names_before
from models.plan import Organisation, Plan
from models.session import reading
from rules.problems import BadInput, Remedy
from rules.text import folded


def kept_beside(path: Path) -> Path:
    """Return where the answers about the table at `path` are kept, unless another file is named."""
    return Path(f"{str(path).removesuffix(path.suffix)}.profile.yaml")


def read_unattended(
    place: Workplace, path: Path, profile: Path | None, *, are_taken: bool
) -> PlanFile | Understood:
    """Return the plan of a workbook of ours, or what was understood of a table, asking nobody.

    What is not answered in the profile, or beside the table if none is named, is a question of it;
    if proposals are taken, only what has none. Raises BadInput for a file that can't be read.
    """
    answered = read_profile(profile) if profile else open_profile(kept_beside(path))
    read = open_plan(path, answered.sheet)
    if isinstance(read, PlanFile):
        return read
    known = what_is_known(place, answered.plan.get("organisation", ""))
    found = understand(path.name, read, answered, known)
    if are_taken:
        answered = with_defaults(answered, found.questions)
        return understand(path.name, read, answered, known)
    return found


def open_profile(path: Path) -> Profile:
    """Return the profile at `path`, an empty one if there is none; raises BadInput as it is read."""
    return read_profile(path) if path.exists() else Profile()


def what_is_known(place: Workplace, organisation: str) -> Known:
    """Return what other plans know that a table can't say.

    Of the organisation named, else of that which has the newest plan.
    """
    with reading(place.engine) as session:
        newest = _newest(session, organisation)
        if newest is None:
            return NOTHING_KNOWN
        body, plan = newest
        people = session.exec(select(Person).where(Person.organisation_id == body.id)).all()
        names = {person.id: person.name for person in people}
        top = session.exec(select(Board).where(Board.plan_id == plan.id, Board.escalations)).first()
        board = (
            {
                "name": top.name,
                "chair": top.chair,
                "secretary": names.get(top.secretary_id, ""),
                "address": top.address,
            }
            if top
            else {}
        )
        about = {
            "organisation": body.name,
            "division": plan.division,
            "administrator": names.get(plan.administrator_id, ""),
        }
        keys = frozenset(map(folded, session.exec(select(Plan.key)).all()))
        before = names_before(session, body.id or 0)
        return Known(tuple(names.values()), about, board, _posts(people), before, keys)


def _posts(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """Return who holds each post, of those who have not left and will not."""
    found: dict[str, tuple[str, ...]] = {}
    for one in people:
        if one.role and one.left_on is None:
            found[folded(one.role)] = (*found.get(folded(one.role), ()), one.name)
    return found


def _newest(session: Session, organisation: str) -> tuple[Organisation, Plan] | None:
    found = session.exec(
        select(Organisation, Plan).join(Plan).order_by(col(Plan.imported_at).desc())
    ).all()
    mine = [
        (body, plan)
        for body, plan in found
        if not organisation or folded(body.name) == folded(organisation)
    ]
    return mine[0] if mine else None


def ready(found: Understood) -> PlanFile:
    """Return the plan that a table tells, with every proposal taken.

    Raises BadInput for what can't be stored as it stands, and for a question that nothing answers.
    """
    if found.problems:
        raise BadInput(*found.problems)
    unanswered = [one for one in found.questions if not (one.default or one.may_be_blank)]
    if unanswered:
        raise BadInput(*(one.text for one in unanswered), remedy=Remedy.GIVE_ANSWERS.of())
    return found.plan


def import_table(place: Workplace, path: Path, found: Understood, *, is_trial: bool) -> Imported:
    """Store the plan that a table tells as a draft, with every proposal taken.

    Raises BadInput, and stores nothing, as `ready` and `store_plan` do. A trial stores nothing either
    way.
    """
    return store_plan(place, path, ready(found), is_trial=is_trial, is_ours=False)
