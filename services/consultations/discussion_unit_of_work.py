"""The unit of work of a call about the discussion."""

from typing import Any

from chassis.actor import NOBODY, Actor
from chassis.operations import Call
from chassis.storage import Transaction
from consultations.domain.discussion_unit_of_work import DiscussionUnitOfWork
from consultations.domain.place import Admission
from consultations.facts.published_discussion import FACT_OF
from consultations.storage.arguments import StoredArguments
from consultations.storage.audit import StoredAudit
from consultations.storage.authors import StoredAuthors
from consultations.storage.confirmations import StoredConfirmations
from consultations.storage.contributions import StoredContributions
from consultations.storage.counters import StoredCounters
from consultations.storage.graph import StoredGraph
from consultations.storage.moderation import StoredModeration
from consultations.storage.opinion_votes import StoredOpinionVotes
from consultations.storage.places import StoredPlaces
from consultations.storage.search import StoredSearch
from consultations.storage.sources import StoredSources
from consultations.storage.supports import StoredSupports


def uow(call: Call, tx: Transaction) -> DiscussionUnitOfWork:
    """That of one call; what `preload` loaded is its admission."""
    return unit_of_work(tx, call.actor, admission=call.preloaded, may=call.may, permit=call.permit)


def unit_of_work(
    tx: Transaction, actor: Actor = NOBODY, *, admission: Admission | None = None,
    may: Any = lambda *_: False, permit: Any = lambda *_: None,
) -> DiscussionUnitOfWork:  # fmt: skip
    """One outside a call (facts heard), where nobody has a right and nothing asks for one."""
    connection = tx.connection

    def publish(event: Any) -> None:
        fact, aggregate_id, version, data = FACT_OF[type(event)](event)
        tx.publish(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return DiscussionUnitOfWork(
        places=StoredPlaces(connection),
        authors=StoredAuthors(connection),
        contributions=StoredContributions(connection),
        votes=StoredOpinionVotes(connection),
        supports=StoredSupports(connection),
        arguments=StoredArguments(connection),
        sources=StoredSources(connection),
        counters=StoredCounters(connection),
        search=StoredSearch(connection),
        graphs=StoredGraph(connection),
        moderation=StoredModeration(connection),
        confirmations=StoredConfirmations(connection),
        audit=StoredAudit(connection),
        roles_in=actor.roles_in,
        may=may,
        permit=permit,
        now=tx.now,
        lock_shared=tx.lock_shared,
        lock_exclusive=tx.lock_exclusive,
        publish=publish,
        admission=admission,
    )
