"""The command line in this process, on a database and at a time that the test chooses."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from followthrough import clock
from followthrough.cli import main as cli


@dataclass
class Command:
    """`followthrough` with some words: its exit code, and what it wrote."""

    data: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *words: str, now: datetime) -> tuple[int, str, str]:
        clock.start_example(self.data, now)
        self.monkeypatch.setattr("sys.argv", ["followthrough", *words])
        self.capsys.readouterr()
        try:
            cli.main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
        wrote = self.capsys.readouterr()
        assert isinstance(code, int)
        return code, wrote.out, wrote.err
