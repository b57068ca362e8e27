"""Responsible for the contents of a pack: what is stored, gathered once at the cut-off."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from followthrough.edition_file import EditionFor, default_editions, edition_for
from followthrough.pack_actions import actions_of
from followthrough.policy_file import default_policy
from models import pack as packs
from models import registers
from models.ladder import EscalationStep
from models.meetings import meeting_on
from models.meetings import meetings as stored_meetings
from models.notice import Notice, NoticeState
from models.pack import Pack
from models.people import Board, Person
from models.plan import Action, Organisation, Plan, Recommendation, calendar, days_off
from models.policy import versions
from rules import pack as packing
from rules.brag import BRAG_KEY
from rules.calendar import local_date
from rules.pack import Around, Contents, Occasion
from rules.pack_last import last_pack
from rules.pack_sections import (
    DayOff,
    LogEntry,
    Measure,
    Meeting,
    MonthOfRatings,
    Risk,
    RungActivity,
)
from rules.pack_summary import compared
from rules.words import month, short_day

VERSION = "1.0"
MEASURE = tuple(one.name for one in fields(Measure) if one.name != "direction")
RISK = tuple(one.name for one in fields(Risk))
LOG = tuple(one.name for one in fields(LogEntry) if one.name != "is_carried_forward")
"""What is told of each as it is stored."""
MONTHS_SHOWN = 12
"""Months of the chart of ratings, this one included."""
AHEAD = timedelta(days=90)
"""How far ahead the days off of the calendar are printed: as far as the look-ahead goes."""
BEHIND = timedelta(days=31)


def gather(
    session: Session,
    plan: Plan,
    board: Board,
    as_of: date,
    *,
    period: date | None = None,
    late_on: date | None = None,
    editions: Sequence[EditionFor] = (),
) -> Contents:
    """Return the contents of a board's pack of a plan, as of a date.

    `period` is the meeting or the first of the month that it is for; `late_on` the day on which it
    is made, if its own was missed (row 32). `editions` are the plan's own, the default ones if
    there are none.
    """
    period = period or as_of.replace(day=1)
    stored = packs.last_pack(session, board.id or 0, period)
    last = last_pack(json.loads(stored.contents)) if stored else None
    return packing.contents(
        _occasion(session, plan, board, as_of, period, late_on),
        actions=tuple(actions_of(session, plan, as_of)),
        calendar=calendar(session, plan),
        around=_around(session, plan, board, as_of, period, last.as_of if last else as_of - BEHIND),
        last=last,
        edition=edition_for(board.name, editions or default_editions()),
    )


def _occasion(
    session: Session, plan: Plan, board: Board, as_of: date, period: date, late_on: date | None
) -> Occasion:
    organisation = session.get_one(Organisation, plan.organisation_id)
    administrator = session.get_one(Person, plan.administrator_id)
    secretary = session.get(Person, board.secretary_id or 0)
    return Occasion(
        organisation=organisation.name,
        plan=plan.title,
        report=plan.report,
        board=board.name,
        chair=board.chair,
        administrator=f"{administrator.name}, {administrator.address}",
        as_of=as_of,
        version=VERSION,
        calendar=f"Working days are Monday to Friday without the bank holidays of {plan.division}.",
        notes=(*plan.notes.splitlines(), *_late(as_of, late_on)),
        meeting_on=period if meeting_on(session, board, period) else None,
        prepared_by=secretary.name if secretary else "",
        produced_late_on=late_on,
        is_top=board.escalations,
    )


def _late(as_of: date, late_on: date | None) -> Iterator[str]:
    """Yield that a pack was made after its day: no clock goes back to what was recorded then."""
    if late_on is not None:
        yield (
            f"Produced late on {short_day(late_on)}: what was recorded by then is in it, told as of "
            f"{short_day(as_of)}."
        )


def _around(
    session: Session, plan: Plan, board: Board, as_of: date, period: date, since: date
) -> Around:
    rows = session.exec(
        select(Recommendation)
        .where(Recommendation.plan_id == plan.id)
        .order_by(col(Recommendation.id))
    )
    return Around(
        recommendations=tuple(packing.Recommendation(row.ref, row.text) for row in rows),
        measures=tuple(_measure(row) for row in registers.measures_of(session, plan)),
        risks=tuple(Risk(**_same(row, RISK)) for row in registers.risks_of(session, plan)),
        log=tuple(
            _entry(row, since)
            for row in registers.log_of(session, plan, board.name)
            if row.met_on <= as_of and _is_told(row, since)
        ),
        days_off=tuple(
            DayOff(on, name)
            for on, name in sorted(days_off(session, plan).items())
            if since < on <= as_of + AHEAD
        ),
        meetings=_meetings(session, plan, as_of),
        past=_past(session, board, period),
        ladder=_ladder(session, plan, as_of),
    )


def _measure(row: registers.Measure) -> Measure:
    way = compared(row.actual, row.previous)
    return Measure(**_same(row, MEASURE), direction=way)


def _same(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _is_told(row: registers.LogEntry, since: date) -> bool:
    """Say whether an entry is of after the last pack, still open, or closed since."""
    if row.met_on > since:
        return True
    return row.kind == "action" and (row.completed_on is None or row.completed_on > since)


def _entry(row: registers.LogEntry, since: date) -> LogEntry:
    carried = row.kind == "action" and row.completed_on is None and row.met_on <= since
    return LogEntry(**_same(row, LOG), is_carried_forward=carried)


def _meetings(session: Session, plan: Plan, as_of: date) -> tuple[Meeting, ...]:
    """Return when the boards of a plan meet from the cut-off on, earliest first."""
    known = stored_meetings(session, plan, calendar(session, plan))
    ahead = [Meeting(m.board.name, m.on, m.deadline, m.place) for m in known if m.on >= as_of]
    return tuple(sorted(ahead, key=lambda one: (one.on, one.board)))


def _past(session: Session, board: Board, before: date) -> tuple[MonthOfRatings, ...]:
    """Return the counts of the packs before a month, oldest first; of each its last version."""
    found = select(Pack).where(Pack.board_id == board.id, Pack.month < before)
    newest_first = found.order_by(col(Pack.month).desc(), col(Pack.id).desc())
    months: dict[date, MonthOfRatings] = {}
    for pack in session.exec(newest_first.limit(2 * MONTHS_SHOWN)):
        if pack.month not in months and len(months) < MONTHS_SHOWN - 1:
            numbers = last_pack(json.loads(pack.contents)).numbers
            shown = tuple(numbers.get(brag, 0) for brag, _ in BRAG_KEY)
            months[pack.month] = MonthOfRatings(month(pack.month), pack.as_of, shown)
    return tuple(reversed(months.values()))


def _ladder(session: Session, plan: Plan, as_of: date) -> tuple[RungActivity, ...]:
    """Return how many actions each rung told someone of, by month; a step that told nobody is none."""
    step = EscalationStep
    rungs = _rungs(session, plan)
    rows = session.execute(
        sa.select(col(step.rung), col(Notice.sent_at))
        .join(Action, col(Action.id) == step.action_id)
        .join(Notice, col(Notice.id) == step.notice_id)
        .where(
            col(Action.plan_id) == plan.id,
            col(step.rung).in_(rungs),
            col(step.untold).is_(None),
            col(Notice.state) == NoticeState.SENT,
        )
    )
    numbers: dict[tuple[date, str], int] = {}
    for rung, sent_at in rows:
        on = local_date(sent_at)
        if on <= as_of and _months_between(on, as_of) < MONTHS_SHOWN:
            key = (on.replace(day=1), rung)
            numbers[key] = numbers.get(key, 0) + 1
    in_order = sorted(numbers, key=lambda key: (key[0], rungs.index(key[1])))
    return tuple(RungActivity(*key, numbers[key]) for key in in_order)


def _rungs(session: Session, plan: Plan) -> list[str]:
    """Return the names of the rungs that a plan's policies have or had, in the order of a ladder."""
    kept = [version.policy for version in versions(session, plan.id or 0)] or [default_policy()]
    return list(dict.fromkeys(rung.name for policy in reversed(kept) for rung in policy.rungs))


def _months_between(start: date, end: date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month
