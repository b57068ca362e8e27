"""Files of a pack that a kill or a full disk cut short: none is kept half, none is left for ever."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from followthrough.clock import real_now
from followthrough.packs.files import keep, making, packs_folder
from followthrough.packs.writers.apart import Written
from rules.packs.frozen import canonical
from tests.builders.pack import realistic

SAID = realistic()
PLACE = "p/board-1/2027-01-14/0.1-0123456789ab"
NAME = "progress-pack-board-2027-01-14-draft-0.1.html"
OLD = (real_now() - timedelta(hours=25)).timestamp()


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a disk with as much room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def make(data: Path) -> Path:
    """Make and keep a version of one file; return where its contents lie."""
    with making(data) as half:
        (half / NAME).write_bytes(b"<html>")
        keep(Written((half / NAME,), ()), SAID, data, PLACE)
    return data / "packs" / PLACE / "contents.json"


def test_on_a_full_disk_no_contents_are_kept_and_later_all_are(tmp_path: Path) -> None:
    """Hold its row (row 146)."""
    with full_after(1000), pytest.raises(OSError, match="too large"):
        make(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert make(tmp_path).read_bytes() == canonical(SAID)


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", canonical(SAID)[:-1]])
def test_contents_that_were_cut_short_are_made_again(tmp_path: Path, damaged: bytes) -> None:
    """Hold its row (row 146)."""
    kept = make(tmp_path)
    kept.chmod(0o600)
    kept.write_bytes(damaged)
    assert make(tmp_path).read_bytes() == canonical(SAID)
    assert kept.stat().st_mode & 0o222 == 0


def left(data: Path, name: str, *inside: str, is_old: bool = True) -> Path:
    """Return a folder among the packs, with what lies in it."""
    folder = packs_folder(data) / name
    for one in inside:
        (folder / one).parent.mkdir(parents=True, exist_ok=True)
        (folder / one).write_bytes(b"x")
    if is_old:
        os.utime(folder, (OLD, OLD))
    return folder


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    """Hold its row (row 146)."""
    gone = [
        left(tmp_path, ".making/tmp4k2", NAME, ".progress-pack-x.pdf.1f"),
        left(tmp_path, "pack-a1b2c3d4", NAME),
    ]
    stays = [
        left(tmp_path, ".making/tmp5z9", NAME, is_old=False),
        left(tmp_path, "pack-youngone", NAME, is_old=False),
        left(tmp_path, "pack-is_aplan", f"board-1/{NAME}"),
        left(tmp_path, "pack-someones", "notes.txt"),
        left(tmp_path, "pack-tooooolong", NAME),
        left(tmp_path, "p", f"board-1/{NAME}"),
    ]
    make(tmp_path)
    assert [path.exists() for path in gone] == [False] * len(gone)
    assert [path.exists() for path in stays] == [True] * len(stays)
