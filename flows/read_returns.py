"""Responsible for reading returned mail, as Prefect runs it."""

import asyncio

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import show, show_today
from flows.deployed import keep_up
from flows.events import announce_queued
from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, tell, worth_retrying
from followthrough.notices.returns import UNSET, Returns
from followthrough.notices.returns import read_returns as read_all
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.workplace import open_workplace
from rules.words import count

ACTOR = "flow: read-returns"
PAGE = """# Returned mail

{said}

{mails}

## Unreachable from now on

{people}
"""


@flow(name="read-returns", flow_run_name=named_by_day("read-returns"))
@fit_to_tell()
async def read_returns() -> State[None]:
    """Read the mailbox for returned mail, if a setting names one; suspend what can't be reached.

    A run that finds a notice which came back fails, as a delivery that is refused does: that
    notice needs a person. What is read twice changes nothing.
    """
    done = await read()
    await keep_up()
    if done is None:
        tell("No mailbox is set, so none was read.")
        return Completed(message=UNSET)
    tell(
        f"Read the mailbox: {count(done.returned, 'notice')} came back, {done.noted} changed nothing, "
        f"{done.left} left for a person."
    )
    announce_queued(done.returned)  # the delivery alarms the administrators of each
    await show("returns", _page(done), filled("Mail that came back"))
    if done.returned:
        await show_today(await asyncio.to_thread(open_workplace, ACTOR))
    return Failed(message=str(done)) if done.returned else Completed(message=str(done))


@task(
    name="read the mailbox",
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=worth_retrying,
)
@fit_to_tell()
async def read() -> Returns | None:
    """Look at each unread mail, record what it means, and flag it as read; None without a setting."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    if not place.settings.returns_url:
        return None
    return await asyncio.to_thread(read_all, place)


def _page(done: Returns) -> Markdown:
    mails = {
        "Notices that came back": done.returned,
        "Changed nothing: delays, automatic replies": done.noted,
        "Left unread, for a person": done.left,
    }
    return filled(
        PAGE,
        said=done,
        mails=table(("Mails", "Number"), mails.items()),
        people=bullets(done.unreachable or ("Nobody.",)),
    )
