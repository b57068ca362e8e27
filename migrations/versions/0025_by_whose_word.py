"""Who cancelled an action, and which validator was named where another validated, are kept.

A pause, and a date given when an action was opened again, are by the word of somebody: not of the
account that recorded it, which the audit trail names.
Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

ADMINISTRATOR = "the plan's administrator"
PAUSE = sa.table("pause", sa.column("made_by"))
REQUEST = sa.table("extension_request", sa.column("asked_by"), sa.column("decision"))


def upgrade() -> None:
    for table, column in (("action", "cancelled_by"), ("validation", "named")):
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.execute(PAUSE.update().values(made_by=ADMINISTRATOR))
    given = REQUEST.update().where(REQUEST.c.decision == "given")
    op.execute(given.values(asked_by=ADMINISTRATOR))


def downgrade() -> None:
    op.drop_column("validation", "named")
    op.drop_column("action", "cancelled_by")
