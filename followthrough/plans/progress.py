"""Responsible for the updates that a plan begins with: what its table says was done until now."""

from collections.abc import Iterable
from datetime import date, datetime, time

from followthrough.plans.file.rows import PlanFile
from models.plan import Action
from models.progress import ProgressUpdate
from rules.calendar import LONDON, local_date
from rules.plans.reported import said_by_day
from rules.problems import BadInput
from rules.words import long_day


def updates_of(
    read: PlanFile, actions: Iterable[Action], file: str, now: datetime
) -> list[tuple[Action, ProgressUpdate]]:
    """Return what a file says was done, of stored actions, those of each in the order of their days.

    Raises BadInput if its progress is said to be of a day to come.
    """
    today, stored = local_date(now), {action.ref: action for action in actions}
    if read.updates and read.progress_of and read.progress_of > today:
        raise BadInput(
            f"The progress in {file} can't be of {long_day(read.progress_of)}: "
            f"today is {long_day(today)}."
        )
    return [
        (
            stored[row.action],
            ProgressUpdate(
                action_id=stored[row.action].id or 0,
                reported_at=_at(day, now),
                reported_by=f"the file {file}",
                text=text,
            ),
        )
        for row in read.updates
        for day, text in said_by_day(row.text, row.parts, read.progress_of or today, today)
    ]


def _at(day: date, now: datetime) -> datetime:
    """Return noon of a day, so that it is that day everywhere; now at the latest."""
    return min(datetime.combine(day, time(12), LONDON), now)
