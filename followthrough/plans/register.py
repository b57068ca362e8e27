"""Responsible for a plan as it is recorded, said as a plan file says it: its register."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from followthrough.plans.file.columns import columns
from followthrough.plans.file.rows import (
    ActionRow,
    BoardRow,
    LogRow,
    MeasureRow,
    MeetingRow,
    MilestoneRow,
    PersonRow,
    PlanFile,
    RecommendationRow,
    RiskRow,
)
from models.boards import Board, BoardMeeting, BoardMember
from models.people import Person
from models.plan import Action, Contributor, Milestone, Organisation, Plan, Recommendation, Series
from models.registers import log_of, measures_of, risks_of
from rules.text import folded

Names = Mapping[int | None, str]


def actions_of(session: Session, plan: Plan) -> list[Action]:
    """Return a plan's actions in the order in which they came, but for later times of recurring ones."""
    mine = select(Action).where(Action.plan_id == plan.id).order_by(col(Action.id))
    found = session.exec(mine).all()
    every = _every(session, plan)
    repeating = {folded(one.ref) for one in found if one.id in every}
    return [one for one in found if not _is_later_time(one.ref, repeating)]


def register_of(session: Session, plan: Plan) -> PlanFile:
    """Return a plan as it is recorded now, each action due when it is due now."""
    everyone = select(Person).where(Person.organisation_id == plan.organisation_id)
    people = session.exec(everyone.order_by(col(Person.id))).all()
    names: dict[int | None, str] = {one.id: one.name for one in people}
    actions = actions_of(session, plan)
    mine = select(Recommendation).where(Recommendation.plan_id == plan.id)
    boards = session.exec(
        select(Board).where(Board.plan_id == plan.id).order_by(col(Board.id))
    ).all()
    return PlanFile(
        key=plan.key,
        title=plan.title,
        organisation=session.get_one(Organisation, plan.organisation_id).name,
        report=plan.report,
        report_date=None,
        division=plan.division,
        administrator=names[plan.administrator_id],
        notes=tuple(plan.notes.splitlines()),
        people=tuple(
            PersonRow(p.name, p.address, p.role, p.agency, names.get(p.director_id, ""))
            for p in people
        ),
        boards=tuple(_boards(session, boards, names)),
        recommendations=tuple(
            _row(RecommendationRow, one)
            for one in session.exec(mine.order_by(col(Recommendation.id)))
        ),
        actions=tuple(_actions(session, plan, actions, names)),
        validator=names.get(plan.validator_id, ""),
        evidence=plan.needs_evidence,
        milestones=tuple(_milestones(session, plan, actions)),
        meetings=tuple(_meetings(session, boards)),
        measures=tuple(_row(MeasureRow, one) for one in measures_of(session, plan)),
        risks=tuple(_row(RiskRow, one) for one in risks_of(session, plan)),
        log=tuple(_row(LogRow, one) for one in log_of(session, plan)),
    )


def _actions(
    session: Session, plan: Plan, actions: Sequence[Action], names: Names
) -> list[ActionRow]:
    joint = _grouped(
        session.execute(
            sa.select(col(Contributor.action_id), col(Contributor.person_id))
            .join(Action, col(Action.id) == Contributor.action_id)
            .where(col(Action.plan_id) == plan.id)
            .order_by(col(Contributor.person_id))
        )
    )
    every = _every(session, plan)
    return [
        _row(
            ActionRow,
            one,
            owner=names.get(one.owner_id, ""),
            due_date=one.revised_due_date or one.due_date,
            due_date_as_written="" if one.revised_due_date else one.due_date_as_written,
            contributors=tuple(
                names[person] for person in joint.get(one.id or 0, ()) if person != one.owner_id
            ),
            validator=names.get(one.validator_id, ""),
            repeats=every.get(one.id or 0, ""),
            exempt=one.is_exempt,
        )
        for one in actions
    ]


def _every(session: Session, plan: Plan) -> Mapping[int, str]:
    """Return how often an action recurs, by its id."""
    mine = sa.select(col(Series.action_id), col(Series.every)).join(
        Action, col(Action.id) == Series.action_id
    )
    return dict(session.execute(mine.where(col(Action.plan_id) == plan.id)).all())


def _is_later_time(ref: str, repeating: set[str]) -> bool:
    first, _, number = ref.rpartition("/")
    return number.isdecimal() and folded(first) in repeating


def _milestones(session: Session, plan: Plan, actions: Sequence[Action]) -> list[MilestoneRow]:
    refs = {one.id: one.ref for one in actions}
    mine = select(Milestone).join(Action).where(Action.plan_id == plan.id)
    found = session.exec(mine.order_by(col(Milestone.id)))
    return [
        _row(MilestoneRow, one, action=refs[one.action_id])
        for one in found
        if one.action_id in refs
    ]


def _boards(session: Session, boards: Sequence[Board], names: Names) -> list[BoardRow]:
    ids = [one.id for one in boards]
    seats = _grouped(
        session.execute(
            sa.select(col(BoardMember.board_id), col(BoardMember.person_id))
            .where(col(BoardMember.board_id).in_(ids))
            .order_by(col(BoardMember.person_id))
        )
    )
    return [
        _row(
            BoardRow,
            one,
            secretary=names.get(one.secretary_id, ""),
            members=tuple(names[person] for person in seats.get(one.id or 0, ())),
        )
        for one in boards
    ]


def _meetings(session: Session, boards: Sequence[Board]) -> list[MeetingRow]:
    names = {one.id: one.name for one in boards}
    mine = select(BoardMeeting).where(col(BoardMeeting.board_id).in_(names))
    found = session.exec(mine.order_by(col(BoardMeeting.board_id), col(BoardMeeting.on)))
    return [_row(MeetingRow, one, board=names[one.board_id]) for one in found]


def _grouped(rows: Any) -> Mapping[int, list[int]]:  # noqa: ANN401 - pairs of ids
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in rows:
        found[one].append(other)
    return found


def _row(kind: type[Any], stored: Any, **told: Any) -> Any:  # noqa: ANN401 - any table, and its row
    """Return the row of a sheet that says what is stored under the same names, but for what is told."""
    names = {*columns(kind), "due_date_as_written"} & set(kind.__dataclass_fields__)
    same = {name: getattr(stored, name) for name in names - told.keys()}
    return kind(**same, **told)
