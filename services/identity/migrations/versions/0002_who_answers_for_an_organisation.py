"""Who answers for an organisation's space: what its legal notice says."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE organisation ADD COLUMN contact_email text, ADD COLUMN phone text,"
        " ADD COLUMN postal_address text, ADD COLUMN publication_director text"
    )


def downgrade() -> None:
    op.execute(
        "ALTER TABLE organisation DROP COLUMN contact_email, DROP COLUMN phone, DROP COLUMN postal_address,"
        " DROP COLUMN publication_director"
    )
