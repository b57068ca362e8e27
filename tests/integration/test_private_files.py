"""What is written can be read by nobody else, whichever way in it was written by."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from followthrough.laptop import example, mailbox
from followthrough.workplace import open_workplace
from tests.architecture.test_house_rules import CHECKOUT, PACKAGES, files, shown, tree
from tests.builders.plans import at
from tests.integration.cli.command_line import Command

LIVE, PAPERS = date(2018, 11, 21), date(2018, 12, 7)


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Start as an account does that lets everyone read, and write too."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """Return what in a folder others may read, write or look into."""
    return [str(path) for path in folder.rglob("*") if path.stat().st_mode & 0o077]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_commands_write_is_for_this_account_alone(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    folder.mkdir(0o700)
    command.data.mkdir(0o700)  # as the first command of all would make it
    monkeypatch.delenv("FOLLOWTHROUGH_DATABASE_URL")
    told = [
        command(*words, now=at(PAPERS if words[0] == "pack" else LIVE, 8))
        for words in (
            ("import", str(example.WORKBOOK)),
            ("go-live", example.KEY, "--on", str(LIVE)),
            ("check",),
            ("pack", "make", example.KEY, "--board", "Improvement Board"),
            ("outbox", "export", str(folder / "proof.jsonl")),
            ("outbox", "export", str(folder / "proof.csv")),
            ("pack", "template", example.KEY, str(folder / "house.docx")),
        )
    ]
    assert [err for code, _, err in told if code] == []
    assert len(list(command.data.rglob("progress-pack-*"))) >= 3
    assert len(list(folder.iterdir())) == 3
    (command.data / "example-clock.json").unlink()  # the test's own
    assert open_to_others(command.data) == []
    assert open_to_others(folder) == []


def test_a_command_makes_the_data_folder_for_this_account_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_DATA", str(tmp_path / "new" / "var"))
    open_workplace("a flow of a worker").engine.dispose()
    assert (tmp_path / "new" / "var" / "followthrough.db").exists()
    assert open_to_others(tmp_path) == []


def test_the_local_mailbox_is_for_this_account_alone(tmp_path: Path) -> None:
    taken = mailbox.main(["--port", "99999", "--folder", str(tmp_path)])
    assert taken == mailbox.TAKEN
    assert os.umask(0) == 0o077


def ways_in() -> list[Path]:
    """Return the modules that a process may begin with."""
    begun = [path for path in files(*PACKAGES) if '__name__ == "__main__"' in path.read_text()]
    scripts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["scripts"]
    named = [CHECKOUT / f"{at.partition(':')[0].replace('.', '/')}.py" for at in scripts.values()]
    return [*begun, *named, CHECKOUT / "followthrough" / "workplace.py"]


@pytest.mark.parametrize("path", ways_in(), ids=shown)
def test_each_way_in_keeps_its_files_and_secrets(path: Path) -> None:
    called = {
        call.func.id
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }
    assert "keep_private" in called


def test_nobody_opens_what_is_private_to_others_again() -> None:
    """Only bits may be taken away: a whole mode would give some back."""
    given = [
        f"{shown(path)}:{call.lineno}"
        for path in files(*PACKAGES)
        if re.search(r"\b(f?chmod|umask)\b", path.read_text())
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"chmod", "fchmod", "umask"}
        and path.name not in {"access.py", "private.py"}
        and not isinstance(call.args[-1], ast.BinOp)
    ]
    assert given == []
