"""What a use case is handed: repositories on one transaction, the database's time, and what its actor may do."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from chassis.actor import NOBODY, Actor
from chassis.storage import Transaction
from consultations.domain.place import Eligibility, StepAccess
from consultations.domain.project import sees
from consultations.domain.rights import MODERATE
from consultations.facts.published import FACT_OF
from consultations.storage.acts import StoredActs
from consultations.storage.arguments import StoredArguments
from consultations.storage.audit import StoredAudit
from consultations.storage.authors import StoredAuthors
from consultations.storage.confirmations import StoredConfirmations
from consultations.storage.contributions import StoredContributions
from consultations.storage.counters import StoredCounters
from consultations.storage.exports import StoredExports
from consultations.storage.figures import StoredFigures
from consultations.storage.graph import StoredGraph
from consultations.storage.labels import StoredLabels
from consultations.storage.moderation import StoredModeration
from consultations.storage.names import StoredNames
from consultations.storage.opinion_votes import StoredOpinionVotes
from consultations.storage.organisations import StoredOrganisations
from consultations.storage.places import StoredPlaces
from consultations.storage.projects import StoredProjects
from consultations.storage.search import StoredSearch
from consultations.storage.sections import StoredSections
from consultations.storage.sources import StoredSources
from consultations.storage.steps import StoredSteps
from consultations.storage.supports import StoredSupports
from consultations.storage.votations import StoredVotations
from contracts.refused import Refused, StalePreload

R = TypeVar("R")


def _stored(repository: Callable[[Any], R]) -> cached_property[R]:
    """A repository that is built on the unit of work's connection when it is first used."""
    return cached_property(lambda uow: repository(uow.connection))


class UnitOfWork:
    """`may` says whether the actor has a right in some scopes, `permit` refuses when they lack the operation's own.

    `lock_shared` is for who writes in a step, `lock_exclusive` for who moves its window or its rules; both
    return the database's time after the lock, the only one that judges a window. `eligibility` and `groups` are what
    was loaded before the transaction: no eligibility when what was asked about does not exist.
    """

    projects = _stored(StoredProjects)
    steps = _stored(StoredSteps)
    sections = _stored(StoredSections)
    labels = _stored(StoredLabels)
    organisations = _stored(StoredOrganisations)
    votations = _stored(StoredVotations)
    audit = _stored(StoredAudit)
    figures = _stored(StoredFigures)
    exports = _stored(StoredExports)
    acts = _stored(StoredActs)
    names = _stored(StoredNames)
    places = _stored(StoredPlaces)
    authors = _stored(StoredAuthors)
    contributions = _stored(StoredContributions)
    votes = _stored(StoredOpinionVotes)
    supports = _stored(StoredSupports)
    arguments = _stored(StoredArguments)
    sources = _stored(StoredSources)
    counters = _stored(StoredCounters)
    search = _stored(StoredSearch)
    graphs = _stored(StoredGraph)
    moderation = _stored(StoredModeration)
    confirmations = _stored(StoredConfirmations)

    def __init__(
        self,
        tx: Transaction,
        actor: Actor = NOBODY,
        *,
        may: Callable[..., bool] | None = None,
        permit: Callable[..., None] | None = None,
        preloaded: Any = None,
    ) -> None:
        self.connection = tx.connection
        self.now, self.lock_shared, self.lock_exclusive = tx.now, tx.lock_shared, tx.lock_exclusive
        self.enqueue = tx.enqueue
        self.roles_in = actor.roles_in
        self.may, self.permit = may or _may_not, permit or _forbid
        self.eligibility = preloaded if isinstance(preloaded, Eligibility) else None
        self.groups: frozenset[UUID] = preloaded if isinstance(preloaded, frozenset) else frozenset()
        if self.eligibility:
            self.groups = self.eligibility.groups
        self._tx = tx

    def publish(self, event: Any) -> None:
        fact, id_name = FACT_OF[type(event)]
        data = vars(event)
        self._tx.publish(fact, aggregate_id=data[id_name], aggregate_version=event.version, data=data)

    @property
    def step_access(self) -> StepAccess:
        """That of what was asked about. Raises Refused(not_found)."""
        if self.eligibility is None:
            raise Refused("not_found")
        return self.eligibility.step_access

    @property
    def above(self) -> tuple[UUID, ...]:
        """The texts that what was asked about stands under: they are held while something beneath changes."""
        return self.eligibility.above if self.eligibility else ()

    def sees(self, organisation_id: UUID, project_id: UUID, visibility: str, group_id: UUID | None) -> bool:
        """Whether the actor may know that this project exists.

        Raises StalePreload when their groups matter by now, and were not asked for.
        """
        if visibility == "group" and self.eligibility and self.eligibility.step_access.visibility != "group":
            raise StalePreload
        return sees(visibility, group_id, self.roles_in(organisation_id, project_id), self.groups)

    def moderates(self, organisation_id: UUID, project_id: UUID) -> bool:
        return self.may(MODERATE, organisation_id, project_id)


def _may_not(*_: Any) -> bool:
    return False


def _forbid(*_: Any) -> None:
    raise RuntimeError("nobody asks: there is no right to check")
