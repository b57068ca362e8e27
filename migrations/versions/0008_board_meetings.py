"""Meetings of boards, and how long before one its papers are ready.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "board_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("paper_deadline", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("board_id", "on"),
    )
    op.add_column(
        "board", sa.Column("papers_before", sa.Integer(), nullable=False, server_default="7")
    )


def downgrade() -> None:
    op.drop_column("board", "papers_before")
    op.drop_table("board_meeting")
