"""What a person said is meant so, though it is in doubt about a plan itself.

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "meant_so",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("plan.id"), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("about", "of", "print", "because", "by")
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.UniqueConstraint("plan_id", "print"),
    )


def downgrade() -> None:
    op.drop_table("meant_so")
