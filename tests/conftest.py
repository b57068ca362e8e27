"""Databases for the tests: SQLite and PostgreSQL, each test with an empty one of its own."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from followthrough import apart
from followthrough.notices.mail_token import SETTING as TOKEN
from models.session import connect
from notifications.masking import know
from tests import databases, forked
from tests.databases import Postgresql, Sqlite
from tests.effort import forget_settings

forget_settings(os.environ)
apart.start = forked.child_once

# Machines are busy: how long an example takes says nothing of what is right.
settings.register_profile("busy", deadline=None)
if settings.get_current_profile_name() == "default":
    settings.load_profile("busy")


LONGEST = ("tests/e2e/", "tests/faults/", "tests/laws/")
"""What takes longest begins first, so that no worker waits for another at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """What was imported and collected lives to the end: to look for garbage in it takes 8 %."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def no_secret_is_left() -> Iterator[None]:
    """What one test's settings call a secret would be masked in what the next one reads."""
    yield
    for source in ("settings", TOKEN):
        know(source, [])


@pytest.fixture
def by_our_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children of `apart` are started as the product starts them: for tests of their limits."""
    monkeypatch.setattr(apart, "start", apart.by_our_python)


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Sqlite]:
    """A folder of SQLite files."""
    with databases.folder() as folder:
        yield Sqlite(folder)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL server from a wheel."""
    with databases.folder() as folder:
        server = Postgresql(folder)
        yield server
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database at the newest schema, on each kind in turn."""
    with databases.database_on(request.getfixturevalue(request.param)) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database at the newest schema."""
    engine = connect(database_url)
    yield engine
    engine.dispose()
