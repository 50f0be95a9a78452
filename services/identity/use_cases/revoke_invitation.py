from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.identity import members as ops
from contracts.refused import Refused
from identity.domain.account import mask_email
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation, record


@command(ops.revoke_invitation)
def revoke_invitation(uow: UnitOfWork, actor: Actor, organisation_id: UUID, invitation_id: UUID) -> None:
    """Take an invitation back. Refuses: forbidden, not_found (unknown, another organisation's, or
    accepted).
    """
    get_permitted_organisation(uow, organisation_id)
    invitation = uow.invitations.find(invitation_id)
    if invitation is None or invitation.organisation_id != organisation_id:
        raise Refused("not_found")
    now = uow.now()
    if invitation.revoked_at is not None:
        return
    if not uow.invitations.revoke(invitation_id, now):
        raise Refused("not_found")
    uow.credentials.cancel_of_invitation(invitation_id, now)
    before = {"role": invitation.role, "email": mask_email(invitation.email)}
    subject = f"invitation/{invitation_id}"
    record(uow, actor.id, organisation_id, "revoke_invitation", subject, now, before, None)
