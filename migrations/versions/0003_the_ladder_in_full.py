"""Everything that the ladder in full needs; what is live keeps the policy that it began with.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

PEOPLE = {
    "action": ("holder_id", "validator_id"),
    "plan": ("validator_id",),
    "person": ("successor_id",),
}
"""New columns that name a person; written out, since SQLite adds no constraint afterwards."""

COLUMNS = {
    "action": (
        ("theme", "VARCHAR NOT NULL DEFAULT ''"),
        ("date_assumed", "BOOLEAN NOT NULL DEFAULT false"),
        ("policy_version", "INTEGER"),
        ("validated_on", "DATE"),
        ("times_refused", "INTEGER NOT NULL DEFAULT 0"),
        ("held_until", "DATE"),
        ("cancelled_on", "DATE"),
        ("cancelled_because", "VARCHAR NOT NULL DEFAULT ''"),
        ("paused_until", "DATE"),
    ),
    "notice": (("people", "JSON"),),
    "person": (("left_on", "DATE"), ("unreachable_since", "DATE")),
    "plan": (("needs_evidence", "BOOLEAN NOT NULL DEFAULT false"),),
    "progress_update": (("evidence", "VARCHAR NOT NULL DEFAULT ''"),),
}

OPEN = "completed_on IS NULL"

P1 = {
    "name": "P1",
    "rungs": [
        {
            "name": "R1",
            "audience": "owner",
            "offset": -5,
            "repeat": None,
            "after_previous": 1,
            "role": "",
            "says": "",
        },
        {
            "name": "R0",
            "audience": "owner",
            "offset": 0,
            "repeat": None,
            "after_previous": 1,
            "role": "",
            "says": "",
        },
        {
            "name": "L0",
            "audience": "owner",
            "offset": 1,
            "repeat": 5,
            "after_previous": 1,
            "role": "",
            "says": "",
        },
        {
            "name": "L1",
            "audience": "director",
            "offset": 5,
            "repeat": 5,
            "after_previous": 1,
            "role": "",
            "says": "",
        },
        {
            "name": "L2",
            "audience": "board",
            "offset": 10,
            "repeat": None,
            "after_previous": 2,
            "role": "",
            "says": "",
        },
    ],
}
"""The policy of every plan that went live before there were versions."""


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_cover_person_id", "cover", ["person_id"], unique=False)

    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("running_from", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plan.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "number"),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_acknowledgement_action_id", "acknowledgement", ["action_id"], unique=False)

    op.create_table(
        "contributor",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("action_id", "person_id"),
    )
    op.create_index("ix_contributor_person_id", "contributor", ["person_id"], unique=False)

    op.create_table(
        "extension_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("proposed", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("episode", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("action_id", "number"),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("action_id", "ref"),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plan.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_pause_plan_id", "pause", ["plan_id"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("make_next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_series_make_next_on", "series", ["make_next_on"], unique=False)

    op.create_table(
        "validation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("action_id", "number"),
    )
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    for table, names in PEOPLE.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER REFERENCES person (id)")
    for column in ("due_date", "revised_due_date"):
        op.create_index(
            f"ix_action_open_{column}",
            "action",
            [column],
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )
    _keep_what_runs()


def _keep_what_runs() -> None:
    """Give live plans the policy they ran by, and have their quiet actions looked at again.

    A completed action now waits for its validation, and one without a date is to be mended.
    """
    op.execute(
        sa.text(
            """INSERT INTO policy_version
            (plan_id, number, name, body, effective_from, made_at, made_by)
            SELECT id, 1, 'P1', :body, live_on, imported_at, 'migration'
            FROM plan WHERE live_on IS NOT NULL"""
        ).bindparams(sa.bindparam("body", P1, type_=sa.JSON))
    )
    op.execute(
        """UPDATE action SET policy_version = 1 WHERE EXISTS (SELECT 1 FROM escalation_step
        WHERE action_id = action.id AND episode = action.episode AND episode > 0)"""
    )
    op.execute(
        """UPDATE action SET next_check_on = live_on
        WHERE live_on IS NOT NULL AND next_check_on IS NULL"""
    )


def downgrade() -> None:
    for column in ("revised_due_date", "due_date"):
        op.drop_index(f"ix_action_open_{column}", "action")
    for table, names in PEOPLE.items():
        for name in names:
            op.drop_column(table, name)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)
    op.drop_table("validation")
    op.drop_table("series")
    op.drop_table("pause")
    op.drop_table("milestone")
    op.drop_table("extension_request")
    op.drop_table("contributor")
    op.drop_table("acknowledgement")
    op.drop_table("policy_version")
    op.drop_table("cover")
