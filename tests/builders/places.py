"""A workplace on a test's database, at a moment that the test chooses."""

import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from followthrough.clock import Clock
from followthrough.settings import PREFIX, Settings
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
    ours = any(name.startswith(PREFIX) for name in os.environ)
    if settings or ours or data != NOWHERE:
        said = Settings(data=data, **{"post_book": _book(engine, data), **settings})
    else:
        said = _plain(_book(engine, data))
    return Workplace(said, clock, engine, actor)


def _book(engine: Engine, data: Path) -> Path | None:
    return post_book_of(engine.url) if data == NOWHERE else None


@cache
def _plain(post_book: Path | None) -> Settings:
    """Return settings of which nobody said anything: to read them costs as much as a quiet day."""
    return Settings(data=NOWHERE, post_book=post_book)
