"""Responsible for how things stand: actions by rung, notices by state, packs, for whoever asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from followthrough.ladder.policy_file import default_policy
from followthrough.workplace import Workplace
from models import facts, picking
from models import pack as packs
from models.boards import Board
from models.calendar import calendar
from models.pack import Pack
from models.people import circle as circle_of
from models.plan import Plan
from models.policy import Policies, policies
from models.session import reading
from notifications import outbox
from rules.calendar import WorkingCalendar, local_date
from rules.daily.groups import Group, group_of
from rules.ladder.holding import Holding
from rules.ladder.policy import Policy
from rules.notices.lines import Line, as_published, by_urgency, line
from rules.people.circle import Circle
from rules.words import month


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """One plan on one day."""

    key: str
    title: str
    live_on: date | None
    actions: Mapping[Group, tuple[str, ...]]
    """The references of all of them, each in one group (semantics row 217)."""
    overdue: tuple[Line, ...]
    """The highest rung first, then the longest overdue; each line names its rung."""
    policy: Policy
    """The one in force today; running ladders may go by an older one."""


@dataclass(frozen=True, slots=True)
class PackStanding:
    """One pack and where its files are."""

    board: str
    month: str
    version: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything an administrator wants to see first."""

    as_of: date
    plans: tuple[PlanStanding, ...]
    notices: tuple[tuple[str, str, int], ...]
    """(kind, state, number)."""
    packs: tuple[PackStanding, ...]


def standing(place: Workplace) -> Overview:
    """Return how things stand today; reads every action of every plan."""
    today = local_date(place.clock())
    with reading(place.engine) as session:
        plans = session.exec(select(Plan).order_by(Plan.key)).all()
        return Overview(
            as_of=today,
            plans=tuple(_plan(session, plan, today) for plan in plans),
            notices=tuple(outbox.counts(session)),
            packs=tuple(_packs(session, place.data)),
        )


def late_now(place: Workplace) -> tuple[Line, ...]:
    """Return every live action that is overdue today, by rung, then age; of Part 2 no words."""
    today = local_date(place.clock())
    found: list[Line] = []
    with reading(place.engine) as session:
        for plan in session.exec(select(Plan).where(col(Plan.live_on) <= today)).all():
            held = facts.holdings(session, picking.overdue(plan.id or 0, today))
            known = policies(session, [plan], default_policy())
            around = circle_of(session, plan.organisation_id)
            lines = _lines(held, known, calendar(session, plan), around, today)
            by_id = {holding.facts.id: holding for holding in held}
            found += [as_published(line, by_id[line.id]) for line in lines]
    return tuple(sorted(found, key=by_urgency))


def _plan(session: Session, plan: Plan, today: date) -> PlanStanding:
    known = calendar(session, plan)
    groups: dict[Group, list[Holding]] = {group: [] for group in Group}
    for holding in facts.holdings(session, picking.of_plan(plan.id or 0)):
        groups[group_of(holding.facts, known, today)].append(holding)
    went_by = policies(session, [plan], default_policy())
    around = circle_of(session, plan.organisation_id)
    return PlanStanding(
        key=plan.key,
        title=plan.title,
        live_on=plan.live_on,
        actions={group: tuple(h.facts.ref for h in held) for group, held in groups.items()},
        overdue=_lines(groups[Group.LATE], went_by, known, around, today),
        policy=went_by.of(plan.key, None, today).policy,
    )


def _lines(
    held: Iterable[Holding],
    known: Policies,
    calendar: WorkingCalendar,
    circle: Circle,
    today: date,
) -> tuple[Line, ...]:
    found = (
        line(h, known.of(h.plan_key, h.facts.began_with, today).policy, calendar, circle, today)
        for h in held
    )
    return tuple(sorted(found, key=by_urgency))


def _packs(session: Session, data: Path) -> Iterable[PackStanding]:
    rows = session.exec(
        select(Pack, Board).join(Board, col(Board.id) == Pack.board_id).order_by(col(Pack.id))
    )
    for pack, board in rows.all():
        files = packs.files_of(session, pack.id or 0)
        paths = tuple(data / file.path for file in files)
        yield PackStanding(board.name, month(pack.month), pack.version, paths)
