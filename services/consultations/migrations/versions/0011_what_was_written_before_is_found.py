"""What was written before is found too: filled some rows at a time and indexed while people write.

Nothing here is undone when it is stopped on its way; it is run again.
"""

from alembic import op
from sqlalchemy import Connection, text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FOUND = {
    "contribution": "setweight(searched(title), 'A') || setweight(searched(body), 'B')",
    "project": "setweight(searched(title), 'A') || setweight(searched(summary || ' ' || body), 'B')",
    "organisation": "setweight(searched(name), 'A')",
}
AT_ONCE = 500


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for table, found in FOUND.items():
            fill(op.get_bind(), table, found)
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS contribution_found")
        op.execute("CREATE INDEX CONCURRENTLY contribution_found ON contribution USING gin (found)")


def fill(connection: Connection, table: str, found: str) -> None:
    some = f"SELECT id FROM {table} WHERE found IS NULL LIMIT {AT_ONCE}"  # noqa: S608
    statement = f"UPDATE {table} SET found = {found} WHERE found IS NULL AND id IN ({some})"  # noqa: S608
    while connection.execute(text(statement)).rowcount:
        pass
