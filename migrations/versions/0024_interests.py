"""Who led an action before, or reported it complete, is kept, since they don't validate it.

What is known of that already is read from the reports and from the audit trail.
Revision: 0024, after 0023.
"""

import json

import sqlalchemy as sa
from alembic import op

from rules.text import folded

revision = "0024"
down_revision = "0023"

REPORTED = """
    SELECT DISTINCT progress_update.action_id, plan.organisation_id, progress_update.reported_by
    FROM progress_update JOIN action ON action.id = progress_update.action_id
    JOIN plan ON plan.id = action.plan_id WHERE progress_update.completed_on IS NOT NULL
"""
PASSED_ON = """
    SELECT action.id, plan.organisation_id, audit_entry.detail
    FROM audit_entry JOIN plan ON plan.organisation_id = audit_entry.organisation_id
    JOIN action ON action.plan_id = plan.id
    AND audit_entry.subject = 'action ' || plan.key || '/' || action.ref
    WHERE audit_entry.verb IN ('reassigned', 'reassigned: owner left')
"""

INTEREST = sa.table("interest", *map(sa.column, ("action_id", "person_id", "led")))


def upgrade() -> None:
    op.create_table(
        "interest",
        sa.Column("action_id", sa.Integer(), sa.ForeignKey("action.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("led", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_interest_person_id", "interest", ["person_id"])
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT organisation_id, folded, id FROM person"))
    people = {(organisation, name): person for organisation, name, person in known}
    found: dict[tuple[int, int], bool] = {}
    for action, of, name in connection.execute(sa.text(REPORTED)):
        if person := people.get((of, folded(name))):
            found[action, person] = False
    for action, of, detail in connection.execute(sa.text(PASSED_ON)):
        if person := people.get((of, folded(json.loads(detail)["from"] or ""))):
            found[action, person] = True
    for (action, person), led in sorted(found.items()):
        op.execute(INTEREST.insert().values(action_id=action, person_id=person, led=led))


def downgrade() -> None:
    op.drop_table("interest")
