"""Audit entries can't be changed or removed.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = {
    "audit_entry_no_update": "BEFORE UPDATE ON audit_entry BEGIN",
    "audit_entry_no_delete": "BEFORE DELETE ON audit_entry BEGIN",
    # INSERT OR REPLACE deletes without a word where recursive triggers are off
    "audit_entry_no_replace": """BEFORE INSERT ON audit_entry WHEN EXISTS (
        SELECT 1 FROM audit_entry WHERE id = NEW.id
        OR (organisation_id = NEW.organisation_id AND seq = NEW.seq)) BEGIN""",
}
REFUSAL = "audit entries can't be changed or removed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        quoted = REFUSAL.replace("'", "''")
        for name, when in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when} SELECT RAISE(ABORT, '{quoted}'); END")
        return
    op.execute(
        f"""CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION $words${REFUSAL}$words$; END $$"""
    )
    op.execute(
        """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"""
    )
    op.execute(
        """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"""
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("DROP TRIGGER audit_entry_no_truncate ON audit_entry")
    op.execute("DROP TRIGGER audit_entry_no_change ON audit_entry")
    op.execute("DROP FUNCTION audit_entry_refuse()")
