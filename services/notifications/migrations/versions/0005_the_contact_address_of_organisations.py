"""The address that an organisation gives to everyone, known from its next fact; the code before it leaves it empty."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE organisation ADD COLUMN contact text")


def downgrade() -> None:
    op.execute("ALTER TABLE organisation DROP COLUMN contact")
