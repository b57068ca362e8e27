"""What a pack says beside actions: measures, risks, the boards' log; what owners say of their own.

Revision: 0009, after 0008.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

SAID = ("rating", "cause", "recovery", "impact")
MEASURE = ("name", "recommendations", "target", "actual", "previous", "comment")
RISK = ("text", "owner", "likelihood", "impact", "mitigation")
LOG = ("board", "kind", "text", "who", "to_be_told")


def _register(name: str, texts: tuple[str, ...], *dates: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        *(sa.Column(text, sa.String(), nullable=False) for text in texts),
        *dates,
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "ref"),
    )


def upgrade() -> None:
    _register("measure", MEASURE, sa.Column("measured_on", sa.Date(), nullable=True))
    _register("risk", RISK, sa.Column("reviewed_on", sa.Date(), nullable=True))
    _register(
        "board_log",
        LOG,
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
    )
    for name in SAID:
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("progress_update", column)
    exempt: sa.Column[bool] = sa.Column(
        "is_exempt", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("action", exempt)


def downgrade() -> None:
    op.drop_column("action", "is_exempt")
    for name in SAID:
        op.drop_column("progress_update", name)
    for name in ("board_log", "risk", "measure"):
        op.drop_table(name)
