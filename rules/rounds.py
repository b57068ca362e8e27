"""Responsible for a board's calendar: paper deadline, draft, and when owners are asked before it."""

from datetime import date, datetime
from typing import NamedTuple

from rules.calendar import CalendarEnds, WorkingCalendar, week_begins
from rules.words import short_day

PAPERS_BEFORE = 7
"""Working days before a meeting by which its papers are ready, unless the board says otherwise."""
DRAFTS_BEFORE = 3
"""Working days before the paper deadline on which a draft comes to be checked (row 233)."""
MOST_DRAFTS_BEFORE = 10
OPENS_BEFORE = 10
"""Working days before the paper deadline in whose week owners are asked for an update (row 287)."""
CHASED_BEFORE = 3
"""Working days before the paper deadline in whose week they are asked once more (row 287)."""
CHASED_AFTER = 2
"""Nobody is asked again sooner than this many working days after the first time."""
NO_EPISODE = -1
"""The episode of a step that asks for an update: it belongs to no slip, and outlives each."""


class Round(NamedTuple):
    """One board's update round: owners are asked before its papers are drafted."""

    deadline: date
    """The paper deadline, whose figures the pack has; nobody is asked on it or after it."""
    opens_on: date
    chased_on: date
    board: str
    meets_on: date
    since: datetime | None = None
    """The position from which its pack counts updates; None if there is none yet."""
    covered_from: date = date.max
    """A request before papers that are due on this day or later covers this round too."""

    def counts(self, updated_at: datetime | None) -> bool:
        """Say whether an update is new to this round's pack, so that nobody need be asked (row 110)."""
        return updated_at is not None and (self.since is None or updated_at > self.since)


def paper_deadline(meets_on: date, calendar: WorkingCalendar, before: int = PAPERS_BEFORE) -> date:
    """Return the day by which the papers of a meeting are ready (row 109).

    Raises CalendarEnds if it lies outside the calendar.
    """
    return calendar.before(meets_on, before)


def draft_day(deadline: date, calendar: WorkingCalendar, before: int) -> date:
    """Return the day on which a pack is first drafted (row 233).

    That is its paper deadline itself where the calendar does not reach so far back.
    """
    try:
        return calendar.before(deadline, before)
    except CalendarEnds:
        return deadline


def round_of(
    board: str,
    meets_on: date,
    deadline: date,
    calendar: WorkingCalendar,
    since: datetime | None = None,
) -> Round:
    """Return the update round before a paper deadline: each asking is as a week begins (row 287).

    Raises CalendarEnds if a date of it lies outside the calendar.
    """
    opens = calendar.before(deadline, OPENS_BEFORE)
    opens_on = week_begins(calendar, opens)
    chased_on = week_begins(calendar, calendar.before(deadline, CHASED_BEFORE))
    return Round(deadline, opens_on, chased_on, board, meets_on, since, opens)


def whose(rounds: tuple[Round, ...], deadline: date) -> str:
    """Return which boards' papers have this deadline, in words: `the Executive (meets Mon 4 Jan 2027)`."""
    named = [
        f"the {one.board} (meets {short_day(one.meets_on)})"
        for one in rounds
        if one.deadline == deadline
    ]
    return " and ".join(named)
