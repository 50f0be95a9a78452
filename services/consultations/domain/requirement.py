"""Conditions to take part in a step. Who is signed in says whether their address is confirmed, this service keeps
the boxes that were ticked, identity checks the rest."""

from dataclasses import dataclass
from uuid import UUID

from contracts.refused import Refused

CHECKED_BY_IDENTITY = ("age", "postcode", "group")


@dataclass(frozen=True)
class Requirement:
    """`age_*` in years, both bounds allowed; `wording` is what a checkbox says."""

    id: UUID
    kind: str
    age_least: int | None = None
    age_most: int | None = None
    postcodes: tuple[str, ...] = ()
    group_id: UUID | None = None
    wording: str | None = None

    @property
    def is_checked_by_identity(self) -> bool:
        return self.kind in CHECKED_BY_IDENTITY

    def same_rule(self, other: "Requirement") -> bool:
        """Whether both ask the same of a participant, whatever their ids."""
        return self.rule == other.rule

    @property
    def rule(self) -> tuple[object, ...]:
        return (
            self.kind,
            self.age_least,
            self.age_most,
            frozenset(self.postcodes),
            self.group_id,
            self.wording,
        )


def check(requirements: list[Requirement]) -> None:
    """Each requirement must say what it asks. Raises Refused(invalid_input) naming the field."""
    complaints: dict[str, list[str]] = {}
    for index, requirement in enumerate(requirements):
        field = _missing(requirement)
        if field is not None:
            complaints[f"requirements.{index}.{field}"] = ["required"]
        elif _ages_reversed(requirement):
            complaints[f"requirements.{index}.age_most"] = [f"too_small:{requirement.age_least}"]
    if complaints:
        raise Refused("invalid_input", fields=complaints)


def _missing(requirement: Requirement) -> str | None:
    if requirement.kind == "age" and requirement.age_least is None and requirement.age_most is None:
        return "age_least"
    if requirement.kind == "postcode" and not requirement.postcodes:
        return "postcodes"
    if requirement.kind == "group" and requirement.group_id is None:
        return "group_id"
    if requirement.kind == "checkbox" and not requirement.wording:
        return "wording"
    return None


def _ages_reversed(requirement: Requirement) -> bool:
    least, most = requirement.age_least, requirement.age_most
    return least is not None and most is not None and least > most
