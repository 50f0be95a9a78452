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


def _age(person: Person, asked: Requirement) -> bool:
    if person.account.birth_on is None:
        return False
    age = age_on(person.account.birth_on, person.today)
    return (asked.age_least is None or asked.age_least <= age) and (
        asked.age_most is None or age <= asked.age_most
    )


def _postcode(person: Person, asked: Requirement) -> bool:
    postcode = comparable_identifier(person.account.postcode or "")
    wanted = (comparable_identifier(each) for each in asked.postcodes)
    return bool(postcode) and any(each and postcode.startswith(each) for each in wanted)


def _group(person: Person, asked: Requirement) -> bool:
    return asked.group_id in person.groups


CHECKS: dict[str, Callable[[Person, Requirement], bool]] = {
    "email_confirmed": _email_confirmed,
    "age": _age,
    "postcode": _postcode,
    "group": _group,
}
