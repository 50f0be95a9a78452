from collections.abc import Sequence

from identity.domain.throttle import Attempt, require_room
from identity.domain.unit_of_work import UnitOfWork


def record_attempts(uow: UnitOfWork, attempts: Sequence[Attempt]) -> tuple[int, ...]:
    """Count a try under each of its buckets, or under none. Refuses: too_many_attempts (`retry_after` in
    seconds).

    Belongs in a transaction of its own: what was tried counts even if it then fails.
    """
    now = uow.lock_exclusive(*(f"throttle:{attempt.bucket}" for attempt in attempts))
    for attempt in attempts:
        oldest = uow.attempts.oldest_counted(attempt, now)
        newest = uow.attempts.newest(attempt) if oldest and attempt.limit.pause else None
        require_room(attempt, oldest, newest, now)
    return uow.attempts.add(attempts, now)
