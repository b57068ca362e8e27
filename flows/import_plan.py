"""Responsible for taking an action plan in from a workbook, and letting it go live."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.artifacts import show
from flows.days import Day
from flows.deployed import keep_up
from flows.runs import fit_to_tell, named_by_day, tell
from followthrough.plans.go_live import go_live
from followthrough.plans.import_plan import Imported
from followthrough.plans.import_plan import import_plan as take_in
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.workplace import Workplace, open_workplace
from rules.problems import BadInput, Remedy
from rules.words import count, long_day

ACTOR = "flow: import-plan"
OF_ACTIONS = re.compile(
    r"^(.*, sheet (?:actions|milestones), cell [A-Z]+\d+): .*", re.IGNORECASE | re.DOTALL
)
"""What is wrong with a cell of an action: it quotes what stands there, which may be Part 2."""
PAGE = """# {title}

{sentence}

{counted}

## To mend in the plan

{quality}
{doubts}{spelled}"""


@flow(name="import-plan", flow_run_name=named_by_day("import-plan"))
@fit_to_tell()
async def import_plan(
    workbook: Annotated[Path, Field(examples=["examples/middlesbrough-2018/plan.xlsx"])],
    go_live_on: Annotated[Day | None, Field(examples=["2027-01-04"])] = None,
    old_dates_are_meant: bool = False,  # noqa: FBT001, FBT002 - a field of Prefect's form
) -> State[None]:
    """Take an action plan in from an Excel workbook.

    The plan is a draft: nobody is told anything until it goes live. The same workbook again
    changes nothing; one with mistakes is refused whole, and the run says which cells to mend.

    Args:
        workbook: Path of an .xlsx file on the machine of the worker, such as
            /srv/plans/my-plan.xlsx.
        go_live_on: Let the plan go live on this date, today or later, such as 2027-01-04; none
            leaves it a draft.
        old_dates_are_meant: Let it go live though due dates lie more than a year before that date.

    """
    found, sentence = await take(workbook, go_live_on, are_old_meant=old_dates_are_meant)
    about = filled("{plan}: what was taken in", plan=found.title)
    await show("plan", _page(found, sentence), about)
    tell(
        f"Read the workbook: {count(found.actions, 'action')}, {count(found.boards, 'board')}.",
        "Stored as a draft." if found.new else "It was imported before; nothing was stored.",
        f"To mend: {count(len(found.data_quality), 'thing')}; to check: {count(len(found.doubts), 'thing')}.",
    )
    await keep_up()
    return Completed(message=sentence)


@task(name="take the plan in")
@fit_to_tell()
async def take(
    workbook: Path, go_live_on: Day | None, *, are_old_meant: bool
) -> tuple[Imported, str]:
    """Store the plan; return it with a sentence that says what changed."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    found = await asyncio.to_thread(_taken_in, place, workbook)
    actions = count(found.actions, "action")
    sentence = (
        f"Imported {found.title} with {actions}, as a draft."
        if found.new
        else f"Nothing to do: {found.title} with {actions} was imported before."
    )
    if go_live_on:
        sentence = await asyncio.to_thread(
            go_live, place, found.key, go_live_on, are_old_meant=are_old_meant
        )
    return found, sentence


def _taken_in(place: Workplace, workbook: Path) -> Imported:
    """Take a plan in; raise BadInput as far as anyone may read what is wrong with the workbook."""
    try:
        return take_in(place, workbook)
    except BadInput as wrong:
        told = [*map(_published, wrong.problems)]
        if told == [*wrong.problems]:
            raise
        told.append("What stands in a cell of an action may be Part 2, so it is not told here.")
        raise BadInput(*told, remedy=Remedy.SHOW_CELLS.of(file=workbook)) from None


def _published(problem: str) -> str:
    return OF_ACTIONS.sub(r"\1 is to be mended.", problem)


def _page(found: Imported, sentence: str) -> Markdown:
    live = f"live from {long_day(found.live_on)}" if found.live_on else "not live yet"
    counted = {
        "Key": found.key,
        "State before this run": live,
        "Recommendations": found.recommendations,
        "Actions": found.actions,
        "Boards": found.boards,
    }
    return filled(
        PAGE,
        title=found.title,
        sentence=sentence,
        counted=table(("", ""), counted.items()),
        quality=bullets(found.data_quality or ("Nothing to mend.",)),
        doubts=_listed("To check", [_published(str(doubt)) for doubt in found.doubts]),
        spelled=_listed("Spelled otherwise than known", found.spelled_otherwise),
    )


def _listed(heading: str, sentences: Sequence[str]) -> Markdown:
    if not sentences:
        return filled("")
    said = bullets(sentences)
    return filled("\n## {heading}\n\n{said}\n", heading=heading, said=said)
