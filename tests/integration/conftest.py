"""What integration tests share: the command line on a test's database, and a GOV.UK Notify."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
