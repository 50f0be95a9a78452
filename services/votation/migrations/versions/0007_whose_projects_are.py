"""A votation names a project of its own organisation: which is whose is heard from consultations."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE project (id uuid PRIMARY KEY, organisation_id uuid NOT NULL)")
