"""Responsible for taking an action plan in from a workbook, and letting it go live."""

import asyncio
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.days import Day
from flows.runs import fit_to_tell, named_by_day
from followthrough.plans.go_live import go_live
from followthrough.plans.import_plan import Imported
from followthrough.plans.import_plan import import_plan as take_in
from followthrough.workplace import open_workplace
from rules.words import count, long_day

ACTOR = "flow: import-plan"


@flow(name="import-plan", flow_run_name=named_by_day("import-plan"))
@fit_to_tell()
async def import_plan(workbook: Path, go_live_on: Day | None = None) -> State[None]:
    """Take an action plan in from an Excel workbook.

    The plan is a draft: nobody is told anything until it goes live. The same workbook again
    changes nothing; one with mistakes is refused whole, and the run says which cells to mend.

    Args:
        workbook: Path of an .xlsx file on the machine of the worker.
        go_live_on: Let the plan go live on this date, today or later; none leaves it a draft.

    """
    found, sentence = await take(workbook, go_live_on)
    await acreate_markdown_artifact(
        key="plan", markdown=_page(found, sentence), description=f"{found.title}: what was taken in"
    )
    return Completed(message=sentence)


@task(name="take the plan in")
@fit_to_tell()
async def take(workbook: Path, go_live_on: Day | None) -> tuple[Imported, str]:
    """Store the plan; return it with a sentence that says what changed."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    found = await asyncio.to_thread(take_in, place, workbook)
    actions = count(found.actions, "action")
    sentence = (
        f"Imported {found.title} with {actions}, as a draft."
        if found.new
        else f"Nothing to do: {found.title} with {actions} was imported before."
    )
    if go_live_on:
        sentence = await asyncio.to_thread(go_live, place, found.key, go_live_on)
    return found, sentence


def _page(found: Imported, sentence: str) -> str:
    live = f"live from {long_day(found.live_on)}" if found.live_on else "not live yet"
    quality = "\n".join(f"- {text}" for text in found.data_quality) or "- Nothing to mend."
    return f"""# {found.title}

{sentence}

| | |
|---|---|
| Key | `{found.key}` |
| State before this run | {live} |
| Recommendations | {found.recommendations} |
| Actions | {found.actions} |
| Boards | {found.boards} |

## To mend in the plan

{quality}
{_listed("To check", found.doubts)}{_listed("Spelled otherwise than known", found.spelled_otherwise)}"""


def _listed(heading: str, sentences: tuple[str, ...]) -> str:
    if not sentences:
        return ""
    lines = "\n".join(f"- {text}" for text in sentences)
    return f"\n## {heading}\n\n{lines}\n"
