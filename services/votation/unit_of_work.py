"""The unit of work of a transaction: the repositories on it, and what the actor of its call may do."""

from typing import Any

from chassis.operations import Call
from chassis.server_log import server_of
from chassis.storage import Transaction
from votation.domain.keys import Keys
from votation.domain.unit_of_work import UnitOfWork
from votation.facts import published
from votation.storage.audit import StoredAudit
from votation.storage.electors import StoredElectors
from votation.storage.mailings import StoredMailings
from votation.storage.organisations import StoredOrganisations
from votation.storage.projects import StoredProjects
from votation.storage.register import StoredRegister
from votation.storage.rolls import StoredRolls
from votation.storage.votations import StoredVotations


def unit_of_work(tx: Transaction, keys: Keys, call: Call | None = None) -> UnitOfWork:
    """Outside a call (timers, workers, facts) nobody asks: everything may be done."""
    connection = tx.connection

    def publish(event: Any) -> None:
        fact, aggregate_id, version, data = published.FACT_OF[type(event)](event)
        tx.publish(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return UnitOfWork(
        votations=StoredVotations(connection),
        electors=StoredElectors(connection),
        rolls=StoredRolls(connection),
        register=StoredRegister(connection),
        mailings=StoredMailings(connection),
        audit=StoredAudit(connection),
        organisations=StoredOrganisations(connection),
        projects=StoredProjects(connection),
        keys=keys,
        now=tx.now,
        lock_shared=tx.lock_shared,
        lock_exclusive=tx.lock_exclusive,
        permit=call.permit if call else lambda *_: None,
        may=call.may if call else lambda *_: True,
        publish=publish,
        server=lambda: server_of(connection),
        enqueue=tx.enqueue,
    )
