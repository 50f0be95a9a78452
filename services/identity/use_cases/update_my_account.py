from typing import Any

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from identity.domain.account import Profile, checked_details, complaints_of_details
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account, profile_of


def complaints_of_profile(
    before: BeforeTransaction[UnitOfWork], fields: dict[str, Any]
) -> dict[str, list[str]]:
    with before.snapshot() as uow:
        return complaints_of_details(fields, uow.now().date())


@command(ops.update_my_account, complaints=complaints_of_profile)
def update_my_account(uow: UnitOfWork, actor: Actor, **details: Any) -> Profile:
    """Change what is given. Refuses: invalid_input, token_invalid."""
    account = get_own_account(uow, actor)
    changes = checked_details(details, uow.now().date())
    return profile_of(uow, uow.accounts.change(account.id, changes) if changes else account)
