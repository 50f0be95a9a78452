"""What is known of an organisation: the name and colour its pages wear."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Organisation:
    id: UUID
    name: str
    colour: str | None
    version: int
