"""Responsible for opening the database of the settings, at the newest schema."""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DatabaseError

import migrations
from followthrough.settings import POST_BOOK, PREFIX, Settings
from models.session import connect, shown
from rules.problems import BadInput, Damaged

NOTHING = 4096
"""Bytes of an SQLite file that holds no table."""


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
    if not settings.database_url:
        _refuse_emptied(settings.data, engine)
    setting = f"{PREFIX}DATABASE_URL" if settings.database_url else f"{PREFIX}DATA"
    try:
        migrations.upgrade(engine)
    except Damaged as wrong:
        raise Damaged(f"Setting {setting}: {wrong.problems[0]}") from wrong
    except (DatabaseError, migrations.UnknownSchemaError) as wrong:
        reason = str(getattr(wrong, "orig", wrong)).strip().splitlines()[0].rstrip(".")
        raise BadInput(
            f"Setting {setting}: {shown(engine.url)} can't be used: {reason}."
        ) from wrong
    return engine


def _refuse_emptied(data: Path, engine: Engine) -> None:
    """Raise Damaged if the embedded database holds nothing, though something was sent or made by it.

    Else it would be taken for a new one, and say that all is well.
    """
    book, packs, file = data / POST_BOOK, data / "packs", Path(engine.url.database or "")
    if _holds(file, NOTHING) or _holds(file.with_name(f"{file.name}-wal")):
        return  # a process that was killed leaves all that it wrote in the second
    lies = []
    if book.is_file() and book.stat().st_size:
        lies.append(f"{book} says what was sent")
    if packs.is_dir() and any(one for one in packs.iterdir() if not one.name.startswith(".")):
        lies.append(f"{packs} holds packs")
    if lies:
        raise Damaged(
            f"Setting {PREFIX}DATA: {file} holds nothing, but {' and '.join(lies)}; to begin anew, "
            "move that elsewhere."
        )


def _holds(file: Path, nothing: int = 0) -> bool:
    """Say whether a file is there that holds more than so many bytes, or is none to look into."""
    return file.exists() and not (file.is_file() and file.stat().st_size <= nothing)


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
