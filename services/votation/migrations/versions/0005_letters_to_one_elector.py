"""A letter may go to one elector, and a link that went to another's address opens nothing any more."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE elector ADD COLUMN links_before integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE mailing ADD COLUMN alone boolean NOT NULL DEFAULT false")
