"""A full disk: nothing half done, nothing sent that is not recorded, and on it goes after."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.audit import verify
from models.session import connect, reading
from tests.builders.places import a_place
from tests.builders.plans import Service, stored
from tests.databases import Sqlite, database_on
from tests.faults import town
from tests.servers.post import Post

OWNERS = 400


@pytest.fixture
def engine(sqlite: Sqlite) -> Iterator[Engine]:
    with database_on(sqlite) as url:
        engine = connect(url)
        yield engine
        engine.dispose()


@contextmanager
def full(engine: Engine, more_pages: int) -> Iterator[None]:
    """Let the file grow by so many pages and no more, as on a disk with little room left."""

    def limit(connection: sa.PoolProxiedConnection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with engine.connect() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    pages = now + more_pages
    event.listen(engine, "checkout", limit)
    yield
    event.remove(engine, "checkout", limit)
    pages = 2**31 - 2
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@pytest.mark.parametrize("pages", [0, 3, 20, 60])
def test_a_check_on_a_full_disk_leaves_nothing(
    engine: Engine, reached: list[str], pages: int
) -> None:
    town.found(engine, OWNERS)
    service = Service(engine, organisation=town.ORGANISATION)
    before = stored(engine)
    with full(engine, pages), pytest.raises(OperationalError, match="full"):
        service.check(town.NOW)
    assert stored(engine) == before
    done = service.check(town.NOW)
    assert done.queued > OWNERS // 2
    with reading(engine) as session:
        assert verify(session, 1) is None
    reached.append(f"disk full after {pages} pages, check: nothing half done; then all queued")


def test_a_delivery_on_a_full_disk_sends_nothing_that_is_not_recorded(
    engine: Engine, reached: list[str]
) -> None:
    town.found(engine, OWNERS)
    Service(engine, organisation=town.ORGANISATION).check(town.NOW)
    with Post() as sink:
        ways = ways_of(Settings(mail_url=sink.url))
        with full(engine, 40), pytest.raises(OperationalError, match="full"):
            delivery.deliver(a_place(engine, town.NOW), ways)
        sent = len(sink.received)
        for hours in range(3):
            later = town.NOW.replace(hour=9 + hours)
            delivery.deliver(a_place(engine, later), ways)
        found = town.counted(engine, sink)
    assert (found.lost, found.boards_doubled) == (0, 0)
    assert found.doubled <= 4, "what was on its way when the disk was full"
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    reached.append(
        f"disk full after {sent} of {found.notices} mails: {found.lost} lost, {found.doubled} "
        f"doubled (same bytes), {found.held} held; the file is whole"
    )
