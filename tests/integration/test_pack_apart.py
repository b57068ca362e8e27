"""Writers in processes of their own: what hangs or breaks down costs its own file alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from followthrough.writers.apart import Written, write_all
from rules.pack import Contents
from tests.builders_pack import hostile, realistic

ALL = {"pdf": "PDF", "xlsx": "Excel", "html": "HTML", "docx": "Word"}
PDF = {"pdf": "PDF"}


@pytest.mark.parametrize("make", [realistic, hostile])
def test_every_format_is_written_whole(make: Callable[[], Contents], tmp_path: Path) -> None:
    made = write_all(make(), tmp_path, "pack", ALL)
    assert made == Written(tuple(tmp_path / f"pack.{ending}" for ending in ALL), ())
    starts = [path.read_bytes()[:4] for path in made.files]
    assert starts == [b"%PDF", b"PK\x03\x04", b"<!DO", b"PK\x03\x04"]


def test_a_writer_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    made = write_all(realistic(), tmp_path, "pack", PDF, seconds=0.01)
    (fault,) = made.faults
    assert fault == (
        "The PDF file was not made: its writer took longer than 0.01 seconds and was ended."
    )
    assert not list(tmp_path.iterdir())


def test_a_writer_without_memory_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    made = write_all(realistic(), tmp_path, "pack", PDF, memory=90 * 1024**2)
    (fault,) = made.faults
    assert fault.startswith("The PDF file was not made: ")
    assert "\n" not in fault
    assert not list(tmp_path.iterdir())


def test_a_format_that_fails_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "pack.pdf").mkdir()  # nothing can be put in its place
    (tmp_path / "pack.pdf" / "in the way").touch()
    made = write_all(realistic(), tmp_path, "pack", ALL)
    assert [path.suffix for path in made.files] == [".xlsx", ".html", ".docx"]
    (fault,) = made.faults
    assert fault.startswith("The PDF file was not made: ")
    assert str(tmp_path) in fault
