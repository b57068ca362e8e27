"""Responsible for what flows show beside their runs; all that people wrote in it is literal."""

from uuid import UUID

from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    aupdate_progress_artifact,
)

from followthrough.tables.markdown import Markdown


async def show(key: str, page: Markdown, description: Markdown) -> None:
    """Keep a page with the run, as the newest of its key."""
    await acreate_markdown_artifact(key=key, markdown=page, description=description)


async def begin_bar(key: str) -> UUID:
    """Show with the run a bar at the start; return it."""
    return await acreate_progress_artifact(0, key=key)


async def move_bar(bar: UUID, percent: float, description: Markdown) -> None:
    """Move a bar, and say what it is at."""
    await aupdate_progress_artifact(bar, percent, description=description)
