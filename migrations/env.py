"""Responsible for running migrations inside one transaction of the engine handed in."""

from importlib import import_module
from pkgutil import iter_modules

from alembic import context
from sqlalchemy import func, select
from sqlmodel import SQLModel

import models
from models.session import WRITERS

for module in iter_modules(models.__path__):  # importing a table declares it
    import_module(f"models.{module.name}")
engine = context.config.attributes["engine"].execution_options(takes_write_lock=True)
with engine.begin() as connection:
    if connection.dialect.name == "postgresql":  # two starters at once: one migrates, one waits
        connection.execute(select(func.pg_advisory_xact_lock(WRITERS)))
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    context.run_migrations()
