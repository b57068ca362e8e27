"""Responsible for opening the database of the settings, at the newest schema."""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

import migrations
from followthrough.settings import PREFIX, Settings
from models.session import connect
from rules.problems import BadInput


def open_database(settings: Settings) -> Engine:
    """Return an engine whose database has the newest schema.

    Raises BadInput naming the setting if the database can't be reached or is not one.
    """
    engine = connect(settings.database)
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        migrations.upgrade(engine)
    except DatabaseError as wrong:
        shown = engine.url.render_as_string(hide_password=True)
        reason = str(wrong.orig).strip().splitlines()[0]
        raise BadInput(f"Setting {PREFIX}DATABASE_URL: {shown} can't be used: {reason}.") from wrong
    return engine
