"""Responsible for junk: whatever bytes a plan file holds, a sentence comes out or a plan."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest

from rules.problems import BadInput
from tests.builders.plan_file import SHEETS, Rows, only_problem, read_plan, save_plan

EXAMPLE = Path(__file__).parents[3] / "examples" / "middlesbrough-2018" / "plan.xlsx"
MUTATIONS = 300


def _damage(tmp_path: Path, data: bytes, name: str = "plan.xlsx") -> str:
    (tmp_path / name).write_bytes(data)
    return only_problem(tmp_path / name)


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    unreadable = "plan.xlsx is not a readable Excel workbook"
    assert "is not there" in only_problem(tmp_path / "none.xlsx")
    assert only_problem(tmp_path).endswith("is a folder; give the path of a file in it.")
    assert unreadable in _damage(tmp_path, EXAMPLE.read_bytes()[:-2000])


def _zip(change: Callable[[ZipInfo], None]) -> bytes:
    """Return a zip whose directory says something else than its contents."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        change(archive.infolist()[0])
    return made.getvalue()


def test_sizes_and_passwords_are_seen_in_the_zips_directory(tmp_path: Path) -> None:
    def big(entry: ZipInfo) -> None:
        entry.file_size = 200 * 1024 * 1024 + 1

    def locked(entry: ZipInfo) -> None:
        entry.flag_bits |= 1

    assert "over 40 MB when unpacked" in _damage(tmp_path, _zip(big))
    assert "protected by a password" in _damage(tmp_path, _zip(locked))
    with (tmp_path / "plan.xlsx").open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    assert "over 20 MB" in only_problem(tmp_path / "plan.xlsx")


def test_a_row_claimed_a_billion_rows_down_is_not_walked_to(tmp_path: Path) -> None:
    data = _inside(
        EXAMPLE.read_bytes(), lambda part: part.replace(b'<row r="3"', b'<row r="999999999"')
    )
    assert "not a readable Excel workbook" in _damage(tmp_path, data)


def test_what_excel_adds_beside_the_cells_is_no_reason_to_refuse(tmp_path: Path) -> None:
    drop_down = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    data = _inside(EXAMPLE.read_bytes(), lambda part: part.replace(b"</worksheet>", drop_down))
    (tmp_path / "plan.xlsx").write_bytes(data)
    assert read_plan(tmp_path / "plan.xlsx") == read_plan(EXAMPLE)


def test_a_sheet_with_more_rows_than_any_plan(tmp_path: Path) -> None:
    many: Rows = [["x"] for _ in range(20_000)]
    rows = SHEETS["Recommendations"] + many
    problem = only_problem(save_plan(tmp_path, sheets={"Recommendations": rows}))
    assert problem.startswith("plan.xlsx, sheet Recommendations: more than 20,000 rows are filled")


def test_nothing_is_opened_without_defusedxml(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from followthrough.plans.file.plan import read_plan\n"
        "try: read_plan(pathlib.Path(sys.argv[1]))\n"
        "except Exception as refused: print(type(refused).__name__, refused)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(save_plan(tmp_path))],
        env={**os.environ, "OPENPYXL_DEFUSEDXML": "False"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("BadInput No workbook was opened: ")


@pytest.mark.parametrize("batch", range(3))
def test_junk_brings_nothing_but_sentences(tmp_path: Path, batch: int) -> None:
    chance = random.Random(batch)  # noqa: S311 - the same junk each time
    example = EXAMPLE.read_bytes()
    told: set[str] = set()
    for number in range(MUTATIONS // 3):
        raw = number % 3 == 0
        junk = _mutated(example, chance) if raw else _inside_one(example, chance)
        (tmp_path / "plan.xlsx").write_bytes(junk)
        try:
            read_plan(tmp_path / "plan.xlsx")
        except BadInput as refused:
            told.update(refused.problems)
    assert told
    assert all(problem.startswith("plan.xlsx") and problem.endswith(".") for problem in told)


def test_random_values_in_random_cells_bring_nothing_but_sentences(tmp_path: Path) -> None:
    chance = random.Random(92)  # noqa: S311 - the same values each time
    values = [
        "\u202e",
        "a\nb",
        "R1",
        "=1/0",
        "#N/A",
        1e308,
        -1,
        0,
        False,
        "0/0/0",
        date(9999, 12, 31),
    ]
    values += ["_x0000_", "٣", "\ud7ff", "x" * 3000, time(1), "=A1", "Ann Lee", "A1", "yes", "@"]
    for _ in range(100):
        cells = {
            f"{chance.choice(list(SHEETS))}!{chance.choice('ABCDEFGH')}{chance.randrange(1, 9)}": value
            for value in chance.sample(values, 4)
        }
        with suppress(BadInput):
            read_plan(save_plan(tmp_path, cells))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    junk = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(junk))
        match chance.randrange(3):
            case 0:
                junk[at] = chance.choice(b'<>&"0123456789=/\x00\xff')
            case 1:
                del junk[at : at + chance.randint(1, 30)]
            case _:
                junk[at:at] = junk[at // 2 : at // 2 + chance.randint(1, 60)]
    return bytes(junk)


def _inside_one(data: bytes, chance: random.Random) -> bytes:
    """Return the workbook with one of its parts damaged and its checksums right again."""
    with ZipFile(BytesIO(data)) as whole:
        victim = whole.read(chance.choice(whole.namelist()))
    return _inside(data, lambda part: _mutated(part, chance) if part == victim else part)


def _inside(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(data)) as whole, ZipFile(made, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, change(whole.read(name)))
    return made.getvalue()
