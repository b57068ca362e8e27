"""A workplace on a test's database, at a moment that the test chooses."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from followthrough.clock import Clock
from followthrough.settings import Settings
from followthrough.workplace import Workplace
from tests.databases import post_book_of

NOWHERE = Path("/nowhere")
"""The data folder of what keeps no file."""


def unread() -> datetime:
    """Stand in for the clock where nobody may ask the time."""
    raise AssertionError("the clock was read")


def a_place(
    engine: Engine,
    now: datetime | Clock = unread,
    data: Path = NOWHERE,
    *,
    actor: str = "test",
    **settings: Any,  # noqa: ANN401 - each by its name
) -> Workplace:
    """Return a workplace whose clock stands at `now`, or goes by it."""
    clock = now if callable(now) else lambda: now
    if data == NOWHERE:
        settings.setdefault("post_book", post_book_of(engine.url))
    return Workplace(Settings(data=data, **settings), clock, engine, actor)
