"""The owner of an account hears that its address or password changed."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Every row holds: the check only takes two kinds more, so the table is not read again.
CHANGED = """
ALTER TABLE message
    DROP CONSTRAINT message_kind_check,
    ADD CONSTRAINT message_kind_check CHECK (kind IN (
        'email_confirmation', 'already_registered', 'password_reset', 'magic_link', 'email_change', 'invitation',
        'confirm_reminder', 'contribution_moderated', 'appeal_decided', 'step_closing_soon', 'window_moved',
        'votation_invitation', 'votation_reminder', 'votation_code', 'votation_signed', 'votation_roll_check',
        'votation_result', 'version_left_alone', 'email_changed', 'password_changed')) NOT VALID
"""


def upgrade() -> None:
    op.execute(CHANGED)


def downgrade() -> None:
    op.execute("DELETE FROM message WHERE kind IN ('email_changed', 'password_changed')")
    op.execute(CHANGED.replace(", 'email_changed', 'password_changed'", ""))
