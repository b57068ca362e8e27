"""Drafts, issued packs and what replaces them. Packs of before count as issued when they were made.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

SENTENCES = ("because", "differences", "failed")


def upgrade() -> None:
    op.add_column("pack", sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("pack", sa.Column("audit_head", sa.String(), nullable=False, server_default=""))
    for name in SENTENCES:
        op.add_column("pack", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE pack SET issued_at = made_at")


def downgrade() -> None:
    for name in ("issued_at", "audit_head", *SENTENCES):
        op.drop_column("pack", name)
