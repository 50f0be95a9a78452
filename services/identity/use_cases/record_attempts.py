from collections.abc import Sequence

from identity.domain.desk import Desk
from identity.domain.throttle import Attempt, require_room


def record_attempts(desk: Desk, attempts: Sequence[Attempt]) -> tuple[int, ...]:
    """Count a try under each of its buckets, or under none. Refuses: too_many_attempts (`retry_after` in
    seconds).

    Belongs in a transaction of its own: what was tried counts even if it then fails.
    """
    now = desk.lock_exclusive(*(f"throttle:{attempt.bucket}" for attempt in attempts))
    for attempt in attempts:
        oldest = desk.attempts.oldest_counted(attempt, now)
        newest = desk.attempts.newest(attempt) if oldest and attempt.limit.pause else None
        require_room(attempt, oldest, newest, now)
    return desk.attempts.add(attempts, now)
