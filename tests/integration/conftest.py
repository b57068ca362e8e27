"""What integration tests share: the command line and flows on a test's database, a GOV.UK Notify."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.builders.flows import hear, player
from tests.integration.cli.command_line import Command
from tests.servers.govuk_notify import Notify


@pytest.fixture
def command(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    """The command line with the settings of the test's database."""
    data = tmp_path / "data"
    monkeypatch.setenv("FOLLOWTHROUGH_DATA", str(data))
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "250")
    return Command(data, capsys, monkeypatch)


@pytest.fixture
def notify() -> Iterator[Notify]:
    """A stub of GOV.UK Notify's API."""
    with Notify() as stub:
        yield stub


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever Prefect is handed from now on, in the order in which it is."""
    return hear(monkeypatch)


@pytest.fixture
def played(
    handed: list[str], database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Play a flow by its name at a moment, as a worker would; what it comes to is handed over."""
    url = database.url.render_as_string(hide_password=False)
    return player(handed, tmp_path, monkeypatch, url)
