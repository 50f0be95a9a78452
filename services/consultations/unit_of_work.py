"""The unit of work of a call: the repositories on its transaction, and what its actor may do.

Discussion's repositories stand beside those of the frame, in `UnitOfWork` and here.
"""

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import Call
from chassis.storage import Transaction
from consultations.domain.unit_of_work import UnitOfWork
from consultations.facts import published
from consultations.storage.audit import StoredAudit
from consultations.storage.exports import StoredExports
from consultations.storage.figures import StoredFigures
from consultations.storage.labels import StoredLabels
from consultations.storage.organisations import StoredOrganisations
from consultations.storage.projects import StoredProjects
from consultations.storage.sections import StoredSections
from consultations.storage.steps import StoredSteps
from consultations.storage.votations import StoredVotations

FACT_OF = {**published.FACT_OF}  # and **told_discussion.READERS


def uow(call: Call, tx: Transaction, groups: frozenset[UUID] = frozenset()) -> UnitOfWork:
    """That of one call. `groups` are the actor's, as `ask_groups` had them."""
    return unit_of_work(tx, call.actor, permit=call.permit, groups=groups)


def unit_of_work(
    tx: Transaction, actor: Actor, permit: Any = lambda *_: None, groups: frozenset[UUID] = frozenset()
) -> UnitOfWork:
    """One outside a call (timers, workers), where nothing asks for a right."""
    connection = tx.connection

    def publish(event: Any) -> None:
        fact, aggregate_id, version, data = FACT_OF[type(event)](event)
        tx.publish(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return UnitOfWork(
        projects=StoredProjects(connection),
        steps=StoredSteps(connection),
        sections=StoredSections(connection),
        labels=StoredLabels(connection),
        organisations=StoredOrganisations(connection),
        votations=StoredVotations(connection),
        audit=StoredAudit(connection),
        figures=StoredFigures(connection),
        exports=StoredExports(connection),
        roles_in=actor.roles_in,
        groups=groups,
        now=tx.now,
        lock_shared=tx.lock_shared,
        lock_exclusive=tx.lock_exclusive,
        permit=permit,
        publish=publish,
        enqueue=tx.enqueue,
    )
