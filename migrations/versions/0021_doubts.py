"""Tries of a notice that may each have arrived are counted apart from those that did not.

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    doubts = sa.Column[int]("doubts", sa.Integer(), nullable=False, server_default="0")
    op.add_column("notice", doubts)


def downgrade() -> None:
    op.drop_column("notice", "doubts")
