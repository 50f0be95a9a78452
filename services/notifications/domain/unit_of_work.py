"""What use cases are handed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from notifications.domain import ports


@dataclass(frozen=True)
class UnitOfWork(ports.Repositories):
    """The repositories on the transaction of a call, a fact or timed work; the database's time; rights; the writer."""

    now: Callable[[], datetime]
    permit: Callable[..., None]
    writer: ports.Writer


@dataclass(frozen=True)
class SendContext:
    """What sending needs: no transaction is open while a neighbour is asked or a mail server spoken to.

    `time_is_up` says between two letters whether to stop; `count` counts what became of them.
    """

    opening: ports.Opening
    identity: ports.Identity
    consultations: ports.Consultations
    votation: ports.Votation
    writer: ports.Writer
    mailer: ports.Mailer
    time_is_up: Callable[[], bool]
    count: Callable[[str, str], None]
    complain: Callable[[str, Exception], None]
    pause: Callable[[float], None]


@dataclass(frozen=True)
class MailingContext:
    """What walking through mailings needs: votation is asked while no transaction is open."""

    opening: ports.Opening
    votation: ports.Votation
    complain: Callable[[str, Exception], None]
