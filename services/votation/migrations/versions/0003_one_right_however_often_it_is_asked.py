"""Beside each right the random bytes that it is made from, with the service's secret: asked again, it is the same."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE voting_right ADD COLUMN salt bytea")
