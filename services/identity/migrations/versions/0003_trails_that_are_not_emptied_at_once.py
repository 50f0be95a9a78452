"""The trail and the consents resist TRUNCATE as well, whoever asks: a row trigger does not see it."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("audit_entry", "consent_entry"):
        op.execute(
            f"CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )


def downgrade() -> None:
    for table in ("audit_entry", "consent_entry"):
        op.execute(f"DROP TRIGGER never_truncated ON {table}")
