"""Writers in processes of their own: what hangs or breaks down costs its own file alone."""

import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from followthrough.apart import Call, Limits
from followthrough.packs.writers.apart import GENEROUS, Written, write_all, written
from rules.packs.contents import Contents
from tests.builders.pack import hostile, realistic

pytestmark = pytest.mark.usefixtures("by_our_python")

ALL = {"pdf": "PDF", "xlsx": "Excel", "html": "HTML", "docx": "Word"}
PDF = {"pdf": "PDF"}
MEMORY = GENEROUS.memory


@pytest.mark.parametrize("make", [realistic, hostile])
def test_every_format_is_written_whole(make: Callable[[], Contents], tmp_path: Path) -> None:
    made = write_all(make(), tmp_path, "pack", ALL)
    assert made == Written(tuple(tmp_path / f"pack.{ending}" for ending in ALL), ())
    starts = [path.read_bytes()[:4] for path in made.files]
    assert starts == [b"%PDF", b"PK\x03\x04", b"<!DO", b"PK\x03\x04"]


def test_a_writer_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    made = write_all(realistic(), tmp_path, "pack", PDF, limits=Limits(0.01, MEMORY))
    (fault,) = made.faults
    assert fault == (
        "The PDF file was not made: its writer took longer than 0.01 seconds and was ended."
    )
    assert not list(tmp_path.iterdir())


def test_a_writer_without_memory_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    made = write_all(realistic(), tmp_path, "pack", PDF, limits=Limits(60, 90 * 1024**2))
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


def test_a_disk_that_takes_no_more_leaves_no_file_behind(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        made = write_all(realistic(), tmp_path, "pack", ALL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert made.files == ()
    assert [fault.split(" file was not made: ")[0] for fault in made.faults] == [
        *("The PDF", "The Excel", "The HTML", "The Word")
    ]
    assert all("File too large" in fault for fault in made.faults)
    assert not list(tmp_path.iterdir())


def test_missing_fonts_are_named_and_cost_no_format_that_needs_none(tmp_path: Path) -> None:
    gone = tmp_path / "no such font.ttf"
    begin = f"""
from pathlib import Path
from followthrough.packs.writers import typeface
typeface.UPRIGHT = Path({str(gone)!r})
from followthrough import apart
import sys
apart.main(apart.Limits(60, {MEMORY}), sys.stdin.buffer)
"""
    folder = tmp_path / "made"
    folder.mkdir()
    pack = realistic()
    calls = [Call(written, (ending, folder / f"pack.{ending}", pack, None)) for ending in ALL]
    done = subprocess.run(
        [sys.executable, "-c", begin], input=pickle.dumps(calls), capture_output=True, check=True
    )
    told = BytesIO(done.stdout)
    said = {ending: pickle.load(told)[0] for ending in ALL}  # noqa: S301 - our own child's
    assert said["pdf"] == f"No such file or directory ({gone})"
    assert said["xlsx"] == ""
    assert (folder / "pack.xlsx").is_file()
    assert not (folder / "pack.pdf").exists()


def test_a_writer_that_breaks_down_costs_its_own_format_alone(tmp_path: Path) -> None:
    many = replace(realistic(), actions=realistic().actions * 60)
    formats = {ending: ALL[ending] for ending in ("pdf", "xlsx", "html")}
    made = write_all(many, tmp_path, "pack", formats, limits=Limits(60, 300 * 1024**2))
    (fault,) = made.faults
    assert fault.startswith("The PDF file was not made: its writer broke down (SIGABRT)")
    assert [path.suffix for path in made.files] == [".xlsx", ".html"]
