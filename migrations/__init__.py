"""Responsible for bringing a database to the newest schema: one history for both databases."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Engine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent


class UnknownSchemaError(Exception):
    """A database says that it has a schema which is none of ours, or newer."""


def config(engine: Engine) -> "Config":
    """Return Alembic's configuration for an engine; there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415 - slow to import

    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["engine"] = engine
    return found


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema; if it is there, look and wait for nobody.

    Alembic is asked only if it is not: it takes as long to import as most commands to do.
    Raises UnknownSchemaError.
    """
    if _schema(engine) == newest():
        return
    from alembic import command  # noqa: PLC0415 - slow to import
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        command.upgrade(config(engine), "head")
    except CommandError as wrong:
        raise UnknownSchemaError(str(wrong)) from wrong


def newest() -> str:
    """Return the newest schema: the name of each migration's file begins with its revision."""
    return max(path.name for path in FOLDER.glob("versions/[0-9]*.py")).split("_")[0]


def _schema(engine: Engine) -> str | None:
    """Return the schema that a database says it has; nothing if it holds none."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found
