"""Responsible for what flows show beside their runs; all that people wrote in it is literal."""

import asyncio
from uuid import UUID

from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    aupdate_progress_artifact,
)

from followthrough.cli.remedies import in_words
from followthrough.daily.today import Today, today
from followthrough.notices.alarms import needs_a_person
from followthrough.tables.markdown import Markdown, filled
from followthrough.tables.notices import published
from followthrough.tables.today import today_as_markdown
from followthrough.workplace import Workplace


async def show(key: str, page: Markdown, description: Markdown) -> None:
    """Keep a page with the run, as the newest of its key."""
    await acreate_markdown_artifact(key=key, markdown=page, description=description)


async def show_today(place: Workplace) -> Today:
    """Keep the page that an administrator opens first, as things are now; return what it tells."""
    found, page = await asyncio.to_thread(_today, place)
    await show("today", page, filled("What is late, was sent, waits for a person, and comes next"))
    return found


def _today(place: Workplace) -> tuple[Today, Markdown]:
    found = today(place)
    stuck = [published(one) for one in needs_a_person(place)]
    return found, today_as_markdown(found, stuck, in_words)


async def begin_bar(key: str, description: Markdown) -> UUID:
    """Show with the run a bar at the start, and say of what it is; return it."""
    return await acreate_progress_artifact(0, key=key, description=description)


async def move_bar(bar: UUID, percent: float, description: Markdown) -> None:
    """Move a bar, and say what it is at."""
    await aupdate_progress_artifact(bar, percent, description=description)
