"""What integration tests share: the command line on a test's database."""

from pathlib import Path

import pytest

from tests.integration.command_line import Command


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
