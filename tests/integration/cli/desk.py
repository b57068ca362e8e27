"""A data folder and the command line on it, as its administrator has them."""

import os
import sqlite3
import subprocess
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from followthrough.clock import start_example
from tests.forked import followthrough


@dataclass
class Desk:
    """A data folder, and the command line on it."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FOLLOWTHROUGH_")}
        ours = {"DATA": str(self.data), **self.settings, **settings}
        named = {f"FOLLOWTHROUGH_{name}": value for name, value in ours.items()}
        return followthrough(arguments, {**kept, **named, "COLUMNS": "250"})

    def says(self, *arguments: str | Path, **settings: str) -> str:
        """Run a command that succeeds; return what it says."""
        done = self.run(*arguments, **settings)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refuses(self, *arguments: str | Path, **settings: str) -> str:
        """Run a command that is refused and changes nothing; return its complaint."""
        before = self.stored()
        done = self.run(*arguments, **settings)
        assert (done.returncode, done.stdout.strip()) == (2, "")
        assert "Traceback" not in done.stderr
        assert self.stored() == before
        return done.stderr

    def stored(self) -> list[str]:
        """Return every row of the embedded database, but for its own sequence numbers."""
        with sqlite3.connect(self.data / "followthrough.db") as connection:
            found = list(connection.iterdump())
        connection.close()
        return found

    def notices(self, columns: str, where: str = "true") -> list[tuple[object, ...]]:
        asked = f"SELECT {columns} FROM notice WHERE {where} ORDER BY id"  # noqa: S608 - our own
        with sqlite3.connect(self.data / "followthrough.db") as connection:
            found = connection.execute(asked).fetchall()
        connection.close()
        return found

    def at(self, now: datetime) -> "Desk":
        start_example(self.data, now)
        return self
