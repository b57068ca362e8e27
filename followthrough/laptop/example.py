"""Responsible for the example: the 2018 plan and an invented one, taken in and played day by day.

The story uses the same use cases as the flows, with the days' own times passed in, and can be
played again from the start after a crash: what was done is never done twice.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from sqlmodel import col, select

from followthrough import clock
from followthrough.actions import closing, progress
from followthrough.daily import check, digests
from followthrough.notices import delivery
from followthrough.packs import draft
from followthrough.packs import due as pack_due
from followthrough.plans import go_live, import_plan
from followthrough.workplace import Workplace
from models import run as runs
from models.calendar import calendar
from models.plan import Action, Organisation, Plan
from models.progress import ProgressUpdate
from models.session import reading
from rules.calendar import LONDON

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDER = EXAMPLES / "middlesbrough-2018"
WORKBOOK = FOLDER / "plan.xlsx"
UPDATES = FOLDER / "updates.csv"
VALIDATIONS = FOLDER / "validations.csv"
SECOND_WORKBOOK = EXAMPLES / "practice-improvement-2018" / "plan.xlsx"

KEY = "focused-visit-2018"
SECOND_KEY = "practice-improvement-2018"
IMPORTED = datetime(2018, 11, 20, 17, tzinfo=LONDON)
LIVE_ON = date(2018, 11, 21)
LAST_DAY = date(2018, 12, 31)
TODAY = datetime(2019, 1, 2, 7, tzinfo=LONDON)
"""What the example's clock reads when the story has been played."""

ACTOR = "example"


SAID = ("evidence", "rating", "cause", "recovery", "impact")
"""What an update of the story may say beside its text."""


@dataclass(frozen=True, slots=True)
class Update:
    """One owner's update of the story."""

    on: date
    report: progress.Report


def is_wanted(place: Workplace) -> bool:
    """Say whether the story is to be played: nothing is stored, or it was cut short."""
    with reading(place.engine) as session:
        empty = session.exec(select(Plan.id)).first() is None
    return empty or clock.is_unfinished(place.data)


def play(
    place: Workplace, *, progressed: Callable[[int, int], None] = lambda _done, _all: None
) -> None:
    """Take the plans in, let them go live, and play the working days to the end of December.

    `progressed` hears (days done, all days). Ends with the example's clock at 2 January 2019.
    """
    place = replace(place, actor=ACTOR)
    if not clock.is_unfinished(place.data):  # an example before it was told the same
        place.settings.post_book_file.unlink(missing_ok=True)
    clock.begin_example(place.data)
    for key, workbook in ((KEY, WORKBOOK), (SECOND_KEY, SECOND_WORKBOOK)):
        import_plan.import_plan(place.at(IMPORTED), workbook)
        go_live.go_live(place.at(_at(LIVE_ON, 9)), key, LIVE_ON)
    days = list(_working_days(place))
    updates = read_updates(UPDATES)
    validations = read_validations(VALIDATIONS)
    for number, day in enumerate(days, start=1):
        _play_day(place, day, [u.report for u in updates if u.on == day])
        for validation in validations:
            if validation.on == day:
                _validate(place, validation)
        progressed(number, len(days))
    clock.start_example(place.data, TODAY)


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
                    evidence=row["evidence"],
                    rating=row["rating"],
                    cause=row["cause"],
                    recovery=row["recovery"],
                    impact=row["impact"],
                ),
            )
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One completion that the story's validator accepts."""

    on: date
    action: str
    by: str


def read_validations(path: Path) -> list[Accepted]:
    """Return what the story's validator accepts, in the order of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Accepted(date.fromisoformat(row["date"]), row["action"], row["by"])
            for row in csv.DictReader(file)
        ]


def _validate(place: Workplace, accepted: Accepted) -> None:
    """Accept a completion, unless an earlier playing of the story did."""
    with reading(place.engine) as session:
        found = select(Action).join(Plan, col(Plan.id) == Action.plan_id)
        action = session.exec(found.where(Plan.key == KEY, Action.ref == accepted.action)).one()
        if action.validated_on is not None:
            return
    at_eleven = place.at(_at(accepted.on, 11))
    closing.validate(at_eleven, KEY, accepted.action, by=accepted.by, accepted=True)


def _play_day(place: Workplace, day: date, reports: list[progress.Report]) -> None:
    at_seven = place.at(_at(day, 7))
    for organisation in digests.organisations(place):
        if not _was_checked(place, organisation, day):
            check.check_due_dates(at_seven, organisation)
    at_eight = place.at(_at(day, 8))
    delivery.deliver(at_eight)
    for due in pack_due.packs_due(at_eight):
        draft.assemble_pack(at_eight, due.plan, due.board)
    delivery.deliver(at_eight)
    at_ten = _at(day, 10)
    for report in reports:
        if not _was_reported(place, at_ten, report.action):
            progress.update(place.at(at_ten), report)


def _was_checked(place: Workplace, organisation: str, day: date) -> bool:
    """Say whether an earlier playing of the story came this far."""
    with reading(place.engine) as session:
        row = session.exec(select(Organisation).where(Organisation.name == organisation)).one()
        last = runs.last_done(session, row.id or 0, runs.JOB)
        return last is not None and last >= day


def _was_reported(place: Workplace, at: datetime, action: str) -> bool:
    with reading(place.engine) as session:
        found = (
            select(ProgressUpdate.id)
            .join(Action, col(Action.id) == ProgressUpdate.action_id)
            .where(ProgressUpdate.reported_at == at, Action.ref == action)
        )
        return session.exec(found).first() is not None


def _working_days(place: Workplace) -> Iterator[date]:
    with reading(place.engine) as session:
        plan = session.exec(select(Plan).where(Plan.key == KEY)).one()
        yield from calendar(session, plan).days(LIVE_ON, LAST_DAY)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LONDON)


def _optional(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
