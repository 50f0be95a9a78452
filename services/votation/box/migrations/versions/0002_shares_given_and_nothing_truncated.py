"""Whose shares a count was given, by their public hashes; what only grows is not emptied at once either."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = (
    "ALTER TABLE ballot_count ADD COLUMN shares text[]",
    *(
        f"""
        CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION only_grows()
        """
        for table in ("board", "epoch", "plain_ballot")
    ),
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
