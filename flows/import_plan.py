"""Responsible for taking an action plan in from a file, with nobody to ask, and letting it go live."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.artifacts import show
from flows.days import Day
from flows.deployed import keep_up
from flows.later_file import Later, take_later
from flows.runs import fit_to_tell, named_by_day, tell
from followthrough.actions.from_file import Agreed
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.go_live import go_live
from followthrough.plans.import_plan import Imported, store_plan
from followthrough.plans.table.report import understood_in
from followthrough.plans.table.take_in import (
    import_table,
    kept_beside,
    open_profile,
    read_unattended,
    ready,
)
from followthrough.plans.table.understood import Understood
from followthrough.reading.file import name_of
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.workplace import Workplace, open_workplace
from rules.problems import BadInput, Remedy
from rules.words import count, listed, long_day

ACTOR = "flow: import-plan"
OF_ACTIONS = re.compile(
    r"^(.*?, sheet (?:actions|milestones), cell [A-Z]+\d+): .*", re.IGNORECASE | re.DOTALL
)
"""What is wrong with a cell of an action: it quotes what stands there, which may be Part 2."""
OF_A_TABLE = re.compile(r"^(.*?\bcell [A-Z]+\d+): .*", re.DOTALL)
"""And in a table that was not made for us, where each cell is one of an action."""
MEND = r"\1 is to be mended."
MOST_PLACES = 20
IN_A_CELL = "Who is meant by the words in a cell of owners, which are near a name that is known?"
"""Asked instead of what quotes the cell."""
WAITING = """# {file}: questions wait for a person

{sentence}

{questions}

## What was understood

{understood}
{doubts}"""
PAGE = """# {title}

{sentence}

{counted}

## To mend in the plan

{quality}
{doubts}{in_doubt}{cells}{spelled}"""


@flow(name="import-plan", flow_run_name=named_by_day("import-plan"))
@fit_to_tell()
async def import_plan(
    workbook: Annotated[Path, Field(examples=["examples/middlesbrough-2018/plan.xlsx"])],
    go_live_on: Annotated[Day | None, Field(examples=["2027-01-04"])] = None,
    old_dates_are_meant: bool = False,  # noqa: FBT001, FBT002 - a field of Prefect's form
    profile: Annotated[Path | None, Field(examples=["/srv/plans/my-plan.profile.yaml"])] = None,
    take_proposals: bool = False,  # noqa: FBT001, FBT002 - a field of Prefect's form
    dates_agreed_by: Annotated[str, Field(examples=["Susan Barker"])] = "",
    agreed_on: Annotated[Day | None, Field(examples=["2027-01-04"])] = None,
) -> State[None]:
    """Take an action plan in from our workbook, or from any table of actions.

    The plan is a draft: nobody is told anything until it goes live. A later file changes its plan by
    what it says otherwise than the last; the same file again changes nothing. One with mistakes is
    refused whole, and the run says which cells to mend. While a file leaves questions nothing is
    stored: they are on the page of the run, which fails.

    Args:
        workbook: Path of an .xlsx, .xls, .ods, .docx, .csv or .tsv file on the machine of the worker, such as
            /srv/plans/my-plan.xlsx.
        go_live_on: Let the plan go live on this date, today or later, such as 2027-01-04; none
            leaves it a draft.
        old_dates_are_meant: Let it go live though due dates lie more than a year before that date.
        profile: Path of the file of answers about a table; none takes the one that its last import
            kept beside it.
        take_proposals: Take what is proposed where the answers say nothing.
        dates_agreed_by: Who agreed to the due dates that a later file changes, such as Susan Barker;
            empty asks for them as new dates. Goes with agreed_on.
        agreed_on: When they agreed to them, such as 2027-01-04; none if nobody did.

    """
    if bool(dates_agreed_by) != bool(agreed_on):
        raise BadInput("dates_agreed_by and agreed_on go together: who agreed, and when.")
    taken = await take(
        workbook,
        go_live_on,
        profile,
        Agreed(dates_agreed_by, agreed_on) if agreed_on else None,
        are_old_meant=old_dates_are_meant,
        are_taken=take_proposals,
    )
    await show("plan", taken.page, filled("{plan}: what was taken in", plan=taken.title))
    tell(*taken.told)
    await keep_up()
    return Completed(message=taken.sentence)


class Taken(NamedTuple):
    """What became of a file: what to show, and what to say."""

    title: str
    sentence: str
    page: Markdown
    told: Sequence[str]


@task(name="take the plan in")
@fit_to_tell()
async def take(
    workbook: Path,
    go_live_on: Day | None,
    profile: Path | None,
    agreed: Agreed | None,
    *,
    are_old_meant: bool,
    are_taken: bool,
) -> Taken:
    """Store the plan, or what a later file changes of it; return what became of it."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    with _fit_for_anyone(workbook, OF_ACTIONS):
        read = await asyncio.to_thread(
            read_unattended, place, workbook, profile, are_taken=are_taken
        )
    if isinstance(read, Understood) and read.waiting:
        await _show_questions(workbook, read)
    later = await asyncio.to_thread(
        _taken_later, place, workbook, read, profile, agreed, are_taken=are_taken
    )
    if later:
        return await _tell_of(later, place, workbook, go_live_on, are_old_meant=are_old_meant)
    found = await asyncio.to_thread(_taken_in, place, workbook, read)
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
    return Taken(
        found.title,
        sentence,
        _page(found, sentence, _to_look_at(read)),
        (
            f"Read the file: {count(found.actions, 'action')}, {count(found.boards, 'board')}.",
            "Stored as a draft." if found.new else "It was imported before; nothing was stored.",
            f"To mend: {count(len(found.data_quality), 'thing')}; to check: {count(len(found.doubts), 'thing')}.",
        ),
    )


def _taken_later(
    place: Workplace,
    workbook: Path,
    read: PlanFile | Understood,
    profile: Path | None,
    agreed: Agreed | None,
    *,
    are_taken: bool,
) -> Later | None:
    with _fit_for_anyone(workbook, OF_A_TABLE):
        plan = read if isinstance(read, PlanFile) else ready(read)
    answers = open_profile(profile or kept_beside(workbook)).changes
    return take_later(
        place,
        workbook,
        plan,
        answers,
        agreed,
        is_ours=isinstance(read, PlanFile),
        are_taken=are_taken,
    )


async def _tell_of(
    later: Later, place: Workplace, workbook: Path, go_live_on: Day | None, *, are_old_meant: bool
) -> Taken:
    """Return what became of a later file; raises BadInput, which says so, while questions wait."""
    if later.is_waiting:
        await show("plan", later.page, filled("{file}: questions", file=workbook.name))
        raise BadInput(
            f"{later.sentence} They are on the page `plan` of this run.",
            remedy=Remedy.GIVE_ANSWERS.of(),
        )
    sentence = later.sentence
    if go_live_on:
        sentence = await asyncio.to_thread(
            go_live, place, later.key, go_live_on, are_old_meant=are_old_meant
        )
    return Taken(later.title, sentence, later.page, (later.sentence,))


def _taken_in(place: Workplace, workbook: Path, read: PlanFile | Understood) -> Imported:
    if isinstance(read, PlanFile):
        with _fit_for_anyone(workbook, OF_ACTIONS):
            return store_plan(place, workbook, read)
    with _fit_for_anyone(workbook, OF_A_TABLE):
        return import_table(place, workbook, read, is_trial=False)


@contextmanager
def _fit_for_anyone(workbook: Path, of_actions: re.Pattern[str]) -> Iterator[None]:
    """Raise BadInput as far as anyone may read what is wrong with the file."""
    try:
        yield
    except BadInput as wrong:
        told = [of_actions.sub(MEND, problem) for problem in wrong.problems]
        if told == [*wrong.problems]:
            raise
        told.append("What stands in a cell of an action may be Part 2, so it is not told here.")
        raise BadInput(*told, remedy=Remedy.SHOW_CELLS.of(file=workbook)) from None


async def _show_questions(workbook: Path, read: Understood) -> None:
    """Show what is asked of a person, and raise BadInput, which says that it is."""
    sentence = f"Nothing was stored: {count(len(read.waiting), 'question')} to answer."
    page = await asyncio.to_thread(_questions, workbook, read, sentence)
    await show("plan", page, filled("{file}: questions", file=workbook.name))
    raise BadInput(
        f"{sentence} They are on the page `plan` of this run.", remedy=Remedy.GIVE_ANSWERS.of()
    )


def _questions(workbook: Path, read: Understood, sentence: str) -> Markdown:
    asked = [
        (number, *((IN_A_CELL, "") if one.about == "owners" else (one.text, one.default)))
        for number, one in enumerate(read.waiting, 1)
    ]
    # Who owns something is told last, and may own what is Part 2.
    *understood, _ = understood_in(read)
    return filled(
        WAITING,
        file=name_of(workbook.name),
        sentence=sentence,
        questions=table(("", "Question", "Proposed"), asked),
        understood=bullets(understood),
        doubts=_to_look_at(read),
    )


def _to_look_at(read: PlanFile | Understood) -> Markdown:
    """Return in which cells of a table a person should look; what they say may be Part 2."""
    places = (
        [*dict.fromkeys(one.place for one in read.doubts)] if isinstance(read, Understood) else []
    )
    return _listed("Cells to look at", [listed(places, MOST_PLACES)] if places else [])


def _published(problem: str) -> str:
    return OF_ACTIONS.sub(MEND, problem)


def _page(found: Imported, sentence: str, cells: Markdown) -> Markdown:
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
        in_doubt=_listed("In doubt of the plan itself", found.in_doubt),
        cells=cells,
        spelled=_listed("Spelled otherwise than known", found.spelled_otherwise),
    )


def _listed(heading: str, sentences: Sequence[str]) -> Markdown:
    if not sentences:
        return filled("")
    said = bullets(sentences)
    return filled("\n## {heading}\n\n{said}\n", heading=heading, said=said)
