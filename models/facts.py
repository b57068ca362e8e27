"""Responsible for turning rows into the frozen facts that decisions are made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.boards import Board, rounds
from models.closing import Validation
from models.interests import Interest
from models.new_dates import Acknowledgement, Decision, ExtensionRequest
from models.notice import Notice, NoticeState
from models.people import Person
from models.picking import Condition
from models.plan import Action, Contributor, Milestone, Plan
from models.progress import ProgressUpdate
from models.reopening import Reopening
from models.session import UtcDateTime
from models.steps import EscalationStep
from rules.calendar import local_date
from rules.ladder import facts as rules
from rules.ladder.facts import ActionFacts, Became, StepRecord
from rules.ladder.holding import NOBODY, Holding
from rules.rounds import NO_EPISODE, Round
from rules.words import sentence, short_day

OUTCOMES: dict[str | None, Became] = {
    NoticeState.SENT: Became.TOLD,
    NoticeState.DEAD: Became.NOBODY,
    NoticeState.CANCELLED: Became.LAPSED,
}
"""What a notice's state makes of its steps; in any other state they are waiting."""

PLAIN_FACTS = (
    *("id", "ref", "due_date", "revised_due_date", "live_on", "completed_on", "episode"),
    *("policy_version", "validated_on", "cancelled_on", "paused_until", "held_until"),
    *("times_revised", "times_refused", "date_assumed"),
)
"""Columns of an action, in the order of the fields of ActionFacts."""

REPORTED_AT, HAS_OWNER, PLAN, HOLDERS = range(len(PLAIN_FACTS), len(PLAIN_FACTS) + 4)
"""Where three further columns stand, and the first of those that a holding tells."""

ALIKE = Holding._fields[1:-2]
"""What a holding tells, between its facts and what lies in tables of its own, in order."""

LEADS = HOLDERS + ALIKE.index("owner_id")


def holdings(session: Session, *conditions: Condition) -> list[Holding]:
    """Return the actions picked, as facts with their holders and the steps of their episode.

    Rows are read past the ORM, which would take as long again as the database.
    """
    session.flush()
    rows = session.connection().execute(_all_held().where(*conditions)).all()
    if not rows:
        return []
    around = _Around(session, conditions, rounds(session, {row[PLAN] for row in rows}))
    # asked for it in order, SQLite would read every action
    return [_holding(row, around) for row in sorted(rows, key=itemgetter(0))]


@cache
def _all_held() -> Select[Any]:
    """Return the statement of every holding; to build it takes as long as to ask it of a plan."""
    director = aliased(Person)
    directed_by = sa.case(
        (col(Action.owner_id).is_(None), col(Action.holder_id)), else_=col(Person.director_id)
    )
    columns: list[Any] = [getattr(Action, name) for name in PLAIN_FACTS]
    columns += [Action.reported_at, col(Action.owner_id).is_not(None), Plan.id]
    told = _told() | {"director_id": directed_by, "director_name": _name(director)}
    columns += [told[name] if name in told else getattr(Action, name) for name in ALIKE]
    return (
        sa.select(*columns)
        .join(Plan, col(Plan.id) == Action.plan_id)
        .join(Board, and_(col(Board.plan_id) == Plan.id, col(Board.escalations)))
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .outerjoin(director, col(director.id) == directed_by)
    )


def _told() -> dict[str, Any]:
    """Return what a holding tells that is no column of its action under the same name."""
    leads = sa.func.coalesce(Action.owner_id, Action.holder_id)
    validates = sa.func.coalesce(Action.validator_id, Plan.validator_id, Plan.administrator_id)
    return {
        "plan_key": Plan.key,
        "plan": Plan.title,
        "owner_id": leads,
        "owner_name": _name(Person),
        "board_name": Board.name,
        "secretary_id": Board.secretary_id,
        "administrator_id": Plan.administrator_id,
        "validator_id": validates,
        "is_held": and_(col(Action.owner_id).is_(None), col(Action.holder_id).is_not(None)),
        "needs_evidence": Plan.needs_evidence,
    }


def _name(person: type[Person]) -> ColumnElement[str]:
    return sa.func.coalesce(col(person.name), "")


@dataclass(slots=True)
class _Around:
    """What lies around the actions picked, by action: one query a table.

    Sorted here: asked for an order, SQLite would read a whole history to give it.
    """

    session: Session
    conditions: Sequence[Condition]
    rounds: Mapping[int, tuple[Round, ...]]
    """By plan; only plans whose boards have dates."""
    records: Mapping[int, list[StepRecord]] = field(init=False)
    contributors: Mapping[int, list[tuple[int, str]]] = field(init=False)
    interests: Mapping[int, dict[int, bool]] = field(init=False)
    milestones: Mapping[int, list[rules.Milestone]] = field(init=False)
    promises: Mapping[int, list[rules.Promise]] = field(init=False)
    pending: Mapping[int, rules.Request] = field(init=False)
    answers: Mapping[int, list[rules.Answer]] = field(init=False)
    updated: Mapping[int, datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.records = _records_by_action(self._records())
        self.contributors = _by_action(self._contributors(), tuple)
        interests = _by_action(self._interests(), tuple)
        self.interests = {action_id: dict(pairs) for action_id, pairs in interests.items()}
        self.milestones = _by_action(self._milestones(), lambda row: rules.Milestone(*row))
        self.promises = _by_action(sorted(self._promises(), key=itemgetter(2)), _promise)
        asked = _in_order(self._requests())
        self.pending = {
            action_id: _request(row)
            for action_id, row in reversed(asked)
            if row.decision == Decision.PENDING
        }
        self.answers = defaultdict(list)
        for rows, answers in (
            (asked, _answers),
            (_in_order(self._heard_of(Validation)), _refused),
            (_in_order(self._heard_of(Reopening)), _reopened),
        ):
            for action_id, row in rows:
                self.answers[action_id].extend(answers(row))
        self.updated = dict(self._updated()) if self.rounds else {}

    def lies_by(self, action_id: int, plan_id: int) -> tuple[object, ...]:
        """Return the last six of an action's facts: its records and what follows them."""
        return (
            tuple(sorted(self.records.get(action_id, ()))),
            tuple(self.promises.get(action_id, ())),
            tuple(self.milestones.get(action_id, ())),
            self.pending.get(action_id),
            tuple(self.answers.get(action_id, ())),
            self._unanswered(action_id, plan_id),
        )

    def _unanswered(self, action_id: int, plan_id: int) -> tuple[Round, ...]:
        """Return the rounds that no update was recorded for; the same tuple where none was at all."""
        found, at = self.rounds.get(plan_id, ()), self.updated.get(action_id)
        return found if at is None else tuple(one for one in found if not one.counts(at))

    def _updated(self) -> Iterable[tuple[int, datetime]]:
        """Yield when each action was last reported on."""
        last = (
            sa.select(sa.func.max(ProgressUpdate.reported_at, type_=UtcDateTime))
            .where(col(ProgressUpdate.action_id) == Action.id)
            .scalar_subquery()  # grouped instead, SQLite would read every update
        )
        rows = self.session.execute(
            sa.select(col(Action.id), last)
            .join(Plan, col(Plan.id) == Action.plan_id)
            .where(*self.conditions)
        )
        return ((action_id, at) for action_id, at in rows if at)

    def _picked(self, table: Any, *columns: Any) -> Any:  # noqa: ANN401 - a statement of any columns
        return _of_actions(table, *columns).where(*self.conditions)

    def _records(self) -> Iterable[Any]:
        """Yield each record with the actions that it is one of: many have the same."""
        step = EscalationStep
        columns: tuple[Any, ...] = (step.rung, step.occurrence, step.planned_on, step.untold)
        columns += (step.audience, step.first_planned_on, Notice.state, Notice.sent_at)
        ids = sa.func.aggregate_strings(sa.cast(step.action_id, sa.Text), ",")
        return self.session.connection().execute(
            sa.select(*columns, ids)
            .select_from(step)
            .join(Action, col(Action.id) == step.action_id)
            .join(Plan, col(Plan.id) == Action.plan_id)
            .outerjoin(Notice, col(Notice.id) == step.notice_id)
            .where(*self.conditions, col(step.episode).in_((Action.episode, NO_EPISODE)))
            .group_by(*columns)
        )

    def _contributors(self) -> Iterable[Any]:
        return self.session.execute(
            self._picked(Contributor, Person.id, Person.name)
            .join(Person, col(Person.id) == Contributor.person_id)
            .order_by(col(Person.id))
        )

    def _interests(self) -> Iterable[Any]:
        return self.session.execute(self._picked(Interest, Interest.person_id, Interest.led))

    def _milestones(self) -> Iterable[Any]:
        columns = (Milestone.ref, Milestone.title, Milestone.due_date, Milestone.completed_on)
        return self.session.execute(
            self._picked(Milestone, *columns).order_by(col(Milestone.due_date), col(Milestone.id))
        )

    def _promises(self) -> Iterable[Any]:
        made = Acknowledgement
        update = (
            sa.select(sa.func.min(ProgressUpdate.reported_at))
            .where(
                col(ProgressUpdate.action_id) == made.action_id,
                col(ProgressUpdate.reported_at) > made.made_at,
            )
            .scalar_subquery()
        )
        columns = (made.rung, made.made_at, made.until, made.made_by, update)
        return self.session.execute(
            self._picked(made, *columns).where(made.episode == Action.episode)
        )

    def _requests(self) -> Iterable[Any]:
        asked = ExtensionRequest
        return self.session.execute(
            self._picked(asked, asked).where(
                or_(col(asked.decision) == Decision.PENDING, col(asked.episode) == Action.episode)
            )
        )

    def _heard_of(self, table: Any) -> Iterable[Any]:  # noqa: ANN401 - of either table
        return self.session.execute(
            self._picked(table, table).where(table.episode == Action.episode)
        )


@cache
def _of_actions(table: Any, *columns: Any) -> Select[Any]:  # noqa: ANN401 - of any columns
    """Return the statement of all that lies in a table around actions."""
    return (
        sa.select(table.action_id, *columns)
        .join(Action, col(Action.id) == table.action_id)
        .join(Plan, col(Plan.id) == Action.plan_id)
    )


def _by_action(rows: Iterable[Any], read: Any) -> Mapping[int, list[Any]]:  # noqa: ANN401
    found: dict[int, list[Any]] = defaultdict(list)
    for action_id, *rest in rows:
        found[action_id].append(read(rest))
    return found


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """Sort rows of an action's id and a numbered row."""
    return sorted(rows, key=lambda row: row[1].number)


def _records_by_action(rows: Iterable[Any]) -> Mapping[int, list[StepRecord]]:
    found: dict[int, list[StepRecord]] = defaultdict(list)
    for *told, ids in rows:
        record = _record(*told)
        for action_id in ids.split(","):
            found[int(action_id)].append(record)
    return found


def _record(
    rung: str,
    occurrence: int,
    planned_on: date,
    untold: str | None,
    audience: str,
    first: date | None,
    state: str | None,
    sent_at: datetime | None,
) -> StepRecord:
    outcome = Became(untold) if untold else OUTCOMES.get(state, Became.WAITING)
    told_on = local_date(sent_at) if sent_at and not untold else None
    return StepRecord(rung, occurrence, planned_on, outcome, told_on, audience, first)


def _promise(row: Sequence[Any]) -> rules.Promise:
    rung, made_at, until, by, updated_at = row
    kept = updated_at is not None and local_date(updated_at) <= until
    return rules.Promise(rung, local_date(made_at), until, by, kept)


def _holding(row: Sequence[Any], around: _Around) -> Holding:
    action_id, reported_at, plan_id = row[0], row[REPORTED_AT], row[PLAN]
    leads, joint = row[LEADS], around.contributors.get(action_id, ())
    reported_on = local_date(reported_at) if reported_at else None
    lies_by = around.lies_by(action_id, plan_id)
    facts = ActionFacts._make((*row[:REPORTED_AT], reported_on, row[HAS_OWNER], *lies_by))
    contributors = tuple(one for one in joint if one[0] != leads) if joint else ()
    interested = around.interests.get(action_id, NOBODY)
    return Holding._make((facts, *row[HOLDERS:], contributors, interested))


def _request(row: ExtensionRequest) -> rules.Request:
    asked_on = local_date(row.asked_at)
    return rules.Request(row.number, asked_on, row.asked_by, row.proposed, row.reason)


def _answers(row: ExtensionRequest) -> Iterator[rules.Answer]:
    if row.decision == Decision.GIVEN:
        words = (
            f"{sentence(row.asked_by)} opened it again, due on {short_day(row.proposed)}; nobody was "
            "asked to agree."
        )
        yield rules.Answer(f"{row.number}", local_date(row.asked_at), words, is_for_director=True)
    elif row.decided_at is not None and row.decision != Decision.WITHDRAWN:
        yes = row.decision == Decision.APPROVED
        said = f"{row.decided_by} {'agreed to' if yes else 'refused'} {short_day(row.proposed)}"
        words = f"{said} as the new due date{': ' + row.answer if row.answer else '.'}"
        yield rules.Answer(f"new date {row.number}", local_date(row.decided_at), words)


def _refused(row: Validation) -> Iterator[rules.Answer]:
    if not row.accepted:
        words = f"{row.decided_by} did not accept it as complete: {row.reason}"
        yield rules.Answer(f"{rules.REFUSAL}{row.number}", local_date(row.decided_at), words)


def _reopened(row: Reopening) -> Iterator[rules.Answer]:
    on = local_date(row.reopened_at)
    words = f"It was opened again on {short_day(on)}: {row.reason}"
    yield rules.Answer(row.name, on, words)
