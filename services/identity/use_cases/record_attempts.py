"""What may be tried so many times is counted before the transaction of a call: what was tried counts even if what
follows is refused."""

from collections.abc import Sequence

from chassis.operations import BeforeTransaction
from identity.domain.account import normalise_email
from identity.domain.throttle import Attempt, limits, network_of, require_within_limit
from identity.domain.unit_of_work import UnitOfWork


def record_attempt(before: BeforeTransaction[UnitOfWork], **tries: str) -> tuple[int, ...]:
    """Count a try under each limit that is named, for whom it says. Refuses: too_many_attempts.

    Buckets are keyed, so that the table tells nobody which addresses were tried.
    """
    known = limits(before.config.values)
    with before.transaction() as uow:
        attempts = [Attempt(known[name], uow.keyed_hash(f"{name}:{whose}")) for name, whose in tries.items()]
        return record_attempts(uow, attempts)


def record_attempt_with_address(
    before: BeforeTransaction[UnitOfWork], purpose: str, email: str, client_address: str | None
) -> tuple[int, ...]:
    """Count a try with an address from a client. Refuses: too_many_attempts.

    By both together first, so that nobody uses up what its owner may try from elsewhere.
    """
    network, address = network_of(client_address), normalise_email(email)
    tries = {"pair": f"{address} {network}", "email": address, "address": network}
    return record_attempt(before, **{f"{purpose}_{name}": whose for name, whose in tries.items()})


def record_mail(before: BeforeTransaction[UnitOfWork], email: str, client_address: str | None) -> None:
    """Count a mail that is asked for. Refuses: too_many_attempts."""
    record_attempt_with_address(before, "mail", email, client_address)


def record_attempts(uow: UnitOfWork, attempts: Sequence[Attempt]) -> tuple[int, ...]:
    """Count a try under each of its buckets, or under none. Refuses: too_many_attempts (`retry_after` in seconds)."""
    now = uow.lock_exclusive(*(f"throttle:{attempt.bucket}" for attempt in attempts))
    for attempt in attempts:
        oldest = uow.attempts.oldest_counted(attempt, now)
        newest = uow.attempts.newest(attempt) if oldest and attempt.limit.pause else None
        require_within_limit(attempt, oldest, newest, now)
    return uow.attempts.add(attempts, now)
