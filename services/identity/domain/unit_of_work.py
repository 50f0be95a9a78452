"""What use cases are handed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from identity.domain import ports
from identity.domain.events import Event
from identity.domain.keyed_hash import KeyedHash


@dataclass(frozen=True)
class UnitOfWork:
    """Repositories on one transaction, and what a use case may do besides.

    `now` is the database's time. `lock_exclusive` keeps everyone else off the things it names until commit
    and returns the time after that. `permit` asks for the operation's right, in the given
    organisations, of the actor's token and of what is stored now. `keyed_hash` is one that
    only this installation can make.
    """

    accounts: ports.Accounts
    sessions: ports.Sessions
    credentials: ports.Credentials
    attempts: ports.Attempts
    organisations: ports.Organisations
    grants: ports.Grants
    invitations: ports.Invitations
    participant_types: ports.ParticipantTypes
    groups: ports.Groups
    consents: ports.Consents
    audit: ports.Audit

    now: Callable[[], datetime]
    lock_exclusive: Callable[..., datetime]
    permit: Callable[..., None]
    publish: Callable[[Event], None]
    passwords: ports.Passwords
    assertions: ports.Assertions
    keyed_hash: KeyedHash
