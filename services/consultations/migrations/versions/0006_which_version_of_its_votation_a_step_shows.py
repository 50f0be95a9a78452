"""A step that is a votation knows how new its closing is, so that an older fact heard late changes nothing."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE step ADD COLUMN votation_version integer")
