"""Responsible for the preview of the days ahead, as Prefect runs it."""

import asyncio
from pathlib import Path
from typing import Annotated

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import show
from flows.days import Day
from flows.runs import fit_to_tell, named_by_day
from followthrough.cli.remedies import in_words
from followthrough.daily.preview import Previewed, Wanted
from followthrough.daily.preview import preview as play
from followthrough.tables.markdown import filled
from followthrough.tables.preview import preview_as_markdown, preview_in_words
from followthrough.workplace import open_workplace

ACTOR = "flow: preview"
LONGEST = 366


@flow(name="preview", flow_run_name=named_by_day("preview"))
@fit_to_tell()
async def preview(
    days: Annotated[int, Field(ge=1, le=LONGEST)] = 90,
    plan: str = "",
    policy: Path | None = None,
    running: bool = False,  # noqa: FBT001, FBT002 - a parameter of the flow, given by name
    go_live_on: Day | None = None,
) -> State[None]:
    """Show who would be told what, and when, if nothing is recorded; nothing is sent or written.

    Args:
        days: How many days ahead, from 1 to 366.
        plan: Only this plan, by its key; empty means every live plan.
        policy: Path of a policy file on the machine of the worker, to see what it would change.
        running: Whether that policy would hold for running ladders too.
        go_live_on: The date on which the plan, a draft, would go live; none if it is live.

    """
    found = await look_ahead(Wanted(days, plan, policy, running, go_live_on))
    page = await asyncio.to_thread(preview_as_markdown, found, in_words)
    sentence = await asyncio.to_thread(preview_in_words, found)
    await show("preview", page, filled("Who would be told what on which day"))
    problems = [in_words(problem) for one in found for problem in one.problems]
    return Failed(message=" ".join(problems)) if problems else Completed(message=sentence)


@task(name="play the days ahead")
@fit_to_tell()
async def look_ahead(wanted: Wanted) -> list[Previewed]:
    """Play the days on a copy of the facts."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    return await asyncio.to_thread(play, place, wanted)
