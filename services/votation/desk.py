"""Lays the desk of a call: the repositories on its transaction, and what its actor may do."""

from typing import Any

from chassis.dispatcher import Call
from chassis.storage import Transaction
from votation.domain.desk import Desk
from votation.domain.keys import Keys
from votation.facts import told
from votation.storage.audit import StoredAudit
from votation.storage.electors import StoredElectors
from votation.storage.mailings import StoredMailings
from votation.storage.organisations import StoredOrganisations
from votation.storage.projects import StoredProjects
from votation.storage.register import StoredRegister
from votation.storage.rolls import StoredRolls
from votation.storage.votations import StoredVotations


def desk(call: Call, tx: Transaction, keys: Keys) -> Desk:
    """The desk of one call."""
    return lay(tx, keys, permit=call.permit, may=call.may)


def lay(tx: Transaction, keys: Keys, permit: Any = lambda *_: None, may: Any = lambda *_: True) -> Desk:
    """A desk outside a call (timers, workers), where nothing asks for a right."""
    connection = tx.connection

    def tell(event: Any) -> None:
        fact, aggregate_id, version, data = told.READERS[type(event)](event)
        tx.tell(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return Desk(
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
        tell=tell,
        enqueue=tx.enqueue,
    )
