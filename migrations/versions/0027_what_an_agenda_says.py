"""What a meeting's agenda says of the pack that is made for it.

Revision: 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

NAMES = ("agenda_item", "author", "lead_director", "assurance", "considered_by")


def upgrade() -> None:
    for name in NAMES:
        said = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("board_meeting", said)


def downgrade() -> None:
    for name in NAMES:
        op.drop_column("board_meeting", name)
