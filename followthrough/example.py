"""Responsible for the example: the 2018 plan, taken in, gone live, and played day by day.

The story uses the same use cases as the flows, with the days' own times passed in, and can be
played again from the start after a crash: what was done is never done twice.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough import clock, delivery, due_dates, plan_import, progress, reporting
from followthrough.settings import Settings
from models.plan import Action, Plan, calendar
from models.progress import ProgressUpdate
from models.session import reading
from notifications.channels import MailRelay
from rules.calendar import LONDON

FOLDER = Path(__file__).parent.parent / "examples" / "middlesbrough-2018"
WORKBOOK = FOLDER / "plan.xlsx"
UPDATES = FOLDER / "updates.csv"

KEY = "focused-visit-2018"
IMPORTED = datetime(2018, 11, 20, 17, tzinfo=LONDON)
LIVE_ON = date(2018, 11, 21)
LAST_DAY = date(2018, 12, 31)
TODAY = datetime(2019, 1, 2, 7, tzinfo=LONDON)
"""What the example's clock reads when the story has been played."""

ACTOR = "example"


@dataclass(frozen=True, slots=True)
class Update:
    """One owner's update of the story."""

    on: date
    report: progress.Report


def is_wanted(engine: Engine, data: Path) -> bool:
    """Say whether the story is to be played: nothing is stored, or it was cut short."""
    with reading(engine) as session:
        empty = session.exec(select(Plan.id)).first() is None
    return empty or clock.is_unfinished(data)


def play(
    engine: Engine,
    relay: MailRelay,
    settings: Settings,
    *,
    progressed: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Take the plan in, let it go live, and play the working days to the end of December.

    `progressed` hears (days done, all days). Ends with the example's clock at 2 January 2019.
    """
    clock.begin_example(settings.data)
    plan_import.import_plan(engine, lambda: IMPORTED, WORKBOOK, actor=ACTOR)
    plan_import.go_live(engine, lambda: _at(LIVE_ON, 9), KEY, LIVE_ON, actor=ACTOR)
    days = list(_working_days(engine))
    updates = read_updates(UPDATES)
    for number, day in enumerate(days, start=1):
        _play_day(engine, relay, settings, day, [u.report for u in updates if u.on == day])
        progressed(number, len(days))
    clock.start_example(settings.data, TODAY)


def read_updates(path: Path) -> list[Update]:
    """Return the owners' updates of the story, in the order of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Update(
                on=date.fromisoformat(row["date"]),
                report=progress.Report(
                    plan=KEY,
                    action=row["action"],
                    text=row["update"],
                    by=row["by"],
                    completed_on=_optional(row["completed_on"]),
                    forecast=_optional(row["forecast"]),
                ),
            )
            for row in csv.DictReader(file)
        ]


def _play_day(
    engine: Engine,
    relay: MailRelay,
    settings: Settings,
    day: date,
    reports: list[progress.Report],
) -> None:
    def at_seven() -> datetime:
        return _at(day, 7)

    for organisation in due_dates.organisations(engine):
        due_dates.check_due_dates(engine, at_seven, organisation, actor=ACTOR)
    for due in reporting.packs_due(engine, at_seven):
        reporting.assemble_pack(engine, at_seven, settings.data, due.plan, due.board, actor=ACTOR)
    delivery.deliver(engine, relay, lambda: _at(day, 8), settings.data)
    at_ten = _at(day, 10)
    for report in reports:
        if not _was_reported(engine, at_ten, report.action):
            progress.update(engine, lambda: at_ten, report, actor=ACTOR)


def _was_reported(engine: Engine, at: datetime, action: str) -> bool:
    with reading(engine) as session:
        found = (
            select(ProgressUpdate.id)
            .join(Action, col(Action.id) == ProgressUpdate.action_id)
            .where(ProgressUpdate.reported_at == at, Action.ref == action)
        )
        return session.exec(found).first() is not None


def _working_days(engine: Engine) -> Iterator[date]:
    with reading(engine) as session:
        plan = session.exec(select(Plan).where(Plan.key == KEY)).one()
        yield from calendar(session, plan).days(LIVE_ON, LAST_DAY)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LONDON)


def _optional(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
