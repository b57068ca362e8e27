"""What was cancelled after it was reported complete is cancelled, and not complete as well.

Its progress updates and the audit trail keep when it was reported. Nothing is brought back on the
way back.

Revision: 0017, after 0016.
"""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute(
        "UPDATE action SET completed_on = NULL, reported_at = NULL WHERE cancelled_on IS NOT NULL"
    )


def downgrade() -> None:
    pass
