"""How far the outbox has come, to be held against the post book beside the database.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    outbox = op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True)),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("known", sa.Integer()),
    )
    op.bulk_insert(outbox, [{"id": 1, "turns": 0, "because": ""}])
    op.create_table(
        "told_before",
        sa.Column("dedup_key", sa.String(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("told_before")
    op.drop_table("outbox")
