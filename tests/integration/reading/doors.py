"""What each file that people hand in is read by, in one process, and what becomes of it when it is spoilt.

The product reads each in a process of its own; here one process reads thousands, one after another.
"""

import random
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from followthrough.ladder import policy_file
from followthrough.packs import edition_file
from followthrough.packs.narrative import taken
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.packs.writers.docx.package import room_for_copy
from followthrough.packs.writers.docx.reading import WordFile, copy_read, read_word
from followthrough.packs.writers.docx.trial import fill, try_out
from followthrough.packs.writers.docx.write import filled
from followthrough.plans.calendar_file import read_calendar
from followthrough.plans.file.plan import plan_of
from followthrough.plans.file.rows import PlanFile
from followthrough.plans.file.sheets import SHEETS
from followthrough.plans.import_plan import fingerprint, new_plan
from followthrough.plans.table.about import NOTHING_KNOWN
from followthrough.plans.table.asked import with_defaults
from followthrough.plans.table.found import FoundTable, find_table
from followthrough.plans.table.joined import join_tables
from followthrough.plans.table.profile import profile_as_yaml, read_profile
from followthrough.plans.table.report import in_doubt, understood_in
from followthrough.plans.table.understood import understand
from followthrough.reading.handed_in import sheets_in
from followthrough.reading.package import Bounds
from models.new_plan import add_plan
from models.session import connect
from rules.packs.contents import Contents
from rules.problems import BadInput
from tests.builders.bombs import EXAMPLE
from tests.builders.old_sheets import an_old_workbook
from tests.builders.open_sheets import a_spreadsheet
from tests.builders.pack import action, pack_of
from tests.builders.spoilt import spoilt
from tests.builders.tables import ANSWERED, CSV, a_workbook
from tests.builders.word_tables import a_document

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CALENDAR = b"""division: England
until: 2030
days_off:
  - {from: 2027-12-24, to: 2027-12-31, name: Closed}
  - {on: 2027-05-03, name: "May Day: early"}
"""
COPY = Path("pack.docx")


class Tried(NamedTuple):
    """What became of one file."""

    outcome: str
    said: tuple[str, ...] = ()
    seconds: float = 0.0
    memory: int = 0
    """Megabytes beside what there was before."""


def tried(door: str, number: int, database: Path) -> Tried:
    """Return what becomes of the spoilt file of this number, the same each time; 0 is the good one."""
    read, _ = DOORS[door]
    chance = random.Random(f"{door} {number}")  # noqa: S311 - it guards nothing
    data = spoilt(_good(door), chance) if number else _good(door)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before, began = _megabytes("VmRSS"), time.process_time()
    outcome, said = "read", tuple[str, ...]()
    try:
        read(data, database)
    except BadInput as wrong:
        outcome, said = "refused", wrong.problems
    except MemoryError:  # as far as the process may go: whoever hands it in is told so
        outcome = "ended"
    return Tried(outcome, said, time.process_time() - began, _megabytes("VmHWM") - before)


def _plan(data: bytes, database: Path) -> None:
    _stored(plan_of("plan.xlsx", sheets_in("plan.xlsx", data, SHEETS, least=0)), database)


def _any_table(data: bytes, database: Path) -> None:
    sheets = list(sheets_in("plan", data).values())
    tables = [joined] if (joined := join_tables(sheets)) else []
    _table("plan", (*filter(None, map(find_table, sheets)), *tables), database)


def _table(file: str, tables: Iterable[FoundTable], database: Path) -> None:
    """Understand each table there is, and store what can be, as whoever takes every proposal does."""
    for table in tables:
        first = understand(file, table, ANSWERED, NOTHING_KNOWN)
        profile = with_defaults(ANSWERED, first.questions)
        profile_as_yaml(profile)
        found = understand(file, table, profile, NOTHING_KNOWN)
        assert [*understood_in(found), *in_doubt(found)]
        if found.problems:
            raise BadInput(*found.problems)
        _stored(found.plan, database)


def _stored(read: PlanFile, database: Path) -> None:
    engine = connect(f"sqlite:///{database}")
    with Session(engine) as session:  # nothing is committed
        add_plan(session, new_plan(read, fingerprint(read), NOW), actor="test", now=NOW)
        session.flush()
    engine.dispose()


def _copy(data: bytes, _: Path) -> None:
    ours, room = _ours()
    pack = _pack()
    taken(pack, pack, ours, copy_read(COPY.name, data, room), COPY.name, "Sam Whitfield")


def _template(data: bytes, _: Path) -> None:
    try_out(_pack(), data)
    fill([_pack()], data)


def _yaml(read: Callable[[Path], object]) -> Callable[[bytes, Path], None]:
    def read_it(data: bytes, database: Path) -> None:
        path = database.with_suffix(".yaml")
        path.write_bytes(data)
        read(path)

    return read_it


@cache
def _pack() -> Contents:
    return pack_of(action("A1"), action("A2", update="Behind."))


@cache
def _good(door: str) -> bytes:
    return DOORS[door][1]()


@cache
def _ours() -> tuple[WordFile, Bounds]:
    return read_word(_good(WORD)), room_for_copy(_good(WORD))


def _megabytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name))


WORD, TEMPLATE = "Word file of a pack", "house template"
DOORS: dict[str, tuple[Callable[[bytes, Path], None], Callable[[], bytes]]] = {
    "plan workbook": (_plan, EXAMPLE.read_bytes),
    WORD: (_copy, lambda: filled(_pack())),
    TEMPLATE: (_template, house_template),
    "any workbook": (_any_table, a_workbook),
    "any Word document": (_any_table, a_document),
    "any spreadsheet": (_any_table, a_spreadsheet),
    "any old workbook": (_any_table, an_old_workbook),
    "table of values": (_any_table, CSV.encode),
    "profile": (_yaml(read_profile), lambda: profile_as_yaml(ANSWERED).encode()),
    "policy": (_yaml(policy_file.read_policy), policy_file.DEFAULT.read_bytes),
    "calendar": (_yaml(read_calendar), lambda: CALENDAR),
    "editions": (_yaml(edition_file.read_editions), edition_file.DEFAULT.read_bytes),
}
"""What reads each kind of file, and a good one of it."""
