"""Responsible for taking in what a later file of a plan changes: all of it at once, or nothing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TypedDict

from sqlmodel import Session, select

from followthrough import events
from followthrough.actions.closing import close_undone
from followthrough.actions.new_dates import Ruling, ask_for, is_boards, rule_on
from followthrough.actions.owner import give
from followthrough.actions.subject import Around, Subject, around_plan, within
from followthrough.events import PlanChanged
from followthrough.people.merging import call
from followthrough.plans import changes
from followthrough.plans.beside import beside
from followthrough.plans.changes import Answers, Gone, NewName
from followthrough.plans.differences import Differences, differences, free
from followthrough.plans.file.columns import stored
from followthrough.plans.file.rows import ActionRow, PlanFile
from followthrough.plans.go_live import passed_by, start_series
from followthrough.plans.import_plan import new_plan, not_taken, unaddressed
from followthrough.plans.lines import MILESTONES, lines
from followthrough.plans.register import register_of
from followthrough.plans.table.asked import NO, YES
from followthrough.reading.file import changed_at
from followthrough.workplace import Workplace
from models import facts, later_file, people, picking
from models.new_plan import NewPlan, add_people, told_otherwise
from models.pause import restate, silent_until
from models.plan import (
    Action,
    Contributor,
    Milestone,
    Plan,
    Recommendation,
    Series,
    action_called,
    plan_called,
)
from models.session import writing
from models.steps import record_steps
from rules.calendar import local_date
from rules.people.duties import may_validate
from rules.plans.diff import DATE, OWNER, PEOPLE, Change
from rules.plans.taking import is_published
from rules.problems import BadInput, Remedy, Sentence
from rules.text import folded
from rules.words import plain_day

VALIDATOR, THEME, EXEMPT = "validator", "theme", "exempt"


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to the due dates of a file, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class TakenAgain:
    """What became of a later file of a plan."""

    key: str
    title: str
    actions: int
    live_on: date | None
    sentences: tuple[str | Sentence, ...]
    """What became of its due dates, and of what else is not taken in."""
    unaddressed: tuple[str, ...]
    """Whom the plan names and nothing can reach."""


def take_again(
    place: Workplace,
    path: Path,
    read: PlanFile,
    answers: Answers,
    agreed: Agreed | None = None,
    *,
    is_ours: bool,
    is_trial: bool = False,
) -> TakenAgain:
    """Take in what a file says otherwise than its plan, as was answered; what is proposed else.

    A due date of a live plan is asked for, or decided on where someone agreed to it. Raises BadInput,
    and stores nothing, for a question that nothing answers, and for whatever the command for a
    change would refuse. A trial stores nothing either way.
    """
    now = place.clock()
    with writing(place.engine) as session:
        plan = plan_called(session, read.key)
        taking = _Taking(place, session, plan, answers, agreed, now)
        found = taking.take_in(read, changed_at(path), is_ours=is_ours)
        events.after_commit(session, PlanChanged(plan.key, "imported again"))
        session.flush()
        done = TakenAgain(
            plan.key,
            plan.title,
            len(read.actions),
            plan.live_on,
            (*taking.sentences, *(beside(*found) if is_ours else ())),
            tuple(unaddressed(register_of(session, plan))),
        )
        if is_trial:
            session.rollback()
        return done


class _By(TypedDict):
    actor: str
    now: datetime


class _Taking:
    """One file that is taken in, within its transaction."""

    def __init__(
        self,
        place: Workplace,
        session: Session,
        plan: Plan,
        answers: Answers,
        agreed: Agreed | None,
        now: datetime,
    ) -> None:
        self._session, self._plan, self._agreed = session, plan, agreed
        self._answers, self._actor, self._now = answers, place.actor, now
        self._today = local_date(now)
        self._ids: Mapping[str, int] = {}
        self.sentences: list[str | Sentence] = []

    def take_in(
        self, read: PlanFile, changed: datetime | None, *, is_ours: bool
    ) -> tuple[Differences, PlanFile]:
        """Take all in; return what differed, and the register as it was."""
        register = register_of(self._session, self._plan)

        def compared() -> Differences:
            return differences(
                self._session,
                self._plan,
                read,
                changes.said_same(self._answers),
                changed,
                self._today,
                is_ours=is_ours,
            )

        found = compared()
        self._refuse_unanswered(found)
        self._answers = changes.answered(found, self._answers)
        if self._rename(found):
            found = compared()
        self._rename_bodies(found)
        new = new_plan(found.file, found.sha256, self._now)
        kept = told_otherwise(self._session, new)
        self._ids = add_people(self._session, self._plan.organisation_id, new, kept)
        self.sentences += map(not_taken, kept if is_ours else ())
        for one in found.recommendations:
            row = stored(Recommendation, one, plan_id=0)
            later_file.set_recommendation(self._session, self._plan, row, **self._by)
        refs = self._add(found, new)
        self._change(found)
        self._cancel(found)
        counted = {"added": len(found.diff.added), "changed": len(found.taken)}
        later_file.record_file(
            self._session, self._plan, found.sha256, counted, found.gone, **self._by
        )
        said = {
            refs[number]: line.said
            for number, line in enumerate(lines(found.file))
            if number in refs
        }
        later_file.keep_file(self._session, self._plan, said, changed, now=self._now)
        return found, register

    @property
    def _by(self) -> _By:
        return {"actor": self._actor, "now": self._now}

    @cached_property
    def _around(self) -> Around:
        return around_plan(self._session, self._plan)

    def _refuse_unanswered(self, found: Differences) -> None:
        if self._answers.get(changes.OLDER) == NO:
            raise BadInput(f"The file is not taken in, since {found.older}; nothing was stored.")
        left = [one.text for one in changes.questions(found, self._answers) if not one.default]
        if left:
            raise BadInput(*left, remedy=Remedy.GIVE_ANSWERS.of())

    def _rename(self, found: Differences) -> bool:
        """Give those another name who have one by the answers; say whether anyone has."""
        renamed = [one for one in found.diff.renamed if self._said_of(one.now) == NewName.RENAMED]
        for one in renamed:
            known = people.person_called(self._session, self._plan.organisation_id, one.was[0])
            said = call(self._session, known, one.now, **self._by)
            self.sentences.append(said)
        self._session.flush()
        return bool(renamed)

    def _rename_bodies(self, found: Differences) -> None:
        for one in found.bodies:
            if self._answers.get(changes.key_of_body(one.now)) != YES:
                continue
            for name in one.refs:
                person = people.person_called(self._session, self._plan.organisation_id, name)
                said: dict[str, object] = {"agency": one.now}
                people.change_person(self._session, person, said, **self._by)
            self.sentences.append(f"{', '.join(one.refs)}: of {one.now} from now on.")
        self._session.flush()

    def _said_of(self, name: str) -> str:
        return self._answers.get(changes.key_of_name(name), "")

    def _add(self, found: Differences, new: NewPlan) -> dict[int, str]:
        """Add the actions that are new; return the reference of each line of the file."""
        mine = select(Action.ref).where(Action.plan_id == self._plan.id)
        taken = {folded(ref) for ref in self._session.exec(mine)}
        refs = dict(found.diff.known)
        for number in found.diff.added:
            row = found.file.actions[number]
            refs[number] = free(row.ref, taken)
            taken.add(folded(refs[number]))
            self._refuse_off_calendar(refs[number], row.due_date)
            action = stored(Action, row, plan_id=0, is_exempt=row.exempt)
            action.ref = refs[number]
            action.owner_id = self._ids.get(folded(row.owner))
            action.validator_id = self._ids.get(folded(row.validator))
            self._begin(action)
            later_file.add_action(
                self._session,
                self._plan,
                action,
                row.owner,
                [
                    *(self._joint(name) for name in row.contributors),
                    *new.milestones.get(row.ref, ()),
                    *([Series(action_id=0, every=row.repeats)] if row.repeats else ()),
                ],
                **self._by,
            )
            self._started(action)
        return refs

    def _joint(self, name: str) -> Contributor:
        return Contributor(action_id=0, person_id=self._ids[folded(name)])

    def _begin(self, action: Action) -> None:
        """Let an action of a live plan be live from today on, or with its plan."""
        if self._plan.live_on is not None:
            action.live_on = max(self._plan.live_on, self._today)
            action.episode, action.next_check_on = 1, action.live_on
            action.paused_until = silent_until(self._session, self._plan.id or 0, action.theme)

    def _started(self, action: Action) -> None:
        """Record the rungs that passed before an action went live, and let it recur from then on."""
        if action.live_on is None:
            return
        (holding,) = facts.holdings(self._session, picking.one(action.id or 0))
        policy = self._around.policies.of(self._plan.key, None, action.live_on).policy
        passed = passed_by(holding, self._plan, policy, self._around.calendar, action.live_on)
        record_steps(
            self._session, self._plan.organisation_id, passed, today=self._today, **self._by
        )
        series = select(Series).where(Series.action_id == action.id)
        for one in self._session.exec(series).all():
            start_series(self._session, one, action, action.live_on)

    def _refuse_off_calendar(self, ref: str, due: date | None) -> None:
        if due is not None and not self._around.calendar.knows(due):
            raise BadInput(
                f"{ref}: {plain_day(due)} lies outside the calendar of {self._plan.title}.",
                remedy=Remedy.MORE_YEARS.of(plan=self._plan.key),
            )

    def _change(self, found: Differences) -> None:
        """Record what is said otherwise of each action; a date that can't be had stops all."""
        mine: dict[str, dict[str, Change]] = defaultdict(dict)
        for one in found.taken:
            if not self._is_left(one, found):
                mine[one.ref][one.field] = one
        places = {ref: number for number, ref in found.diff.known.items()}
        problems: list[BadInput] = []
        for ref, changed in mine.items():
            action = action_called(self._session, self._plan, ref)
            row = found.file.actions[places[ref]]
            self._record(action, changed, row, found.file)
            if OWNER in changed:
                with within(self._session, self._around, action, self._now) as subject:
                    give(subject, str(changed[OWNER].now), actor=self._actor)
            try:
                self._date(action, row if DATE in changed else None)
            except BadInput as wrong:
                problems.append(wrong)
        if problems:
            every = (problem for one in problems for problem in one.problems)
            raise BadInput(*every, remedy=problems[-1].remedy)
        if any(THEME in changed for changed in mine.values()):
            restate(self._session, self._plan)

    def _is_left(self, change: Change, found: Differences) -> bool:
        """Say whether a change is left as it is recorded, as was answered."""
        if change.field == DATE:
            return self._agreed is None and self._answers.get(changes.DATES) == NO
        if is_published(change):
            return self._answers.get(changes.PART_2) != YES
        return change.field == OWNER and any(
            change.ref in one.refs and self._said_of(one.now) == NewName.LEAVE
            for one in found.diff.renamed
        )

    def _record(
        self, action: Action, changed: Mapping[str, Change], row: ActionRow, file: PlanFile
    ) -> None:
        """Record what is told of an action and no command of its own records."""
        plain = {name: one for name, one in changed.items() if name not in (OWNER, DATE)}
        if not plain:
            return
        values = {name: one.now for name, one in plain.items() if name in Action.model_fields}
        if EXEMPT in plain:
            values["is_exempt"] = row.exempt
        if VALIDATOR in plain:
            values["validator_id"] = self._validator(action, row)
        if PEOPLE in plain:
            ids = [self._ids[folded(name)] for name in row.contributors]
            later_file.set_contributors(self._session, action, ids)
        if MILESTONES in plain:
            later_file.set_milestones(self._session, action, _stages(file, row.ref))
        if action.live_on is not None:
            values["next_check_on"] = self._today
        told = {name: [one.was, one.now] for name, one in plain.items()}
        later_file.change_action(self._session, self._plan, action, values, told, **self._by)

    def _validator(self, action: Action, row: ActionRow) -> int | None:
        """Return who validates; raises BadInput for who has a part in the action."""
        validator = self._ids.get(folded(row.validator))
        joint = [self._ids[folded(name)] for name in row.contributors]
        directors = self._around.circle.directors
        owner = self._ids.get(folded(row.owner), action.owner_id)
        if validator is not None and not may_validate(validator, owner, joint, directors):
            raise BadInput(
                f"{action.ref}: {row.validator} is in the owner's line, and can't validate it."
            )
        return validator

    def _date(self, action: Action, row: ActionRow | None) -> None:
        """Ask for the due date of a row, or record it as agreed; a draft's is put right."""
        if row is None or row.due_date is None:
            return
        due = row.due_date
        if action.live_on is None:
            self._refuse_off_calendar(action.ref, due)
            values = {"due_date": due, "due_date_as_written": row.due_date_as_written}
            told = {DATE: [action.due_date, due]}
            later_file.change_action(self._session, self._plan, action, values, told, **self._by)
            return
        because = f"The plan's file of {plain_day(self._today)} says so."
        with within(self._session, self._around, action, self._now) as subject:
            said = ask_for(subject, due, because, actor=self._actor)
        if self._agreed:
            with within(self._session, self._around, action, self._now) as subject:
                ruling = self._ruling(subject, self._agreed)
                said = rule_on(subject, ruling, actor=self._actor)
        self.sentences.append(said)

    def _ruling(self, subject: Subject, agreed: Agreed) -> Ruling:
        if agreed.on > self._today:
            raise BadInput(f"{plain_day(agreed.on)} is ahead: nothing is agreed yet.")
        meeting = agreed.on if is_boards(subject) else None
        return Ruling(
            approved=True,
            by=agreed.by,
            reason=f"Agreed on {plain_day(agreed.on)}.",
            meeting_on=meeting,
        )

    def _cancel(self, found: Differences) -> None:
        """Cancel the actions that are not in the file, if that was answered."""
        if self._answers.get(changes.GONE) != Gone.CANCEL:
            return
        because = f"It is not in the plan's file of {plain_day(self._today)}."
        for ref in found.gone:
            action = action_called(self._session, self._plan, ref)
            with within(self._session, self._around, action, self._now) as subject:
                self.sentences += close_undone(subject, because, actor=self._actor)


def _stages(file: PlanFile, ref: str) -> list[Milestone]:
    mine = (one for one in file.milestones if one.action == ref)
    return [stored(Milestone, one, action_id=0) for one in mine]
