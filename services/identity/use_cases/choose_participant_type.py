from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.account import Profile
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account, profile_of, publish_rights_changed


@command(ops.choose_participant_type)
def choose_participant_type(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, participant_type_id: UUID
) -> Profile:
    """Say what one is for an organisation. Refuses: not_found (unknown, retired, another organisation's)."""
    account = get_own_account(uow, actor)
    participant_type = uow.participant_types.find(participant_type_id)
    if (
        participant_type is None
        or participant_type.retired
        or participant_type.organisation_id != organisation_id
    ):
        raise Refused("not_found")
    uow.accounts.choose_type(account.id, organisation_id, participant_type_id)
    publish_rights_changed(uow, account.id, uow.now())
    return profile_of(uow, uow.accounts.find(account.id) or account)
