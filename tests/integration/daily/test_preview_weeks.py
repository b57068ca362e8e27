"""A preview foresees weekly summaries, packs and alarms, and shows the worst week of each person."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import Engine

from followthrough.cli.remedies import in_words
from followthrough.daily.preview import Beside, Wanted
from followthrough.packs.due import packs_due
from followthrough.tables.preview import preview_as_markdown, sheets
from models.notice import Notice, NoticeKind
from rules.calendar import local_date
from rules.daily.weeks import worst_weeks
from tests.builders.cast import DUE, LIVE, live_plan
from tests.builders.plans import BOARD, DIRECTOR, OWNER, an_action, at
from tests.integration.daily.test_preview import ONE_DAY, foreseen, happened, look

QUARTER = 91


def to_whom(notice: Notice) -> str:
    return str(notice.payload.get("board") or notice.recipient_name)


def test_a_quarter_is_as_it_was_foreseen_week_by_week(database: Engine) -> None:
    """Hold row-253 and row-254."""
    service = live_plan(database, an_action("A1", DUE), an_action("A2", date(2027, 1, 12)))
    found = look(database, at(LIVE), Wanted(QUARTER))
    service.days(LIVE, found.now.last)
    assert foreseen(found.now) == happened(database, LIVE)
    notices = [one for one in service.notices(weekly=True) if one.kind != NoticeKind.ALARM]
    summed = {
        (local_date(one.queued_at), one.recipient_name)
        for one in notices
        for part in one.payload.get("parts", ())
        if part["capacity"] == "summary"
    }
    ahead = {(day.on, n.name) for day in found.now.days for n in day.notices if n.summary}
    assert ahead == summed
    told: Counter[tuple[str, date]] = Counter()
    for one in notices:
        on = local_date(one.queued_at)
        told[to_whom(one), on - timedelta(days=on.weekday())] += 1
    worst = {week.name: (week.monday, week.notices) for week in worst_weeks(found.now)}
    assert set(worst) == {name for name, _ in told}
    for name, (monday, number) in worst.items():
        assert told[name, monday] == number == max(n for (who, _), n in told.items() if who == name)
    assert {OWNER.name, DIRECTOR.name, BOARD.name} <= set(worst)


def test_its_packs_are_those_that_then_fall_due(database: Engine) -> None:
    """Hold row-254."""
    service = live_plan(database)
    found = look(database, at(LIVE), Wanted(QUARTER))
    span = [LIVE + n * ONE_DAY for n in range(QUARTER)]
    due = {one.pack_day for day in span for one in packs_due(service.place(at(day)))}
    assert [one.on for one in found.beside] == sorted(day for day in due if day >= LIVE)
    assert found.beside[0].to == f"Secretariat, {BOARD.name}"
    assert len(found.beside) >= 2


def test_a_calendar_that_ends_is_foreseen(database: Engine) -> None:
    """Hold row-254."""
    service = live_plan(database)
    service.apply_calendar("division: England\nuntil: 2027\ndays_off: []\n", at(LIVE))
    warned = Beside(
        date(2027, 10, 2), "the administrators", "Invented plan: its calendar ends soon"
    )
    assert warned in look(database, at(LIVE), Wanted(300)).beside


def test_they_are_shown(database: Engine) -> None:
    """Hold row-253."""
    live_plan(database)
    found = look(database, at(LIVE), Wanted(30))
    titles = [sheet.title for sheet in sheets(found)]
    assert titles[-2:] == ["Worst week of each reader", "Packs and alarms"]
    page = preview_as_markdown([found], in_words)
    assert "Worst week of each reader" in page
    assert "Weekly summary: 0 late, 1 due soon" in page
