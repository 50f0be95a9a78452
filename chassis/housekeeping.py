"""What the tables under every service may forget, a little at a time."""

from sqlalchemy import text

from chassis.storage import Transaction

BATCH = 5_000
OLD = (
    ("outbox", "position", "sent_at < clock_timestamp() - interval '7 days'"),
    ("idempotency", "ctid", "answered_at < clock_timestamp() - interval '30 days'"),
    ("job", "id", "state IN ('done', 'failed') AND done_at < clock_timestamp() - interval '90 days'"),
)
# Inbox rows are kept: they are what makes a fact that is sent again, however late, have no second effect.


def forget_old_rows(transaction: Transaction) -> None:
    """Delete at most a batch from each table."""
    for table, key, condition in OLD:
        chosen = f"SELECT {key} FROM {table} WHERE {condition} LIMIT {BATCH}"  # noqa: S608 - constants
        transaction.connection.execute(text(f"DELETE FROM {table} WHERE {key} IN ({chosen})"))  # noqa: S608
