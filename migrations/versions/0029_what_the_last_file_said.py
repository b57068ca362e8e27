"""What the last file of a plan said, since only what a later one says otherwise is a change.

Of plans that are there it is not known: their due dates are told by the actions themselves.
Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "last_file",
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("last_file")
