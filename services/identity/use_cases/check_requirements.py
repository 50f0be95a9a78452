from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.identity import internal as ops
from identity.domain.requirement import Person, Requirement, meets
from identity.domain.unit_of_work import UnitOfWork


@query(ops.check_requirements)
def check_requirements(
    uow: UnitOfWork, account_id: UUID, organisation_id: UUID, requirements: Sequence[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """The places ("0", "2" …), in the order of the request, of what the account does not meet today.

    A group of another organisation counts for nothing; an unknown account meets nothing.
    """
    account = uow.accounts.find(account_id)
    if account is None:
        return {"unmet": [str(place) for place in range(len(requirements))]}
    person = Person(account, uow.groups.of_account(account_id, organisation_id), uow.now().date())
    met = (meets(person, Requirement(**requirement)) for requirement in requirements)
    return {"unmet": [str(place) for place, is_met in enumerate(met) if not is_met]}
