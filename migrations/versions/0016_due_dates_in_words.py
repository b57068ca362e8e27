"""The words in which a milestone or an entry of a board's log is due, such as a month.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
TABLES = ("milestone", "board_log")


def upgrade() -> None:
    for table in TABLES:
        words = sa.Column[str](
            "due_date_as_written", sa.String(), nullable=False, server_default=""
        )
        op.add_column(table, words)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "due_date_as_written")
