"""The guard of audit entries looks each up by its index, whatever SQLite has counted.

Revision: 0004, after 0003. With statistics of a small table SQLite took one condition for both
keys as a reason to read every entry, for each that is added.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

NAME = "audit_entry_no_replace"
APART = """EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id) OR EXISTS (SELECT 1
    FROM audit_entry WHERE organisation_id = NEW.organisation_id AND seq = NEW.seq)"""
TOGETHER = """EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id
    OR (organisation_id = NEW.organisation_id AND seq = NEW.seq))"""
REFUSAL = "audit entries can''t be changed or removed"


def upgrade() -> None:
    _guard(APART)


def downgrade() -> None:
    _guard(TOGETHER)


def _guard(there: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON audit_entry WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
