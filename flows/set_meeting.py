"""Responsible for setting a board's meeting from the Prefect UI, so that packs go by it at once."""

import asyncio
from typing import Annotated

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.days import Day
from flows.events import announce_board_date
from flows.runs import fit_to_tell, named_by_day, tell
from followthrough.boards.meetings import Wanted
from followthrough.boards.meetings import set_meeting as record
from followthrough.cli.remedies import in_words
from followthrough.workplace import open_workplace
from rules.packs.sections import Paper

ACTOR = "flow: set-meeting"


@flow(name="set-meeting", flow_run_name=named_by_day("set-meeting"))
@fit_to_tell()
async def set_meeting(  # noqa: PLR0913, PLR0917 - each is a field of the form
    plan: Annotated[str, Field(examples=["focused-visit-2018"])],
    board: Annotated[str, Field(examples=["Strategic Partnership Board"])],
    on: Annotated[Day, Field(examples=["2027-01-14"])],
    instead_of: Annotated[Day | None, Field(examples=["2027-01-07"])] = None,
    papers: Annotated[Day | None, Field(examples=["2027-01-05"])] = None,
    place: Annotated[str, Field(examples=["14:00, Mandela Room, Town Hall"])] = "",
    agenda_item: Annotated[str, Field(examples=["7"])] = "",
    author: Annotated[str, Field(examples=["Sam Whitfield, Board secretary"])] = "",
    lead_director: Annotated[str, Field(examples=["Dee Rector, Director"])] = "",
    assurance: Annotated[str, Field(examples=["Partial assurance"])] = "",
    considered_by: Annotated[str, Field(examples=["Executive, 7 January 2027"])] = "",
) -> State[None]:
    """Set or move a board's meeting: its pack and its update round go by it.

    Args:
        plan: The key of the plan, such as focused-visit-2018.
        board: The board's name, such as Strategic Partnership Board.
        on: The day of the meeting, today or later, such as 2027-01-14.
        instead_of: The day that it is moved from, such as 2027-01-07; none if it is a further
            meeting.
        papers: Its paper deadline, such as 2027-01-05; none means the board's usual number of
            working days before.
        place: Time and place, such as "14:00, Mandela Room, Town Hall"; may be empty.
        agenda_item: The pack's place on the agenda, such as 7; may be empty, as all that follows.
        author: Who wrote the paper.
        lead_director: Who answers for it.
        assurance: Its assurance level, in words.
        considered_by: Who considered it before.

    """
    paper = Paper(agenda_item, author, lead_director, assurance, considered_by)
    sentence = await store(Wanted(plan, board, on, instead_of, papers, place, paper))
    tell("Stored the meeting; packs that are due by its paper deadline are looked at now.")
    announce_board_date(plan, board)
    return Completed(message=sentence)


@task(name="set the meeting")
@fit_to_tell()
async def store(wanted: Wanted) -> str:
    """Store the meeting; return what follows from it."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    said = await asyncio.to_thread(record, place, wanted)
    return " ".join(map(in_words, said))
