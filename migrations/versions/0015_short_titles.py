"""A short title of an action, for tables, lists and subjects.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    short = sa.Column[str]("short_title", sa.String(), nullable=False, server_default="")
    op.add_column("action", short)


def downgrade() -> None:
    op.drop_column("action", "short_title")
