"""Responsible for what every entry point stands on: settings, clock, database, and who acts."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from followthrough import clock, log
from followthrough.clock import Clock
from followthrough.database import open_database
from followthrough.private import keep_private
from followthrough.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Workplace:
    """Opened once by whoever comes in, and handed first to each use case."""

    settings: Settings
    clock: Clock
    engine: Engine
    actor: str

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.settings.data

    def at(self, now: datetime) -> "Workplace":
        """Return the same workplace at a moment of a story: its clock stands still."""
        return replace(self, clock=lambda: now)


def open_workplace(actor: str) -> Workplace:
    """Return the workplace of the settings, its database at the newest schema.

    Raises BadInput if a setting can't be used or the example's story is not finished.
    """
    keep_private()
    settings = read_settings()
    log.begin(settings.log_level)
    return Workplace(settings, clock.clock(settings.data), open_database(settings), actor)
