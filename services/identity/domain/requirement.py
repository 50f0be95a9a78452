"""Requirements to take part (ID-5) that identity can judge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.normalisation import comparable_identifier
from identity.domain.account import Account, age_on


@dataclass(frozen=True)
class Requirement:
    """Ages are in whole years, both bounds allowed; a postcode counts when it begins with one of those
    given.
    """

    kind: str
    age_least: int | None = None
    age_most: int | None = None
    postcodes: Sequence[str] = ()
    group_id: UUID | None = None


@dataclass(frozen=True)
class Person:
    """What requirements are judged on."""

    account: Account
    groups: frozenset[UUID]
    today: date


def meets(person: Person, requirement: Requirement) -> bool:
    """What an account does not say is not met."""
    return CHECKS[requirement.kind](person, requirement)


def _email_confirmed(person: Person, _: Requirement) -> bool:
    return person.account.email_confirmed


def _age(person: Person, requirement: Requirement) -> bool:
    if person.account.birth_on is None:
        return False
    age = age_on(person.account.birth_on, person.today)
    return (requirement.age_least is None or requirement.age_least <= age) and (
        requirement.age_most is None or age <= requirement.age_most
    )


def _postcode(person: Person, requirement: Requirement) -> bool:
    postcode = comparable_identifier(person.account.postcode or "")
    wanted = (comparable_identifier(prefix) for prefix in requirement.postcodes)
    return bool(postcode) and any(prefix and postcode.startswith(prefix) for prefix in wanted)


def _group(person: Person, requirement: Requirement) -> bool:
    return requirement.group_id in person.groups


CHECKS: dict[str, Callable[[Person, Requirement], bool]] = {
    "email_confirmed": _email_confirmed,
    "age": _age,
    "postcode": _postcode,
    "group": _group,
}
