"""Responsible for sending what is queued, as Prefect runs it."""

import asyncio
from typing import Annotated

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, worth_retrying
from followthrough.notices.delivery import Delivered, deliver
from followthrough.workplace import open_workplace
from rules.words import count

ACTOR = "flow: deliver-notices"


@flow(name="deliver-notices", flow_run_name=named_by_day("deliver-notices"))
@fit_to_tell()
async def deliver_notices(
    at_most: Annotated[int, Field(ge=1, le=10_000)] = 1_000,
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
    await acreate_markdown_artifact(
        key="notices", markdown=_page(done, sentence), description="Notices by kind and state"
    )
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


def _page(done: Delivered, sentence: str) -> str:
    rows = "\n".join(
        f"| {kind.replace('_', ' ')} | {state} | {number} |" for kind, state, number in done.outbox
    )
    stuck = (*done.shut, *done.needs_a_person)
    person = "\n".join(f"- {text}" for text in stuck) or "- Nothing."
    return f"""# Notices

{sentence}

| Kind | State | Number |
|---|---|---|
{rows}

## Needs a person

{person}
"""
