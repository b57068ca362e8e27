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
from flows.runs import fit_to_tell, named_by_day, tell
from followthrough.cli.remedies import in_words
from followthrough.daily.preview import Previewed, Wanted
from followthrough.daily.preview import preview as play
from followthrough.tables.markdown import filled
from followthrough.tables.preview import preview_as_markdown, preview_in_words
from followthrough.workplace import open_workplace
from rules.words import count

ACTOR = "flow: preview"
LONGEST = 366


@flow(name="preview", flow_run_name=named_by_day("preview"))
@fit_to_tell()
async def preview(
    days: Annotated[int, Field(ge=1, le=LONGEST, examples=[90])] = 90,
    plan: Annotated[str, Field(examples=["focused-visit-2018"])] = "",
    policy: Annotated[Path | None, Field(examples=["my-policy.yaml"])] = None,
    running: bool = False,  # noqa: FBT001, FBT002 - a parameter of the flow, given by name
    go_live_on: Annotated[Day | None, Field(examples=["2027-01-04"])] = None,
) -> State[None]:
    """Show who would be told what, and when, if nothing is recorded; nothing is sent or written.

    Args:
        days: How many days ahead, from 1 to 366.
        plan: Only this plan, by its key, such as focused-visit-2018; empty means every live plan.
        policy: Path of a policy file on the machine of the worker, such as /srv/plans/sooner.yaml,
            to see what it would change.
        running: Whether that policy would hold for running ladders too.
        go_live_on: The date on which the plan, a draft, would go live, such as 2027-01-04; none
            if it is live.

    """
    found = await look_ahead(Wanted(days, plan, policy, running, go_live_on))
    page = await asyncio.to_thread(preview_as_markdown, found, in_words)
    sentence = await asyncio.to_thread(preview_in_words, found)
    await show("preview", page, filled("Who would be told what on which day"))
    for one in found:
        of = f"{one.organisation}: played {count((one.now.last - one.now.first).days + 1, 'day')} ahead"
        tell(f"{of}; {count(one.now.notices, 'notice')} would be sent. Nothing was written.")
    problems = [in_words(problem) for one in found for problem in one.problems]
    return Failed(message=" ".join(problems)) if problems else Completed(message=sentence)


@task(name="play the days ahead")
@fit_to_tell()
async def look_ahead(wanted: Wanted) -> list[Previewed]:
    """Play the days on a copy of the facts."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    return await asyncio.to_thread(play, place, wanted)
