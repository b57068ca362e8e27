"""The members of boards, who get a copy of each issued pack.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "board_member",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("board_id", "person_id"),
    )
    op.create_index("ix_board_member_person_id", "board_member", ["person_id"])


def downgrade() -> None:
    op.drop_table("board_member")
