"""Tries of a notice that may each have arrived are counted apart from those that did not.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    doubts = sa.Column[int]("doubts", sa.Integer(), nullable=False, server_default="0")
    op.add_column("notice", doubts)


def downgrade() -> None:
    op.drop_column("notice", "doubts")
