"""Whatever is stored and parsed, cut short, noise or of another type: a sentence, at each door."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows.runs import fit_to_tell
from followthrough.daily import standing
from followthrough.database import open_database
from followthrough.ladder import policy
from followthrough.plans.file.rows import MeetingRow, PersonRow
from followthrough.settings import Settings
from models.session import writing
from rules.problems import BadInput, Damaged, Remedy
from tests.builders.places import a_place
from tests.builders.plans import (
    ADMINISTRATOR,
    BOARD,
    DIRECTOR,
    KEY,
    OWNER,
    Service,
    an_action,
    at,
)
from tests.integration.cli.desk import Desk
from tests.integration.packs import life

Damage = Callable[[Path], object]
"""What happens to the file of a database."""
RESTORE = (
    "Restore it from the back-up, as docs/operations.md says under Back-up; then `followthrough audit "
    "verify` says whether the trail is whole.\n"
)
OTHER = PersonRow("Nell Ext", "nell@invented.example", "Manager", "Trust", "")
PACK = (KEY, BOARD.name, "2027-01")
TODAY = date(2027, 1, 6)
NOW = at(TODAY, 7, 30)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds one of each: notices sent and queued, a policy, a pack, a position."""
    data = tmp_path_factory.mktemp("damaged") / "var"
    engine = open_database(Settings(data=data, database_url=""))
    service = Service(
        engine,
        people=(ADMINISTRATOR, DIRECTOR, OWNER, OTHER),
        meetings=(MeetingRow(BOARD.name, life.MEETS), MeetingRow(BOARD.name, date(2027, 2, 25))),
    )
    due = date(2026, 12, 18)
    actions = (
        an_action("A1", due),
        an_action("A2", date(2027, 6, 30)),
        an_action("A3", due, OTHER.name),
    )
    service.go_live(date(2026, 12, 7), *actions)
    service.days(date(2026, 12, 14), date(2027, 1, 5))
    service.apply_policy(policy.show(service.place(NOW), KEY), at(date(2027, 1, 5), 9))
    life.draft(service, data)
    service.send_all(at(date(2027, 1, 5), 10))
    service.check(at(TODAY))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return data


def spoil_pages(file: Path) -> None:
    """Write noise over the first page of some tables."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        pages = dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as out:
        for table in ("notice", "action", "pack"):
            out.seek((pages[table] - 1) * size)
            out.write(b"\xde\xad\xbe\xef" * 40)


def changed(statement: str) -> Damage:
    """Return the damage that a statement does, by something else than the service."""

    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute(statement).rowcount, "it damages nothing"
            connection.commit()

    return change


FILES: dict[str, Damage] = {
    "pages": spoil_pages,
    "cut short": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 3]),
    "no database": lambda file: file.write_bytes(b"This is no database. " * 500),
    "a table gone": changed("DROP TABLE policy_version"),
    "no text": changed("UPDATE action SET title = CAST(x'ff41fe' AS TEXT)"),
}
DOORS: dict[str, Sequence[str]] = {
    "looking": ("status",),
    "recording": ("update", KEY, "A1", "--text", "Half of it is done."),
    "sending": ("deliver",),
}


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Desk:
    shutil.copytree(prepared, tmp_path / "var")
    return Desk(tmp_path / "var").at(NOW)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("damage", FILES)
def test_a_damaged_database_is_told_at_each_door(desk: Desk, damage: str, door: str) -> None:
    """Hold its row (row 144)."""
    FILES[damage](desk.data / "followthrough.db")
    done = desk.run(*DOORS[door])
    assert (done.returncode, done.stdout.strip()) == (2, "")
    assert "/followthrough.db can't be read: " in done.stderr
    assert done.stderr.endswith(f". {RESTORE}")
    assert done.stderr.count("\n") == 1


def test_a_run_is_told_the_same(desk: Desk) -> None:
    """Hold its row (row 144)."""
    spoil_pages(desk.data / "followthrough.db")
    engine = open_database(Settings(data=desk.data, database_url=""))

    async def run() -> None:
        async with fit_to_tell():
            standing.standing(a_place(engine, NOW))

    with pytest.raises(BadInput, match=r"can't be read: .* malformed") as told:
        asyncio.run(run())
    assert str(told.value).endswith(RESTORE.strip())
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_damaged_page_of_postgresql_is_told(database: Engine) -> None:
    """Hold its row (row 144)."""
    said = "invalid page in block 3 of relation base/16384/16385"
    with pytest.raises(Damaged, match=said) as told, writing(database) as session:
        session.connection().exec_driver_sql(
            f"DO $$ BEGIN RAISE SQLSTATE 'XX001' USING MESSAGE = '{said}'; END $$"
        )
    assert told.value.remedy == Remedy.RESTORE.of()
