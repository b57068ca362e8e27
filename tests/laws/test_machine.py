"""The use cases on a real database agree with the model, whatever happens in whatever order."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import TEMPLATE
from tests.laws.council import OnPostgresql, OnSqlite, Place
from tests.laws.machine import Machine
from tests.laws.profiles import machine_settings


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own within it
    made = Path(tempfile.mkdtemp(prefix="laws-", dir=memory if memory.is_dir() else None))
    yield made
    shutil.rmtree(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        made: Place = OnSqlite(folder)
    else:
        made = OnPostgresql(request.getfixturevalue("postgresql"), TEMPLATE)
    yield made
    made.end()


@pytest.mark.timeout(3000)
def test_the_database_agrees_with_the_model(place: Place, folder: Path) -> None:
    machine = type("TheMachine", (Machine,), {"place": place, "folder": folder})
    kind = "sqlite" if isinstance(place, OnSqlite) else "postgresql"
    run_state_machine_as_test(machine, settings=machine_settings(kind))
