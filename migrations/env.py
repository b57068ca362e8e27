"""Responsible for running migrations inside one transaction of the engine handed in."""

from alembic import context
from sqlalchemy import func, select
from sqlmodel import SQLModel

import models.audit
import models.boards
import models.calendar
import models.closing
import models.new_dates
import models.notice
import models.pack
import models.pause
import models.people
import models.plan
import models.policy
import models.progress
import models.run  # noqa: F401 - importing a table declares it
from models.session import WRITERS

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
