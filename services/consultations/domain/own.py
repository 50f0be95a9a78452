"""Which of the things of other services that a change names are of the project's organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from contracts.refused import Refused


@dataclass(frozen=True)
class Own:
    """What the services that hold them said to be the organisation's: asked for what a change brings in, since what a
    project or a step has already needs no asking. Whose a group or a votation is never changes."""

    groups: frozenset[UUID] = frozenset()
    votations: frozenset[UUID] = frozenset()

    def require(self, groups: Collection[UUID] = (), votations: Collection[UUID] = ()) -> None:
        """Raises Refused(not_found) for another organisation's, and for one that does not exist."""
        if not (self.groups.issuperset(groups) and self.votations.issuperset(votations)):
            raise Refused("not_found")


NOTHING_BROUGHT = Own()
