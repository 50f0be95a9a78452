"""An elector on a roll, and the code they were mailed."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
CODE_DELIVERY = timedelta(seconds=30)  # how long who asked waits before they doubt that a mail comes
CODES_AN_HOUR = 5
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Elector:
    id: UUID
    votation_id: UUID
    reference: str
    name: str = field(repr=False)
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    postal_code: str | None = field(repr=False)
    account_id: UUID | None
    college: str
    weight: int
    cell: str | None
    secret: bytes = field(repr=False)
    mark: str
    link_hash: bytes = field(repr=False)
    proxy_to: UUID | None
    links_before: int = 0

    @property
    def address_hint(self) -> str | None:
        """Enough of the address for its owner to know it."""
        if self.email is None:
            return None
        name, _, host = self.email.partition("@")
        return f"{name[:1]}…@{host}"


@dataclass(frozen=True)
class Code:
    """The last code asked for: known by its letter, from which it is derived."""

    elector_id: UUID
    letter_id: UUID
    expires_at: datetime
    tries: int
    asked: int
    counted_from: datetime

    def is_usable(self, now: datetime) -> bool:
        return now < self.expires_at and self.tries < CODE_TRIES

    def is_on_its_way(self, now: datetime) -> bool:
        """Whether asking again is the same request sent once more: another code would void the one in that mail."""
        return self.tries == 0 and now < self.expires_at - CODE_LASTS + CODE_DELIVERY

    def seconds_to_wait(self, now: datetime) -> int:
        """0 when another may be asked for."""
        until = self.counted_from + HOUR
        return max(0, math.ceil((until - now).total_seconds())) if self.asked >= CODES_AN_HOUR else 0

    def again(self, letter_id: UUID, now: datetime) -> "Code":
        """The next one: it takes the place of this one."""
        fresh = now >= self.counted_from + HOUR
        return Code(
            elector_id=self.elector_id,
            letter_id=letter_id,
            expires_at=now + CODE_LASTS,
            tries=0,
            asked=1 if fresh else self.asked + 1,
            counted_from=now if fresh else self.counted_from,
        )


def first_code(elector_id: UUID, letter_id: UUID, now: datetime) -> Code:
    return Code(elector_id, letter_id, now + CODE_LASTS, 0, 1, now)
