"""The upgrade that names the position of each pack which is stored already."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine

import migrations
from models.session import connect
from tests.builders.rows import add_row
from tests.databases import database_on


@pytest.fixture(params=["sqlite", "postgresql"])
def of_before(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database of 0017, on each kind in turn."""
    with database_on(request.getfixturevalue(request.param), template=None) as url:
        engine = connect(url)
        command.upgrade(migrations.config(engine), "0017")
        yield engine
        engine.dispose()


def test_a_pack_names_the_position_that_its_contents_name(of_before: Engine) -> None:
    metadata = sa.MetaData()
    metadata.reflect(of_before)
    said: tuple[dict[str, str], ...] = (
        {"cut_off": "ab12"},
        {},
    )  # the second of before positions were kept
    with of_before.begin() as connection:
        for table in ("organisation", "person", "plan", "board"):
            add_row(connection, metadata.tables[table])
        for occasion in said:
            contents = json.dumps({"occasion": occasion})
            add_row(connection, metadata.tables["pack"], contents=contents)
    migrations.upgrade(of_before)
    with of_before.connect() as connection:
        found = connection.exec_driver_sql("SELECT cut_off FROM pack ORDER BY id").scalars().all()
    assert list(found) == ["ab12", ""]
