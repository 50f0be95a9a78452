from collections.abc import Mapping
from typing import Any

from chassis.actor import Actor
from identity.domain.account import Profile, checked_details
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import me, profile_of


def update_my_account(uow: UnitOfWork, actor: Actor, asked: Mapping[str, Any]) -> Profile:
    """Change what is given. Refuses: invalid_input, token_invalid."""
    account = me(uow, actor)
    changes = checked_details(asked, uow.now().date())
    return profile_of(uow, uow.accounts.change(account.id, changes) if changes else account)
