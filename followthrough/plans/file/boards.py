"""Responsible for the boards of a plan file, and the days on which they meet."""

from typing import TYPE_CHECKING

from followthrough.plans.file.columns import said
from followthrough.plans.file.names import Names
from followthrough.plans.file.rows import BoardRow, MeetingRow
from followthrough.plans.file.sheets import Table, TableRow
from followthrough.reading.entry import Entry
from rules.rounds import DRAFTS_BEFORE, MOST_DRAFTS_BEFORE, PAPERS_BEFORE
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
        place = row["Date"].place
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
    told = said(MeetingRow, row)
    on, papers = told["on"], told["paper_deadline"]
    if on and papers and papers > on:
        row["Paper deadline"].complain(
            f"the paper deadline lies after the meeting of {plain_day(on)}; write an earlier date"
        )
    return MeetingRow(board, **told) if on else None


def read_boards(
    file: str, rows: Table, names: Names, people: Names, problems: list[str]
) -> tuple[BoardRow, ...]:
    """Return the boards; exactly one of them takes escalations, or that is a problem."""
    boards = tuple(
        BoardRow(
            **said(BoardRow, row),
            name=name,
            secretary=people.find(row["Secretary"], row["Secretary"].needed(), "the secretary"),
            papers_before=_days(row["Papers before"], MOST_DAYS_BEFORE, PAPERS_BEFORE),
            drafts_before=_days(row["Draft before"], MOST_DRAFTS_BEFORE, DRAFTS_BEFORE),
            members=people.find_each(row["Members"], "the member"),
        )
        for name, row in zip(names.given, rows or (), strict=True)
    )
    top = [row for row, board in zip(rows or (), boards, strict=True) if board.escalations]
    if rows is not None and not top:
        problems.append(
            f"{file}, sheet Boards: no board has yes under Escalations; write it for exactly one."
        )
    for row in top[1:]:
        row["Escalations"].complain(
            f"{top[0]['Escalations'].place} says yes already; exactly one board takes escalations"
        )
    return boards


def _days(entry: Entry, most: int, usual: int) -> int:
    written = entry.whole(0, most)
    return usual if written is None else written
