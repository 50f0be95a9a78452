"""The unit of work of a call: the repositories on its transaction, and what its actor may do."""

from typing import Any

from chassis.operations import Call
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


def uow(call: Call, tx: Transaction, keys: Keys) -> UnitOfWork:
    """That of one call."""
    return unit_of_work(tx, keys, permit=call.permit, may=call.may)


def unit_of_work(
    tx: Transaction, keys: Keys, permit: Any = lambda *_: None, may: Any = lambda *_: True
) -> UnitOfWork:
    """One outside a call (timers, workers), where nothing asks for a right."""
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
        permit=permit,
        may=may,
        publish=publish,
        enqueue=tx.enqueue,
    )
