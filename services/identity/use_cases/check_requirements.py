from collections.abc import Sequence
from uuid import UUID

from identity.domain.requirement import Person, Requirement, meets
from identity.domain.unit_of_work import UnitOfWork


def check_requirements(
    uow: UnitOfWork, account_id: UUID, organisation_id: UUID, requirements: Sequence[Requirement]
) -> list[str]:
    """The places ("0", "2" …), in the order asked, of what the account does not meet today.

    A group of another organisation counts for nothing; an unknown account meets nothing.
    """
    account = uow.accounts.find(account_id)
    if account is None:
        return [str(place) for place in range(len(requirements))]
    groups = uow.groups.of_account(account_id, organisation_id)
    person = Person(account, groups, uow.now().date())
    return [str(place) for place, asked in enumerate(requirements) if not meets(person, asked)]
