"""Responsible for files made to hold up or fill a machine: one sentence each, soon, with little memory."""

import json
import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from followthrough.apart import Broken, Limits, call
from followthrough.ladder.policy_file import read_policy
from followthrough.packs.templates import fault_of_template
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.plans.file.plan import read_plan
from followthrough.reading.cells import MOST_CELLS
from followthrough.reading.file import read_file, sum_of_file
from followthrough.reading.package import Unusable, parts_of
from followthrough.reading.xlsx import BOUNDS
from rules.problems import BadInput
from tests.builders.bombs import EXAMPLE, bombs, packed, parts_in
from tests.builders.open_sheets import a_spreadsheet
from tests.builders.pack import realistic
from tests.builders.word_tables import a_document
from tests.effort import LONG

pytestmark = pytest.mark.usefixtures("by_our_python")

MOST = 1_000
DOORS: dict[str, Callable[[Path], object]] = {
    "the reader": lambda path: read_file(path, MOST, "make it shorter"),
    "a sum": sum_of_file,
    "a policy": read_policy,
    "a workbook": read_plan,
}
FEW = 3
SECONDS, MEMORY = 1.0, 150
"""What a bomb may take of the processor, and of memory in megabytes."""
JUDGED = """
import json, resource, sys
from pathlib import Path
from followthrough.apart import Limits, call
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.packs.writers.docx.package import room_for_copy
from followthrough.packs.writers.docx.reading import copy_read
from followthrough.plans.table.opening import open_plan
from rules.problems import BadInput

room = room_for_copy(house_template())
for path in map(Path, sys.argv[1:]):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = ()
    try:
        if path.suffix != ".docx":
            open_plan(path)
        else:
            call(Limits(60, 2 * 1024**3), copy_read, path.name, path.read_bytes(), room)
    except BadInput as wrong:
        said = wrong.problems
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps((said, after.ru_utime - before.ru_utime, after.ru_maxrss // 1024)))
"""


@contextmanager
def _odd(folder: Path) -> Iterator[dict[str, Path]]:
    """Give what a path may lead to that is no file, by what is said of it."""
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "folder.xlsx").mkdir()
    (folder / "loop.xlsx").symlink_to(folder / "loop.xlsx")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.xlsx"))
        yield {
            "is a pipe or a device": folder / "pipe.xlsx",
            "is a folder": folder / "folder.xlsx",
            "can't be read: No such device": folder / "socket.xlsx",
            "or a device, not a file": Path("/dev/zero"),
            "can't be read: Too many levels of symbolic links": folder / "loop.xlsx",
            "can't be read: Input/output error": Path("/proc/self/mem"),
            "is not there; check the path": folder / "none.xlsx",
            "can't be read: File name too long": folder / ("x" * 300),
            "no file can have this name": folder / "a\0b",
        }


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_file_is_named_at_once(door: str, tmp_path: Path) -> None:
    with _odd(tmp_path) as odd:
        for said, path in odd.items():
            with pytest.raises(BadInput) as refused:
                DOORS[door](path)
            (problem,) = refused.value.problems
            assert said in problem


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(10**12)  # a hole, which takes no room on the disk
    for door in DOORS.values():
        with pytest.raises(BadInput, match=r"^large\.yaml is over "):
            door(large)


def test_no_sign_of_a_name_moves_a_terminals_cursor(tmp_path: Path) -> None:
    for name in (b"a\x1b[2Jb", b"a\nb", b"\xff\xfe"):
        with pytest.raises(BadInput) as refused:
            read_file(tmp_path / os.fsdecode(name), MOST, "")
        (problem,) = refused.value.problems
        assert problem.isprintable()
        problem.encode()


def test_a_workbook_that_names_one_sheet_again_and_again_is_refused(tmp_path: Path) -> None:
    good = parts_in(EXAMPLE.read_bytes())
    book = re.sub(rb"<sheet [^>]*>", lambda found: found[0] * 26, good["xl/workbook.xml"])
    path = tmp_path / "plan.xlsx"
    path.write_bytes(packed(good | {"xl/workbook.xml": book}))
    with pytest.raises(BadInput, match=r"^plan\.xlsx names more than 250 sheets; "):
        read_plan(path)


def test_a_workbook_of_empty_cells_is_refused_before_they_are_read(tmp_path: Path) -> None:
    """Hold its row (row 147): such as a format over whole columns leaves."""
    good = parts_in(EXAMPLE.read_bytes())
    sheet = next(name for name in good if name.endswith("sheet6.xml"))
    empty = "".join(f'<c r="A{number}" s="0"/>' for number in range(MOST_CELLS + 1)).encode()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(
        packed(good | {sheet: good[sheet].replace(b"</sheetData>", empty + b"</sheetData>")})
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(BadInput, match=r"^plan\.xlsx has more than 250,000 cells, empty ones "):
        read_plan(path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < SECONDS


def test_bombs_are_refused_before_they_go_off(tmp_path: Path) -> None:
    for kind, package, part, inner, mark in (
        ("xlsx", EXAMPLE.read_bytes(), "xl/worksheets/sheet6.xml", "<c/>", "</sheetData>"),
        ("docx", house_template(), "word/document.xml", "<w:p/>", "</w:body>"),
        ("plan", a_document(), "word/document.xml", "<w:tc/>", "</w:body>"),
        ("ods", a_spreadsheet(), "content.xml", "<table:table-cell/>", "</table:table-row>"),
    ):
        every = bombs(package, part, inner, mark)
        for name in every if LONG else list(every)[:FEW]:
            (tmp_path / f"{name}.{kind}").write_bytes(every[name]())
    paths = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", JUDGED, *paths], capture_output=True, text=True, check=True
    )
    for path, line in zip(paths, done.stdout.splitlines(), strict=True):
        said, seconds, memory = json.loads(line)
        assert len(said) == 1, path.name
        assert (seconds < SECONDS, memory < MEMORY) == (True, True), (path.name, seconds, memory)


@pytest.mark.parametrize(
    ("limits", "work", "said"),
    [
        (Limits(60, 100 * 1024**2), (bytes, 10**9), "needs more than the 100 MB of memory"),
        (Limits(0.5, 1024**3), (time.sleep, 60), "took longer than 0.5 seconds and was ended"),
        (Limits(60, 1024**3, cpu=0.2), (pow, 7, 10**9), "took longer than 0.2 seconds and was"),
        (
            Limits(60, 1024**3, own=120 * 1024**2),
            (bytes, 10**9),
            "needs more than the 120 MB of memory it may have",
        ),
    ],
    ids=["memory", "time", "processor", "memory of its own"],
)
def test_what_takes_more_than_it_may_is_ended(limits: Limits, work: tuple[Any], said: str) -> None:
    with pytest.raises(Broken, match=said) as ended:
        call(limits, *work)
    assert ended.value.by_limit


def test_a_mistake_of_ours_is_no_bad_input() -> None:
    with pytest.raises(Broken, match=r"^failed: ZeroDivisionError: ") as ended:
        call(Limits(60, 1024**3), divmod, 1, 0)
    assert not ended.value.by_limit


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_package_is_refused_before_it_is_unpacked_whole(kind: str) -> None:
    """Whatever opens one: the signs and sizes are the same for all."""
    package, part, mark = (
        (EXAMPLE.read_bytes(), "xl/worksheets/sheet6.xml", "</sheetData>")
        if kind == "xlsx"
        else (house_template(), "word/document.xml", "</w:body>")
    )
    every = bombs(package, part, "<c/>", mark)
    for name in ("elements in elements", "nothing but spaces", "ten thousand parts"):
        with pytest.raises(Unusable, match=r"^(?:is over|holds) "):
            parts_of(every[name](), BOUNDS)


@pytest.mark.parametrize(
    "growing",
    [
        "{% set x = 'x' * 2 %}",
        "{% set x = 'xxxxxxxxxx' %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
        "{% set x = 'xxxxxxxxxx' %}" + "{% set x = x + x %}" * 40 + "{{ x }}",
        "{{ 'x'|center(9999999999) }}",
        "{{ '%9999999999d'|format(1) }}",
        "{% for a in notes %}" * 40 + "x" + "{% endfor %}" * 40,
        "{% for a in sections %}" * 9
        + "{% for b in a.sentences %}{% endfor %}"
        + "{% endfor %}" * 9,
    ],
    ids=["multiplied", "joined", "added", "centred", "formatted", "in loops", "saying nothing"],
)
def test_a_template_that_would_fill_the_memory_is_refused_soon(growing: str) -> None:
    good = parts_in(house_template())
    document = good["word/document.xml"].decode()
    spoilt = document.replace("<w:body>", f"<w:body><w:p><w:r><w:t>{growing}</w:t></w:r></w:p>", 1)
    assert fault_of_template([realistic()], packed(good | {"word/document.xml": spoilt.encode()}))
