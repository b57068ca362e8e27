"""Responsible for the monthly packs, as Prefect runs them."""

import asyncio
from collections.abc import AsyncIterator

from prefect import flow, task
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    aupdate_progress_artifact,
)
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.events import announce_queued
from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, worth_retrying
from followthrough.packs.draft import assemble_pack as assemble_one
from followthrough.packs.due import next_pack_day, packs_due
from followthrough.packs.files import link_to
from followthrough.packs.versions import Assembled, MadeFile
from followthrough.packs.writers.pdf.first_pages import first_pages
from followthrough.workplace import Workplace, open_workplace
from rules.problems import BadInput
from rules.words import long_day, short_day

ACTOR = "flow: assemble-pack"


@flow(name="assemble-pack", flow_run_name=named_by_day("assemble-pack"))
@fit_to_tell()
async def assemble_pack(plan: str | None = None, board: str | None = None) -> State[None]:
    """Draft the progress packs that are due, and mail each to its board's secretariat.

    Looks every morning, and when an update round closes or a board's date changes. A pack is due
    on the paper deadline of its board's meeting, or on the first working day of the month where no
    meeting is set, and is made once.

    Args:
        plan: The key of a plan, to make one board's pack at once; none makes what is due.
        board: The board's name; goes with a plan.

    """
    place = await asyncio.to_thread(open_workplace, ACTOR)
    if (plan is None) != (board is None):
        raise BadInput("Give both a plan's key and a board's name, or neither.")
    if plan and board:
        wanted = [(plan, board)]
    else:
        due = await asyncio.to_thread(packs_due, place)
        wanted = [(one.plan, one.board) for one in due]
    if not wanted:
        following = await asyncio.to_thread(next_pack_day, place)
        when = f"; the next pack day is {long_day(following)}" if following else ""
        return Completed(message=f"Nothing to do: no pack is due{when}.")
    made = [pack async for pack in _each(wanted)]
    announce_queued(sum(pack.new for pack in made))
    pages = await asyncio.to_thread(_pages, made, place)
    await acreate_markdown_artifact(
        key="pack", markdown=pages, description="The packs and their files"
    )
    return Completed(message=" ".join(map(_sentence, made)))


async def _each(wanted: list[tuple[str, str]]) -> AsyncIterator[Assembled]:
    """Yield the packs one after the other, and show in the run how many are made."""
    bar = await acreate_progress_artifact(0, key="packs-made")
    for done, (plan, board) in enumerate(wanted, start=1):
        yield await assemble(plan, board)
        await aupdate_progress_artifact(bar, 100 * done / len(wanted), description=board)


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
    return await asyncio.to_thread(assemble_one, place, plan, board)


def _sentence(pack: Assembled) -> str:
    how = "is made and queued" if pack.new else "was made before; nothing changed"
    more = "".join(f" {sentence}" for sentence in (*pack.failed, *pack.doubts))
    return f"The pack of the {pack.board} for {pack.month} {how}.{more}"


def _shown(pack: Assembled) -> list[str]:
    """Return its first pages; none where the PDF was not made, or is gone."""
    paths = [file.path for file in pack.files if _is_public_pdf(file)]
    return [one for path in paths if path.is_file() for one in first_pages(path)]


def _is_public_pdf(file: MadeFile) -> bool:
    return file.path.suffix == ".pdf" and not file.is_exempt


def _named(file: MadeFile, place: Workplace) -> str:
    """Return a file's name, as a link if the folder of packs can be opened somewhere."""
    link = link_to(file.path, place.data, place.settings.packs_url)
    return f"[{file.name}]({link})" if link else f"**{file.name}**"


def _pages(made: list[Assembled], place: Workplace) -> str:
    return "\n\n".join(_page(pack, place) for pack in made)


def _page(pack: Assembled, place: Workplace) -> str:
    counts = "\n".join(
        f"| {brag} | {number} | {'first pack' if last is None else last} |"
        for brag, number, last in pack.counts
    )
    files = "\n".join(
        f"- {_named(file, place)}, {file.size // 1024 + 1} kB\n\n  `{file.path}`\n\n  SHA-256 `{file.sha256}`"
        for file in pack.files
    )
    headlines = "\n".join(f"- {text}" for text in pack.headlines)
    pictures = "\n\n".join(
        f"![Page {number} of the PDF]({address})" for number, address in enumerate(_shown(pack), 1)
    )
    return f"""# {pack.board}: pack for {pack.month}

{_sentence(pack)} Position at {short_day(pack.as_of)}, version {pack.version}.

{headlines}

| Rating | Now | Last pack |
|---|---|---|
{counts}

{pictures}

## Files

{files}

All are made from the same contents, SHA-256 `{pack.contents_sha256}`.
"""
