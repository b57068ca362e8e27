"""Responsible for the meetings of a plan file: the days on which its boards meet."""

from typing import TYPE_CHECKING

from followthrough.plan_names import Names
from followthrough.plan_rows import MeetingRow
from followthrough.plan_sheets import Table, TableRow
from rules.words import plain_day

if TYPE_CHECKING:
    from datetime import date

MOST_DAYS_BEFORE = 60
"""Working days before a meeting by which its papers may have to be ready."""


def read_meetings(table: Table, boards: Names) -> tuple[MeetingRow, ...]:
    """Return the meetings; a day that a board has twice is a problem, and papers after their meeting."""
    places: dict[tuple[str, date], str] = {}
    found = []
    for row in table or ():
        meeting = _meeting(row, boards)
        if meeting is None:
            continue
        place = row["Date"].short_place
        first = places.setdefault((meeting.board, meeting.on), place)
        if first != place:
            row["Date"].complain(
                f"the {meeting.board} meets on {plain_day(meeting.on)} already, by {first}; "
                "keep one of them"
            )
        found.append(meeting)
    return tuple(found)


def _meeting(row: TableRow, boards: Names) -> MeetingRow | None:
    board = boards.find(row["Board"], row["Board"].needed(), "the board")
    on, place = row["Date"].needed_day(), row["Place"].text()
    papers, _ = row["Paper deadline"].day()
    if on and papers and papers > on:
        row["Paper deadline"].complain(
            f"the paper deadline lies after the meeting of {plain_day(on)}; write an earlier date"
        )
    return MeetingRow(board, on, papers, place) if on else None
