"""Responsible for sending what is queued, as Prefect runs it."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import show, show_today
from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, tell, worth_retrying
from followthrough.cli.remedies import in_words
from followthrough.daily.today import Today
from followthrough.notices.delivery import Delivered, deliver
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.tables.notices import KINDS, published
from followthrough.tables.today import sent_as_markdown
from followthrough.workplace import open_workplace
from models.notice import NoticeKind
from rules.words import count

ACTOR = "flow: deliver-notices"
PAGE = """# Notices

{sentence}

## Sent today

{told}

## Needs a person

{stuck}

## All that were ever queued

{notices}
"""


@flow(name="deliver-notices", flow_run_name=named_by_day("deliver-notices"))
@fit_to_tell()
async def deliver_notices(
    at_most: Annotated[int, Field(ge=1, le=10_000, examples=[1_000])] = 1_000,
) -> State[None]:
    """Send the notices that are queued and due.

    Started by the event `followthrough.notices.queued`; its schedule is the fallback. Two runs at
    once never send the same notice. If the mail server can't be used, nothing is lost: the run
    says so, administrators are alarmed once, and it is tried again by itself.

    Args:
        at_most: The most notices to send in this run, 1 to 10,000.

    """
    done = await send(at_most)
    sentence = f"{count(done.sent, 'notice')} sent."
    if not done.outcomes:
        sentence = "Nothing to do: no notice is due."
    if done.needs_a_person:
        sentence += f" For a person to look at: {count(len(done.needs_a_person), 'notice')}."
    sentence = " ".join((sentence, *done.shut))
    if done.outcomes or done.failed:  # what was sent stays to be seen; nothing else changed
        place = await asyncio.to_thread(open_workplace, ACTOR)
        found = await show_today(place)
        page = await asyncio.to_thread(_page, done, found, sentence)
        await show("notices", page, filled("What was sent today, to whom, and what needs a person"))
    tell(*_story(done))
    return Failed(message=sentence) if done.failed or done.shut else Completed(message=sentence)


@task(
    name="send a batch",
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=worth_retrying,
)
@fit_to_tell()
async def send(at_most: int) -> Delivered:
    """Claim, render, send and mark, each mail by itself."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    return await asyncio.to_thread(deliver, place, limit=at_most)


def _page(done: Delivered, found: Today, sentence: str) -> Markdown:
    rows = [(KINDS[NoticeKind(kind)], state, number) for kind, state, number in done.outbox]
    stuck = (in_words(published(one)) for one in done.needs_a_person)
    return filled(
        PAGE,
        sentence=sentence,
        told=sent_as_markdown(found.sent),
        notices=table(("Kind", "State", "Number"), rows),
        stuck=bullets((*done.shut, *stuck) or ("Nothing.",)),
    )


def _story(done: Delivered) -> Iterator[str]:
    """Yield what a delivery did, as a log may tell it: numbers alone."""
    if done.doubtful:
        yield f"Found {count(done.doubtful, 'notice')} that a run which died had left in doubt."
    tried = ", ".join(f"{number} {outcome}" for outcome, number in sorted(done.outcomes.items()))
    if done.held:
        yield "The outbox is held: nothing but alarms leaves."
    if done.shut:
        yield f"What goes by {count(len(done.shut), 'way')} that can't be used now waits."
    if not tried:
        yield f"Nothing was handed over. Still queued: {count(done.waiting, 'notice')}."
        return
    yield f"Handed over what was due: {tried}."
    if done.needs_a_person:
        yield f"A person has to look at {count(len(done.needs_a_person), 'notice')}."
    yield f"Still queued: {count(done.waiting, 'notice')}."
