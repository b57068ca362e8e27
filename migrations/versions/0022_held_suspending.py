"""Suspending of addresses may be held until a person has looked.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column(
        "organisation",
        sa.Column("suspending_held_since", sa.DateTime(timezone=True), nullable=True),
    )
    op.add_column("organisation", sa.Column("suspending_looked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("organisation", "suspending_looked_on")
    op.drop_column("organisation", "suspending_held_since")
