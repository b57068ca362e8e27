"""Responsible for opening the database of the settings, at the newest schema."""

from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DatabaseError

import migrations
from followthrough.settings import PREFIX, Settings
from models.session import connect, shown
from rules.problems import BadInput, Damaged


def open_database(settings: Settings) -> Engine:
    """Return an engine whose database has the newest schema.

    Raises BadInput naming the setting if the database can't be reached or is not one, and Damaged
    if it can't be read.
    """
    try:
        engine = connect(settings.database)
    except (ArgumentError, ValueError):  # which may repeat it
        raise BadInput(f"Setting {PREFIX}DATABASE_URL: it is not a database address.") from None
    _make_folder(settings, engine)
    setting = f"{PREFIX}DATABASE_URL" if settings.database_url else f"{PREFIX}DATA"
    try:
        migrations.upgrade(engine)
    except Damaged as wrong:
        raise Damaged(f"Setting {setting}: {wrong.problems[0]}") from wrong
    except (DatabaseError, CommandError) as wrong:
        reason = str(getattr(wrong, "orig", wrong)).strip().splitlines()[0].rstrip(".")
        raise BadInput(
            f"Setting {setting}: {shown(engine.url)} can't be used: {reason}."
        ) from wrong
    return engine


def _make_folder(settings: Settings, engine: Engine) -> None:
    """Make the data folder, and the folder of an SQLite file."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise BadInput(
            f"Setting {PREFIX}DATA: {settings.data} can't be used as a folder: {wrong.strerror}."
        ) from wrong
    if engine.dialect.name == "sqlite" and engine.url.database:
        try:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            raise BadInput(
                f"Setting {PREFIX}DATABASE_URL: the folder of {engine.url.database} can't be made: "
                f"{wrong.strerror}."
            ) from wrong
