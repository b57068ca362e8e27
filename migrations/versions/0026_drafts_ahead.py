"""How long before its papers are due a board's pack is first drafted.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column(
        "board", sa.Column("drafts_before", sa.Integer(), nullable=False, server_default="3")
    )


def downgrade() -> None:
    op.drop_column("board", "drafts_before")
