"""The door of the register. Its operations stand in `votation.doors`, one mixin per subject."""

from typing import ClassVar

from votation.domain import rights
from votation.doors.rolls import RollDoor


class VotationService(RollDoor):
    name = "votation"
    rights_table: ClassVar[dict[str, frozenset[str]]] = rights.TABLE
