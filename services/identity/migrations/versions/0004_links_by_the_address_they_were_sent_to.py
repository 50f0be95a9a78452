"""Find the open links that were sent to an address: a later one for another account voids them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX credential_request_address ON credential_request (address, kind)"
        " WHERE used_at IS NULL AND cancelled_at IS NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX credential_request_address")
