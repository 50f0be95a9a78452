"""What the parrot remembers."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE word (word text PRIMARY KEY, times integer NOT NULL);
        CREATE TABLE heard (word text NOT NULL);
        CREATE TABLE ticks (n integer NOT NULL);
        INSERT INTO ticks VALUES (0);
        CREATE SEQUENCE hiccups;
    """)


def downgrade() -> None:
    op.execute("DROP TABLE word, heard, ticks; DROP SEQUENCE hiccups")
