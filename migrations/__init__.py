"""Responsible for bringing a database to the newest schema: one history for both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).parent


def config(engine: Engine) -> Config:
    """Return Alembic's configuration for an engine; there is no alembic.ini."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["engine"] = engine
    return found


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema; if it is there, look and wait for nobody."""
    newest = ScriptDirectory.from_config(config(engine)).get_heads()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_heads() == tuple(newest):
            return
    command.upgrade(config(engine), "head")
