"""Builds the unit of work: the repositories on a transaction, keys and passwords, and what the actor may do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.config import Config
from chassis.operations import Call
from chassis.storage import Transaction
from contracts.refused import Refused
from identity.clients.assertions import Assertions
from identity.domain import rights
from identity.domain.events import Event
from identity.domain.keyed_hash import keyed_hash
from identity.domain.ports import Passwords
from identity.domain.unit_of_work import UnitOfWork
from identity.facts.published import published
from identity.storage.accounts import StoredAccounts
from identity.storage.attempts import StoredAttempts
from identity.storage.audit import StoredAudit
from identity.storage.consents import StoredConsents
from identity.storage.credentials import StoredCredentials
from identity.storage.grants import StoredGrants
from identity.storage.groups import StoredGroups
from identity.storage.invitations import StoredInvitations
from identity.storage.organisations import StoredOrganisations
from identity.storage.participant_types import StoredParticipantTypes
from identity.storage.sessions import StoredSessions


def unit_of_work(
    tx: Transaction, config: Config, passwords: Passwords, call: Call | None = None
) -> UnitOfWork:
    """Outside a call (facts received, the operator's commands) nobody is asked for a right."""
    connection = tx.connection

    def publish(event: Event) -> None:
        fact, aggregate_id, version, data = published(event)
        tx.publish(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return UnitOfWork(
        accounts=StoredAccounts(connection),
        sessions=StoredSessions(connection),
        credentials=StoredCredentials(connection),
        attempts=StoredAttempts(connection),
        organisations=StoredOrganisations(connection),
        grants=StoredGrants(connection),
        invitations=StoredInvitations(connection),
        participant_types=StoredParticipantTypes(connection),
        groups=StoredGroups(connection),
        consents=StoredConsents(connection),
        audit=StoredAudit(connection),
        now=tx.now,
        lock_exclusive=tx.lock_exclusive,
        permit=_permit(call, StoredGrants(connection)) if call else lambda *_: None,
        publish=publish,
        passwords=passwords,
        assertions=Assertions(config),
        keyed_hash=lambda text: keyed_hash(config.text("SECRET_KEY"), text),
    )


def _permit(call: Call, grants: StoredGrants) -> Callable[..., None]:
    """A token says what held when it was made; here, where rights are kept, what holds now counts too."""

    def permit(*organisations: UUID) -> None:
        call.permit(*organisations)
        right = call.endpoint.operation.access
        if right in rights.TABLE and not may(call.actor, right, grants, organisations):
            raise Refused("forbidden")

    return permit


def may(actor: Actor, right: str, grants: StoredGrants, organisations: Any) -> bool:
    roles = grants.roles(actor.id, actor.session_id, organisations) if actor.id else frozenset()
    return not rights.TABLE[right].isdisjoint(roles)
