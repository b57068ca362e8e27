"""Responsible for what the next five working days bring, if nothing is recorded; no Part 2 words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from followthrough.daily.preview import Wanted, preview
from followthrough.notices.counting import horizon
from followthrough.workplace import Workplace
from models import picking
from models.boards import meetings
from models.calendar import calendar
from models.plan import Action, Plan
from models.session import reading
from rules.calendar import ONE_DAY, WorkingCalendar, local_date, monday
from rules.daily.preview import NoticeAhead
from rules.notices.weekly import begins_week
from rules.words import WITHHELD, references

NOBODY = "no one can be told"


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that a day brings: who is concerned, and what it is."""

    on: date
    what: str


def coming(place: Workplace, live: Mapping[int, WorkingCalendar]) -> tuple[Coming, ...]:
    """Return what the working days after today bring, day by day, until five are over.

    `live` are the calendars of the plans that are, by id; each knows today.
    """
    today = local_date(place.clock())
    last = max((horizon(days, today) for days in live.values()), default=today)
    found = [*_told(place, last), *_meetings(place, today, last), *_due(place, live, last)]
    for days in live.values():
        found += _weekly(days, today, last)
    return tuple(sorted(set(found), key=lambda one: (one.on, one.what)))


def _told(place: Workplace, last: date) -> Iterator[Coming]:
    today = local_date(place.clock())
    for one in preview(place, Wanted(days=(last - today).days + 1)):
        for day in one.now.days:
            if today < day.on <= last:
                told = (notice for notice in day.notices if notice.mentions)
                yield from (Coming(day.on, _in_words(notice)) for notice in told)


def _in_words(notice: NoticeAhead) -> str:
    """Return who is told, as what, and of which actions; not who is told of a Part 2 action."""
    known: dict[str, dict[str, None]] = defaultdict(dict)
    for mention in notice.mentions:
        if not mention.is_exempt:
            known[mention.audience][mention.ref] = None
    if not known:
        return f"{WITHHELD}: {references({mention.ref for mention in notice.mentions})}"
    told = (
        f"{references(refs)}{f' ({audience})' if notice.address else ''}"
        for audience, refs in known.items()
    )
    return f"{notice.name or NOBODY}: {'; '.join(told)}"


def _due(place: Workplace, plan_ids: Iterable[int], last: date) -> Iterator[Coming]:
    due, by_day = picking.current_due_date(), defaultdict(set)
    ahead = (picking.is_open(), due > local_date(place.clock()), due <= last)
    with reading(place.engine) as session:
        for plan_id in plan_ids:
            found = select(due, Action.ref).where(picking.of_plan(plan_id), *ahead)
            for on, ref in session.exec(found):
                by_day[plan_id, on].add(ref)
    for (_, on), refs in by_day.items():
        yield Coming(on, f"Due: {references(refs)}")


def _weekly(days: WorkingCalendar, today: date, last: date) -> Iterator[Coming]:
    for number in range(1, (last - today).days + 1):
        on = today + number * ONE_DAY
        since = (monday(on) + n * ONE_DAY for n in range(on.weekday()))
        if begins_week(days, on, since):
            yield Coming(on, "Directors with late or due actions: weekly summary")


def _meetings(place: Workplace, today: date, last: date) -> Iterator[Coming]:
    with reading(place.engine) as session:
        for plan in session.exec(select(Plan).where(col(Plan.live_on) <= today)).all():
            for one in meetings(session, plan, calendar(session, plan)):
                if today < one.on <= last:
                    yield Coming(one.on, f"{one.board.name}: meets")
                ahead = one.board.packs and not one.is_drafted and one.draft_on < one.deadline
                if ahead and today < one.draft_on <= last:
                    yield Coming(one.draft_on, f"{one.board.name}: its pack is drafted")
                if today < one.deadline <= last:
                    yield Coming(one.deadline, f"{one.board.name}: papers are due")
