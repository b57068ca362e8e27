"""What waits for validation is found without reading every action: each check looks for it.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
NAME = "ix_action_to_validate"
WAITS = "completed_on IS NOT NULL AND validated_on IS NULL AND cancelled_on IS NULL"


def upgrade() -> None:
    op.create_index(
        NAME,
        "action",
        ["plan_id"],
        sqlite_where=sa.text(WAITS),
        postgresql_where=sa.text(WAITS),
    )


def downgrade() -> None:
    op.drop_index(NAME, "action")
