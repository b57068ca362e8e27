"""Lanes that can be paused, and the words of a notice as they were handed over.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "lane",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("paused_until", sa.DateTime(timezone=True)),
        sa.Column("paused_since", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("next_slot", sa.DateTime(timezone=True)),
    )
    op.add_column("notice", sa.Column("lane", sa.String(), nullable=False, server_default="mail"))
    op.add_column("notice", sa.Column("content", sa.LargeBinary()))
    op.add_column("notice", sa.Column("content_sha256", sa.String()))
    op.execute("UPDATE notice SET lane = 'alarms' WHERE kind = 'alarm'")
    op.add_column("escalation_step", sa.Column("first_planned_on", sa.Date()))
    op.execute("UPDATE escalation_step SET first_planned_on = planned_on")
    op.add_column(
        "notice", sa.Column("forgotten", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_notice_kept_queued_at",
        "notice",
        ["queued_at"],
        sqlite_where=sa.text("NOT forgotten"),
        postgresql_where=sa.text("NOT forgotten"),
    )
    op.drop_index("ix_notice_state_next_attempt_at", "notice")
    op.create_index(
        "ix_notice_state_lane_next_attempt_at", "notice", ["state", "lane", "next_attempt_at"]
    )
    op.add_column("person", sa.Column("channel", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("person", "channel")
    op.drop_column("escalation_step", "first_planned_on")
    op.drop_index("ix_notice_state_lane_next_attempt_at", "notice")
    op.create_index("ix_notice_state_next_attempt_at", "notice", ["state", "next_attempt_at"])
    op.drop_index("ix_notice_kept_queued_at", "notice")
    for column in ("lane", "content", "content_sha256", "forgotten"):
        op.drop_column("notice", column)
    op.drop_table("lane")
