"""Responsible for what a later file of a plan says otherwise than is recorded, and what to ask about it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from followthrough.plans.file.rows import PlanFile, RecommendationRow
from followthrough.plans.import_plan import fingerprint
from followthrough.plans.lines import lines, plain
from followthrough.plans.register import actions_of, register_of
from followthrough.plans.renamed import by_names_now
from followthrough.workplace import Workplace
from models.later_file import last_file, was_taken_in
from models.new_dates import Decision, ExtensionRequest
from models.plan import Action, Plan, find_plan
from models.session import reading
from rules.calendar import local_date
from rules.plans.diff import DATE, Change, Diff, Renamed, Said, compare, renamed
from rules.plans.matching import Named, pairs
from rules.plans.taking import Stands, is_published, why_left
from rules.text import folded
from rules.words import plain_day


@dataclass(frozen=True, slots=True)
class Differences:
    """What a file says otherwise than is recorded of the plan that it is of."""

    key: str
    title: str
    is_live: bool
    sha256: str
    file: PlanFile
    """What it says: each recommendation by the reference under which it is known, people by name now."""
    diff: Diff
    left: tuple[tuple[Change, str], ...]
    """What is not taken in, each with the reason."""
    gone: tuple[str, ...]
    """The open actions that are not in the file, and were in the last one."""
    recommendations: tuple[RecommendationRow, ...]
    """Those that are new or reworded."""
    bodies: tuple[Renamed, ...]
    """The agencies that are called otherwise for all whom the file names of them, with their names."""
    asked: tuple[Change, ...]
    """The due dates of the file that are asked for already, and not decided on."""
    older: str
    """Why the file may be older than the last one; empty if it is not."""

    @property
    def taken(self) -> tuple[Change, ...]:
        """Return what is taken in, unless a person answers otherwise."""
        left = {change[:2] for change, _ in self.left}
        return tuple(one for one in self.diff.changed if one[:2] not in left)

    @property
    def dates(self) -> tuple[Change, ...]:
        """Return the due dates that are taken in, or asked for."""
        return tuple(one for one in self.taken if one.field == DATE)

    @property
    def published(self) -> tuple[Change, ...]:
        """Return what would be Part 2 material no more."""
        return tuple(filter(is_published, self.taken))

    @property
    def is_empty(self) -> bool:
        """Say whether nothing would change."""
        of_actions = (self.taken, self.diff.added, self.gone, self.diff.doubtful)
        return not any((*of_actions, self.recommendations, self.bodies))


def what_differs(
    place: Workplace,
    read: PlanFile,
    same: Mapping[tuple[str, str], bool],
    changed_at: datetime | None,
    *,
    is_ours: bool,
) -> Differences | None:
    """Return what a file says otherwise than its plan; None if the plan is new or its last file said so.

    `same` says of doubtful lines whether they are the same action; `changed_at` is when the file was
    last changed.
    """
    with reading(place.engine) as session:
        plan = find_plan(session, read.key)
        if plan is None or plan.file_sha256 == fingerprint(replace(read, key=plan.key)):
            return None
        today = local_date(place.clock())
        return differences(session, plan, read, same, changed_at, today, is_ours=is_ours)


def differences(
    session: Session,
    plan: Plan,
    read: PlanFile,
    same: Mapping[tuple[str, str], bool],
    changed_at: datetime | None,
    today: date,
    *,
    is_ours: bool,
) -> Differences:
    """Return what a file says otherwise than the plan that it is of, as `what_differs` does."""
    register = register_of(session, plan)
    read, recommendations = by_known_recommendations(read, register, is_ours=is_ours)
    sha256 = fingerprint(replace(read, key=plan.key))
    read = by_names_now(session, read)
    actions = {one.ref: one for one in actions_of(session, plan)}
    kept = last_file(session, plan)
    last = _last(kept.said if kept else {}, actions)
    diff = compare(
        lines(register),
        lines(read),
        last,
        same=same,
        people=[person.name for person in register.people],
        named=[person.name for person in read.people],
    )
    stands = _stands(session, actions.values())
    left = [(one, why_left(one, stands[one.ref], today)) for one in diff.changed]
    return Differences(
        plan.key,
        plan.title,
        plan.live_on is not None,
        sha256,
        read,
        diff,
        tuple(one for one in left if one[1]),
        tuple(ref for ref in diff.gone if _is_open(stands[ref]) and (not kept or ref in kept.said)),
        recommendations,
        tuple(_bodies(read, register)),
        tuple(
            one
            for one in (*diff.changed, *diff.stays)
            if one.field == DATE and one.now and one.now == plain(stands[one.ref].asked)
        ),
        _older(session, plan, sha256, changed_at, kept.changed_at if kept else None),
    )


def _last(said: Mapping[str, Said], actions: Mapping[str, Action]) -> dict[str, Said]:
    """Return what the last file said; its due date is the first one where nothing of it is kept."""
    return {ref: {DATE: plain(one.due_date), **said.get(ref, {})} for ref, one in actions.items()}


def _stands(session: Session, actions: Iterable[Action]) -> dict[str, Stands]:
    mine = list(actions)
    plan_id = mine[0].plan_id if mine else 0
    asked: dict[int, date] = dict(
        session.execute(
            sa.select(col(ExtensionRequest.action_id), col(ExtensionRequest.proposed))
            .join(Action, col(Action.id) == ExtensionRequest.action_id)
            .where(
                col(Action.plan_id) == plan_id,
                col(ExtensionRequest.decision) == Decision.PENDING,
            )
        ).all()
    )
    return {
        one.ref: Stands(
            one.live_on is not None,
            one.completed_on is not None,
            one.cancelled_on is not None,
            asked.get(one.id or 0),
        )
        for one in mine
    }


def _is_open(action: Stands) -> bool:
    return not (action.is_complete or action.is_cancelled)


def _bodies(read: PlanFile, register: PlanFile) -> Iterator[Renamed]:
    """Yield each agency that went to one other for all whom the file names of it; a blank says nothing."""
    known = {folded(one.name): one for one in register.people}
    both = [(known[folded(one.name)], one) for one in read.people if folded(one.name) in known]
    went = [
        (old.agency, new.agency, old.name)
        for old, new in both
        if old.agency and new.agency and folded(old.agency) != folded(new.agency)
    ]
    return renamed(went, (one.agency for one in read.people), ())


def _older(
    session: Session,
    plan: Plan,
    sha256: str,
    changed_at: datetime | None,
    last_changed_at: datetime | None,
) -> str:
    """Return why a file may be older than the last one: it was taken in before, or changed before."""
    before = was_taken_in(session, plan, sha256)
    if before is not None:
        day, last = (plain_day(local_date(one)) for one in (before, plan.imported_at))
        return f"it was taken in on {day}, and another on {last}"
    if changed_at and last_changed_at:
        own, others = local_date(changed_at), local_date(last_changed_at)
        if own < others:  # within a day files are copied, and unpacked, in any order
            said = f"it was last changed on {plain_day(own)}"
            return f"{said}, and the one taken in last on {plain_day(others)}"
    return ""


def by_known_recommendations(
    read: PlanFile, register: PlanFile, *, is_ours: bool
) -> tuple[PlanFile, tuple[RecommendationRow, ...]]:
    """Return a file with each recommendation by its known reference, and those new or reworded.

    A table that names recommendations by their words gives them references of its own making.
    """
    texts = {folded(one.ref): one for one in register.recommendations}
    given = [_in_words(one, texts) for one in read.recommendations]
    found = pairs(
        [Named(one.ref, one.text) for one in register.recommendations],
        [
            Named(one.ref if is_ours or plain.text == plain.ref else "", one.text)
            for one, plain in zip(given, read.recommendations, strict=True)
        ],
    )
    known = {one.given: register.recommendations[one.known] for one in found if one.is_sure}
    taken = {folded(one.ref) for one in register.recommendations}
    refs: dict[str, str] = {}
    changed = []
    for number, one in enumerate(given):
        parts = [texts.get(folded(part)) for part in one.text.split(", ")]
        if not is_ours and all(parts):  # a table may name several by their references
            refs[folded(one.ref)] = ", ".join(part.ref for part in parts if part)
            continue
        old = known.get(number)
        ref = old.ref if old else free(one.ref, taken)
        taken.add(folded(ref))
        refs[folded(one.ref)] = ref
        told = (one.text, one.paragraph or (old.paragraph if old and not is_ours else ""))
        if old is None or told != (old.text, old.paragraph):
            changed.append(RecommendationRow(ref, *told))
    actions = tuple(
        replace(one, recommendations=", ".join(refs.get(folded(part), part) for part in parts))
        for one in read.actions
        for parts in ([part for part in one.recommendations.split(", ") if part],)
    )
    return replace(read, actions=actions), tuple(changed)


def _in_words(one: RecommendationRow, known: Mapping[str, RecommendationRow]) -> RecommendationRow:
    """Return a recommendation with its words, where a table names it by its reference alone."""
    old = known.get(folded(one.ref))
    return old if old and folded(one.text) == folded(one.ref) else one


def free(ref: str, taken: Collection[str]) -> str:
    """Return a reference that is not taken, by folded ones: the one given, or the next of its letters."""
    number, found = 1, ref
    letters = ref.rstrip("0123456789") or ref
    while folded(found) in taken:
        number, found = number + 1, f"{letters}{number}"
    return found
