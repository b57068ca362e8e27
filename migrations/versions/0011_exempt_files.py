"""Files of packs that hold Part 2 material, which are never mailed.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    exempt = sa.Column[bool]("is_exempt", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("pack_file", exempt)


def downgrade() -> None:
    op.drop_column("pack_file", "is_exempt")
