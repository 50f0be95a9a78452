"""What a use case of the register is handed: repositories on one transaction, the database's clock, keys, and what the
actor of its call may do."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from chassis.operations import Call
from chassis.server_log import server_of
from chassis.storage import Transaction
from votation.domain.events import Event
from votation.domain.keys import Keys
from votation.facts import published
from votation.storage.audit import StoredAudit
from votation.storage.electors import StoredElectors
from votation.storage.mailings import StoredMailings
from votation.storage.organisations import StoredOrganisations
from votation.storage.projects import StoredProjects
from votation.storage.register import StoredRegister
from votation.storage.rolls import StoredRolls
from votation.storage.votations import StoredVotations

R = TypeVar("R")


def _stored(repository: Callable[[Any], R]) -> cached_property[R]:
    """A repository that is built on the unit of work's connection when it is first used."""
    return cached_property(lambda uow: repository(uow.connection))


class UnitOfWork:
    """`permit` asks for the operation's right, in the given scopes; `may` whether the actor has another. Outside a call
    (timers, workers, facts) nobody asks: everything may be done.

    `lock_shared` is for who uses a right, `lock_exclusive` for who changes a votation; both return the database's
    time after the lock, the only one that judges a window.
    """

    votations = _stored(StoredVotations)
    electors = _stored(StoredElectors)
    rolls = _stored(StoredRolls)
    register = _stored(StoredRegister)
    mailings = _stored(StoredMailings)
    audit = _stored(StoredAudit)
    organisations = _stored(StoredOrganisations)
    projects = _stored(StoredProjects)

    def __init__(self, tx: Transaction, keys: Keys, call: Call | None = None) -> None:
        self.connection, self.keys = tx.connection, keys
        self.now, self.lock_shared, self.lock_exclusive = tx.now, tx.lock_shared, tx.lock_exclusive
        self.enqueue = tx.enqueue
        self.permit: Callable[..., None] = call.permit if call else lambda *_: None
        self.may: Callable[..., bool] = call.may if call else lambda *_: True
        self._tx = tx

    def publish(self, event: Event) -> None:
        published.publish(self._tx, event)

    def server(self) -> str:
        """What tells the server of the database from others."""
        return server_of(self.connection)
