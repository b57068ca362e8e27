"""What came back is found by its Message-ID, and what an address refused by the address.

Revision: 0006, after 0005.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

COLUMNS = ("message_id", "recipient_address")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_notice_{column}", "notice", [column])


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_notice_{column}", "notice")
