"""From which position each version of a pack was made, beside its contents, which say so too.

Revision: 0018, after 0017.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    column = sa.Column[str]("cut_off", sa.String(), nullable=False, server_default="")
    op.add_column("pack", column)
    pack = sa.table("pack", sa.column("id"), sa.column("contents"), sa.column("cut_off"))
    connection = op.get_bind()
    for (number,) in connection.execute(sa.select(pack.c.id)).all():  # contents are long
        mine = pack.c.id == number
        said = json.loads(connection.execute(sa.select(pack.c.contents).where(mine)).scalar_one())
        name = said["occasion"].get("cut_off", "")
        connection.execute(sa.update(pack).where(mine).values(cut_off=name))


def downgrade() -> None:
    op.drop_column("pack", "cut_off")
