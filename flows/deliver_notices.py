"""Responsible for sending what is queued, as Prefect runs it."""

import asyncio
import re
from typing import Annotated

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import show
from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, worth_retrying
from followthrough.cli.remedies import in_words
from followthrough.notices.delivery import Delivered, deliver
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.workplace import open_workplace
from rules.problems import Remedy, Sentence
from rules.words import count

ACTOR = "flow: deliver-notices"
STUCK = re.compile(
    r"^(?P<about>Notice (?P<id>\d+) .*? is (?:dead|unknown|queued)): "
    r"(?P<code>\d{3}(?: \d\.\d{1,3}\.\d{1,3})?\b)?"
)
"""What is said of a notice that needs a person, before the words of the server."""
UNHEARD = re.compile(r"^(?P<about>Nobody could be told this: [^.]+\.) ")
"""What is said of an alarm that found no reader, before what it tells."""
PAGE = """# Notices

{sentence}

{notices}

## Needs a person

{stuck}
"""


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
    await show("notices", _page(done, sentence), filled("Notices by kind and state"))
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


def _page(done: Delivered, sentence: str) -> Markdown:
    rows = [(kind.replace("_", " "), state, number) for kind, state, number in done.outbox]
    return filled(
        PAGE,
        sentence=sentence,
        notices=table(("Kind", "State", "Number"), rows),
        stuck=bullets((*done.shut, *map(_published, done.needs_a_person)) or ("Nothing.",)),
    )


def _published(stuck: str | Sentence) -> str:
    """Return of a notice that needs a person what Prefect may keep: a server may quote the mail."""
    if unheard := UNHEARD.match(str(stuck)):
        return in_words(Sentence(unheard["about"], Remedy.FIND_NOTICE.of()))
    found = STUCK.match(str(stuck))
    if found is None:
        return in_words(stuck)
    code = f": {found['code']}" if found["code"] else ""
    said = f"{found['about']}{code}."
    return in_words(Sentence(said, Remedy.SHOW_REPLY.of(number=found["id"])))
