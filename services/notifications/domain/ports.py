"""What the use cases need kept, asked and sent."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from notifications.domain.fan_out import FanOut, Participant
from notifications.domain.letter import Brand, Credential, Letter, Matter, Names, Notice, Recipient
from notifications.domain.mailing import Mailing
from notifications.domain.message import Message, Window
from notifications.domain.posting import Outcome


class NeighbourAway(Exception):
    """Another service does not answer now."""


class Messages(Protocol):
    """Messages and what became of them. A mark changes nothing once the claim is lost."""

    def add(self, messages: Iterable[Message], fan_out_id: UUID | None = None) -> int:
        """Keep those not kept yet; how many were new."""

    def find(self, message_id: UUID, *, lock: bool = False) -> Message | None: ...

    def was_told_of(self, account_id: UUID, target_id: UUID) -> bool:
        """Whether a decision on this thing was ever told, or is about to be."""

    def page(
        self,
        organisation_id: UUID | None,
        votation_id: UUID | None,
        state: str | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> list[Message]:
        """The newest first, `limit` + 1 at most; of quiet kinds those alone that someone has to look at."""

    def claim(self, claim_id: UUID, now: datetime, most: int) -> list[Message]:
        """Take what is due, urgent first, from anyone else's reach."""

    def hand(self, message: Message, now: datetime) -> bool:
        """Note that it is being given to the mail server. False when the claim was lost: do not send."""

    def sent(self, message: Message, now: datetime) -> None: ...

    def not_wanted(self, message: Message, reason: str) -> None: ...

    def failed(self, message: Message, error: str) -> None: ...

    def stale(self, message: Message, error: str) -> None: ...

    def later(self, message: Message, due_at: datetime, error: str) -> None:
        """Queue again after an attempt."""

    def release(self, messages: Sequence[Message], due_at: datetime) -> None:
        """Queue again as if never claimed; what was handed over stays as it is."""

    def take_back(self, message: Message, due_at: datetime) -> None:
        """Queue again what was handed over when it is known that nothing of it left."""

    def queue_again(self, message_id: UUID, now: datetime) -> None: ...

    def sweep(self, claimed_before: datetime, handed_before: datetime, now: datetime) -> dict[str, int]:
        """Settle what was claimed, or handed over, before these times; how many by the state they got."""

    def counts(self) -> dict[str, int]:
        """How many are queued, being sent, failed or stale."""


class FanOuts(Protocol):
    def add(self, fan_out: FanOut) -> bool: ...

    def take_unfinished(self, most: int) -> list[FanOut]:
        """Locked until the transaction ends; those that another process works on are left out."""

    def advance(self, fan_out_id: UUID, after: UUID) -> None: ...

    def finish(self, fan_out_id: UUID, now: datetime) -> None: ...


class Mailings(Protocol):
    def add(self, mailing: Mailing) -> bool: ...

    def due(self, now: datetime, most: int) -> list[Mailing]:
        """Unfinished ones, urgent first."""

    def advance(self, mailing: Mailing, after: UUID) -> None:
        """Nothing changes when another replica went further meanwhile."""

    def finish(self, mailing: Mailing, now: datetime) -> None: ...

    def postpone(self, mailing: Mailing, now: datetime, wait: timedelta) -> None: ...


class Participations(Protocol):
    def note(self, project_id: UUID, step_id: UUID, account_id: UUID, *, published: bool | None) -> None:
        """`published` is None where the fact does not say."""

    def of_step(self, fan_out: FanOut, most: int) -> list[Participant]: ...

    def of_project(self, fan_out: FanOut, most: int) -> list[Participant]: ...


class StepWindows(Protocol):
    def move(self, step_id: UUID, version: int, window: Window) -> bool:
        """False when a newer window is known already."""

    def version(self, step_id: UUID) -> int | None: ...


class Organisations(Protocol):
    def know(self, organisation_id: UUID, version: int, brand: Brand) -> None: ...

    def brands(self, organisation_ids: Iterable[UUID]) -> dict[UUID, Brand]: ...


class Identity(Protocol):
    """What is asked of identity. Both raise NeighbourAway."""

    def mint(self, message: Message) -> Credential: ...

    def recipients(self, account_ids: Sequence[UUID]) -> dict[UUID, Recipient]:
        """Confirmed addresses; an account without one is absent."""


class Consultations(Protocol):
    def names(self, message: Message) -> Names | None:
        """Absent when the project or what the message is about is gone. Raises NeighbourAway."""


class Votation(Protocol):
    """What is asked of votation. Both raise NeighbourAway."""

    def letters(self, mailing: Mailing, most: int) -> list[UUID]:
        """The next letters of a mailing, by id; fewer than `most` are the last."""

    def notice(self, message: Message) -> Notice | None:
        """What its letter holds, address and secret included. Absent when there is no reason to send it any more."""


class Writer(Protocol):
    def write(self, matter: Matter) -> Letter: ...


class Mailer(Protocol):
    """One connection to a mail server. Not for several threads or greenlets at once."""

    def open(self) -> None:
        """Be ready to post. Raises ServerAway."""

    def post(self, letter: Letter) -> Outcome:
        """Hand one letter over. Raises ServerAway when nothing of it left."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Repositories:
    """All repositories on one open transaction."""

    messages: Messages
    fan_outs: FanOuts
    mailings: Mailings
    participations: Participations
    step_windows: StepWindows
    organisations: Organisations


class Opening(Protocol):
    """Opens a transaction of its own, committed at the end of the block."""

    def __call__(self) -> AbstractContextManager[tuple[Repositories, datetime]]: ...
