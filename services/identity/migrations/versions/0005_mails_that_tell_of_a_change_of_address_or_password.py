"""The owner of an account hears that its address or password changed, when, and by which browser."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Every row holds: the check only takes two kinds more, so the table is not read again.
KINDS = """
ALTER TABLE credential_request
    DROP CONSTRAINT credential_request_kind_check,
    ADD CONSTRAINT credential_request_kind_check CHECK (kind IN ('email_confirmation', 'already_registered',
        'password_reset', 'magic_link', 'email_change', 'invitation', 'email_changed', 'password_changed')) NOT VALID
"""


def upgrade() -> None:
    op.execute(KINDS)
    op.execute(
        "ALTER TABLE credential_request"
        " ADD COLUMN requested_at timestamptz, ADD COLUMN device text CHECK (length(device) <= 60)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM credential_request WHERE kind IN ('email_changed', 'password_changed')")
    op.execute("ALTER TABLE credential_request DROP COLUMN requested_at, DROP COLUMN device")
    op.execute(KINDS.replace(", 'email_changed', 'password_changed'", ""))
