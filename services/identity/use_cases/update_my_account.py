from collections.abc import Mapping
from typing import Any

from chassis.actor import Actor
from identity.domain.account import Profile, checked_details
from identity.domain.desk import Desk
from identity.use_cases.access import me, profile_of


def update_my_account(desk: Desk, actor: Actor, asked: Mapping[str, Any]) -> Profile:
    """Change what is given. Refuses: invalid_input, token_invalid."""
    account = me(desk, actor)
    changes = checked_details(asked, desk.now().date())
    return profile_of(desk, desk.accounts.change(account.id, changes) if changes else account)
