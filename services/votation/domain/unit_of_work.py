"""What a use case of the register is handed: repositories, the database's clock, keys, and what it may do besides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from votation.domain import ports
from votation.domain.keys import Keys


@dataclass(frozen=True)
class UnitOfWork:
    """`permit` asks for the operation's right, in the given scopes; `may` whether the actor has another.

    `lock_shared` is for who uses a right, `lock_exclusive` for who changes a votation; both return the database's
    time after the lock, the only one that judges a window. `server` tells the server of the database from others.
    """

    votations: ports.Votations
    electors: ports.Electors
    rolls: ports.Rolls
    register: ports.Register
    mailings: ports.Mailings
    audit: ports.Audit
    organisations: ports.Organisations
    projects: ports.Projects
    keys: Keys

    now: Callable[[], datetime]
    lock_shared: Callable[..., datetime]
    lock_exclusive: Callable[..., datetime]
    permit: Callable[..., None]
    may: Callable[..., bool]
    publish: Callable[[Any], None]
    server: Callable[[], str]
    enqueue: Callable[[str, Mapping[str, Any]], UUID]
