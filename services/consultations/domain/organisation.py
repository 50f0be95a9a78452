"""What this service knows of identity's organisations and participant types, as it heard."""

from dataclasses import dataclass
from uuid import UUID

USUAL_SMALL_GROUP = 5


@dataclass
class Organisation:
    """`version` is that of the fact last heard.

    `small_group_size`: smaller groups are not shown in figures.
    """

    id: UUID
    slug: str
    name: str
    kind: str
    colour: str | None
    small_group_size: int
    version: int


@dataclass
class ParticipantType:
    id: UUID
    organisation_id: UUID
    label_fr: str
    label_en: str
    version: int
