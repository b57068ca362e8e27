"""Responsible for setting a board's meeting from the Prefect UI, so that packs go by it at once."""

import asyncio

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.days import Day
from flows.events import announce_board_date
from flows.runs import fit_to_tell, named_by_day
from followthrough.boards.meetings import Wanted
from followthrough.boards.meetings import set_meeting as record
from followthrough.cli.remedies import in_words
from followthrough.workplace import open_workplace

ACTOR = "flow: set-meeting"


@flow(name="set-meeting", flow_run_name=named_by_day("set-meeting"))
@fit_to_tell()
async def set_meeting(
    plan: str,
    board: str,
    on: Day,
    instead_of: Day | None = None,
    papers: Day | None = None,
    place: str = "",
) -> State[None]:
    """Set or move a board's meeting: its pack and its update round go by it.

    Args:
        plan: The key of the plan.
        board: The board's name.
        on: The day of the meeting, today or later.
        instead_of: The day that it is moved from; none if it is a further meeting.
        papers: Its paper deadline; none means the board's usual number of working days before.
        place: Time and place, in words; may be empty.

    """
    sentence = await store(Wanted(plan, board, on, instead_of, papers, place))
    announce_board_date(plan, board)
    return Completed(message=sentence)


@task(name="set the meeting")
@fit_to_tell()
async def store(wanted: Wanted) -> str:
    """Store the meeting; return what follows from it."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    said = await asyncio.to_thread(record, place, wanted)
    return " ".join(map(in_words, said))
