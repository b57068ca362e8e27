"""Responsible for the monthly packs, as Prefect runs them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import begin_bar, move_bar, show, show_today
from flows.events import announce_queued
from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, tell, worth_retrying
from followthrough.cli.remedies import in_words
from followthrough.notices.delivery import due as waiting_to_leave
from followthrough.packs.draft import assemble_pack as assemble_one
from followthrough.packs.due import PackDue, next_pack_day, packs_due
from followthrough.packs.each import NotMade, not_made
from followthrough.packs.files import link_to
from followthrough.packs.versions import Assembled, MadeFile
from followthrough.packs.writers.pdf.first_pages import first_pages
from followthrough.tables.markdown import Markdown, address, bullets, filled, joined, table
from followthrough.workplace import Workplace, open_workplace
from rules.problems import BadInput
from rules.words import WITHHELD, count, long_day, short_day

ACTOR = "flow: assemble-pack"
PATIENCE = 120
"""Seconds for which packs wait for the day's notices to leave."""
FAULT = " was not made: "
"""Between a file and why there is none; the reason may quote what was to be written."""
PAGE = """# {board}: pack for {month}

{sentence} Position at {day}, version {version}.

{headlines}

{counts}

{pictures}

## Files

{files}

All are made from the same contents, SHA-256 {sha256}.
"""


@flow(name="assemble-pack", flow_run_name=named_by_day("assemble-pack"))
@fit_to_tell()
async def assemble_pack(
    plan: Annotated[str | None, Field(examples=["focused-visit-2018"])] = None,
    board: Annotated[str | None, Field(examples=["Strategic Partnership Board"])] = None,
) -> State[None]:
    """Draft the progress packs that are due, and mail each to its board's secretariat.

    Looks every morning, and when an update round closes or a board's date changes. A draft is due
    some working days before the papers of its board's meeting, and anew with them; where no meeting
    is set, on the first working day of the month.

    Args:
        plan: The key of a plan, such as focused-visit-2018, to make one board's pack at once;
            none makes what is due.
        board: The board's name, such as Strategic Partnership Board; goes with a plan.

    """
    place = await asyncio.to_thread(open_workplace, ACTOR)
    if (plan is None) != (board is None):
        raise BadInput("Give both a plan's key and a board's name, or neither.")
    if plan and board:
        tried: list[Assembled | NotMade] = [await assemble(plan, board)]
    else:
        due = await asyncio.to_thread(packs_due, place)
        tried = [pack async for pack in _each(place, due)]
    if not tried:
        tell("Looked at every board's dates: no pack is due.")
        following = await asyncio.to_thread(next_pack_day, place)
        when = f"; the next pack day is {long_day(following)}" if following else ""
        return Completed(message=f"Nothing to do: no pack is due{when}.")
    made = [one for one in tried if not isinstance(one, NotMade)]
    missing = [one for one in tried if isinstance(one, NotMade)]
    announce_queued(sum(pack.new for pack in made) + len(missing))  # an alarm for each of these
    tell(*_story(made, len(missing)))
    if made:
        pages = await asyncio.to_thread(_pages, made, place)
        await show("pack", pages, filled("The packs and their files"))
    if missing or any(pack.new for pack in made):
        await show_today(place)
    problems = [in_words(why) for one in missing for why in one.why]
    sentence = " ".join((*problems, *map(_sentence, made)))
    return Failed(message=sentence) if missing else Completed(message=sentence)


async def _once_delivered(place: Workplace) -> None:
    """Wait a little for what the check queued, so that packs can say that it was sent."""
    for _ in range(PATIENCE):
        if not await asyncio.to_thread(waiting_to_leave, place):
            return
        await asyncio.sleep(1)


async def _each(place: Workplace, due: list[PackDue]) -> AsyncIterator[Assembled | NotMade]:
    """Yield the packs one after the other, and show in the run how many were tried.

    One that can't be made is alarmed, and leaves the others to be made.
    """
    if not due:
        return
    await _once_delivered(place)
    tell(f"Due: {count(len(due), 'pack')}, of {count(len({one.plan for one in due}), 'plan')}.")
    bar = await begin_bar("packs-made", _at(due, 0))
    for done, one in enumerate(due, start=1):
        try:
            tried: Assembled | NotMade = await assemble(one.plan, one.board)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the other packs are made
            tried = await asyncio.to_thread(not_made, place, one, wrong)
        yield tried
        await move_bar(bar, 100 * done / len(due), _at(due, done))


def _at(due: Sequence[PackDue], done: int) -> Markdown:
    """Return how far the packs that are due have come, and which is next."""
    coming = f"; next, that of the {due[done].board}" if done < len(due) else ""
    of = count(len(due), "pack")
    return filled(
        "Packs that are due: {done} of {of} tried{coming}", done=done, of=of, coming=coming
    )


def _story(made: Sequence[Assembled], missing: int) -> Iterator[str]:
    """Yield what became of the packs, as a log may tell it."""
    for pack in made:
        what = "made and queued" if pack.new else "made before; nothing changed"
        files = f"{count(len(pack.files), 'file')}, {count(len(pack.failed), 'file')} missing"
        yield f"{pack.board}, {pack.month}: version {pack.version} {what}; {files}."
    if missing:
        yield f"Not made, with an alarm: {count(missing, 'pack')}."


@task(
    name="assemble one board's pack",
    task_run_name="the pack of the {board}",
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=worth_retrying,
)
@fit_to_tell()
async def assemble(plan: str, board: str) -> Assembled:
    """Freeze the contents, write every file, store and queue them in one transaction."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    return await asyncio.to_thread(_assembled, place, plan, board)


def _assembled(place: Workplace, plan: str, board: str) -> Assembled:
    """Assemble a pack; raise BadInput as far as anyone may read why there is none."""
    try:
        return assemble_one(place, plan, board)
    except BadInput as wrong:
        raise BadInput(*map(_cut, wrong.problems), remedy=wrong.remedy) from None


def _cut(problem: str) -> str:
    file, fault, _ = problem.partition(FAULT)
    return f"{file} was not made." if fault else problem


def _sentence(pack: Assembled) -> str:
    how = "is made and queued" if pack.new else "was made before; nothing changed"
    more = [*map(_cut, pack.failed)]
    if pack.classification and pack.doubts:  # they may quote what is Part 2
        more.append(f"Its mail names {count(len(pack.doubts), 'doubt')}.")
    else:
        more += pack.doubts
    return " ".join((f"The pack of the {pack.board} for {pack.month} {how}.", *more))


def _shown(pack: Assembled) -> list[str]:
    """Return its first pages, if anyone may see them; none where the PDF was not made, or is gone."""
    paths = [file.path for file in pack.files if _is_public_pdf(file)] if pack.is_public else []
    return [one for path in paths if path.is_file() for one in first_pages(path)]


def _is_public_pdf(file: MadeFile) -> bool:
    return file.path.suffix == ".pdf" and not file.is_exempt


def _told(file: MadeFile, place: Workplace) -> Markdown:
    """Return a file's name, as a link if the folder of packs can be opened somewhere, and its sum."""
    link = address(link_to(file.path, place.data, place.settings.packs_url))
    return filled(
        ("- [{name}]({link})" if link else "- **{name}**")
        + ", {size} kB\n\n  {path}\n\n  SHA-256 {sha256}",
        name=file.name,
        link=link,
        size=file.size // 1024 + 1,
        path=file.path,
        sha256=file.sha256,
    )


def _pages(made: list[Assembled], place: Workplace) -> Markdown:
    return joined(_page(pack, place) for pack in made)


def _page(pack: Assembled, place: Workplace) -> Markdown:
    counts = [
        (brag, number, "first pack" if last is None else last) for brag, number, last in pack.counts
    ]
    pictures = (
        filled("![Page {number} of the PDF]({drawn})", number=number, drawn=address(drawn))
        for number, drawn in enumerate(_shown(pack), 1)
    )
    return filled(
        PAGE,
        board=pack.board,
        month=pack.month,
        sentence=_sentence(pack),
        day=short_day(pack.as_of),
        version=pack.version,
        headlines=bullets(pack.headlines if pack.is_public else (WITHHELD,)),
        counts=table(("Rating", "Now", "Last pack"), counts),
        pictures=joined(pictures),
        files=joined((_told(file, place) for file in pack.files), "\n"),
        sha256=pack.contents_sha256,
    )
