from chassis.actor import Actor
from chassis.operations import query
from contracts.identity import accounts as ops
from identity.domain.account import Profile
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account, profile_of


@query(ops.get_my_account)
def get_my_account(uow: UnitOfWork, actor: Actor) -> Profile:
    """Refuses: token_invalid."""
    return profile_of(uow, get_own_account(uow, actor))
