"""What identity may forget, a little at a time."""

from datetime import timedelta

from sqlalchemy import Connection, text

BATCH = 5_000
STATEMENTS = (
    """DELETE FROM throttle_hit WHERE id IN
       (SELECT id FROM throttle_hit
        WHERE hit_at < clock_timestamp() - CAST(:throttle AS interval) LIMIT :batch)""",
    """DELETE FROM credential_request WHERE id IN
       (SELECT id FROM credential_request
        WHERE expires_at < clock_timestamp() - interval '30 days' LIMIT :batch)""",
    # A session idle for four months has been over for at least one, whatever its age.
    """DELETE FROM session WHERE id IN
       (SELECT id FROM session WHERE last_used_at < clock_timestamp() - interval '120 days' LIMIT :batch)""",
    # Answers under a key are kept as long for other commands.
    """UPDATE account SET registration_key = NULL WHERE id IN
       (SELECT id FROM account WHERE registration_key IS NOT NULL
        AND created_at < clock_timestamp() - interval '30 days' LIMIT :batch)""",
)


def forget_what_is_over(connection: Connection, longest_throttle: timedelta) -> None:
    for statement in STATEMENTS:
        parameters = (
            {"batch": BATCH, "throttle": longest_throttle} if ":throttle" in statement else {"batch": BATCH}
        )
        connection.execute(text(statement), parameters)
