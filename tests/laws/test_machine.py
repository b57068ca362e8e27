"""The use cases on a real database agree with the model, whatever happens in whatever order."""

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.laws.machine import Machine
from tests.laws.profiles import machine_settings


@pytest.mark.timeout(3000)
def test_the_database_agrees_with_the_model(database: Engine, tmp_path: Path) -> None:
    machine = type("TheMachine", (Machine,), {"engine": database, "folder": tmp_path})
    run_state_machine_as_test(machine, settings=machine_settings(database.dialect.name))
