"""Responsible for a mapping that may grow far beyond what memory is to hold: the most of it lies on disk."""

import sqlite3
from collections.abc import Iterator, MutableMapping

import orjson

from rules.trail import Said

Sayings = dict[str, Said]


class Aside(MutableMapping[str, Sayings]):
    """What was said, by subject; a value that is changed has to be put back.

    It lies in a temporary file of SQLite's, which nobody else reads and which is gone with it.
    """

    def __init__(self, near: int = 5_000) -> None:
        """Begin with nothing; so many that were put last are kept in memory."""
        self._most, self._near = near, dict[str, Sayings]()
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE said (subject TEXT PRIMARY KEY, what BLOB) WITHOUT ROWID")

    def __del__(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __getitem__(self, subject: str) -> Sayings:
        """Return what was said of a subject; raise KeyError if nothing was."""
        if subject in self._near:
            return self._near[subject]
        (found,) = self._file.execute(
            "SELECT max(what) FROM said WHERE subject = ?", (subject,)
        ).fetchone()
        if found is None:
            raise KeyError(subject)
        return {name: Said(*pair) for name, pair in orjson.loads(found).items()}

    def __setitem__(self, subject: str, what: Sayings) -> None:
        """Keep what was said of a subject, instead of what was before."""
        self._near[subject] = what
        if len(self._near) > self._most:
            self._put_away()

    def __delitem__(self, subject: str) -> None:
        """Forget a subject; raise KeyError if nothing was said of it."""
        self._near.pop(subject, self[subject])
        self._file.execute("DELETE FROM said WHERE subject = ?", (subject,))

    def __iter__(self) -> Iterator[str]:
        """Yield every subject; none may be put meanwhile."""
        self._put_away()
        return (subject for (subject,) in self._file.execute("SELECT subject FROM said"))

    def __len__(self) -> int:
        """Return how many subjects there are."""
        self._put_away()
        (number,) = self._file.execute("SELECT count(*) FROM said").fetchone()
        return int(number)

    def _put_away(self) -> None:
        rows = [
            (subject, orjson.dumps(what, default=tuple)) for subject, what in self._near.items()
        ]
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", rows)
        self._file.execute("COMMIT")
        self._near.clear()
