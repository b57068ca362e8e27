"""Responsible for the contents of a board's pack: a plan's position, as that board reads it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, select

from followthrough.packs import order
from followthrough.packs.edition_file import EditionFor, default_editions, edition_for
from followthrough.packs.position import MONTHS_SHOWN, position_of
from models import pack as packs
from models.boards import Board, meeting_on, meetings
from models.calendar import calendar, days_off
from models.pack import Pack
from models.people import Person
from models.plan import Organisation, Plan
from rules.calendar import WorkingCalendar
from rules.packs import contents as packing
from rules.packs.brag import BRAG_KEY
from rules.packs.contents import Around, Contents, Occasion
from rules.packs.frozen import fingerprint
from rules.packs.last import last_pack, numbers, silent_green
from rules.packs.position import Position, board_log
from rules.packs.sections import NO_PAPER, DayOffLine, MeetingLine, MonthOfRatings
from rules.words import month, short_day

VERSION = "1.0"
AHEAD = timedelta(days=90)
"""How far ahead the days off of the calendar are printed: as far as the look-ahead goes."""
BEHIND = timedelta(days=31)


def gather(
    session: Session,
    plan: Plan,
    board: Board,
    position: Position,
    *,
    period: date | None = None,
    late_on: date | None = None,
    editions: Sequence[EditionFor] = (),
) -> Contents:
    """Return the contents of a board's pack of a plan, from the plan's position at a cut-off.

    `period` is the meeting or the first of the month that it is for; `late_on` the day on which it
    is made, if its own was missed (row 32). `editions` are the plan's own, the default ones if
    there are none.
    """
    as_of = position.as_of
    period = period or as_of.replace(day=1)
    stored = order.last_pack(session, board, period)
    last = last_pack(packs.contents_of(stored)) if stored else None
    since = last.as_of if last else _before_the_first(plan, as_of)
    days = calendar(session, plan)
    return packing.contents(
        _occasion(session, plan, board, position, period, late_on),
        actions=position.actions,
        calendar=days,
        around=Around(
            recommendations=position.recommendations,
            measures=position.measures,
            risks=position.risks,
            log=board_log(position, board.name, position_of(session, stored), since),
            days_off=tuple(
                DayOffLine(on, name)
                for on, name in sorted(days_off(session, plan).items())
                if since < on <= as_of + AHEAD
            ),
            meetings=_meetings(session, plan, board, days, as_of),
            past=_past(session, board, period),
            ladder=position.ladder,
            rungs=position.rungs,
            doubts=position.doubts,
        ),
        last=last,
        edition=edition_for(board.name, editions or default_editions()),
    )


def _before_the_first(plan: Plan, as_of: date) -> date:
    """Return until when a first pack takes a board's log as told: not what came after go-live."""
    return min(as_of - BEHIND, plan.live_on or as_of)


def _occasion(
    session: Session,
    plan: Plan,
    board: Board,
    position: Position,
    period: date,
    late_on: date | None,
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
        as_of=position.as_of,
        version=VERSION,
        calendar=f"Working days are Monday to Friday without the bank holidays of {plan.division}.",
        notes=(*plan.notes.splitlines(), *_late(position, late_on)),
        meeting_on=period if meeting_on(session, board, period) else None,
        secretary=secretary.name if secretary else "",
        produced_late_on=late_on,
        is_top=board.escalations,
        top_board=_top_board(session, plan),
        cut_off=fingerprint(position),
    )


def _top_board(session: Session, plan: Plan) -> str:
    found = select(Board.name).where(Board.plan_id == plan.id, col(Board.escalations))
    return session.exec(found).first() or ""


def _late(position: Position, late_on: date | None) -> Iterator[str]:
    """Yield that a pack was made after its day: no clock goes back to what was recorded then."""
    if late_on is not None:
        by = "then" if position.taken_on == late_on else short_day(position.taken_on)
        yield (
            f"Produced late on {short_day(late_on)}: what was recorded by {by} is in it, told as of "
            f"{short_day(position.as_of)}."
        )


def _meetings(
    session: Session, plan: Plan, board: Board, days: WorkingCalendar, as_of: date
) -> tuple[MeetingLine, ...]:
    """Return when the boards of a plan meet from the cut-off on, earliest first.

    As known now, not at the cut-off: a pack must send nobody to a meeting that was moved. What an
    agenda says is told of the pack's own board.
    """
    ahead = [
        MeetingLine(
            m.board.name, m.on, m.deadline, m.place, m.paper if m.board.id == board.id else NO_PAPER
        )
        for m in meetings(session, plan, days)
        if m.on >= as_of
    ]
    return tuple(sorted(ahead, key=lambda one: (one.on, one.board)))


def _past(session: Session, board: Board, before: date) -> tuple[MonthOfRatings, ...]:
    """Return the counts of the packs before a month, oldest first; of each its last version."""
    found = select(Pack).where(Pack.board_id == board.id, Pack.month < before)
    newest_first = found.order_by(col(Pack.month).desc(), col(Pack.id).desc())
    months: dict[date, MonthOfRatings] = {}
    for pack in session.exec(newest_first.limit(2 * MONTHS_SHOWN)):
        if pack.month not in months and len(months) < MONTHS_SHOWN - 1:
            said = packs.contents_of(pack)
            then = numbers(said)
            shown = tuple(then.get(brag, 0) for brag, _ in BRAG_KEY)
            silent = silent_green(said)
            months[pack.month] = MonthOfRatings(month(pack.month), pack.as_of, shown, silent)
    return tuple(reversed(months.values()))
