"""The password of `make run`'s Prefect: made by chance, kept for this account alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.access import FILE, password_of
from rules.problems import BadInput


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Let what is written be open to everyone, unless whoever writes it sees to that."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_a_password_is_made_once_and_kept(tmp_path: Path) -> None:
    made = password_of(tmp_path)
    assert made.is_new
    assert len(made.text) > len("followthrough:") + 30
    assert mode(made.file) == 0o600
    kept = password_of(tmp_path)
    assert (kept.text, kept.is_new) == (made.text, False)


def test_each_is_another(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(20)]
    for folder in folders:
        folder.mkdir()
    assert len({password_of(folder).text for folder in folders}) == len(folders)


def test_one_of_your_own_is_taken_and_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("me:mine\n")
    assert password_of(tmp_path).text == "me:mine"
    assert mode(tmp_path / FILE) == 0o600


@pytest.mark.parametrize("held", ["", "\n", "no colon", ":", "user:", ":password", "é:x", "a:b\nc"])
def test_a_file_without_a_password_is_named(tmp_path: Path, held: str) -> None:
    (tmp_path / FILE).write_text(held)
    with pytest.raises(BadInput, match="holds no user:password for Prefect; remove it"):
        password_of(tmp_path)
