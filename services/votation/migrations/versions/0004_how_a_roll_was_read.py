"""How a roll's file was read is told: where its list begins, its weights, the colleges that were merged."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE roll_import
            ADD COLUMN first_line integer NOT NULL DEFAULT 1,
            ADD COLUMN sample_lines jsonb NOT NULL DEFAULT '[]',
            ADD COLUMN weights_read jsonb,
            ADD COLUMN merged jsonb NOT NULL DEFAULT '[]',
            ADD COLUMN invisible integer NOT NULL DEFAULT 0
        """
    )
