"""Who asks, as their signed assertion says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person, a sibling service (`service`), or nobody in particular (`id` and `service` absent).

    `grants` are (role, scope) pairs; a scope is an id, or absent for everywhere.
    """

    id: UUID | None = None
    session_id: UUID | None = None
    name: str = ""
    service: str | None = None
    grants: frozenset[tuple[str, UUID | None]] = frozenset()
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_anonymous(self) -> bool:
        return self.id is None and self.service is None

    def roles_in(self, *scopes: UUID | None) -> frozenset[str]:
        """The roles held everywhere or in one of `scopes`."""
        wanted = {None, *scopes}
        return frozenset(role for role, scope in self.grants if scope in wanted)

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any], issuer_of_people: str) -> "Actor":
        """Read verified claims. Raises ValueError or KeyError when they are not of the agreed form."""
        if claims["iss"] != issuer_of_people:
            acting = claims.get("act")
            return cls(id=UUID(acting) if acting else None, service=str(claims["iss"]), claims=claims)
        return cls(
            id=UUID(claims["sub"]),
            session_id=UUID(claims["sid"]),
            name=str(claims.get("name", "")),
            grants=frozenset(
                (str(role), UUID(scope) if scope else None) for role, scope in claims.get("roles", ())
            ),
            claims=claims,
        )


NOBODY = Actor()
